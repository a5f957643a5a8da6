import { createSealer, KeyRing } from '@waygate/integrations';
import { type AuditEvent, type AuditRecord, WaygateError } from '@waygate/schema';
import { openMemoryStores } from '@waygate/storage';
import { expect, it, onTestFinished, vi } from 'vitest';
import { AuditTrail } from '../src/audit/audit-trail.ts';

function opened(clock: { now?: number } = {}, more: { readonly refusedApart?: number } = {}) {
  const ring = new KeyRing('test', new Map([['test', Buffer.alloc(32, 1)]]));
  const stores = openMemoryStores({ sealer: createSealer(ring) });
  onTestFinished(() => stores.close());
  const { audit } = stores;
  const writes = { begun: 0, together: 0, most: 0 };
  let held: Promise<void> | undefined;
  let isAnswerLost = false;
  const answered = () => {
    if (isAnswerLost) throw away();
  };
  const logged: object[] = [];
  const trail = new AuditTrail(
    {
      append: async (...what) => {
        writes.begun += 1;
        writes.together += 1;
        writes.most = Math.max(writes.most, writes.together);
        await held;
        await audit.append(...what);
        answered();
        writes.together -= 1;
      },
      amend: async (...what) => {
        await held;
        await audit.amend(...what);
        answered();
      },
      find: (...what) => audit.find(...what),
      search: (...what) => audit.search(...what),
      walk: (which) => audit.walk(which),
    },
    {
      keepMs: undefined,
      traceCode: (id) => id,
      personCalled: async () => undefined,
      log: { error: (facts) => void logged.push(facts) },
      now: () => clock.now ?? Date.now(),
      ...more,
    },
  );
  /** Has the store hang. @returns what lets it go on */
  const hang = () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    held = promise;
    return resolve;
  };
  /** Has every write fail from now on. */
  const breakDown = (error = new Error('full')) => {
    held = Promise.reject(error);
    held.catch(() => undefined);
  };
  /** Has the store write and then not answer, as when the line breaks. */
  const loseAnswers = (isLost: boolean) => {
    isAnswerLost = isLost;
  };
  const records = async () => {
    const found: AuditRecord[] = [];
    for await (const part of audit.walk({ from: 0, to: Date.now() + 60_000 })) found.push(...part);
    return found;
  };
  return { trail, writes, hang, breakDown, loseAnswers, logged, records };
}

/** What a store says that does not answer. */
function away() {
  return new WaygateError('operational', 'storage.unavailable', 'The store does not answer.');
}

/** How many refusals a log tells of, one by one, by count, or as lost. */
function toldOf(records: readonly AuditRecord[]): number {
  return records.reduce((sum, { facts }) => sum + Number(facts?.['count'] ?? 1), 0);
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

it('tells how many refusals there were in the end though the answer to its first record was lost', async () => {
  const clock = { now: 600_000 };
  const { trail, loseAnswers, logged, records } = opened(clock);
  const note = (times: number) => Array.from({ length: times }, () => trail.note(refusal('ann')));
  note(10);
  await trail.flush();
  loseAnswers(true);
  note(5);
  await trail.flush();
  expect(await records(), 'it is there').toHaveLength(11);
  loseAnswers(false);
  note(3);
  clock.now += 60_000;
  await trail.stop();
  const found = await records();
  expect([found.length, found.at(-1)?.facts?.['count'], toldOf(found)]).toEqual([11, 8, 18]);
  expect(logged, 'it was behind once').toHaveLength(1);
});

it('neither loses refusals in silence nor fills the log while the store is away', async () => {
  const clock = { now: 600_000 };
  const { trail, breakDown, hang, logged, records } = opened(clock);
  breakDown(away());
  for (let second = 0; second < 180; second += 1) {
    for (let person = 0; person < 20; person += 1) trail.note(refusal(`person-${person}`));
    await trail.flush();
    clock.now += 1_000;
  }
  expect(logged.length, 'a line a minute').toBeLessThanOrEqual(4);
  expect(logged[0]).toMatchObject({ event: 'audit.lost', count: 20, waiting: 0 });
  expect(logged.at(-1)).toMatchObject({ count: expect.any(Number), waiting: expect.any(Number) });
  hang()();
  await trail.stop();
  const found = await records();
  expect(toldOf(found)).toBe(180 * 20);
  const lost = found.filter(({ event }) => event === 'operation.records_lost');
  expect(
    lost.map(({ facts }) => facts),
    'those that were to be told each',
  ).toEqual([{ count: 3 * 10 * 20 }]);
  expect(found).toHaveLength(3 * 20 + 1);
});

it('tells what was counted and lost once the store is back, though nothing else happens', async () => {
  const { trail, breakDown, hang, records } = opened({ now: 600_000 });
  breakDown(away());
  for (let round = 0; round < 25; round += 1) trail.note(refusal('ann'));
  await trail.flush();
  hang()();
  await vi.waitFor(
    async () =>
      expect((await records()).map(({ event, facts }) => [event, facts?.['count']])).toEqual([
        ['configuration.refused', 15],
        ['operation.records_lost', 10],
      ]),
    20_000,
  );
  await trail.stop();
});

it('says to the operator at least what it could not write before it stopped', async () => {
  const { trail, breakDown, logged } = opened({ now: 600_000 });
  breakDown(away());
  for (let round = 0; round < 25; round += 1) trail.note(refusal('ann'));
  await trail.stop();
  expect(logged.at(-1)).toEqual({ event: 'audit.lost', count: 25 });
});

it('tells no more people apart than it says, nor keeps more counts for a store that is away, and still counts all', async () => {
  const clock = { now: 600_000 };
  const { trail, breakDown, hang, records } = opened(clock, { refusedApart: 20 });
  const crowd = async () => {
    for (let person = 0; person < 50; person += 1) for (let round = 0; round < 12; round += 1) trail.note(refusal(`person-${person}`));
    await trail.flush();
    clock.now += 60_000;
  };
  await crowd();
  const first = await records();
  const counts = first.filter(({ facts }) => facts?.['count'] !== undefined);
  expect([counts.length, toldOf(first)]).toEqual([21, 600]);
  expect(
    counts.filter(({ actor }) => actor === undefined).map(({ facts }) => facts?.['count']),
    'those who came last are one',
  ).toEqual([350]);

  breakDown(away());
  for (let minute = 0; minute < 5; minute += 1) await crowd();
  hang()();
  await trail.stop();
  const found = await records();
  const more = found.filter(({ id }) => !first.some((one) => one.id === id));
  expect(toldOf(more)).toBe(5 * 600);
  expect(more.filter(({ event }) => event !== 'operation.records_lost').length, 'the oldest gave way').toBe(20);
});
