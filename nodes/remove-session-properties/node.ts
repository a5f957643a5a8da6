import { defineNode } from '@waygate/node-kit';
import { z } from 'zod';
import { isOwnProperty, RESERVED_PROPERTY } from '../set-session-properties/property-name.ts';

export default defineNode({
  type: 'RemoveSessionPropertiesNode',
  displayName: 'Remove Session Properties',
  category: 'utilities',
  tags: ['utilities'],
  icon: 'tags-off',
  summary: 'Takes back properties that earlier nodes want the session to have.',
  config: z.object({
    propertyNames: z
      .array(z.string().min(1).max(256))
      .refine((names) => names.every(isOwnProperty), RESERVED_PROPERTY)
      .default([])
      .meta({ title: 'Property names', help: 'The properties that the session is not to get.' }),
  }),
  outcomes: { outcome: 'Outcome' },
  run: ({ config, goTo }) => goTo('outcome', { removedSessionProperties: config.propertyNames }),
});
