import { MFA_METHODS } from '@waygate/mfa';
import { type NodeRun, runNode } from '@waygate/node-kit/testing';
import type { Answer, JsonObject } from '@waygate/schema';
import { beforeEach, describe, expect, it } from 'vitest';
import { type PingIdWorld, pingIdWorld } from '../test/pingid-world.ts';
import { BEGIN } from '../test/real-people.ts';
import node from './node.ts';

let world: PingIdWorld;
beforeEach(async () => {
  world = await pingIdWorld();
});
const SETTINGS = {
  adminMessage: '',
  smsBackup: false,
  phoneBackup: false,
  emailBackup: false,
  emailBesideDevices: false,
  useCode: false,
  otpFallback: false,
  mandatory: [],
};
const ALL = { methods: [...MFA_METHODS], phones: { pixel: ['PINGID_MOBILE'], iphone: ['PINGID_MOBILE'] } };
const run = (settings: object = {}, verdict: JsonObject = {}, more: NodeRun = {}) =>
  runNode(node, {
    ports: world.ports,
    subject: world.mia,
    evidence: [world.proof()],
    guarded: { pingIdSettings: { ...SETTINGS, ...settings }, pingIdVerdict: world.verdict({ ...ALL, ...verdict }) },
    ...more,
  });
const page = ({ action }: Awaited<ReturnType<typeof run>>) => (action.kind === 'send' ? action.callbacks : action);
const choose = (index: number): Answer => ({ type: 'ChoiceCallback', index });
const press = (index: number): Answer => ({ type: 'ConfirmationCallback', index });

describe('somebody with one device', () => {
  it.each([
    ['push', () => world.phone('pixel')],
    ['code', () => world.codes('app')],
    ['token', () => world.codes('token', { algorithm: 'HOTP' })],
    ['passkey', () => world.passkey('key')],
    ['sms', () => world.proved({ SMS: '+491701234567' })],
    ['voice', () => world.proved({ VOICE: '+491701234567' })],
    ['email', () => world.proved({ EMAIL: 'mia@example.com' })],
  ])('goes on with it without being asked: %s', async (outcome, pair) => {
    await pair();
    expect((await run()).outcome).toBe(outcome);
  });

  it('reads the message of the administrator first, once', async () => {
    await world.phone('pixel');
    const first = await run({ adminMessage: 'Never approve what you did not begin.' });
    expect(page(first)).toMatchObject([
      { type: 'TextOutputCallback', message: 'Never approve what you did not begin.' },
      { type: 'ConfirmationCallback', options: ['Continue', "I don't have my device"] },
    ]);
    const lost = await run({ adminMessage: 'x' }, {}, { local: first.local ?? null, answers: [press(1)] });
    expect(page(lost)).toMatchObject([{ choices: ['Recovery code'] }]);
    const second = await run({ adminMessage: 'x' }, {}, { local: first.local ?? null, answers: [press(0)] });
    expect([second.outcome, second.shared['pingIdDevice']]).toEqual(['push', 'pixel']);
    expect((await run({ adminMessage: 'x' }, {}, { memory: { isRead: true, tried: [] } })).outcome).toBe('push');
    expect(second.memory).toEqual({ isRead: true, tried: ['pixel'], away: ['pixel'] });
  });
});

