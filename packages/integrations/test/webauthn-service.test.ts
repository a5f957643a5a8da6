import type { AssertionCheck, RegistrationCheck, WebAuthnRefusal } from '@waygate/node-kit';
import { AuthenticatorMaker, type PasskeyMisbehaviour, SoftwareAuthenticator } from '@waygate/phone';
import { describe, expect, it } from 'vitest';
import { webAuthnOf } from './webauthn-of.ts';

const ORIGIN = 'https://id.example';
const YUBI = 'ee882879-721c-4913-9775-3dfcce97072a';
const maker = new AuthenticatorMaker('Good Keys');
const webauthn = webAuthnOf({
  publicUrl: ORIGIN,
  trustStores: async () => ({
    keys: maker.pem,
    both: `${new AuthenticatorMaker('Other Keys').pem}\n${maker.pem}`,
    broken: 'no certificate',
  }),
  now: Date.now,
});
const relyingParty = webauthn.relyingParty('/alpha', '', []);

interface Wish {
  readonly algorithms?: readonly number[];
  readonly attestation?: RegistrationCheck['attestation'];
  readonly trustStore?: string;
  readonly requireVerification?: boolean;
  readonly by?: typeof webauthn;
  /** Changes of what the page brought. */
  readonly response?: Partial<RegistrationCheck['response']>;
}

function register(authenticator: SoftwareAuthenticator, wrong: PasskeyMisbehaviour = {}, wish: Wish = {}) {
  const { algorithms = [-7, -257], attestation = 'NONE', trustStore = 'keys', requireVerification = false, by = webauthn } = wish;
  const challenge = webauthn.newChallenge();
  const made = authenticator.create(
    {
      rpId: relyingParty.id,
      origin: ORIGIN,
      challenge,
      userHandle: Buffer.from('mia'),
      algorithms,
      exclude: [],
      verification: requireVerification ? 'required' : 'preferred',
      attestation: attestation.toLowerCase(),
    },
    wrong,
  );
  const response = { clientData: made.clientDataJSON, attestationObject: made.attestationObject, credentialId: made.id, ...wish.response };
  return by.verifyRegistration({
    realm: '/alpha',
    relyingParty,
    challenge,
    requireVerification,
    algorithms,
    attestation,
    trustStore,
    response,
  });
}

async function signOn(
  authenticator: SoftwareAuthenticator,
  wrong: PasskeyMisbehaviour = {},
  {
    requireVerification = false,
    by = webauthn,
    made = {},
    ...changes
  }: Partial<AssertionCheck> & { readonly by?: typeof webauthn; readonly made?: PasskeyMisbehaviour } = {},
) {
  const registration = await register(authenticator, made, { algorithms: [-7, -8, -257] });
  if (!registration.verified) throw new Error(registration.reason);
  const challenge = webauthn.newChallenge();
  const used = authenticator.get(
    {
      rpId: relyingParty.id,
      origin: ORIGIN,
      challenge,
      allow: [],
      verification: requireVerification ? 'required' : 'preferred',
    },
    wrong,
  );
  const response = {
    clientData: used.clientDataJSON,
    authenticatorData: used.authenticatorData,
    signature: used.signature,
    credentialId: used.id,
  };
  return by.verifyAssertion({
    realm: '/alpha',
    relyingParty,
    challenge,
    requireVerification,
    publicKey: registration.publicKey,
    response,
    ...changes,
  });
}

const MISBEHAVING: readonly (readonly [what: string, wrong: PasskeyMisbehaviour, reason: WebAuthnRefusal])[] = [
  ['a page of another origin', { origin: 'https://id.example.evil' }, 'origin'],
  ['the same host on another port', { origin: 'https://id.example:444' }, 'origin'],
  ['a passkey of another domain', { rpId: 'example' }, 'relyingParty'],
  ['a challenge that was used before', { challenge: 'dGhlIGxhc3Qgb25l' }, 'challenge'],
  ['an answer to another question', { type: 'webauthn.other' }, 'type'],
  ['a page that stands inside of another', { crossOrigin: true }, 'embedded'],
  ['nobody being there', { absent: true }, 'presence'],
];

describe('where RSA keys must have 3072 bits', () => {
  const strict = webAuthnOf({ publicUrl: ORIGIN, trustStores: async () => ({}), leastRsaBits: 3_072, now: Date.now });
  const rsa = (rsaBits: number) => ({ algorithm: 'RS256', rsaBits }) as const;

  it('no passkey with a shorter one is registered, and one that was registered before signs nobody on', async () => {
    expect(await register(new SoftwareAuthenticator(), rsa(2_048), { by: strict })).toEqual({ verified: false, reason: 'key' });
    expect(await register(new SoftwareAuthenticator(), rsa(3_072), { by: strict })).toMatchObject({ verified: true });
    expect(await signOn(new SoftwareAuthenticator(), {}, { by: strict, made: rsa(2_048) })).toEqual({ verified: false, reason: 'key' });
    expect(await signOn(new SoftwareAuthenticator(), {}, { by: strict, made: rsa(3_072) })).toMatchObject({ verified: true });
  });

  it.each(['ES256', 'EDDSA'] as const)('keys of the kind %s are taken as ever', async (algorithm) => {
    expect(await signOn(new SoftwareAuthenticator(), {}, { by: strict, made: { algorithm } })).toMatchObject({ verified: true });
  });
});

