import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { importPushKey } from '../src/index.ts';
import { signPushJws, verifyPushJws } from '../src/push/push-jws.ts';
import { hmac, hmacMatches } from '../src/push/push-key.ts';

const secret = Buffer.alloc(32, 7);
const key = await importPushKey(new Uint8Array(secret));
const bytes = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));

/** A JWS as somebody else would make it. */
function made(header: string, payload: string, by = secret): string {
  const text = `${Buffer.from(header).toString('base64url')}.${Buffer.from(payload).toString('base64url')}`;
  return `${text}.${createHmac('sha256', by).update(text).digest('base64url')}`;
}

const HEADER = '{"typ":"JWT","alg":"HS256"}';

describe('the answer to a challenge', () => {
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
  ])('is that of the public SDKs (%#)', async (shared, challenge, response) => {
    const sharedKey = await importPushKey(bytes(shared));
    expect(await hmac(sharedKey, bytes(challenge))).toEqual(bytes(response));
    expect(await hmacMatches(sharedKey, bytes(response), bytes(challenge))).toBe(true);
    expect(await hmacMatches(sharedKey, bytes(response).subarray(1), bytes(challenge))).toBe(false);
  });
});

it('a key cannot be read back', async () => {
  expect(key.extractable).toBe(false);
  await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow();
});

it('a JWS has exactly the header that iPhones can pad again', async () => {
  const token = await signPushJws(key, { u: 'ü' });
  expect(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).toBe(HEADER);
  expect(token).toBe(made(HEADER, '{"u":"ü"}'));
  expect(await verifyPushJws(key, token)).toEqual({ u: 'ü' });
});

it('the members of the header may stand in any order', async () => {
  expect(await verifyPushJws(key, made('{"alg":"HS256","typ":"JWT"}', '{"a":1}'))).toEqual({ a: 1 });
});

describe('a JWS is not read', () => {
  const right = made(HEADER, '{"a":1}');
  const [header = '', payload = '', signature = ''] = right.split('.');
  it.each([
    ['with alg none and no signature', `${Buffer.from('{"typ":"JWT","alg":"none"}').toString('base64url')}.${payload}.`],
    ['with alg none and a right signature', made('{"typ":"JWT","alg":"none"}', '{"a":1}')],
    ['with another algorithm', made('{"typ":"JWT","alg":"HS512"}', '{"a":1}')],
    ['with alg in small letters', made('{"typ":"JWT","alg":"hs256"}', '{"a":1}')],
    ['with a list of algorithms', made('{"typ":"JWT","alg":["HS256"]}', '{"a":1}')],
    ['with a key of its own', made('{"typ":"JWT","alg":"HS256","jwk":{"kty":"oct","k":""}}', '{"a":1}')],
    ['with a critical member', made('{"typ":"JWT","alg":"HS256","crit":["x"],"x":1}', '{"a":1}')],
    ['without typ', made('{"alg":"HS256"}', '{"a":1}')],
    ['of another type', made('{"typ":"JOSE","alg":"HS256"}', '{"a":1}')],
    ['with a header that is a list', made('["JWT","HS256"]', '{"a":1}')],
    ['with a header that is null', made('null', '{"a":1}')],
    ['with claims that are a list', made(HEADER, '[1]')],
    ['with claims that are no JSON', made(HEADER, '{a:1}')],
    ['with claims that are not UTF-8', `${header}.${Buffer.from([0x7b, 0xff, 0x7d]).toString('base64url')}.${signature}`],
    ['with a claim __proto__', made(HEADER, '{"__proto__":{"admin":true}}')],
    ['with claims nested beyond all measure', made(HEADER, `${'['.repeat(5_000)}${']'.repeat(5_000)}`)],
    ['signed by another', made(HEADER, '{"a":1}', Buffer.alloc(32, 8))],
    ['with a signature cut short', right.slice(0, -2)],
    ['with an empty signature', `${header}.${payload}.`],
    ['with changed claims', `${header}.${Buffer.from('{"a":2}').toString('base64url')}.${signature}`],
    ['with padding', `${right}=`],
    ['with blanks', ` ${right}`],
    ['with a further part', `${right}.`],
    ['with two parts', `${header}.${payload}`],
    ['of nothing', ''],
    ['beyond all measure', `${right}${'A'.repeat(20_000)}`],
  ])('%s', async (_name, token) => {
    expect(await verifyPushJws(key, token)).toBeUndefined();
  });

  it('in another spelling of the same bytes', async () => {
    // 32 bytes end in a letter of which two bits say nothing: three other letters would decode to the same signature.
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const last = alphabet.indexOf(signature.slice(-1));
    const spellings = [1, 2, 3].map((more) => `${right.slice(0, -1)}${alphabet[last + more]}`);
    for (const spelling of spellings) {
      expect(Buffer.from(spelling.split('.')[2] ?? '', 'base64url')).toEqual(Buffer.from(signature, 'base64url'));
      expect(await verifyPushJws(key, spelling)).toBeUndefined();
    }
    const standard = made(HEADER, JSON.stringify({ a: '??>>' }));
    expect(await verifyPushJws(key, standard)).toEqual({ a: '??>>' });
    if (/[-_]/.test(standard)) expect(await verifyPushJws(key, standard.replaceAll('-', '+').replaceAll('_', '/'))).toBeUndefined();
  });
});
