import type { PushOfRun, PushStatus, PushType } from '@waygate/node-kit';
import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import node from './node.ts';

const subject = { id: 'id', username: 'demo' };
const shared = { pushMessageId: 'm', pushMechanismUid: 'u', pushNumberChallengeKey: '43', t: 120_000 };
const run = (status: PushStatus, touched: string[] = []) =>
  runNode(node, {
    shared,
    ports: { push: { answerTo: async () => status }, devices: { touchPush: async (_realm, _subject, uid) => void touched.push(uid) } },
  });

it.each([
  [{ status: 'denied' }, 'FALSE'],
  [{ status: 'expired' }, 'EXPIRED'],
  [{ status: 'approved', subject, device: undefined, answeredBy: 'pixel' }, 'TRUE'],
] as const)('%o takes %s and leaves nothing of the message', async (status, outcome) => {
  const result = await run(status);
  expect(result.outcome).toBe(outcome);
  expect(result.shared).toEqual({});
});

it('waits with everything kept while nobody has answered', async () => {
  const result = await run({ status: 'waiting' });
  expect([result.outcome, result.shared]).toEqual(['WAITING', shared]);
});

it('identifies whom the message was for, and notes that the phone was used', async () => {
  const touched: string[] = [];
  expect((await run({ status: 'approved', subject, device: undefined, answeredBy: 'pixel' }, touched)).action).toMatchObject({
    identified: subject,
    shownBy: 'pixel',
    nodeTypes: ['AuthenticatorPush'],
  });
  expect(touched).toEqual(['u']);
});

it('goes on by a message of its run only', async () => {
  const asked: unknown[] = [];
  const answerTo = async (push: PushOfRun): Promise<PushStatus> => {
    asked.push(push);
    return { status: 'waiting' };
  };
  await runNode(node, { shared, ports: { push: { answerTo } } });
  expect(asked).toEqual([{ realm: '/alpha', messageId: 'm', runId: 'run', isUsed: false }]);
});

it('goes on by an approval once, whatever a script puts back', async () => {
  const approved = {
    push: {
      answerTo: async ({ isUsed }: PushOfRun): Promise<PushStatus> =>
        isUsed ? { status: 'expired' } : { status: 'approved', subject, device: undefined, answeredBy: 'pixel' },
    },
  };
  const ports = { ...approved, devices: { touchPush: async () => undefined } };
  const first = await runNode(node, { shared, ports });
  expect(first.outcome).toBe('TRUE');
  const again = (message: string) => runNode(node, { shared: { ...shared, pushMessageId: message }, guarded: first.guarded, ports });
  expect([(await again('m')).outcome, (await again('another')).outcome]).toEqual(['EXPIRED', 'TRUE']);
});

it('is broken without a message', async () => {
  await expect(runNode(node, {})).rejects.toThrow('No push was sent');
});

it('has proof of a code only when a code was typed', async () => {
  const proved = async (type: PushType | undefined) => {
    const { action } = await run({
      status: 'approved',
      subject,
      device: undefined,
      answeredBy: 'pixel',
      ...(type === undefined ? {} : { type }),
    });
    return action.kind === 'goTo' ? action.proves : 'no outcome';
  };
  expect(await proved('CODE_ENTRY')).toEqual(['possession:push-code']);
  for (const type of ['CHALLENGE', 'DEFAULT', 'BIOMETRIC', undefined] as const) expect(await proved(type)).toBeUndefined();
});
