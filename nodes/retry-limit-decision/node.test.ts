import type { Identity } from '@waygate/node-kit';
import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import node from './node.ts';

function person() {
  const kept = { attributes: { mail: ['x'] } as Record<string, readonly string[]> };
  const ports = {
    identities: {
      find: async (): Promise<Identity> => ({ id: 'id', realm: '/alpha', username: 'demo', active: true, attributes: kept.attributes }),
      updateAttributes: async (
        _realm: string,
        _id: string,
        change: (attributes: typeof kept.attributes) => Record<string, readonly string[]>,
      ) => {
        kept.attributes = change(kept.attributes);
        return true;
      },
    },
  };
  return { kept, ports };
}

it('gives as many retries as the limit says, then rejects and begins anew', async () => {
  const { kept, ports } = person();
  const run = async () => (await runNode(node, { shared: { username: 'demo' }, ports })).outcome;
  expect([await run(), await run(), await run()]).toEqual(['Retry', 'Retry', 'Retry']);
  expect(kept.attributes).toEqual({ mail: ['x'], retryLimitNodeCount: ['node=3'] });
  expect(await run()).toBe('Reject');
  expect(kept.attributes).toEqual({ mail: ['x'] });
});

it('counts in the run alone when told so, or when nobody is named', async () => {
  for (const run of [{ config: { incrementUserAttributeOnFailure: false } }, {}]) {
    let memory: number | undefined;
    const outcomes: (string | undefined)[] = [];
    for (let round = 0; round < 4; round += 1) {
      const result = await runNode(node, { ...run, ...(memory === undefined ? {} : { memory }) });
      memory = result.memory as number;
      outcomes.push(result.outcome);
    }
    expect(outcomes).toEqual(['Retry', 'Retry', 'Retry', 'Reject']);
  }
});

it("forgets its count, and no other node's, when the person has signed on", async () => {
  const { kept, ports } = person();
  kept.attributes = { retryLimitNodeCount: ['node=2', 'other=1'] };
  const end = { realm: '/alpha', nodeId: 'node', subject: { id: 'id', username: 'demo' }, ports: ports as never };
  await node.onJourneyEnd?.({ ...end, success: false });
  expect(kept.attributes['retryLimitNodeCount']).toEqual(['node=2', 'other=1']);
  await node.onJourneyEnd?.({ ...end, success: true });
  expect(kept.attributes['retryLimitNodeCount']).toEqual(['other=1']);
});