describe('somebody with several devices', () => {
  beforeEach(async () => {
    await world.phone('pixel', { lastAccessDate: BEGIN });
    await world.phone('iphone', { lastAccessDate: BEGIN + 1 });
    await world.codes('app');
  });

  it('chooses in a list, in which what was used last stands first', async () => {
    const first = await run();
    expect(page(first)).toMatchObject([
      { type: 'ChoiceCallback', prompt: 'Which device do you have at hand?', choices: ['iphone', 'pixel', 'app: code'], defaultChoice: 0 },
      { type: 'BooleanAttributeInputCallback', prompt: 'Use this device first from now on', value: false },
      { type: 'ConfirmationCallback', options: ['Continue', "I don't have my device"] },
    ]);
    const second = await run({}, {}, { local: first.local ?? null, answers: [choose(1), press(0)] });
    expect([second.outcome, second.shared['pingIdDevice']]).toEqual(['push', 'pixel']);
    expect((await run({}, {}, { local: first.local ?? null, answers: [choose(2)] })).outcome).toBe('code');
  });

  it('reads it in German', async () => {
    expect(page(await run({}, {}, { locales: ['de'] }))).toMatchObject([
      { prompt: 'Welches Gerät haben Sie zur Hand?', choices: ['iphone', 'pixel', 'app: Code'] },
      { prompt: 'Dieses Gerät künftig zuerst verwenden' },
      { options: ['Weiter', 'Ich habe mein Gerät nicht'] },
    ]);
  });

  it('goes on with the primary one when the author wants that', async () => {
    const { outcome, shared } = await run({}, {}, { config: { start: 'PRIMARY' } });
    expect([outcome, shared['pingIdDevice']]).toEqual(['push', 'iphone']);
  });

  it('is not offered what the policy or the journey does not have', async () => {
    expect((await run({}, { phones: { pixel: ['PINGID_MOBILE'] }, methods: ['SMS'] })).outcome).toBe('push');
    expect((await run({}, { phones: {}, methods: ['TOTP'] })).outcome).toBe('code');
    expect((await run({}, {}, { config: { ways: ['code'] } })).outcome).toBe('code');
  });

  it.each([[3], [-1], [99]])('is asked again after a choice that was not offered: %i', async (index) => {
    const first = await run();
    expect((await run({}, {}, { local: first.local ?? null, answers: [choose(index)] })).action.kind).toBe('send');
  });

  it('does not get a device that the policy forbids while the page stands open', async () => {
    const first = await run();
    const second = await run({}, { phones: { iphone: ['PINGID_MOBILE'] } }, { local: first.local ?? null, answers: [choose(1)] });
    expect(page(second)).toMatchObject([{ choices: ['iphone', 'app: code'] }, {}, {}]);
  });
});

