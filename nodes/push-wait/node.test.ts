import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import node from './node.ts';

const now = 1_790_000_000_000;
const posted = (index?: number) =>
  [
    { type: 'PollingWaitCallback', seen: true },
    { type: 'ConfirmationCallback', index },
  ] as never;

it('waits with a text and a button that nobody has pressed yet', async () => {
  const result = await runNode(node, { now });
  expect(result.action).toEqual({
    kind: 'send',
    callbacks: [
      { type: 'PollingWaitCallback', waitTime: 5_000, message: 'Waiting for response...' },
      { type: 'ConfirmationCallback', prompt: '', messageType: 'information', options: ['Cancel'], defaultOption: 0, selected: 100 },
    ],
  });
  expect(result.local).toBe(now + 5_000);
});

it.each([
  ['43', 'Tap the number [43] on the Push Notification to continue.'],
  ['493027', 'Enter the code 493027 in your authenticator app to continue.'],
])('shows %s where AM shows the number', async (challenge, message) => {
  const { action } = await runNode(node, { shared: { pushNumberChallengeKey: challenge } });
  expect(action).toMatchObject({
    callbacks: [{ message }, { type: 'HiddenValueCallback', id: 'pushChallengeNumber', value: challenge }, {}],
  });
});

it('goes on after the time and not before, whatever the client does', async () => {
  expect((await runNode(node, { now: now + 5_000, local: now + 5_000, answers: posted() })).action.kind).toBe('send');
  expect((await runNode(node, { now: now + 5_001, local: now + 5_000, answers: posted() })).outcome).toBe('DONE');
});

it('waits no longer than it is long when the clock was put back meanwhile', async () => {
  expect((await runNode(node, { now, local: now + 5_000, answers: posted() })).action.kind).toBe('send');
  expect((await runNode(node, { now: now - 1, local: now + 5_000, answers: posted() })).outcome).toBe('DONE');
});

it('ends at once when the button is pressed', async () => {
  expect((await runNode(node, { now, local: now + 5_000, answers: posted(0) })).outcome).toBe('EXITED');
});
