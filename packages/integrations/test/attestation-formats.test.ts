import { isoCBOR } from '@simplewebauthn/server/helpers';
import type { RegistrationCheck } from '@waygate/node-kit';
import { type AttestationFormat, type AttestationMistake, AuthenticatorMaker, extension, makeAttested } from '@waygate/phone';
import { describe, expect, it } from 'vitest';
import { webAuthnOf } from './webauthn-of.ts';

const ORIGIN = 'https://id.example';
const maker = new AuthenticatorMaker('Good Keys');
const webauthn = webAuthnOf({ publicUrl: ORIGIN, trustStores: async () => ({ keys: maker.pem }), now: Date.now });
const relyingParty = webauthn.relyingParty('/alpha', '', []);

interface Wish {
  readonly wrong?: AttestationMistake;
  readonly aaguid?: string;
  readonly by?: AuthenticatorMaker;
  readonly attestation?: RegistrationCheck['attestation'];
  /** What the certificate of the authenticator says besides. */
  readonly certified?: { readonly extensions: readonly Buffer[] };
  /** Certificates that are sent beside it. */
  readonly above?: readonly Buffer[];
  /** What stands where the certificates should. */
  readonly certificates?: unknown;
}

function register(format: AttestationFormat, { by = maker, attestation = 'DIRECT', certificates, ...rest }: Wish = {}) {
  const challenge = webauthn.newChallenge();
  const made = makeAttested(format, by, { rpId: relyingParty.id, origin: ORIGIN, challenge }, rest);
  const attestationObject = certificates === undefined ? made.attestationObject : withCertificates(made.attestationObject, certificates);
  return webauthn.verifyRegistration({
    realm: '/alpha',
    relyingParty,
    challenge,
    requireVerification: true,
    algorithms: [-7],
    attestation,
    trustStore: 'keys',
    response: { clientData: made.clientDataJSON, attestationObject, credentialId: made.id },
  });
}

/** An attestation object whose statement has something else for certificates. */
function withCertificates(bytes: Uint8Array, certificates: unknown): Uint8Array {
  const object = isoCBOR.decodeFirst<Map<string, unknown>>(new Uint8Array(bytes));
  const statement = object.get('attStmt');
  if (!(statement instanceof Map)) throw new Error('no statement');
  object.set('attStmt', new Map([...statement, ['x5c', certificates]]));
  return isoCBOR.encode(object as Parameters<typeof isoCBOR.encode>[0]);
}

const BY_MAKERS = ['packed', 'fido-u2f', 'tpm', 'apple', 'android-key'] as const;

/** What each format has to notice. Where only the order of the checks decides, the mistake breaks the signature. */
const MISTAKES: Readonly<Record<(typeof BY_MAKERS)[number], readonly AttestationMistake[]>> = {
  packed: ['otherData', 'otherKey', 'otherModel', 'plainCertificate'],
  'fido-u2f': ['otherData', 'otherKey', 'otherPasskey', 'twoCertificates'],
  tpm: ['otherData', 'otherKey', 'otherModel', 'otherPasskey', 'otherMagic', 'plainCertificate'],
  apple: ['otherData', 'otherPasskey', 'plainCertificate'],
  'android-key': [
    ...(['otherData', 'otherKey', 'otherPasskey', 'plainCertificate', 'attestedIssuer'] as const),
    ...(['imported', 'otherPurpose', 'allApplications', 'software', 'softwareKey', 'softwareFacts'] as const),
    ...(['unlocked', 'otherSystem', 'uncheckedSystem', 'noSystem', 'softwareSystem'] as const),
  ],
};

