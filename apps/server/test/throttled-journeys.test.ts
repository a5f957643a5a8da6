import { setImmediate } from 'node:timers/promises';
import type { Step } from '@waygate/engine';
import type { MailMessage } from '@waygate/integrations';
import type { PushDevice } from '@waygate/node-kit';
import { accountLockoutService, FAILURE_ID, type JsonObject, SUCCESS_ID } from '@waygate/schema';
import { expect, it } from 'vitest';
import { journeyOf, node, openHouse, withPassword } from './house.ts';

const PHONE: PushDevice = {
  uuid: 'phone',
  deviceName: 'Pixel 9',
  createdDate: 1,
  lastAccessDate: 1,
  issuer: 'Example',
  sharedSecret: Buffer.alloc(32, 7).toString('base64'),
  deviceMechanismUID: 'mechanism',
  deviceId: 'token',
  deviceType: 'android',
  communicationType: 'gcm',
  communicationId: 'arn',
  capabilities: [],
};
const collector = (yes: string, no: string) =>
  node('RecoveryCodeCollectorDecisionNode', { recoveryCodeType: 'PUSH' }, { true: yes, false: no });
const afterPassword = journeyOf(withPassword('code', { code: collector(SUCCESS_ID, 'code') }), 'Second');
const thenAsks = journeyOf(
  withPassword('code', {
    code: collector('ask', 'code'),
    ask: node('MessageNode', { message: { en: 'Go on?' }, messageYes: {}, messageNo: {} }, { true: SUCCESS_ID, false: FAILURE_ID }),
  }),
  'SecondThenAsks',
);
const withRetries = journeyOf(
  { ...withPassword(SUCCESS_ID, {}), store: node('DataStoreDecisionNode', {}, { true: SUCCESS_ID, false: 'name' }) },
  'Retries',
);
const codeAlone = journeyOf(
  { name: node('UsernameCollectorNode', {}, { outcome: 'code' }), code: collector(FAILURE_ID, 'code') },
  'CodeAlone',
);

/** A realm with mail and a clock; its journeys are told apart by their names. */
async function realm(lockout: JsonObject = {}) {
  const clock = { now: Date.now() };
  const mails: MailMessage[] = [];
  const mail = {
    transport: { deliver: async (message: MailMessage) => void mails.push(message) },
    from: 'waygate@example.com',
    log: () => undefined,
  };
  const house = await openHouse([withRetries, afterPassword, thenAsks, codeAlone], { surroundings: { mail }, now: () => clock.now });
  if (Object.keys(lockout).length > 0)
    await house.stores.services.set('/alpha', 'accountLockout', accountLockoutService.parse({ loginFailureLockoutMode: true, ...lockout }));
  const type = async (step: Step, ...values: string[]): Promise<Step> => {
    let next = step;
    for (const value of values) {
      if (next.kind !== 'callbacks') throw new Error(`A page was expected, not ${next.kind}.`);
      const asked = next.callbacks[0]?.type;
      next = await house.answer(next, asked === 'PasswordCallback' ? { type: asked, value } : { type: 'NameCallback', value });
    }
    return next;
  };
  const begin = (journey: string) => house.start({ journey });
  /** Resolves when nothing is on its way; a notice looks for its address first. */
  const idle = async () => {
    await setImmediate();
    await house.ports.mail.idle();
  };
  return { ...house, clock, mails, type, begin, idle };
}

it('three wrong passwords lock the account where the realm wants it: the sign-on ends, right ones too, until the time is over', async () => {
  const { begin, type, clock, mails, idle, ports } = await realm({ loginFailureCount: 3, lockoutDuration: 10 });
  const again = await type(await begin('Retries'), 'demo', 'wrong', 'demo', 'wrong');
  expect(again).toMatchObject({ kind: 'callbacks' });
  expect(await type(again, 'demo', 'wrong')).toMatchObject({
    kind: 'failure',
    message: expect.stringContaining('too many failed sign-ins'),
  });
  expect(await type(await begin('Retries'), 'demo', 'right')).toMatchObject({
    kind: 'failure',
    message: expect.stringContaining('too many failed sign-ins'),
  });
  expect((await ports.identities.find('/alpha', 'demo'))?.active).toBe(false);
  await idle();
  expect(mails).toMatchObject([{ to: 'demo@example.com', subject: 'Your account is locked' }]);
  clock.now += 600_000;
  expect(await type(await begin('Retries'), 'demo', 'right')).toMatchObject({ kind: 'success' });
});

