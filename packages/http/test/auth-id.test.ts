import { createHmac, createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAuthId, writeAuthId } from '../src/codecs/auth-id.ts';
import { AUTH_ID_KEY, NOW } from './fixture.ts';

const handle = { sessionId: 's-1', key: 'k'.repeat(43), journey: 'Login', realm: '/alpha', expiresAt: NOW + 300_000 };
const authId = writeAuthId(handle, AUTH_ID_KEY, NOW);
const code = (text: string) => Buffer.from(text).toString('base64url');
const signed = (text: string) => `${text}.${createHmac('sha256', AUTH_ID_KEY).update(text).digest('base64url')}`;

test('is a compact JWS with the claims that pages look at', () => {
  const [header, payload] = authId.split('.').map((part) => Buffer.from(part, 'base64url').toString());
  expect(JSON.parse(header ?? '')).toEqual({ typ: 'JWT', alg: 'HS256' });
  expect(JSON.parse(payload ?? '')).toEqual({
    authIndexType: 'service',
    authIndexValue: 'Login',
    realm: '/alpha',
    sessionId: 's-1',
    otk: handle.key,
    'whitelist-state': expect.stringMatching(/./),
    exp: NOW / 1000 + 300,
    iat: NOW / 1000,
  });
  expect(authId.split('.')[2]).toBe(
    createHmac('sha256', AUTH_ID_KEY)
      .update(authId.slice(0, authId.lastIndexOf('.')))
      .digest('base64url'),
  );
});

test('is read back', () => {
  expect(readAuthId(authId, AUTH_ID_KEY)).toEqual({ sessionId: 's-1', key: handle.key, realm: '/alpha' });
});

describe('is refused', () => {
  test.each([
    ['a number', 7],
    ['nothing', null],
    ['an object', {}],
    ['empty', ''],
    ['without parts', 'abc'],
    ['too long', `${authId}${'a'.repeat(5_000)}`],
    ['unsigned, by its own header', `${code('{"alg":"none"}')}.${authId.split('.')[1]}.`],
    ['signed, under another header', signed(`${code('{"alg":"HS256","typ":"JWT"}')}.${authId.split('.')[1]}`)],
  ])('as malformed when %s', (_what, given) => {
    expect(() => readAuthId(given, AUTH_ID_KEY)).toThrow(expect.objectContaining({ kind: 'input', code: 'authid.malformed' }));
  });

  test.each([
    ['without its signature', `${authId.slice(0, authId.lastIndexOf('.'))}.`],
    ['signed with another key', writeAuthId(handle, createSecretKey(Buffer.alloc(32, 1)), NOW)],
    ['with a signature that is too long', `${authId}A`],
  ])('as forged when %s', (_what, given) => {
    expect(() => readAuthId(given, AUTH_ID_KEY)).toThrow(expect.objectContaining({ kind: 'input', code: 'authid.forged' }));
  });

  test('Property: when any one character is another', () => {
    const letters = [...'ABCabc019-_.'];
    fc.assert(
      fc.property(fc.nat(authId.length - 1), fc.constantFrom(...letters), (at, letter) => {
        fc.pre(authId[at] !== letter);
        expect(() => readAuthId(`${authId.slice(0, at)}${letter}${authId.slice(at + 1)}`, AUTH_ID_KEY)).toThrow(
          expect.objectContaining({ kind: 'input' }),
        );
      }),
    );
  });
});
