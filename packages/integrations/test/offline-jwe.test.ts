import {
  importOfflineKeyPair,
  importOfflineSigner,
  makeOfflineJwe,
  makeOfflineKey,
  type OfflineChallenge,
  type OfflineKeyPair,
  type OfflinePrivateJwk,
  offlineIdText,
  openOfflineQr,
  toBase64Url,
} from '@waygate/mfa';
import { CompactEncrypt, CompactSign, compactDecrypt, compactVerify, importJWK } from 'jose';
import { beforeEach, expect, it } from 'vitest';

/** Codes for phones without HPKE, held against a library that is not ours. */

const NOW = 1_790_000_000_000;
const CHALLENGE: OfflineChallenge = {
  id: 'AAECAwQFBgcICQoLDA0ODw',
  code: '493027',
  issuer: 'Example Corp',
  username: 'demo',
  application: 'Payroll',
  clientIp: '203.0.113.41',
  issuedAt: NOW / 1000,
  secondsToLive: 180,
};
const WIRE = {
  c: CHALLENGE.id,
  o: CHALLENGE.code,
  i: CHALLENGE.issuer,
  u: 'demo',
  a: 'Payroll',
  p: CHALLENGE.clientIp,
  t: NOW / 1000,
  x: 180,
};

interface Party {
  readonly jwk: OfflinePrivateJwk;
  readonly pair: OfflineKeyPair;
}
async function party(): Promise<Party> {
  const jwk = await makeOfflineKey();
  return { jwk, pair: await importOfflineKeyPair(jwk) };
}
let issuer: Party;
let phone: Party;
let seen: Set<string>;
beforeEach(async () => {
  [issuer, phone] = [await party(), await party()];
  seen = new Set();
});

const signerOf = async ({ jwk, pair }: Party) => ({ issuerId: pair.issuerId, signingKey: await importOfflineSigner(jwk) });
const made = async (more: Partial<OfflineChallenge> = {}) => makeOfflineJwe(await signerOf(issuer), phone.pair, { ...CHALLENGE, ...more });
const opened = (text: string, now = NOW, accounts = [{ issuer: issuer.pair, device: phone.pair }]) =>
  openOfflineQr(text, { accounts, now, remember: async (id) => seen.size !== seen.add(id).size });
const audienceOf = async ({ pair }: Party) =>
  toBase64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', pair.point)).subarray(0, 16));

/** The same, made by the library. */
async function byJose(signer: Party, to: Party, { aud, payload = WIRE }: { aud?: string; payload?: object } = {}): Promise<string> {
  const jws = await new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'ES256', kid: toBase64Url(issuer.pair.issuerId), aud: aud ?? (await audienceOf(to)) })
    .sign(await importJWK(signer.jwk, 'ES256'));
  return encrypted(jws, to);
}
async function encrypted(jws: string, to: Party): Promise<string> {
  const { d: _, ...open } = to.jwk;
  const jwe = await new CompactEncrypt(new TextEncoder().encode(jws))
    .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', cty: 'JWT', kid: toBase64Url(to.pair.deviceId) })
    .encrypt(await importJWK(open, 'ECDH-ES'));
  return `OMFA1J:${jwe}`;
}

it('is what any library for JOSE opens and believes', async () => {
  const text = await made();
  const { plaintext, protectedHeader } = await compactDecrypt(text.slice('OMFA1J:'.length), await importJWK(phone.jwk, 'ECDH-ES'));
  expect(protectedHeader).toMatchObject({ alg: 'ECDH-ES', enc: 'A256GCM', kid: toBase64Url(phone.pair.deviceId) });
  const { d: _, ...open } = issuer.jwk;
  const { payload, protectedHeader: signed } = await compactVerify(plaintext, await importJWK(open, 'ES256'));
  expect(signed).toEqual({ alg: 'ES256', kid: toBase64Url(issuer.pair.issuerId), aud: await audienceOf(phone) });
  expect(JSON.parse(new TextDecoder().decode(payload))).toEqual(WIRE);
  // Version 29 of a QR code with error level M holds 1,128 bytes.
  expect(text.length).toBeLessThan(1_128);
});

