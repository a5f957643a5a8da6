import { defineNode, type EndWishes } from '@waygate/node-kit';
import { z } from 'zod';
import { isOwnProperty, RESERVED_PROPERTY } from './property-name.ts';

/** A year in minutes. */
const LONGEST = 525_600;

const minutes = z.int().min(1).max(LONGEST).optional();

export default defineNode({
  type: 'SetSessionPropertiesNode',
  displayName: 'Set Session Properties',
  category: 'utilities',
  tags: ['utilities'],
  icon: 'tags',
  summary: 'Gives the session properties, and says how long it lives.',
  config: z.object({
    properties: z
      .record(z.string().min(1).max(256), z.string().max(4_096))
      .refine((properties) => Object.keys(properties).every(isOwnProperty), RESERVED_PROPERTY)
      .default({})
      .meta({
        title: 'Properties',
        help: 'Names and values, as they stand here. Never a secret: whoever has the session reads them.',
        field: 'key-value',
      }),
    maxSessionTime: minutes.meta({
      title: 'Maximum session time',
      help: 'How long the session lives at most. Goes before what the journey and the realm say.',
      unit: 'minutes',
    }),
    maxIdleTime: minutes.meta({
      title: 'Maximum idle time',
      help: 'How long the session may rest at most. Goes before what the journey and the realm say.',
      unit: 'minutes',
    }),
  }),
  outcomes: { outcome: 'Outcome' },
  run: ({ config, goTo }) => {
    const endWishes: EndWishes = {
      ...(config.maxSessionTime === undefined ? {} : { maxSessionMinutes: config.maxSessionTime }),
      ...(config.maxIdleTime === undefined ? {} : { maxIdleMinutes: config.maxIdleTime }),
    };
    return goTo('outcome', { sessionProperties: config.properties, endWishes });
  },
});
