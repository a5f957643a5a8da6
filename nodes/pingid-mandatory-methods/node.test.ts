import { type NodeRun, runNode } from '@waygate/node-kit/testing';
import type { JsonObject } from '@waygate/schema';
import { beforeEach, describe, expect, it } from 'vitest';
import { type PingIdWorld, pingIdWorld } from '../test/pingid-world.ts';
import node from './node.ts';

let world: PingIdWorld;
beforeEach(async () => {
  world = await pingIdWorld();
});
const SETTINGS = { adminMessage: '', smsBackup: false, phoneBackup: false, emailBackup: false, useCode: false, otpFallback: false };
const run = (mandatory: string[], pressed?: number, locale = 'en', more: NodeRun = {}) =>
  runNode(node, {
    ports: world.ports,
    subject: world.mia,
    evidence: [world.proof(), world.proof('possession:sms')],
    locales: [locale],
    answers: pressed === undefined ? [] : [{ type: 'ConfirmationCallback', index: pressed }],
    ...more,
    guarded: { pingIdSettings: { ...SETTINGS, mandatory }, pingIdVerdict: verdict(), ...more.guarded },
  });
const verdict = (more: JsonObject = {}) => world.verdict(more);

it('is complete when nothing is mandatory', async () => {
  expect((await run([])).outcome).toBe('complete');
});

it('lists all methods, with a check mark at those that are paired', async () => {
  await world.phone('pixel');
  await world.proved({ EMAIL: 'mia@example.com' });
  const messages = async (locale: string) => {
    const { action } = await run(['SMS', 'PINGID_MOBILE', 'EMAIL', 'TOTP'], undefined, locale);
    const [, list] = action.kind === 'send' ? action.callbacks : [];
    return list?.type === 'TextOutputCallback' ? list.message.split('\n') : [];
  };
  expect(await messages('en')).toEqual([
    '○ Text message: still missing',
    '✓ Authenticator app: paired',
    '✓ E-mail: paired',
    '○ Code of an authenticator app: still missing',
  ]);
  expect((await messages('de'))[1]).toBe('✓ Authenticator-App: eingerichtet');
});

it('leads to the next missing one, until none is missing', async () => {
  const methods = ['PINGID_MOBILE', 'PINGID_DESKTOP', 'TOTP', 'OATH_TOKEN', 'SECURITY_KEY', 'YUBIKEY', 'PLATFORM', 'SMS', 'VOICE', 'EMAIL'];
  const next = async () => {
    const { outcome, shared } = await run(methods, 0);
    return [outcome, shared['pingIdWanted']];
  };
  const pairing: [string, () => Promise<void>][] = [
    ['PINGID_MOBILE', () => world.phone('pixel')],
    ['PINGID_DESKTOP', () => world.phone('browser', { deviceType: 'web' })],
    ['TOTP', () => world.codes('app')],
    ['OATH_TOKEN', () => world.codes('token', { algorithm: 'HOTP' })],
    ['SECURITY_KEY', () => world.passkey('key')],
    ['PLATFORM', () => world.passkey('laptop', { transports: ['internal', 'hybrid'] })],
    ['SMS', () => world.proved({ SMS: '+491701234567' })],
    ['VOICE', () => world.proved({ SMS: '+491701234567', VOICE: '+491701234567' })],
    ['EMAIL', () => world.proved({ SMS: '+491701234567', VOICE: '+491701234567', EMAIL: 'mia@example.com' })],
  ];
  for (const [method, pair] of pairing) {
    expect(await next()).toEqual(['register', method]);
    await pair();
  }
  expect(await next()).toEqual(['complete', undefined]);
});

it('asks again when something else is pressed', async () => {
  expect((await run(['TOTP'], 7)).action.kind).toBe('send');
});

describe('a proof that the policy does not take', () => {
  const passed = async (pingIdVerdict: JsonObject, more: NodeRun = {}) => {
    const shown = await run(['SECURITY_KEY'], undefined, 'en', { ...more, guarded: { pingIdVerdict } });
    const pressed = await run(['SECURITY_KEY'], 0, 'en', { ...more, guarded: { pingIdVerdict } });
    return [shown.outcome, pressed.outcome, pressed.shared['pingIdWanted']];
  };
  const REGISTERS = [undefined, 'register', 'SECURITY_KEY'];
  const REFUSED = ['complete', 'complete', undefined];

  it('registers nothing, and is left to Complete MFA', async () => {
    expect(await passed(verdict())).toEqual(REGISTERS);
    expect(await passed(verdict({ methods: ['PLATFORM', 'SECURITY_KEY'] }))).toEqual(REFUSED);
    expect(await passed(verdict({ personId: 'somebody' }))).toEqual(REFUSED);
  });

  it('is none at all, a password alone, or a recovery code where the policy wants certain methods', async () => {
    await world.passkey('laptop', { transports: ['internal'] });
    expect(await passed(verdict(), { evidence: [world.proof()] })).toEqual(REFUSED);
    const byCode = { evidence: [world.proof(), world.proof('possession:recovery-code', { device: 'laptop' })] };
    expect(await passed(verdict(), byCode)).toEqual(REGISTERS);
    expect(await passed(verdict({ methods: ['PLATFORM', 'SECURITY_KEY'] }), byCode)).toEqual(REFUSED);
  });

  it('is a phone that may not answer, or a mailbox beside a phone', async () => {
    await world.phone('pixel');
    const byPhone = { evidence: [world.proof(), world.proof('possession:push', { device: 'pixel' })] };
    expect(await passed(verdict({ phones: { pixel: ['PINGID_MOBILE'] } }), byPhone)).toEqual(REGISTERS);
    expect(await passed(verdict(), byPhone)).toEqual(REFUSED);
    expect(await passed(verdict(), { evidence: [world.proof(), world.proof('mailbox:code')] })).toEqual(REFUSED);
  });
});
