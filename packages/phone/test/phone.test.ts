import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { hs256, verifyHs256 } from '../src/compact-jws.ts';
import { lintPush, lintRegistrationUri } from '../src/index.ts';
import { PLATFORMS } from '../src/platforms.ts';

it.each([
  [
    'b3uYLkQ7dRPjBaIzV0t/aijoXRgMq+NP5AwVAvRfa/E=',
    '9giiBAdUHjqpo0XE4YdZ7pRlv0hrQYwDz8Z1wwLLbkg=',
    'Df02AwA3Ra+sTGkL5+QvkEtN3eLdZiFmL5nxAV1m0k8=',
  ],
  [
    'MTNi6Sv+gnFI5M7zU1H8qZWamLQoxnKXdQlHNOCsAGs=',
    '1H7p3KSlvLliUxuJiEq0vRhAdbihL2pigWdFIa+pmgw=',
    'UWRDpPOLnRmvlOL35wrOo/FOWn/yQQbdDQRk6pSdyeg=',
  ],
])('answers a challenge as the public SDKs do', (secret, challenge, response) => {
  expect(createHmac('sha256', Buffer.from(secret, 'base64')).update(Buffer.from(challenge, 'base64')).digest('base64')).toBe(response);
});

it('refuses what an app refuses', () => {
  const secret = Buffer.alloc(32, 7);
  const claims = { u: 'm', c: Buffer.alloc(32).toString('base64'), l: 'x', t: '120', i: '1' };
  expect(verifyHs256(secret, hs256(secret, undefined, claims), PLATFORMS.ios)).toEqual(claims);
  expect(() => verifyHs256(secret, hs256(secret, { alg: 'none' }, claims), PLATFORMS.android)).toThrow('none');
  expect(() => verifyHs256(Buffer.alloc(32), hs256(secret, undefined, claims), PLATFORMS.android)).toThrow('signature');
  expect(() => verifyHs256(secret, hs256(secret, undefined, { ...claims, t: 120 }), PLATFORMS.android)).toThrow('not a text');
  expect(() => verifyHs256(secret, hs256(secret, undefined, { u: 'm', c: 'x' }), PLATFORMS.ios)).toThrow('missing');
});

it('finds what would go wrong on some phone', () => {
  const bytes = Buffer.alloc(32).toString('base64url');
  const text = (value: string) => Buffer.from(value).toString('base64url');
  const members = {
    l: text('lb=0'),
    issuer: text('Ping'),
    m: 'REGISTER:8be951c6-af83-438d-8f74-421bd18650421570561063169',
    s: bytes,
    c: bytes,
    r: text('https://am.example/x?_action=register'),
    a: text('https://am.example/x?_action=authenticate'),
    uid: text('demo'),
  };
  const uri = (change: Record<string, string>, label = 'Ping:demo') =>
    `pushauth://push/${label}?${Object.entries({ ...members, ...change })
      .map(([name, value]) => `${name}=${value}`)
      .join('&')}`;
  expect(lintRegistrationUri(uri({}))).toEqual([]);
  expect(lintRegistrationUri(uri({ l: '' }))).toHaveLength(1);
  expect(lintRegistrationUri(uri({ uid: text('>>>') }))).toHaveLength(1);
  expect(lintRegistrationUri(uri({}, 'Other:demo'))).toHaveLength(1);
  expect(lintRegistrationUri(uri({}, 'Ping:de:mo'))).toHaveLength(1);
  expect(lintRegistrationUri(uri({ s: 'AAAA' }))).toHaveLength(1);
  const secret = Buffer.alloc(32);
  const claims = { u: 'm', c: secret.toString('base64'), l: 'x', t: '120', k: 'challenge', n: '12,43,98' };
  expect(lintPush(hs256(secret, undefined, claims))).toEqual([]);
  expect(lintPush(hs256(secret, undefined, { ...claims, n: '43,12,98' }))).toHaveLength(1);
  expect(lintPush(hs256(secret, { typ: 'JWT', alg: 'HS256', kid: 'x' }, claims))).toHaveLength(1);
});
