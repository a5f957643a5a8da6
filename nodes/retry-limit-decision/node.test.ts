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
  /** The counters as AM writes them. */
  const counts = () => (kept.attributes['retryLimitNodeCount'] ?? []).filter((entry) => /^[^=]*=[^=]*$/.test(entry));
  return { kept, counts, ports };
}

it('gives as many retries as the limit says, then rejects and begins anew', async () => {
  const { counts, ports } = person();
  let step = 0;
  const run = async () => (await runNode(node, { shared: { username: 'demo' }, ports, idempotencyKey: `s.${++step}` })).outcome;
  expect([await run(), await run(), await run()]).toEqual(['Retry', 'Retry', 'Retry']);
  expect(counts()).toEqual(['node=3']);
  expect(await run()).toBe('Reject');
  expect(counts()).toEqual([]);
  expect(await run()).toBe('Retry');
  expect(counts()).toEqual(['node=1']);
});

it('judges a step that is repeated after a crash as it did before, and counts it once', async () => {
  const { counts, ports, kept } = person();
  const run = async (step: string) => {
    const { action } = await runNode(node, { config: { retryLimit: 1 }, shared: { username: 'demo' }, ports, idempotencyKey: step });
    return action.kind === 'goTo' ? [action.outcome, action.audit?.['retryCount']] : [];
  };
  expect([await run('s.1'), await run('s.1')]).toEqual([
    ['Retry', 1],
    ['Retry', 1],
  ]);
  expect(counts()).toEqual(['node=1']);
  expect([await run('s.2'), await run('s.2'), await run('s.2')]).toEqual([
    ['Reject', 1],
    ['Reject', 1],
    ['Reject', 1],
  ]);
  expect(counts()).toEqual([]);
  expect(kept.attributes['mail']).toEqual(['x']);
});

it('keeps the counts of two nodes apart', async () => {
  const { kept, counts, ports } = person();
  kept.attributes = { retryLimitNodeCount: ['node2=3', 'nod=3', 'other=1'] };
  expect((await runNode(node, { shared: { username: 'demo' }, ports })).outcome).toBe('Retry');
  expect(counts()).toEqual(['node2=3', 'nod=3', 'other=1', 'node=1']);
});

it.each([['node=banana'], ['node=-4'], ['node=']])('takes %s, which nobody here wrote, for no count', async (entry) => {
  const { kept, counts, ports } = person();
  kept.attributes = { retryLimitNodeCount: [entry] };
  expect((await runNode(node, { shared: { username: 'demo' }, ports })).outcome).toBe('Retry');
  expect(counts()).toEqual(['node=1']);
});

it('counts in the run when the person is gone by the time the count is to be kept', async () => {
  const { ports } = person();
  const gone = { identities: { ...ports.identities, updateAttributes: async () => false } };
  const run = (memory: number) => runNode(node, { shared: { username: 'demo' }, ports: gone, memory });
  expect([(await run(0)).outcome, (await run(0)).memory, (await run(3)).outcome]).toEqual(['Retry', 1, 'Reject']);
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
  const { kept, counts, ports } = person();
  kept.attributes = { mail: ['x'], retryLimitNodeCount: ['other=1'] };
  await runNode(node, { shared: { username: 'demo' }, ports });
  const end = { realm: '/alpha', nodeId: 'node', subject: { id: 'id', username: 'demo' }, ports: ports as never };
  await node.onJourneyEnd?.({ ...end, success: false });
  expect(counts()).toEqual(['other=1', 'node=1']);
  await node.onJourneyEnd?.({ ...end, success: true });
  expect(kept.attributes).toEqual({ mail: ['x'], retryLimitNodeCount: ['other=1'] });
  await node.onJourneyEnd?.({ ...end, nodeId: 'other', success: true });
  expect(kept.attributes).toEqual({ mail: ['x'] });
});