it('takes no passkey with an RSA key of fewer than 2048 bits anywhere, also one of before', async () => {
  const short = { algorithm: 'RS256', rsaBits: 1_024 } as const;
  expect(await register(new SoftwareAuthenticator(), short, { algorithms: [-257] })).toEqual({ verified: false, reason: 'key' });
});

describe('registration', () => {
  it.each(['ES256', 'EDDSA', 'RS256'] as const)('takes a passkey with a key of the kind %s', async (algorithm) => {
    const authenticator = new SoftwareAuthenticator();
    const result = await register(authenticator, { algorithm }, { algorithms: [-7, -8, -257] });
    expect(result).toMatchObject({
      verified: true,
      algorithm: { ES256: -7, EDDSA: -8, RS256: -257 }[algorithm],
      attestationType: 'NONE',
      flags: { UP: true, UV: true, AT: true },
    });
  });

  it.each(MISBEHAVING)('refuses %s', async (_, wrong, reason) => {
    expect(await register(new SoftwareAuthenticator(), wrong)).toEqual({ verified: false, reason });
  });

  it('demands that the owner was verified when that is required, whatever the page was told (CVE-2026-8830)', async () => {
    const wrong = { unverified: true };
    expect(await register(new SoftwareAuthenticator(), wrong)).toMatchObject({ verified: true });
    expect(await register(new SoftwareAuthenticator(), wrong, { requireVerification: true })).toEqual({
      verified: false,
      reason: 'verification',
    });
  });

  it('refuses a kind of key that was not offered (CVE-2026-8830)', async () => {
    expect(await register(new SoftwareAuthenticator(), { algorithm: 'EDDSA' })).toEqual({ verified: false, reason: 'algorithm' });
  });

  it('refuses an id that is not the one of the passkey', async () => {
    const response = { credentialId: 'c29tZXRoaW5nIGVsc2U' };
    expect(await register(new SoftwareAuthenticator(), {}, { response })).toEqual({ verified: false, reason: 'malformed' });
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['no CBOR', Buffer.from('ffff', 'hex')],
    ['a list', Buffer.from('80', 'hex')],
    ['an empty map', Buffer.from('a0', 'hex')],
    ['lengths that lead far away', Buffer.from('a363666d74646e6f6e656761747453746d74a068617574684461746159ffff00', 'hex')],
  ])('refuses %s in the place of an attestation', async (_, attestationObject) => {
    expect(await register(new SoftwareAuthenticator(), {}, { response: { attestationObject } })).toEqual({
      verified: false,
      reason: 'malformed',
    });
  });

  it('refuses client data that is no JSON', async () => {
    expect(await register(new SoftwareAuthenticator(), {}, { response: { clientData: '{' } })).toEqual({
      verified: false,
      reason: 'malformed',
    });
  });
});