describe('the device that somebody wants to use first', () => {
  const tick = (value: boolean): Answer => ({ type: 'BooleanAttributeInputCallback', value, validateOnly: false });
  const prefer = (uuid: string) => world.ports.identities.updateMeta('/alpha', world.mia.id, (meta) => ({ ...meta, primaryDevice: uuid }));
  beforeEach(async () => {
    await world.phone('pixel', { lastAccessDate: BEGIN });
    await world.phone('iphone', { lastAccessDate: BEGIN + 1 });
    await world.codes('app');
  });

  it('is only wished for as long as it has proved nothing', async () => {
    const first = await run();
    const ticked = await run({}, {}, { local: first.local ?? null, answers: [choose(1), tick(true), press(0)] });
    expect([ticked.outcome, ticked.shared['pingIdPrimary']]).toEqual(['push', 'pixel']);
    expect((await world.people.meta(world.mia))['primaryDevice']).toBeUndefined();
    const plain = await run({}, {}, { local: first.local ?? null, answers: [choose(1), tick(false), press(0)] });
    expect(plain.shared).not.toHaveProperty('pingIdPrimary');
  });

  it('is gone on with at once', async () => {
    await prefer('pixel');
    const { outcome, shared } = await run();
    expect([outcome, shared['pingIdDevice']]).toEqual(['push', 'pixel']);
    expect((await run({}, {}, { config: { start: 'PRIMARY' } })).shared['pingIdDevice']).toBe('pixel');
  });

  it.each<[string, string, object, JsonObject, string[]]>([
    ['asks for a code, which has no way back', 'app', {}, {}, ['app: code', 'iphone', 'pixel']],
    ['waits with a button for a code in the place of the way back', 'pixel', { useCode: true }, {}, ['pixel', 'iphone', 'app: code']],
    ['comes after a message', 'pixel', { adminMessage: 'Read me.' }, {}, ['pixel', 'iphone', 'app: code']],
    ['is denied by the policy', 'pixel', {}, { phones: { iphone: ['PINGID_MOBILE'] } }, ['iphone', 'app: code']],
    ['was removed', 'nokia', {}, {}, ['iphone', 'pixel', 'app: code']],
  ])('stands in the list, first if it is there at all, when it %s', async (_why, uuid, settings, verdict, choices) => {
    await prefer(uuid);
    const shown = page(await run(settings, verdict));
    expect(Array.isArray(shown) ? shown.find(({ type }) => type === 'ChoiceCallback') : shown).toMatchObject({ choices });
  });

  it('leaves the way to the others to who does not have it', async () => {
    await prefer('pixel');
    const first = await run();
    const back = await run({}, {}, { memory: first.memory ?? null });
    expect(page(back)).toMatchObject([
      { prompt: 'How do you want to sign on without your device?', choices: ['iphone', 'app: code', 'Recovery code'] },
      { type: 'BooleanAttributeInputCallback' },
    ]);
    const other = await run({}, {}, { memory: back.memory ?? null, local: back.local ?? null, answers: [choose(0), tick(true)] });
    expect([other.outcome, other.shared['pingIdDevice'], other.shared['pingIdPrimary']]).toEqual(['push', 'iphone', 'iphone']);
    const again = await run({}, {}, { memory: other.memory ?? null });
    expect(page(again)).toMatchObject([{ choices: ['app: code', 'Recovery code'] }, {}]);
  });

  it('is no question for who chooses a recovery code', async () => {
    const first = await run({}, {}, { config: { start: 'BACKUP' } });
    const { outcome, shared } = await run(
      {},
      {},
      { local: first.local ?? null, config: { start: 'BACKUP' }, answers: [choose(3), tick(true)] },
    );
    expect([outcome, shared['pingIdPrimary']]).toEqual(['recovery', undefined]);
  });
});

