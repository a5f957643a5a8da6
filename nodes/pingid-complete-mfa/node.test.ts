import { MFA_METHODS } from '@waygate/mfa';
import type { Factor } from '@waygate/node-kit';
import { type NodeRun, runNode } from '@waygate/node-kit/testing';
import type { JsonObject } from '@waygate/schema';
import { beforeEach, describe, expect, it } from 'vitest';
import { type PingIdWorld, pingIdWorld } from '../test/pingid-world.ts';
import node from './node.ts';

let world: PingIdWorld;
beforeEach(async () => {
  world = await pingIdWorld();
});
const ALL = [...MFA_METHODS];
/** Devices that show what is proved, where no other is meant. */
const SHOWN_BY: Partial<Record<Factor, string>> = {
  'possession:push': 'pixel',
  'possession:oath': 'app',
  'possession:passkey': 'key',
  'possession:recovery-code': 'pixel',
};
const run = (factors: Factor[], verdict: JsonObject = {}, more: NodeRun = {}) =>
  runNode(node, {
    ports: world.ports,
    subject: world.mia,
    evidence: [world.proof(), ...factors.map((factor) => world.proof(factor, shownBy(SHOWN_BY[factor])))],
    clientIp: '192.0.2.7',
    ...more,
    guarded: { pingIdVerdict: world.verdict({ phones: { pixel: ['PINGID_MOBILE'] }, ...verdict }), ...more.guarded },
  });

const shownBy = (device: string | undefined) => (device === undefined ? {} : { device });
const by = (factor: Factor, device?: string): NodeRun => ({ evidence: [world.proof(), world.proof(factor, shownBy(device))] });

describe('the device that somebody wants to use first', () => {
  const kept = async () => (await world.people.meta(world.mia))['primaryDevice'];
  const wish = (pingIdPrimary: string) => ({ shared: { pingIdPrimary } });

  it('is kept once it has proved them', async () => {
    await world.phone('pixel');
    const { shared } = await run(['possession:push'], {}, wish('pixel'));
    expect(await kept()).toBe('pixel');
    expect(shared).not.toHaveProperty('pingIdPrimary');
    await world.proved({ SMS: '+491701234567' });
    await run(['possession:sms'], {}, wish('SMS'));
    expect(await kept()).toBe('SMS');
  });

  it('is not kept when something else proved them, or nothing did', async () => {
    await world.phone('pixel');
    await world.codes('app');
    await run(['possession:recovery-code'], {}, wish('pixel'));
    await run(['possession:sms'], {}, wish('pixel'));
    await run(['possession:push'], {}, wish('app'));
    await run([], {}, wish('pixel'));
    await run(['possession:push'], { phones: {} }, wish('pixel'));
    await run(['possession:sms'], {}, wish('somebody elses'));
    expect(await kept()).toBeUndefined();
  });
});

