import { generateKeyPairSync } from 'node:crypto';
import { BoundApp, type SigningMistake } from '@waygate/phone';
import { describe, expect, it } from 'vitest';
import { createDeviceKeys } from '../src/index.ts';

const NOW = 1_790_000_000_000;
const keys = createDeviceKeys();
const wish = { userId: 'id=1,ou=user,o=alpha,ou=services,ou=am-config', challenge: keys.newChallenge(), timeout: 60 };
const check = { challenge: wish.challenge, subject: wish.userId, applicationIds: ['com.example.app'], sentAt: NOW, timeout: 60, now: NOW };
const app = (platform: 'android' | 'ios' = 'android') => new BoundApp(platform, 'com.example.app', () => NOW);
const seconds = NOW / 1_000;

describe.each(['android', 'ios'] as const)('the app of %s', (platform) => {
  it('is bound by its public key alone, and signs with it from then on', async () => {
    const phone = app(platform);
    const bound = await keys.checkBinding({ ...check, jws: phone.bind(wish) });
    if ('fault' in bound) throw new Error(bound.fault);
    expect(bound.shown).toMatchObject({ kid: phone.kid, platform, key: { kid: phone.kid, use: 'sig' } });
    expect(Object.keys(bound.shown.key).sort()).toEqual(
      platform === 'android' ? ['alg', 'e', 'kid', 'kty', 'n', 'use'] : ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'],
    );
    const { key } = bound.shown;
    expect(await keys.checkSignature({ ...check, key, jws: phone.confirm(wish) })).toEqual({ signedAt: seconds });
    expect(await keys.checkSignature({ ...check, key, jws: app(platform).confirm(wish) })).toEqual({ fault: 'signature' });
  });
});

describe('where keys must have 3072 bits', () => {
  const strict = createDeviceKeys(3_072);

  it('an app with a key of 2048 is not bound, and one that was bound before is not believed', async () => {
    const phone = app('android');
    expect(await strict.checkBinding({ ...check, jws: phone.bind(wish) })).toEqual({ fault: 'signature' });
    const bound = await keys.checkBinding({ ...check, jws: phone.bind(wish) });
    if ('fault' in bound) throw new Error(bound.fault);
    expect(await strict.checkSignature({ ...check, key: bound.shown.key, jws: phone.confirm(wish) })).toEqual({ fault: 'signature' });
    expect(await strict.checkBinding({ ...check, jws: app('ios').bind(wish) })).toMatchObject({ shown: { platform: 'ios' } });
  });
});

describe('a binding', () => {
  const other = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const short = generateKeyPairSync('rsa', { modulusLength: 1_024 });
  const jwkOf = (pair: typeof other) => pair.publicKey.export({ format: 'jwk' });

  it.each<[string, SigningMistake, string]>([
    ['is signed by another key than the one it shows', { key: other.privateKey }, 'signature'],
    ['shows no key', { header: { jwk: undefined } }, 'signature'],
    ['is not signed', { header: { alg: 'none' } }, 'signature'],
    ['is signed with a secret', { header: { alg: 'HS512', jwk: { kty: 'oct', k: 'c2VjcmV0' } } }, 'signature'],
    ['says another algorithm than its key has', { header: { alg: 'ES256' } }, 'signature'],
    ['shows a key that is too short', { header: { jwk: jwkOf(short) }, key: short.privateKey }, 'signature'],
    ['names its key in letters that no address takes', { header: { kid: '../users' } }, 'signature'],
    ['is of an app that nobody accepts', { claims: { iss: 'com.example.evil' } }, 'claims'],
    ['does not say of which app it is', { claims: { iss: undefined } }, 'claims'],
    ['is about somebody else', { claims: { sub: 'id=2,ou=user,o=alpha,ou=services,ou=am-config' } }, 'claims'],
    ['signs another challenge', { claims: { challenge: keys.newChallenge() } }, 'claims'],
    ['signs no challenge', { claims: { challenge: undefined } }, 'claims'],
    ['is over', { claims: { exp: seconds - 61 } }, 'claims'],
    ['is good for longer than it was asked for', { claims: { exp: seconds + 86_400 } }, 'claims'],
    ['never ends', { claims: { exp: undefined } }, 'claims'],
    ['is not good yet', { claims: { nbf: seconds + 61 } }, 'claims'],
    ['was made before it was asked for', { claims: { iat: seconds - 61 } }, 'claims'],
    ['was made in the future', { claims: { iat: seconds + 61 } }, 'claims'],
  ])('that %s is refused', async (_, wrong, fault) => {
    expect(await keys.checkBinding({ ...check, jws: app(wrong.claims === undefined ? 'android' : 'ios').bind(wish, wrong) })).toEqual({
      fault,
    });
  });

  it.each([
    ['59 seconds behind', -59, true],
    ['59 seconds ahead', 59, true],
    ['90 seconds behind', -90, false],
    ['90 seconds ahead', 90, false],
  ])('of a phone whose clock is %s', async (_, skew, taken) => {
    const phone = new BoundApp('ios', 'com.example.app', () => NOW + skew * 1_000);
    expect('shown' in (await keys.checkBinding({ ...check, jws: phone.bind(wish) }))).toBe(taken);
  });

  it('that comes too late by the clock of the server is refused, whatever the phone says', async () => {
    const now = NOW + 121_000;
    const phone = new BoundApp('ios', 'com.example.app', () => now - 61_000);
    expect(await keys.checkBinding({ ...check, now, jws: phone.bind(wish) })).toEqual({ fault: 'claims' });
  });

  it.each(['', 'a.b', 'a.b.c', '..', 'e30.e30.e30', '🐴.🐴.🐴'])('is not %o', async (jws) => {
    expect(await keys.checkBinding({ ...check, jws })).toEqual({ fault: 'signature' });
    expect(keys.read(jws)).toBeUndefined();
  });
});
