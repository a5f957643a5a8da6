import { defineNode, flagField, username } from '@waygate/node-kit';
import { z } from 'zod';
import { countOf, withCount } from './retry-counters.ts';

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
  run: async ({ config, realm, node, memory, state, ports, goTo }) => {
    const name = config.incrementUserAttributeOnFailure ? state.get(username) : undefined;
    const person = name === undefined ? undefined : await ports.identities.find(realm, name);
    if (person === undefined) {
      const count = memory.get() ?? 0;
      if (count >= config.retryLimit) return goTo('Reject', { audit: { retryCount: count } });
      memory.set(count + 1);
      return goTo('Retry', { audit: { retryCount: count + 1 } });
    }
    // Counted and judged in one atomic step. A step that is repeated after a crash counts once more: fewer tries, never more.
    let count = 0;
    await ports.identities.updateAttributes(realm, person.id, (attributes) => {
      count = countOf(attributes, node.id);
      return withCount(attributes, node.id, count < config.retryLimit ? count + 1 : 0);
    });
    return count < config.retryLimit
      ? goTo('Retry', { audit: { retryCount: count + 1 } })
      : goTo('Reject', { audit: { retryCount: count } });
  },
  onJourneyEnd: async ({ success, realm, nodeId, subject, ports }) => {
    if (!success || subject === undefined) return;
    await ports.identities.updateAttributes(realm, subject.id, (attributes) => withCount(attributes, nodeId, 0));
  },
});
