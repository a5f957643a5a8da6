import { expect, it } from 'vitest';
import {
  answerMessage,
  importPushKey,
  mechanismOf,
  readPush,
  readRegistrationLink,
  refreshMessage,
  registrationMessage,
  toBase64,
} from '../src/index.ts';
import { signPushJws } from '../src/push/push-jws.ts';
import { MIA, PushWorld, REALM, RUN } from './push-world.ts';

const key = await importPushKey(new Uint8Array(32).fill(7));
const claims = {
  u: 'm1',
  c: toBase64(new Uint8Array(32).fill(9)),
  l: 'bGI9MA==',
  t: '120',
  i: '1790000000000',
  m: 'Login attempt from mia at Example',
  k: 'challenge',
  n: '12,43,98',
  d: 'mia',
  p: '{ }',
  x: '{"location":{"latitude":48.1,"longitude":11.6},"remoteIp":"192.0.2.7","userAgent":"Firefox"}',
};

it('a push is read whole', async () => {
  const jwt = await signPushJws(key, claims);
  expect(mechanismOf(jwt)).toBe('m1');
  expect(await readPush(key, 'AUTHENTICATE:1', jwt)).toEqual({
    messageId: 'AUTHENTICATE:1',
    mechanismUid: 'm1',
    challenge: new Uint8Array(32).fill(9),
    type: 'challenge',
    numbers: ['12', '43', '98'],
    text: 'Login attempt from mia at Example',
    username: 'mia',
    remoteIp: '192.0.2.7',
    userAgent: 'Firefox',
    location: { latitude: 48.1, longitude: 11.6 },
    createdAt: 1_790_000_000_000,
    expiresAt: 1_790_000_120_000,
  });
});

it.each([
  ['a number where a text should be', { t: 120 }],
  ['a context that is an object', { x: { remoteIp: '192.0.2.7' } }],
  ['null', { d: null }],
  ['no mechanism', { u: undefined }],
  ['no challenge', { c: undefined }],
  ['an empty challenge', { c: '' }],
  ['a challenge that is no base64', { c: '!' }],
  ['no time', { i: undefined }],
  ['a time that is no number', { i: 'soon' }],
  ['a life without end', { t: '1e999' }],
  ['a life of nothing', { t: '0' }],
  ['a life that is over before it begins', { t: '-5' }],
  ['a number challenge without numbers', { n: undefined }],
  ['a number challenge without a choice', { n: '43,43,43' }],
])('a push with %s is not shown', async (_name, change) => {
  expect(await readPush(key, 'AUTHENTICATE:1', await signPushJws(key, { ...claims, ...change }))).toBeUndefined();
});

it.each([
  ['an unknown type is tap to accept', { k: 'telepathy' }, { type: 'default' }],
  ['no type is tap to accept', { k: undefined }, { type: 'default' }],
  ['no life is two minutes', { t: undefined }, { expiresAt: 1_790_000_120_000 }],
  ['a context that cannot be read is none', { x: '{' }, { remoteIp: undefined, location: undefined }],
  ['a context of something else is none', { x: '["192.0.2.7"]' }, { remoteIp: undefined }],
  ['a place that is no place is none', { x: '{"location":{"latitude":"north"}}' }, { location: undefined }],
])('%s', async (_name, change, read) => {
  expect(await readPush(key, 'AUTHENTICATE:1', await signPushJws(key, { ...claims, ...change }))).toMatchObject(read);
});

it('a push of another account, or not signed with HS256, is not shown', async () => {
  const jwt = await signPushJws(key, claims);
  expect(await readPush(await importPushKey(new Uint8Array(32).fill(8)), 'AUTHENTICATE:1', jwt)).toBeUndefined();
  const none = Buffer.from('{"typ":"JWT","alg":"none"}').toString('base64url');
  expect(await readPush(key, 'AUTHENTICATE:1', `${none}.${jwt.split('.')[1]}.`)).toBeUndefined();
});

it.each([
  '',
  'a',
  'a.b.c',
  '..',
  'x.e30.y',
  `.${Buffer.from('null').toString('base64url')}.`,
  `.${Buffer.from('{"u":1}').toString('base64url')}.`,
])('the account of %j is unknown', (jwt) => {
  expect(mechanismOf(jwt)).toBeUndefined();
});

it('what the phone makes is what the server takes: registration, approval, number, denial, refresh', async () => {
  const world = new PushWorld();
  const { messageId, uri } = await world.register();
  const link = readRegistrationLink(uri);
  const phoneKey = await importPushKey(link.secret);
  const facts = {
    mechanismUid: 'b162b325-ebb1-48e0-8ab7-b38cf341da95',
    deviceId: 'inbox',
    deviceName: 'Web authenticator',
    deviceType: 'web',
    communicationType: 'local',
    capabilities: ['code-entry'],
  };
  await world.service.answer(REALM, 'register', await registrationMessage(phoneKey, link, facts));
  const registered = await world.service.status(REALM, messageId, RUN);
  expect(registered).not.toHaveProperty('type');
  if (registered.status !== 'approved' || registered.device === undefined) throw new Error('The phone could not register.');
  const { device } = registered;
  await world.stores.devices.push.put(REALM, MIA.id, { device, recoveryCodes: [], refreshes: [] });

  const received = async (type: 'DEFAULT' | 'CODE_ENTRY' | 'CHALLENGE') => {
    const sent = await world.send(device, { type });
    const { messageId: id, jwt } = world.transport.newest();
    const push = await readPush(phoneKey, id, jwt);
    if (sent.status !== 'sent' || push === undefined) throw new Error('No push came.');
    return { push, challenge: sent.challenge ?? '' };
  };
  const tap = await received('DEFAULT');
  await world.service.answer(REALM, 'authenticate', await answerMessage(phoneKey, tap.push, { approve: true }));
  expect(await world.status(tap.push.messageId)).toBe('approved');

  const code = await received('CODE_ENTRY');
  expect(code.push).toMatchObject({ type: 'code_entry', numbers: [], username: 'mia' });
  await world.service.answer(
    REALM,
    'authenticate',
    await answerMessage(phoneKey, code.push, { approve: true, challengeResponse: code.challenge }),
  );
  expect(await world.service.status(REALM, code.push.messageId, RUN)).toMatchObject({ status: 'approved', type: 'CODE_ENTRY' });

  const number = await received('CHALLENGE');
  expect(number.push.numbers).toContain(number.challenge);
  await world.service.answer(REALM, 'authenticate', await answerMessage(phoneKey, number.push, { approve: false }));
  expect(await world.status(number.push.messageId)).toBe('denied');

  await world.service.answer(REALM, 'refresh', await refreshMessage(phoneKey, link.userId ?? '', { ...facts, deviceId: 'inbox-2' }));
  expect((await world.stores.devices.push.list(REALM, MIA.id))[0]?.device.deviceId).toBe('inbox-2');
});
