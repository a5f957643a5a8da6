import { runNode } from '@waygate/node-kit/testing';
import { beforeEach, expect, it } from 'vitest';
import { type PingIdWorld, pingIdWorld } from '../test/pingid-world.ts';
import node from './node.ts';

let world: PingIdWorld;
beforeEach(async () => {
  world = await pingIdWorld();
});
const SETTINGS = { adminMessage: '', smsBackup: false, phoneBackup: false, emailBackup: false, useCode: false, otpFallback: false };
const run = (mandatory: string[], pressed?: number, locale = 'en') =>
  runNode(node, {
    ports: world.ports,
    subject: world.mia,
    evidence: [world.proof()],
    shared: { pingIdSettings: { ...SETTINGS, mandatory } },
    locales: [locale],
    answers: pressed === undefined ? [] : [{ type: 'ConfirmationCallback', index: pressed }],
  });

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
