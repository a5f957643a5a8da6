import { expect, it } from 'vitest';
import { FAULT_KINDS, faultSchedule } from '../fault-schedule.ts';
import { Ledger } from '../ledger.ts';
import { runFaults } from '../run-faults.ts';

it('plans the same faults for the same seed, others for another, and every kind', () => {
  const plan = (seed: number, store: 'embedded' | 'mongodb' = 'embedded') => faultSchedule({ seed, count: 1_000, copies: 3, store });
  expect(plan(7)).toEqual(plan(7));
  expect(plan(7)).not.toEqual(plan(8));
  const planned = new Set([...plan(7), ...plan(7, 'mongodb')].map(({ kind }) => kind));
  expect([...planned].sort()).toEqual([...FAULT_KINDS].sort());
});

it('calls lost what somebody was told and what is not there', async () => {
  const ledger = new Ledger();
  ledger.acknowledge('session', 'mia', async () => undefined);
  ledger.acknowledge('session', 'mia', async () => 'it is gone');
  ledger.doubled('push sent', 'mia', '2 came of 1');
  await ledger.settle(2);
  expect(ledger.counts.get('session')).toEqual({ acknowledged: 2, found: 1, lost: 1, doubled: 0, unclear: 0 });
  expect(ledger.violations).toEqual(['push sent, twice: mia: 2 came of 1', 'session, lost: mia: it is gone']);
});

it('does a few faults to real servers, which lose and double nothing', async () => {
  const { faults, effects, violations } = await runFaults({
    seed: 4,
    faults: 5,
    store: 'embedded',
    copies: 2,
    actors: 2,
    say: () => undefined,
  });
  expect(violations).toEqual([]);
  expect([...faults.values()].reduce((sum, count) => sum + count, 0)).toBe(5);
  expect(effects.get('session')?.acknowledged).toBeGreaterThan(0);
}, 60_000);
