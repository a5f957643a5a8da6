import { defineNode } from '@waygate/node-kit';
import { z } from 'zod';
import { isFreeKey, TAKEN_KEY } from './response-keys.ts';

const texts = z
  .record(z.string().min(1).max(256), z.string().max(16_384))
  .refine((details) => Object.keys(details).every(isFreeKey), TAKEN_KEY)
  .default({});

export default defineNode({
  type: 'SetSuccessDetailsNode',
  displayName: 'Set Success Details',
  category: 'utilities',
  tags: ['utilities'],
  icon: 'circle-check',
  summary: 'Adds members to the answer that a client gets when the journey succeeds.',
  config: z.object({
    successDetails: texts.meta({
      title: 'Success details',
      help: 'Keys and values, as they stand here. A value that is JSON arrives as JSON.',
      field: 'key-value',
    }),
    sessionProperties: texts.meta({
      title: 'Session properties',
      help: 'Keys with the property of the session that each is copied from. Success details of the same key go before.',
      field: 'key-value',
    }),
  }),
  outcomes: { outcome: 'Outcome' },
  run: ({ config, goTo }) =>
    goTo('outcome', { endWishes: { successDetails: config.successDetails, successProperties: config.sessionProperties } }),
});