it('is opened by a phone when such a library made it', async () => {
  expect(await opened(await byJose(issuer, phone))).toMatchObject({ status: 'opened', challenge: CHALLENGE });
});

it('is opened once, while it is fresh, with the names that the other kind is remembered by', async () => {
  const text = await made();
  expect(await opened(text)).toMatchObject({ status: 'opened', challenge: CHALLENGE });
  expect(await opened(text)).toEqual({ status: 'refused', reason: 'replayed' });
  expect([...seen]).toEqual([`${offlineIdText(issuer.pair.issuerId)}${offlineIdText(phone.pair.deviceId)}${CHALLENGE.id}`]);
  expect(await opened(await made(), NOW + 180_000)).toEqual({ status: 'refused', reason: 'expired' });
  expect(await opened(await made(), NOW + 301_000)).toEqual({ status: 'refused', reason: 'past' });
  expect(await opened(await made(), NOW - 301_000)).toEqual({ status: 'refused', reason: 'future' });
});

it('is refused by another phone, and in the name of a server that the phone does not trust', async () => {
  const other = await party();
  expect(await opened(await made(), NOW, [{ issuer: issuer.pair, device: other.pair }])).toEqual({
    status: 'refused',
    reason: 'otherDevice',
  });
  expect(await opened(await made(), NOW, [{ issuer: other.pair, device: phone.pair }])).toEqual({
    status: 'refused',
    reason: 'foreignIssuer',
  });
  expect(await opened(await made(), NOW, [])).toEqual({ status: 'refused', reason: 'foreignIssuer' });
});

it('is refused when somebody else signed it under the name of the server', async () => {
  expect(await opened(await byJose(await party(), phone))).toEqual({ status: 'refused', reason: 'forged' });
});

it('is refused when the owner of one phone passes it on to another', async () => {
  const [thief, text] = [await party(), await made()];
  const { plaintext } = await compactDecrypt(text.slice('OMFA1J:'.length), await importJWK(phone.jwk, 'ECDH-ES'));
  const passedOn = await encrypted(new TextDecoder().decode(plaintext), thief);
  expect(await opened(passedOn, NOW, [{ issuer: issuer.pair, device: thief.pair }])).toEqual({ status: 'refused', reason: 'forged' });
});

it('is refused in any other form', async () => {
  const text = await made();
  const [header = '', , iv = '', ciphertext = '', tag = ''] = text.slice('OMFA1J:'.length).split('.');
  const altered = `${ciphertext.startsWith('A') ? 'B' : 'A'}${ciphertext.slice(1)}`;
  const headOf = (change: object) =>
    Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(header, 'base64url').toString()), ...change })).toString('base64url');
  for (const [parts, reason] of [
    [[header, '', iv, altered, tag], 'forged'],
    [[headOf({ zip: 'DEF' }), '', iv, ciphertext, tag], 'forged'],
    [[headOf({ alg: 'ECDH-ES+A128KW' }), '', iv, ciphertext, tag], 'suite'],
    [[headOf({ epk: { kty: 'EC' } }), '', iv, ciphertext, tag], 'unreadable'],
    [[header, 'AA', iv, ciphertext, tag], 'unreadable'],
    [[header, '', iv, ciphertext, tag, ''], 'unreadable'],
    [[header, '', iv, 'A'.repeat(3_000), tag], 'oversized'],
    [['', '', '', '', ''], 'unreadable'],
  ] as const) {
    expect(await opened(`OMFA1J:${parts.join('.')}`)).toEqual({ status: 'refused', reason });
  }
  const unsigned = await encrypted(`${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.`, phone);
  expect(await opened(unsigned)).toEqual({ status: 'refused', reason: 'suite' });
  expect(await opened(await byJose(issuer, phone, { payload: { ...WIRE, v: 2 } }))).toEqual({ status: 'refused', reason: 'version' });
});