describe('attestation', () => {
  const own = () => new SoftwareAuthenticator({ aaguid: YUBI });
  const made = (by = maker) => new SoftwareAuthenticator({ aaguid: YUBI, maker: by });
  const none = { attestation: 'none' } as const;

  it.each(['INDIRECT', 'DIRECT'] as const)('is not "none" where it is asked for: %s (CVE-2025-12150)', async (attestation) => {
    const challenge = webauthn.newChallenge();
    const page = { rpId: relyingParty.id, origin: ORIGIN, challenge, userHandle: Buffer.from('mia'), algorithms: [-7], exclude: [] };
    const { id, clientDataJSON, attestationObject } = made().create({ ...page, verification: 'preferred', ...none });
    const result = await webauthn.verifyRegistration({
      realm: '/alpha',
      relyingParty,
      challenge,
      requireVerification: false,
      algorithms: [-7],
      attestation,
      trustStore: 'keys',
      response: { clientData: clientDataJSON, attestationObject, credentialId: id },
    });
    expect(result).toEqual({ verified: false, reason: 'attestation' });
  });

  it('of a maker in the trust store is taken', async () => {
    for (const trustStore of ['keys', 'both'])
      expect(await register(made(), {}, { attestation: 'DIRECT', trustStore })).toMatchObject({
        verified: true,
        attestationType: 'BASIC',
        aaguid: YUBI,
      });
  });

  it('of anybody else is not, be it that they have the same name', async () => {
    const others = [new AuthenticatorMaker('Bad Keys'), new AuthenticatorMaker('Good Keys')];
    for (const attestation of ['INDIRECT', 'DIRECT'] as const)
      for (const other of others)
        expect(await register(made(other), {}, { attestation })).toEqual({ verified: false, reason: 'untrusted' });
  });

  it('is not taken where there is no trust store, or none that can be read', async () => {
    for (const trustStore of ['missing', 'broken', '__proto__'])
      expect(await register(made(), {}, { attestation: 'DIRECT', trustStore })).toEqual({ verified: false, reason: 'untrusted' });
  });

  it('has run out with its certificate', async () => {
    const late = new AuthenticatorMaker('Old Keys', new Date('2024-01-01T00:00:00Z'));
    const service = webAuthnOf({ publicUrl: ORIGIN, trustStores: async () => ({ keys: late.pem }), now: Date.now });
    const challenge = service.newChallenge();
    const page = { rpId: 'id.example', origin: ORIGIN, challenge, userHandle: Buffer.from('mia'), algorithms: [-7], exclude: [] };
    const { id, clientDataJSON, attestationObject } = made(late).create({ ...page, verification: 'preferred', attestation: 'direct' });
    const response = { clientData: clientDataJSON, attestationObject, credentialId: id };
    const check = { realm: '/alpha', relyingParty, challenge, requireVerification: false, algorithms: [-7], trustStore: 'keys', response };
    expect(await service.verifyRegistration({ ...check, attestation: 'DIRECT' })).toEqual({ verified: false, reason: 'untrusted' });
  });

  it('by the authenticator itself is enough for INDIRECT and not for DIRECT', async () => {
    expect(await register(own(), {}, { attestation: 'INDIRECT' })).toMatchObject({ verified: true, attestationType: 'SELF' });
    expect(await register(own(), {}, { attestation: 'DIRECT' })).toEqual({ verified: false, reason: 'attestation' });
  });

  it('that says something else than was signed is refused', async () => {
    for (const authenticator of [own(), made()])
      expect(await register(authenticator, { forgedAttestation: true }, { attestation: 'INDIRECT' })).toEqual({
        verified: false,
        reason: 'signature',
      });
  });

  it('that nobody asked for is not looked at', async () => {
    expect(await register(own(), { forgedAttestation: true })).toMatchObject({ verified: true, attestationType: 'NONE' });
  });
});

describe('sign-on', () => {
  it('takes what the passkey signed, with its counter', async () => {
    expect(await signOn(new SoftwareAuthenticator())).toMatchObject({
      verified: true,
      signCount: 1,
      flags: { UP: true, UV: true, BE: false },
    });
    expect(await signOn(new SoftwareAuthenticator({ synced: true }))).toMatchObject({ signCount: 0, flags: { BE: true, BS: true } });
  });

  it.each([...MISBEHAVING, ['a signature by another key', { foreignKey: true }, 'signature'] as const])(
    'refuses %s',
    async (_, wrong, reason) => {
      expect(await signOn(new SoftwareAuthenticator(), wrong)).toEqual({ verified: false, reason });
    },
  );

  it('demands that the owner was verified when that is required (CVE-2026-8830)', async () => {
    const result = await signOn(new SoftwareAuthenticator(), { unverified: true }, { requireVerification: true });
    expect(result).toEqual({ verified: false, reason: 'verification' });
    expect(await signOn(new SoftwareAuthenticator(), { unverified: true })).toMatchObject({ verified: true, flags: { UV: false } });
  });

  it('refuses authenticator data that is cut short', async () => {
    const response = { clientData: '{}', authenticatorData: new Uint8Array(3), signature: new Uint8Array(), credentialId: 'AA' };
    expect(await signOn(new SoftwareAuthenticator(), {}, { response })).toEqual({ verified: false, reason: 'malformed' });
  });
});

describe('the relying party', () => {
  it('is the host of the public address, and its page is the only one, unless the author says otherwise', () => {
    expect(relyingParty).toEqual({ id: 'id.example', origins: ['https://id.example'] });
    const local = webAuthnOf({ publicUrl: 'http://localhost:8080', trustStores: async () => ({}), now: Date.now });
    expect(local.relyingParty('/alpha', '', [])).toEqual({ id: 'localhost', origins: ['http://localhost:8080'] });
    expect(webauthn.relyingParty('/alpha', 'example', ['https://app.example/', 'android:apk-key-hash:abc'])).toEqual({
      id: 'example',
      origins: ['https://app.example', 'android:apk-key-hash:abc'],
    });
  });

  it('never has the same challenge twice', () => {
    const challenges = new Set(Array.from({ length: 100 }, () => webauthn.newChallenge()));
    expect(challenges.size).toBe(100);
    for (const challenge of challenges) expect(Buffer.from(challenge, 'base64url')).toHaveLength(32);
  });

  it('knows which trust stores there are', async () => {
    expect(await Promise.all(['keys', 'broken', 'missing'].map((name) => webauthn.hasTrustStore('/alpha', name)))).toEqual([
      true,
      false,
      false,
    ]);
  });
});
