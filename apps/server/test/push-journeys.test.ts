import type { Step } from '@waygate/engine';
import { Phone } from '@waygate/phone';
import { FAILURE_ID, type JsonObject, SUCCESS_ID, script } from '@waygate/schema';
import { describe, expect, it, vi } from 'vitest';
import { journeyOf, node, openHouse, withPassword } from './house.ts';

const RUN = 'elsewhere';
/** Asks whoever signs on for the id of a message, and puts it where Push Result Verifier looks. */
const PLANT = `if (callbacks.isEmpty()) callbacksBuilder.textInputCallback('Message?');
else { nodeState.putShared('pushMessageId', callbacks.getTextInputCallbacks().get(0)); action.goTo('true'); }`;

const plant = (next: string) => node('ScriptedDecisionNode', { script: 'plant', outcomes: ['true'] }, { true: next });
const verify = (connections: { readonly TRUE: string; readonly WAITING?: string }) =>
  node('PushResultVerifierNode', {}, { FALSE: FAILURE_ID, EXPIRED: FAILURE_ID, WAITING: FAILURE_ID, ...connections });
const sends = {
  name: node('UsernameCollectorNode', {}, { outcome: 'send' }),
  send: node(
    'PushAuthenticationSenderNode',
    { mandatory: true, pushType: 'DEFAULT' },
    { SENT: 'wait', NOT_REGISTERED: FAILURE_ID, SKIPPED: FAILURE_ID, FAILURE: FAILURE_ID },
  ),
  wait: node('PushWaitNode', { secondsToWait: 5 }, { DONE: 'verify', EXITED: FAILURE_ID }),
};

const byPush = journeyOf({ ...sends, verify: verify({ TRUE: SUCCESS_ID, WAITING: 'wait' }) }, 'ByPush');
const planted = journeyOf({ plant: plant('verify'), verify: verify({ TRUE: SUCCESS_ID }) }, 'Planted');
const twice = journeyOf(
  { ...sends, verify: verify({ TRUE: 'plant', WAITING: 'wait' }), plant: plant('again'), again: verify({ TRUE: SUCCESS_ID }) },
  'Twice',
);
const registers = journeyOf(
  withPassword('register', {
    register: node('PushRegistrationNode', {}, { successOutcome: 'plant', failureOutcome: FAILURE_ID, timeoutOutcome: FAILURE_ID }),
    plant: plant('verify'),
    verify: verify({ TRUE: SUCCESS_ID }),
  }),
  'Registers',
);

async function house() {
  const clock = { now: 1_790_000_000_000 };
  const opened = await openHouse([byPush, planted, twice, registers], { now: () => clock.now });
  const { stores, ports, demo, visits, start, answer } = opened;
  const source = Buffer.from(PLANT).toString('base64');
  const value = { _id: 'plant', name: 'Plant', script: source, context: 'SCRIPTED_DECISION_NODE', evaluatorVersion: '2.0' };
  await stores.realmObjects.put('/alpha', [{ kind: 'script', id: 'plant', value: script.parse(value) as JsonObject }]);
  const phone = new Phone('web', 'inbox', async (url, init) => {
    const action = new URL(String(url)).searchParams.get('_action') === 'register' ? 'register' : 'authenticate';
    return Response.json(await ports.push.answer('/alpha', action, JSON.parse(String(init?.body))));
  });
  const poll = (step: Step) => {
    clock.now += 6_000;
    return answer(step, { type: 'PollingWaitCallback', seen: true });
  };
  return {
    ...opened,
    clock,
    phone,
    poll,
    /** Makes the phone one of demo's. */
    async enrol() {
      const look = { issuer: 'Example', accountName: 'demo', backgroundColor: '032b75', imageUrl: '' };
      const opening = { realm: '/alpha', subject: demo, ...look, timeout: 60, runId: RUN, idempotencyKey: 'enrolment' };
      const { messageId, uri } = await ports.push.register(opening);
      await phone.scan(uri);
      const status = await ports.push.status('/alpha', messageId, RUN);
      if (status.status !== 'approved' || status.device === undefined) throw new Error('The phone could not register.');
      await ports.devices.push.enrol('/alpha', demo, status.device, { recoveryCodes: false, run: RUN });
    },
    /** Begins a journey that sends demo a push. @returns the page that waits, and the id of the push */
    async beginPush(journey: string) {
      const waiting = await answer(await start({ journey }), { type: 'NameCallback', value: 'demo' });
      const [push] = await stores.pushOutbox.pending('inbox', clock.now);
      if (push === undefined) throw new Error('Nothing was sent.');
      phone.receive(push.messageId, push.jwt);
      return { waiting, messageId: push.messageId };
    },
    type: (step: Step, text: string) => answer(step, { type: 'TextInputCallback', value: text }),
    results: (nodeId: string) => visits.filter((visit) => visit.nodeId === nodeId).map(({ result }) => result),
  };
}