describe.each(BY_MAKERS)('an attestation of the format %s', (format) => {
  it('is taken when it is right and its maker is in the trust store', async () => {
    for (const attestation of ['DIRECT', 'INDIRECT'] as const)
      expect(await register(format, { attestation })).toMatchObject({ verified: true, attestationType: 'BASIC', algorithm: -7 });
  });

  it('names the model that it is of', async () => {
    const aaguid = format === 'fido-u2f' ? '00000000-0000-0000-0000-000000000000' : 'ee882879-721c-4913-9775-3dfcce97072a';
    expect(await register(format)).toMatchObject({ aaguid });
  });

  it.each(MISTAKES[format])('is refused with this wrong: %s', async (wrong) => {
    expect(await register(format, { wrong })).toEqual({ verified: false, reason: 'signature' });
  });

  it('of a maker with the same name and another key is refused', async () => {
    expect(await register(format, { by: new AuthenticatorMaker('Good Keys') })).toEqual({ verified: false, reason: 'untrusted' });
  });

  it.each([
    ['a map', new Map([['a', 1]])],
    ['a text', 'certificate'],
    ['bytes', new Uint8Array([0x30, 0x03])],
    ['a number', 7],
    ['nothing', null],
    ['an empty list', []],
    ['a list of texts', [maker.pem]],
    ['a list of maps', [new Map()]],
  ])('is untrusted with %s for certificates', async (_what, certificates) => {
    for (const attestation of ['DIRECT', 'INDIRECT'] as const)
      expect(await register(format, { certificates, attestation })).toEqual({ verified: false, reason: 'untrusted' });
    expect(await register(format, { certificates, attestation: 'NONE' })).toMatchObject({ verified: true });
  });

  it('that is not asked for is not looked at', async () => {
    expect(await register(format, { attestation: 'NONE', wrong: 'otherData' })).toMatchObject({ verified: true, attestationType: 'NONE' });
  });
});

describe('an attestation', () => {
  it.each(['fido-u2f', 'tpm', 'apple', 'android-key'] as const)('of the format %s says nothing without a certificate', async (format) => {
    for (const attestation of ['DIRECT', 'INDIRECT'] as const)
      expect(await register(format, { wrong: 'noCertificate', attestation })).toEqual({ verified: false, reason: 'attestation' });
  });

  it.each(['packed', 'fido-u2f'] as const)(
    'of the format %s is refused by the certificate of a key of Android, whose makers certify software, too',
    async (format) => {
      const certified = { extensions: [extension('2b06010401d679020111', Buffer.of(0x30, 0))] };
      for (const attestation of ['DIRECT', 'INDIRECT'] as const)
        expect(await register(format, { certified, attestation })).toEqual({ verified: false, reason: 'attestation' });
      expect(await register(format, { certified, attestation: 'NONE' })).toMatchObject({ verified: true });
    },
  );

  it('is refused when a key of Android has issued it under another format', async () => {
    const extensions = [extension('2b06010401d679020111', Buffer.of(0x30, 0))];
    const issued = (more: { readonly extensions?: readonly Buffer[] }) => {
      const by = new AuthenticatorMaker('Authority', undefined, { issuer: maker, serial: 300, ...more });
      return register('packed', { by, above: [by.root] });
    };
    expect(await issued({})).toMatchObject({ verified: true });
    expect(await issued({ extensions })).toEqual({ verified: false, reason: 'attestation' });
  });

  it('of an old security key has no model (fido-u2f)', async () => {
    expect(await register('fido-u2f', { aaguid: 'ee882879-721c-4913-9775-3dfcce97072a' })).toEqual({
      verified: false,
      reason: 'signature',
    });
  });

  it('that the authenticator makes for itself is enough for INDIRECT alone, and is checked', async () => {
    expect(await register('self', { attestation: 'INDIRECT' })).toMatchObject({ verified: true, attestationType: 'SELF' });
    for (const wrong of ['otherData', 'otherKey'] as const)
      expect(await register('self', { attestation: 'INDIRECT', wrong })).toEqual({ verified: false, reason: 'signature' });
    expect(await register('self')).toEqual({ verified: false, reason: 'attestation' });
  });

  it.each(['none', 'android-safetynet'] as const)('of the format %s is none where one is demanded, however right it is', async (format) => {
    for (const attestation of ['DIRECT', 'INDIRECT'] as const)
      expect(await register(format, { attestation })).toEqual({ verified: false, reason: 'attestation' });
    expect(await register(format, { attestation: 'NONE' })).toMatchObject({ verified: true, attestationType: 'NONE' });
  });
});
