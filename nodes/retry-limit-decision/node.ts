import { defineNode, username } from '@waygate/node-kit';
import { z } from 'zod';

/** Attribute of the user that keeps the counters, one `nodeId=count` for each node (AM). */
const COUNTERS = 'retryLimitNodeCount';

export default defineNode({
  type: 'RetryLimitDecisionNode',
  displayName: 'Retry Limit Decision',
  category: 'utilities',
  tags: ['utilities'],
  icon: 'repeat',
  summary: 'Lets a journey loop a fixed number of times.',
  config: z.object({
    retryLimit: z.int().min(1).default(3).meta({
      title: 'Retry limit',
      help: 'How many times Retry may be taken. The first try is not a retry: with 3 a person has 4 attempts.',
    }),
    incrementUserAttributeOnFailure: z.boolean().default(true).meta({
      title: 'Save retry limit to user',
      help: 'Keeps the count with the user until Reject or a successful sign-on, so that a new journey does not start afresh.',
    }),
  }),
  outcomes: { Retry: 'Retry', Reject: 'Reject' },
  reads: [username],
  memory: z.int(),
  boundsLoops: true,
  run: ({ config, memory, goTo }) => {
    const count = memory.get() ?? 0;
    if (count >= config.retryLimit) return goTo('Reject');
    memory.set(count + 1);
    return goTo('Retry', { audit: { retryCount: count + 1 } });
  },
});
void COUNTERS;
