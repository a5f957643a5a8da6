import type { Factor, OfflineReminder } from '@waygate/node-kit';
import { type NodeRun, runNode } from '@waygate/node-kit/testing';
import { beforeEach, expect, it } from 'vitest';
import node from './node.ts';

const MIA = { id: 'id-mia', username: 'mia' };
const proof = (factor: Factor) => ({ factor, subjectId: MIA.id, nodeId: 'n', nodeType: 'T', outcome: 'true', at: 1 });

let reminder: OfflineReminder;
let asked: (number | undefined)[];
let putOff: string[];
let cleared: string[];
beforeEach(() => {
  reminder = 'due';
  asked = [];
  putOff = [];
  cleared = [];
});

const run = (more: NodeRun = {}) =>
  runNode(node, {
    subject: MIA,
    evidence: [proof('knowledge:password'), proof('possession:push')],
    ports: {
      offlineCodes: {
        reminder: async (_realm, _subject, days) => {
          asked.push(days);
          return reminder;
        },
        putOffReminder: async (_realm, { id }) => void putOff.push(id),
        provedOnline: async (_realm, { id }) => void cleared.push(id),
      },
    },
    ...more,
  });
const pressed = (index: number) => run({ answers: [{ type: 'ConfirmationCallback', index }] });

it('asks whoever is due whether they want to set an app up', async () => {
  const { action } = await run();
  expect(action).toMatchObject({
    kind: 'send',
    callbacks: [
      { type: 'TextOutputCallback', message: expect.stringContaining('Set up an app') },
      { type: 'ConfirmationCallback', options: ['Set up', 'Not now'] },
    ],
  });
  expect(cleared).toEqual([MIA.id]);
});

it('leads to the enrolment, or remembers that the person put it off; either way not again in this session', async () => {
  expect((await pressed(0)).action).toMatchObject({ outcome: 'enrol', sessionProperties: { OfflineReminder: 'true' } });
  expect(putOff).toEqual([]);
  expect((await pressed(1)).action).toMatchObject({ outcome: 'skipped', sessionProperties: { OfflineReminder: 'true' } });
  expect(putOff).toEqual([MIA.id]);
  expect((await run({ existingSession: { OfflineReminder: 'true' } })).outcome).toBe('notDue');
  expect(asked).toEqual([]);
});

it.each(['enrolled', 'notDue', 'off'] as const)('is not due: %s', async (standing) => {
  reminder = standing;
  expect((await run()).action).toMatchObject({ outcome: 'notDue', audit: { reason: standing } });
});

it.each<[string, readonly Factor[]]>([
  ['a password alone', ['knowledge:password']],
  ['a code for outages', ['knowledge:password', 'possession:offline-code']],
  ['a phone without a network', ['possession:offline-device']],
  ['a cookie', ['remembered:persistent-cookie']],
  ['nothing, as in an offline sign-on', []],
])('is not due after %s', async (_what, factors) => {
  expect((await run({ evidence: factors.map(proof) })).outcome).toBe('notDue');
  expect([asked, cleared]).toEqual([[], []]);
});

it('lets the author set the days, and the realm where the author says nothing', async () => {
  await run({ config: { reminderDays: 30 } });
  await run();
  expect(asked).toEqual([30, undefined]);
});
