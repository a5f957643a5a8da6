import { runNode } from '@waygate/node-kit/testing';
import { describe, expect, it } from 'vitest';
import node from './node.ts';

const now = 1_790_000_000_000;
const answers = (index?: number) => [
  { type: 'PollingWaitCallback', seen: true } as const,
  { type: 'ConfirmationCallback', index } as const,
];

it('waits its time by the clock, and not by how often the client comes back', async () => {
  const first = await runNode(node, { now });
  expect(first.action).toEqual({ kind: 'send', callbacks: [{ type: 'PollingWaitCallback', waitTime: 8_000, message: 'Please wait...' }] });
  expect(first.local).toEqual({ until: now + 8_000, early: 0 });
  const again = await runNode(node, { now: now + 8_000, local: { until: now + 8_000, early: 7 }, answers: answers() });
  expect([again.action.kind, again.local]).toEqual(['send', { until: now + 8_000, early: 8 }]);
  expect((await runNode(node, { now: now + 8_001, local: { until: now + 8_000, early: 0 }, answers: answers() })).outcome).toBe('DONE');
});

it('waits no longer than it is long when the clock was put back meanwhile', async () => {
  const local = { until: now + 8_000, early: 0 };
  expect((await runNode(node, { now, local, answers: answers() })).action.kind).toBe('send');
  expect((await runNode(node, { now: now - 1, local, answers: answers() })).outcome).toBe('DONE');
});

it('says how long', async () => {
  const config = { secondsToWait: 30, waitingMessage: { en: 'About {{time}} s' } };
  expect((await runNode(node, { config })).action).toMatchObject({ callbacks: [{ waitTime: 30_000, message: 'About 30 s' }] });
});

describe('exit', () => {
  const local = { until: now + 1, early: 0 };
  const config = { exitable: true, exitMessage: { en: 'Leave' } };
  it('is offered only when told so', async () => {
    expect((await runNode(node, { config })).action).toMatchObject({
      callbacks: [{}, { type: 'ConfirmationCallback', options: ['Leave'], selected: 100 }],
    });
    expect((await runNode(node, { now, local, answers: answers(0) })).action.kind).toBe('send');
  });
  it('is taken when the button was pressed, and not when the client only polls', async () => {
    expect((await runNode(node, { config, now, local, answers: answers(0) })).outcome).toBe('EXITED');
    expect((await runNode(node, { config, now, local, answers: answers() })).action.kind).toBe('send');
  });
});

describe('spam', () => {
  const config = { spamDetectionEnabled: true, spamDetectionTolerance: 2 };
  const poll = (early: number, at = now) => runNode(node, { config, now: at, local: { until: now + 1, early }, answers: answers() });
  it('is more re-sent pages than are tolerated', async () => {
    expect([(await poll(0)).local, (await poll(1)).local, (await poll(2)).local]).toMatchObject([{ early: 1 }, { early: 2 }, { early: 3 }]);
    expect((await poll(3)).outcome).toBe('SPAM');
  });
  it('is looked at before the time, and after the button (AM)', async () => {
    expect([(await poll(2, now + 2)).outcome, (await poll(3, now + 2)).outcome]).toEqual(['DONE', 'SPAM']);
    const left = await runNode(node, { config: { ...config, exitable: true }, now, local: { until: now, early: 9 }, answers: answers(0) });
    expect(left.outcome).toBe('EXITED');
  });
  it('is not looked at unless told so', async () => {
    expect((await runNode(node, { now, local: { until: now, early: 99 }, answers: answers() })).action.kind).toBe('send');
  });
});