it('a name that nobody is called is locked in the same words, and nobody is told', async () => {
  const { begin, type, mails, idle } = await realm({ loginFailureCount: 3 });
  const again = await type(await begin('Retries'), 'nobody', 'wrong', 'nobody', 'wrong');
  expect(await type(again, 'nobody', 'wrong')).toMatchObject({
    kind: 'failure',
    message: expect.stringContaining('too many failed sign-ins'),
  });
  await idle();
  expect(mails).toEqual([]);
});

it('a second factor and a name alone lock no account, and after a password they do', async () => {
  const { begin, type, ports } = await realm({ loginFailureCount: 3 });
  await type(await begin('CodeAlone'), 'demo', 'wrong', 'wrong', 'wrong', 'wrong');
  expect((await ports.identities.find('/alpha', 'demo'))?.active).toBe(true);
  await ports.attempts.reset('/alpha', (await ports.identities.find('/alpha', 'demo'))?.id ?? '');
  const step = await type(await begin('Second'), 'demo', 'right', 'wrong', 'wrong');
  expect(await type(step, 'wrong')).toMatchObject({ kind: 'failure', message: expect.stringContaining('too many failed sign-ins') });
  expect((await ports.identities.find('/alpha', 'demo'))?.active).toBe(false);
});

it('without a policy failures only make the password rest, and the page says the same as ever', async () => {
  const { begin, type, clock } = await realm();
  let step = await begin('Retries');
  for (let index = 0; index < 5; index += 1) step = await type(step, 'demo', 'wrong');
  expect(await type(step, 'demo', 'right')).toMatchObject({ kind: 'callbacks', callbacks: [{ type: 'NameCallback' }] });
  clock.now += 30_000;
  expect(await type(await begin('Retries'), 'demo', 'right')).toMatchObject({ kind: 'success' });
});

it('what a recovery code proved dies with the device that it stood in for, in the session and in a run that waits', async () => {
  const { begin, type, answer, ports, stores, demo } = await realm();
  const enrol = async (uuid: string) => {
    const phone = { ...PHONE, uuid, deviceMechanismUID: `mechanism of ${uuid}` };
    const enrolled = await ports.devices.push.enrol('/alpha', demo, phone, { recoveryCodes: true, run: 'elsewhere' });
    return enrolled.status === 'enrolled' ? enrolled.recoveryCodes : [];
  };
  const codes = await enrol('lost');
  await enrol('kept');
  expect(await type(await begin('Second'), 'demo', 'right', codes[0] ?? '')).toMatchObject({
    kind: 'success',
    session: { evidence: [{ factor: 'knowledge:password' }, { factor: 'possession:recovery-code', device: 'lost' }] },
  });
  const factors = async () => (await ports.signOns.proofs('/alpha', demo, 0)).map(({ factor }) => factor);
  expect(await factors()).toEqual(['knowledge:password', 'possession:recovery-code']);
  const waits = await type(await begin('SecondThenAsks'), 'demo', 'right', codes[1] ?? '');
  expect(waits).toMatchObject({ kind: 'callbacks', callbacks: [{ type: 'TextOutputCallback' }, {}] });
  await stores.devices.push.remove('/alpha', demo.id, 'lost');
  expect(await factors()).toEqual(['knowledge:password']);
  expect(await answer(waits, { type: 'ConfirmationCallback', index: 0 })).toMatchObject({ kind: 'failure' });
});

it('the last recovery code shows new ones before it signs on, and both are told by mail without a code', async () => {
  const { begin, type, answer, ports, demo, mails, idle } = await realm();
  const enrolled = await ports.devices.push.enrol('/alpha', demo, PHONE, { recoveryCodes: true, run: 'elsewhere' });
  const codes = enrolled.status === 'enrolled' ? enrolled.recoveryCodes : [];
  for (const [index, code] of codes.slice(0, -1).entries())
    await ports.devices.consumeRecoveryCode('/alpha', demo, 'push', code, `use ${index}`);
  const page = await type(await begin('Second'), 'demo', 'right', codes.at(-1) ?? '');
  if (page.kind !== 'callbacks' || page.callbacks[0]?.type !== 'TextOutputCallback') throw new Error(`No codes: ${page.kind}`);
  const fresh = (page.callbacks[0].message.match(/\b\w{11}(?=\\n)/g) ?? []).slice();
  expect(fresh).toHaveLength(10);
  expect(await answer(page, { type: 'TextOutputCallback', seen: true })).toMatchObject({ kind: 'success' });
  await idle();
  expect(mails.map(({ subject }) => subject).toSorted()).toEqual([
    'A recovery code of your account was used',
    'Your account has new recovery codes',
  ]);
  for (const code of [...codes, ...fresh]) expect(JSON.stringify(mails)).not.toContain(code);
  expect(await type(await begin('Second'), 'demo', 'right', fresh[0] ?? '')).toMatchObject({ kind: 'success' });
});