describe('somebody without their device', () => {
  beforeEach(async () => {
    await world.phone('pixel', { lastAccessDate: BEGIN + 1 });
    await world.phone('iphone');
    await world.people.set('managedUser', { properties: { telephoneNumber: KEPT, mail: KEPT } });
  });
  const KEPT = { type: 'string', userEditable: false };
  const backups = { smsBackup: true, phoneBackup: true, emailBackup: true, emailBesideDevices: true };
  const lost = async (settings: object, verdict: JsonObject = {}) => {
    const first = await run(settings, verdict);
    return run(settings, verdict, { local: first.local ?? null, answers: [choose(0), press(1)] });
  };

  it('is offered the backup methods that are in force, to addresses that are mostly hidden', async () => {
    const second = await lost(backups);
    expect(page(second)).toMatchObject([
      {
        prompt: 'How do you want to sign on without your device?',
        choices: ['Text message to ••• 67', 'Phone call to ••• 67', 'E-mail to m•••@example.com', 'Recovery code'],
      },
    ]);
    for (const [index, outcome] of ['sms', 'voice', 'email', 'recovery'].entries()) {
      const third = await run(backups, {}, { local: second.local ?? null, answers: [choose(index)] });
      expect([third.outcome, third.shared]).toEqual([outcome, expect.not.objectContaining({ pingIdDevice: expect.anything() })]);
    }
  });

  it('is offered nothing that is switched off or that the policy does not take', async () => {
    expect(page(await lost({ emailBackup: true, emailBesideDevices: true }))).toMatchObject([
      { choices: ['E-mail to m•••@example.com', 'Recovery code'] },
    ]);
    expect(page(await lost(backups, { methods: ['PINGID_MOBILE', 'EMAIL'] }))).toMatchObject([{ choices: ['E-mail to m•••@example.com'] }]);
  });

  it('is offered the recovery codes of phones only while one of them may be used', async () => {
    expect((await run({}, { phones: {} })).outcome).toBe('none');
    expect(page(await run({ smsBackup: true, phoneBackup: true }, { phones: {} }))).toMatchObject([
      { choices: ['Text message to ••• 67', 'Phone call to ••• 67'] },
    ]);
    const one = { phones: { pixel: ['PINGID_MOBILE'] } };
    expect(page(await run({}, one, { config: { start: 'BACKUP' } }))).toMatchObject([{ choices: ['pixel', 'Recovery code'] }]);
  });

  it('gets no code to an address that was never proved, and that people write in themselves', async () => {
    await world.people.set('managedUser', {});
    expect(page(await lost(backups))).toMatchObject([{ choices: ['Recovery code'] }]);
    await world.proved({ SMS: '+490000000000' });
    expect(page(await lost(backups))).toMatchObject([{ choices: ['Recovery code'] }]);
    await world.proved({ SMS: '+491701234567' });
    expect(page(await lost(backups))).toMatchObject([{ choices: ['Text message to ••• 67', 'Recovery code'] }]);
  });

  it('gets no code by e-mail unless the console says so, because the mailbox may have chosen the password', async () => {
    await world.proved({ EMAIL: 'mia@example.com' });
    const refused = { ...backups, emailBesideDevices: false };
    expect(page(await lost(refused))).toMatchObject([{ choices: ['Text message to ••• 67', 'Phone call to ••• 67', 'Recovery code'] }]);
    expect(page(await run(refused))).toMatchObject([{ choices: ['pixel', 'iphone'] }, {}, {}]);
    expect(page(await run(backups))).toMatchObject([{ choices: ['pixel', 'iphone', 'E-mail to m•••@example.com'] }, {}, {}]);
  });

  it('has no such button when there is no backup', async () => {
    expect(page(await run({}, { methods: ['PINGID_MOBILE'] }))).toMatchObject([
      { type: 'ChoiceCallback' },
      { type: 'BooleanAttributeInputCallback' },
    ]);
    const first = await run({}, { methods: ['PINGID_MOBILE'] });
    const second = await run({}, { methods: ['PINGID_MOBILE'] }, { local: first.local ?? null, answers: [press(1)] });
    expect(page(second)).toMatchObject([{ choices: ['pixel', 'iphone'] }, {}]);
  });

  it('chooses from everything where the author begins with that', async () => {
    expect(page(await run(backups, {}, { config: { start: 'BACKUP', ways: ['push', 'sms'] } }))).toMatchObject([
      { choices: ['pixel', 'iphone', 'Text message to ••• 67'] },
      { type: 'BooleanAttributeInputCallback' },
    ]);
    const nothing = await run({}, { phones: {}, methods: ['SMS'] }, { config: { start: 'BACKUP' } });
    expect(nothing.outcome).toBe('none');
  });
});

it('leads to the enrolment only who has paired nothing at all', async () => {
  expect((await run()).outcome).toBe('enrol');
  await world.phone('pixel');
  expect((await run({}, { phones: {}, methods: ['SMS'] })).outcome).toBe('none');
  expect((await run({}, { phones: {}, methods: ['SMS'] }, { config: { ways: ['passkey'] } })).outcome).toBe('none');
});

it('takes a number for no device once it has changed', async () => {
  await world.proved({ SMS: '+490000000000' });
  expect((await run()).outcome).toBe('enrol');
});

it('is broken without a policy for this very person, and is no first factor', async () => {
  const elsewhere = { pingIdSettings: SETTINGS, pingIdVerdict: world.verdict({ personId: 'somebody' }) };
  await expect(run({}, {}, { guarded: elsewhere })).rejects.toMatchObject({ code: 'pingid.policy_missing' });
  await expect(run({}, {}, { evidence: [] })).rejects.toMatchObject({ code: 'pingid.first_factor_missing' });
});