describe('what the policy asked for', () => {
  it.each<[Factor, () => Promise<void>, string, string | undefined]>([
    ['possession:push', () => world.phone('pixel'), 'PINGID_MOBILE', 'pixel'],
    ['possession:oath', () => world.codes('app'), 'TOTP', 'app'],
    ['possession:passkey', () => world.passkey('key'), 'SECURITY_KEY', 'key'],
    ['possession:sms', async () => undefined, 'SMS', undefined],
    ['possession:voice', async () => undefined, 'VOICE', undefined],
    ['mailbox:code', async () => undefined, 'EMAIL', undefined],
    ['possession:recovery-code', () => world.phone('pixel'), 'RECOVERY_CODE', undefined],
  ])('is proved by %s', async (factor, pair, authenticationType, id) => {
    await pair();
    const { outcome, shared, guarded } = await run([factor]);
    expect(outcome).toBe('true');
    expect(shared['pingIdOutput']).toMatchObject({
      status: 'AUTHENTICATED',
      sub: 'mia',
      accessingDevice: { ip: '192.0.2.7' },
      authenticationType,
      ...(id === undefined ? {} : { authenticationDevice: { id } }),
    });
    expect(guarded).not.toHaveProperty('pingIdVerdict');
  });

  it('stands for the nodes behind when it was not proved, so that what is denied adds no device either', async () => {
    const { outcome, guarded } = await run([]);
    expect([outcome, guarded['pingIdVerdict']]).toMatchObject(['false', { phones: { pixel: ['PINGID_MOBILE'] } }]);
  });

  it('is not proved by a first factor, or by what is remembered', async () => {
    expect((await run([])).outcome).toBe('false');
    const { outcome, shared } = await run(['remembered:persistent-cookie', 'federated:oidc', 'mailbox:link']);
    expect([outcome, shared]).toMatchObject(['false', { pingIdOutput: { status: 'FAILED' } }]);
  });

  it('is not proved by what a phone showed without a network', async () => {
    await world.phone('pixel');
    expect((await run([], {}, by('possession:offline-device', 'pixel'))).outcome).toBe('false');
    const beside = [world.proof('possession:offline-device', { device: 'pixel' }), world.proof('mailbox:code')];
    expect((await run([], {}, { evidence: beside })).outcome).toBe('false');
  });

  it('is not proved by a method that the policy does not take, however the journey was wired', async () => {
    await world.phone('pixel');
    await world.codes('app');
    expect((await run(['possession:push'], { phones: {} })).outcome).toBe('false');
    expect((await run(['possession:oath'], { methods: ['PINGID_MOBILE'] })).outcome).toBe('false');
    expect((await run(['possession:sms'], { methods: ['TOTP'] })).outcome).toBe('false');
    expect((await run(['possession:recovery-code'], { methods: ALL.slice(1) })).outcome).toBe('false');
    expect((await run(['possession:sms', 'possession:oath'], { methods: ['TOTP'] })).outcome).toBe('true');
  });

  it('is proved by a recovery code only where the device may be used that it is of', async () => {
    await world.phone('pixel');
    expect((await run(['possession:recovery-code'])).outcome).toBe('true');
    expect((await run(['possession:recovery-code'], { phones: {} })).outcome).toBe('false');
    await world.passkey('key');
    expect((await run(['possession:recovery-code'], { phones: {} })).outcome, 'a device that may be used is not the one').toBe('false');
    expect((await run([], { phones: {} }, by('possession:recovery-code', 'key'))).outcome).toBe('true');
    expect((await run([], {}, by('possession:recovery-code', 'removed'))).outcome).toBe('false');
    expect((await run([], {}, by('possession:recovery-code'))).outcome).toBe('false');
  });

  it.each<[Factor[]]>([[['mailbox:link', 'mailbox:code']], [['remembered:persistent-cookie', 'mailbox:code']], [['mailbox:code']]])(
    'is not proved by the mailbox alone: %j',
    async (factors) => {
      expect((await run([], {}, { evidence: factors.map((factor) => world.proof(factor)) })).outcome).toBe('false');
    },
  );

  it('is not proved by the mailbox where there is a device, because whoever reads it may have chosen the password by it', async () => {
    const settings = {
      adminMessage: '',
      smsBackup: false,
      phoneBackup: false,
      emailBackup: true,
      useCode: false,
      otpFallback: false,
      mandatory: [],
    };
    await world.phone('pixel');
    await world.proved({ EMAIL: 'mia@example.com' });
    expect((await run(['mailbox:code'])).outcome).toBe('false');
    const said = (emailBesideDevices: boolean) => ({ guarded: { pingIdSettings: { ...settings, emailBesideDevices } } });
    expect((await run(['mailbox:code'], {}, said(false))).outcome).toBe('false');
    expect((await run(['mailbox:code'], {}, said(true))).outcome).toBe('true');
    expect((await run([], {}, { ...said(true), evidence: [world.proof('mailbox:link'), world.proof('mailbox:code')] })).outcome).toBe(
      'false',
    );
  });

  it.each<[Factor, 'codes' | 'passkey']>([
    ['possession:oath', 'codes'],
    ['possession:passkey', 'passkey'],
  ])('is proved by %s of the very device that the policy allows, and of no other, whichever was chosen', async (factor, pair) => {
    await world[pair]('one');
    if (pair === 'codes') await world.codes('two', { algorithm: 'HOTP' });
    else await world.passkey('two', { credentialId: 'b3RoZXI', transports: ['internal'] });
    const first = pair === 'codes' ? 'TOTP' : 'SECURITY_KEY';
    for (const chosen of ['one', 'two']) {
      const shared = { pingIdDevice: chosen };
      const allowed = await run([], { methods: [first] }, { ...by(factor, 'one'), shared });
      expect(allowed.shared['pingIdOutput']).toMatchObject({ authenticationDevice: { id: 'one' }, authenticationType: first });
      expect((await run([], { methods: [first] }, { ...by(factor, 'two'), shared })).outcome).toBe('false');
    }
  });

  it('is not proved by one phone when another one is allowed, whichever was chosen', async () => {
    await world.phone('pixel');
    await world.phone('old');
    const shared = { pingIdDevice: 'pixel' };
    expect((await run([], {}, { ...by('possession:push', 'old'), shared })).outcome).toBe('false');
    expect((await run([], {}, { ...by('possession:push', 'pixel'), shared: { pingIdDevice: 'old' } })).outcome).toBe('true');
  });

  it('is not proved by a device that was removed since, or that nobody named', async () => {
    await world.phone('pixel');
    expect((await run([], {}, by('possession:push', 'lost'))).outcome).toBe('false');
    expect((await run([], {}, by('possession:push'))).outcome).toBe('false');
  });
});

it('shows that it worked when the author wants it, in the language of the person', async () => {
  const config = { showSuccess: true };
  const { action } = await run(['possession:sms'], {}, { config, locales: ['de'] });
  expect(action.kind === 'send' && action.callbacks).toMatchObject([{ message: 'Anmeldung bestätigt.' }, { options: ['Weiter'] }]);
  expect((await run(['possession:sms'], {}, { config, answers: [{ type: 'ConfirmationCallback', index: 0 }] })).outcome).toBe('true');
  expect((await run([], {}, { config })).outcome).toBe('false');
});

it('is broken without a policy for this very person', async () => {
  await expect(run(['possession:sms'], {}, { guarded: { pingIdVerdict: world.verdict({ personId: 'somebody' }) } })).rejects.toMatchObject({
    code: 'pingid.policy_missing',
  });
});
