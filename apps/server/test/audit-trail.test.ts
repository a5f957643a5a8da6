import { createSealer, KeyRing } from '@waygate/integrations';
import type { AuditEvent, AuditRecord } from '@waygate/schema';
import { openMemoryStores } from '@waygate/storage';
import { expect, it, onTestFinished, vi } from 'vitest';
import { AuditTrail } from '../src/audit/audit-trail.ts';

function opened(clock: { now?: number } = {}) {
  const ring = new KeyRing('test', new Map([['test', Buffer.alloc(32, 1)]]));
  const stores = openMemoryStores({ sealer: createSealer(ring) });
  onTestFinished(() => stores.close());
  const { audit } = stores;
  const writes = { begun: 0, together: 0, most: 0 };
  let held: Promise<void> | undefined;
  const trail = new AuditTrail(
    {
      append: async (...what) => {
        writes.begun += 1;
        writes.together += 1;
        writes.most = Math.max(writes.most, writes.together);
        await held;
        await audit.append(...what);
        writes.together -= 1;
      },
      amend: async (...what) => {
        await held;
        await audit.amend(...what);
      },
      find: (...what) => audit.find(...what),
      search: (...what) => audit.search(...what),
      walk: (which) => audit.walk(which),
    },
    {
      keepMs: undefined,
      traceCode: (id) => id,
      personCalled: async () => undefined,
      log: { error: () => undefined },
      now: () => clock.now ?? Date.now(),
    },
  );
  /** Has the store hang. @returns what lets it go on */
  const hang = () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    held = promise;
    return resolve;
  };
  /** Has every write fail from now on. */
  const breakDown = () => {
    held = Promise.reject(new Error('full'));
    held.catch(() => undefined);
  };
  const records = async () => {
    const found: AuditRecord[] = [];
    for await (const part of audit.walk({ from: 0, to: Date.now() + 60_000 })) found.push(...part);
    return found;
  };
  return { trail, writes, hang, breakDown, records };
}

it('keeps no more than it says while the store hangs, in one write at a time, and counts what it lost', async () => {
  const { trail, writes, hang, records } = opened();
  const letGo = hang();
  const note = () => trail.note({ event: 'authentication.begun', realm: '/', result: 'begun' });
  note();
  const first = trail.flush();
  await vi.waitFor(() => expect(writes.begun).toBe(1));
  for (let round = 0; round < 20_010; round += 1) note();
  const others = [trail.flush(), trail.flush()];
  await new Promise((resolve) => setImmediate(resolve));
  expect(writes).toEqual({ begun: 1, together: 1, most: 1 });
  letGo();
  await Promise.all([first, ...others]);
  await trail.stop();
  expect(writes.most).toBe(1);
  const found = await records();
  expect(found.filter(({ event }) => event === 'authentication.begun')).toHaveLength(20_000);
  expect(found.filter(({ event }) => event === 'operation.records_lost').map(({ facts }) => facts)).toEqual([{ count: 11 }]);
});

/** A refusal of somebody who is signed on. */
function refusal(id: string, more: { readonly reason?: string; readonly kind?: string; readonly action?: string } = {}): AuditEvent {
  const { reason = 'admin.forbidden', kind = 'client', action = 'client.removed' } = more;
  return {
    event: 'configuration.refused',
    realm: '/alpha',
    result: 'refused',
    reason,
    actor: { kind: 'person', id, name: id },
    target: { kind },
    facts: { action },
  };
}

it('tells the first refusals of somebody each, and the others of the minute in one record that says how many', async () => {
  const clock = { now: 600_000 };
  const { trail, records } = opened(clock);
  const of = async (id: string) => (await records()).filter(({ actor }) => actor?.id === id);
  for (let round = 0; round < 500; round += 1) trail.note(refusal('ann', { action: `client.${round % 2}` }));
  trail.note(refusal('bob'));
  await trail.flush();
  const first = await of('ann');
  expect(first.map(({ facts }) => facts?.['count'])).toEqual([...Array.from({ length: 10 }, () => undefined), 490]);
  expect(first.at(-1)).toEqual({
    id: expect.any(String),
    at: 600_000,
    topic: 'configuration',
    event: 'configuration.refused',
    realm: '/alpha',
    result: 'refused',
    reason: 'admin.forbidden',
    actor: { kind: 'person', id: 'ann', name: 'ann' },
    target: { kind: 'client' },
    facts: { count: 490 },
  });
  expect(await of('bob'), 'one person does not hide another').toHaveLength(1);

  // More of the same minute is counted in the same place, and only what all have in common stays.
  trail.note(refusal('ann', { reason: 'admin.other', kind: 'journey' }));
  await trail.flush();
  const more = await of('ann');
  expect([more.length, more.at(-1)?.facts, more.at(-1)?.reason, more.at(-1)?.target]).toEqual([11, { count: 491 }, undefined, undefined]);

  clock.now += 60_000;
  trail.note(refusal('ann'));
  await trail.stop();
  const next = await of('ann');
  expect(next.map(({ facts }) => facts?.['count']).slice(-2), 'a new minute begins anew').toEqual([491, undefined]);
});

it('says how many refusals were lost when their count could not be written', async () => {
  const clock = { now: 600_000 };
  const { trail, breakDown, hang, records } = opened(clock);
  for (let round = 0; round < 15; round += 1) trail.note(refusal('ann'));
  await trail.flush();
  for (let round = 0; round < 9; round += 1) trail.note(refusal('ann'));
  clock.now += 60_000;
  breakDown();
  await trail.flush();
  hang()();
  await trail.stop();
  const counts = (await records()).map(({ event, facts }) => [event, facts?.['count']]);
  expect(counts.slice(-2)).toEqual([
    ['configuration.refused', 5],
    ['operation.records_lost', 9],
  ]);
  expect(counts).toHaveLength(12);
});
