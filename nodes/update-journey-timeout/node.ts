import { defineNode } from '@waygate/node-kit';
import { z } from 'zod';

/** 30 days in minutes. */
const LONGEST = 43_200;

export default defineNode({
  type: 'UpdateJourneyTimeoutNode',
  displayName: 'Update Journey Timeout',
  category: 'utilities',
  tags: ['utilities'],
  icon: 'hourglass',
  summary: 'Gives the person more time for the journey, or less.',
  config: z
    .object({
      operation: z
        .enum(['SET', 'MODIFY'])
        .default('SET')
        .meta({
          title: 'Operation',
          help: 'Whether the minutes count from now, or change what is left.',
          options: { SET: 'Set: so much from now on', MODIFY: 'Modify: so much more or less than is left' },
        }),
      value: z
        .int()
        .min(-LONGEST)
        .max(LONGEST)
        .meta({ title: 'Value', help: 'Minutes; less than zero only to modify. A journey without time left is over.', unit: 'minutes' }),
    })
    .refine(({ operation, value }) => operation === 'MODIFY' || value >= 0, { path: ['value'], error: 'Only Modify takes time away.' }),
  outcomes: { outcome: 'Outcome' },
  run: ({ config: { operation, value }, goTo }) => goTo('outcome', { journeyTime: operation === 'SET' ? { set: value } : { add: value } }),
});
