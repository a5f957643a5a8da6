import { defineNode, flagField, username } from '@waygate/node-kit';
import { z } from 'zod';
import { countStep, withoutCount } from './retry-counters.ts';

export default defineNode({
  type: 'RetryLimitDecisionNode',
  displayName: 'Retry Limit Decision',
  category: 'utilities',
  tags: ['utilities'],
  icon: 'repeat',
  summary: 'Lets a journey loop a fixed number of times.',
  config: z.object({
    retryLimit: z.int().min(1).max(1_000).default(3).meta({
      title: 'Retry limit',
      help: 'How many times Retry may be taken. The first try is not a retry: with 3 a person has 4 attempts.',
      unit: 'retries',
    }),
    incrementUserAttributeOnFailure: flagField(
      'Save retry limit to user',
      'Keeps the count with the user until Reject or a successful sign-on, so that a new journey does not start afresh.',
      true,
    ),
  }),
  outcomes: { Retry: 'Retry', Reject: 'Reject' },
  reads: [username],
  /** Retries taken in this run, when the count is not kept with the user. */
  memory: z.int(),
  boundsLoops: true,
  run: async ({ config: { retryLimit, incrementUserAttributeOnFailure }, realm, node, memory, state, ports, idempotencyKey, goTo }) => {
    const name = incrementUserAttributeOnFailure ? state.get(username) : undefined;
    const person = name === undefined ? undefined : await ports.identities.find(realm, name);
    // Counted and judged in one atomic step, so that neither a repeated step nor one that loses a race can get a fresh count.
    let kept: number | undefined;
    if (person !== undefined) {
      const isThere = await ports.identities.updateAttributes(realm, person.id, (attributes) => {
        const counted = countStep(attributes, node.id, retryLimit, idempotencyKey);
        kept = counted.count;
        return counted.attributes;
      });
      if (!isThere) kept = undefined;
    }
    const count = kept ?? memory.get() ?? 0;
    if (count >= retryLimit) return goTo('Reject', { audit: { retryCount: count } });
    if (kept === undefined) memory.set(count + 1);
    return goTo('Retry', { audit: { retryCount: count + 1 } });
  },
  onJourneyEnd: async ({ success, realm, nodeId, subject, ports }) => {
    if (!success || subject === undefined) return;
    await ports.identities.updateAttributes(realm, subject.id, (attributes) => withoutCount(attributes, nodeId));
  },
});