describe('an approved push', () => {
  it('signs on whoever waits for it, however often they looked before', async () => {
    const { enrol, beginPush, phone, poll, results } = await house();
    await enrol();
    const { waiting } = await beginPush('ByPush');
    const still = await poll(await poll(waiting));
    await phone.approve();
    expect(await poll(still)).toMatchObject({ kind: 'success', session: { username: 'demo' } });
    expect(results('verify')).toEqual(['WAITING', 'WAITING', 'TRUE']);
  });

  it('is nothing to another sign-on, whose script says that it is its own', async () => {
    const { enrol, beginPush, phone, poll, start, type, results } = await house();
    await enrol();
    const { waiting, messageId } = await beginPush('ByPush');
    const before = await type(await start({ journey: 'Planted' }), messageId);
    await phone.approve();
    const after = await type(await start({ journey: 'Planted' }), messageId);
    expect([before.kind, after.kind, results('verify')]).toEqual(['failure', 'failure', ['EXPIRED', 'EXPIRED']]);
    expect(await poll(waiting), 'and is there for the one that sent it').toMatchObject({ kind: 'success', session: { username: 'demo' } });
  });

  it('is good for one step only', async () => {
    const { enrol, beginPush, phone, poll, type, results, stores, clock } = await house();
    await enrol();
    const { waiting, messageId } = await beginPush('Twice');
    await phone.approve();
    expect(await type(await poll(waiting), messageId)).toMatchObject({ kind: 'failure' });
    const told: unknown[] = [];
    for await (const part of stores.audit.walk({ from: 0, to: clock.now + 1 }))
      for (const { event, result, reason } of part) if (event === 'authentication.push_answered') told.push([result, reason]);
    expect(told).toEqual([
      ['succeeded', undefined],
      ['failed', 'push.used'],
    ]);
    expect([results('verify'), results('again')]).toEqual([['TRUE'], ['EXPIRED']]);
  });

  it('counts still when the step that went on by it was lost, and the next try came before the wait was over by its clock', async () => {
    const { enrol, beginPush, phone, poll, clock, stores, answer, results } = await house();
    await enrol();
    const { waiting } = await beginPush('ByPush');
    await phone.approve();
    vi.spyOn(stores.journeySessions, 'complete').mockRejectedValueOnce(new Error('The power went.'));
    await expect(poll(waiting)).rejects.toThrow('The power went.');
    clock.now -= 6_000;
    const still = await answer(waiting, { type: 'PollingWaitCallback', seen: true });
    expect(still.kind).toBe('callbacks');
    expect(await poll(still)).toMatchObject({ kind: 'success', session: { username: 'demo' } });
    expect(results('verify')).toEqual(['TRUE', 'TRUE']);
  });
});

it('a registration is no approval of a push, not even to the sign-on that made it', async () => {
  const { phone, poll, start, typePassword, type, results } = await house();
  const shown = await typePassword(await start({ journey: 'Registers' }));
  const link = shown.kind === 'callbacks' ? shown.callbacks.find((callback) => callback.type === 'HiddenValueCallback')?.value : undefined;
  await phone.scan(link ?? '');
  const messageId = new URL(link ?? '').searchParams.get('m') ?? '';
  expect(messageId).toMatch(/^REGISTER:/);
  expect(await type(await poll(shown), messageId)).toMatchObject({ kind: 'failure' });
  expect([results('register').at(-1), results('verify')]).toEqual(['successOutcome', ['EXPIRED']]);
});
