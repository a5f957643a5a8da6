import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { type Cbor, encodeCbor } from './cbor.ts';
import { der, extension, nameOf, oid, sequence } from './der.ts';
import { type AuthenticatorMaker, type CertificateWish, modelExtension } from './maker.ts';

export type AttestationFormat = 'packed' | 'self' | 'fido-u2f' | 'tpm' | 'apple' | 'android-key' | 'android-safetynet' | 'none';

/** What the maker of a statement gets wrong. Everything else is right, and signed as it should be. */
export type AttestationMistake =
  /** The signature, or what stands in its place, is over other data. */
  | 'otherData'
  /** Somebody else's key signs. */
  | 'otherKey'
  /** The certificate is for a model other than the one that is said. */
  | 'otherModel'
  /** The certificate, or the statement, is of another passkey. */
  | 'otherPasskey'
  /** The key was brought in and not made there. */
  | 'imported'
  /** The key may be used for other things. */
  | 'otherPurpose'
  /** Every application may use the key. */
  | 'allApplications'
  /** Only software holds the key. */
  | 'software'
  /** Software made the key, and only what says so is in hardware. */
  | 'softwareKey'
  /** What the key is for, and where it comes from, is the word of software. */
  | 'softwareFacts'
  /** The device takes any system. */
  | 'unlocked'
  /** The system is one that its owner has put there, or that nobody has checked. */
  | 'otherSystem'
  | 'uncheckedSystem'
  /** It does not say what system runs. */
  | 'noSystem'
  /** What system runs is the word of software. */
  | 'softwareSystem'
  /** Another certificate of the chain attests a key, too. */
  | 'attestedIssuer'
  /** What a TPM said is no certification. */
  | 'otherMagic'
  /** The certificate lacks what makes it one for attestations. */
  | 'plainCertificate'
  /** A certificate is sent that nobody asked for. */
  | 'twoCertificates'
  /** No certificate is sent. */
  | 'noCertificate';

interface AttestationWish {
  readonly wrong?: AttestationMistake;
  readonly aaguid?: string;
  /** Keys that many authenticators of a model have alike; fresh ones when left out. */
  readonly batch?: Keys;
  /** What the certificate of the authenticator says besides. */
  readonly certified?: Pick<CertificateWish, 'extensions' | 'serial'>;
  /** Certificates that are sent beside it. */
  readonly above?: readonly Buffer[];
}

interface Keys {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

interface AttestedPage {
  readonly rpId: string;
  readonly origin: string;
  /** Base64url. */
  readonly challenge: string;
}

const OID = {
  appleNonce: '2a864886f763640802',
  androidKey: '2b06010401d679020111',
  subjectAltName: '551d11',
  extendedKeyUsage: '551d25',
  attestationIdentityKey: '6781050803',
  tpmManufacturer: '6781050201',
  tpmModel: '6781050202',
  tpmVersion: '6781050203',
} as const;

interface Ceremony {
  readonly maker: AuthenticatorMaker;
  readonly wrong: AttestationMistake | undefined;
  readonly aaguid: Buffer;
  readonly keys: Keys;
  readonly batch: Keys;
  readonly certified: Pick<CertificateWish, 'extensions' | 'serial'>;
  readonly above: readonly Buffer[];
  readonly credentialId: Buffer;
  readonly domainHash: Buffer;
  readonly data: Buffer;
  readonly clientDataHash: Buffer;
}

/**
 * Makes a passkey whose authenticator attests it in a format of WebAuthn (section 8), with real keys and certificates. It is what a good authenticator of the kind would
 * say, but for one mistake.
 */
export function makeAttested(
  format: AttestationFormat,
  maker: AuthenticatorMaker,
  page: AttestedPage,
  { wrong, aaguid = format === 'fido-u2f' ? NOBODY : MODEL, batch = freshKeys(), certified = {}, above = [] }: AttestationWish = {},
) {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const credentialId = randomBytes(20);
  const model = Buffer.from(aaguid.replaceAll('-', ''), 'hex');
  const { x, y } = pointOf(keys.publicKey);
  const key = encodeCbor(
    new Map<number, Cbor>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, x],
      [-3, y],
    ]),
  );
  const domainHash = hash(page.rpId);
  const flags = Buffer.of(0x45, 0, 0, 0, 0);
  const data = Buffer.concat([domainHash, flags, model, Buffer.of(0, credentialId.length), credentialId, key]);
  const clientDataJSON = JSON.stringify({ type: 'webauthn.create', challenge: page.challenge, origin: page.origin, crossOrigin: false });
  const clientDataHash = hash(wrong === 'otherData' ? `${clientDataJSON} ` : clientDataJSON);
  const statement = STATEMENT[format]({
    ...{ maker, wrong, aaguid: model, keys, batch, certified, above, credentialId, domainHash, data, clientDataHash },
  });
  const attestationObject = encodeCbor(
    new Map<string, Cbor>([
      ['fmt', format === 'self' ? 'packed' : format],
      ['attStmt', new Map(statement)],
      ['authData', data],
    ]),
  );
  return { id: credentialId.toString('base64url'), clientDataJSON, attestationObject };
}

const NOBODY = '00000000-0000-0000-0000-000000000000';
const MODEL = 'ee882879-721c-4913-9775-3dfcce97072a';

type Statement = readonly (readonly [string, Cbor])[];

const STATEMENT: Readonly<Record<AttestationFormat, (ceremony: Ceremony) => Statement>> = {
  none: ({ wrong }) => (wrong === undefined ? [] : [['sig', Buffer.of(1)]]),
  self: ({ keys, data, clientDataHash, wrong }) => [
    ['alg', -7],
    ['sig', signed(wrong === 'otherKey' ? freshKeys().privateKey : keys.privateKey, data, clientDataHash)],
  ],
  packed: (ceremony) => {
    const { maker, aaguid, data, clientDataHash, wrong, batch, certified } = ceremony;
    const { publicKey, privateKey } = batch;
    const { extensions = [], ...rest } = certified;
    const subject = wrong === 'plainCertificate' ? { subject: nameOf([['550403', 'www.example']]) } : {};
    const certificate = maker.issue({
      publicKey,
      extensions: [modelExtension(wrong === 'otherModel' ? randomBytes(16) : aaguid), ...extensions],
      ...subject,
      ...rest,
    });
    return [
      ['alg', -7],
      ['sig', signed(signer(ceremony, privateKey), data, clientDataHash)],
      ['x5c', [certificate, ...ceremony.above]],
    ];
  },
  'fido-u2f': (ceremony) => {
    const { maker, keys, credentialId, domainHash, clientDataHash, wrong, batch, certified } = ceremony;
    const { publicKey, privateKey } = batch;
    const { x, y } = pointOf(wrong === 'otherPasskey' ? freshKeys().publicKey : keys.publicKey);
    const said = [Buffer.of(0), domainHash, clientDataHash, credentialId, Buffer.of(4), x, y];
    const certificate = maker.issue({ publicKey, ...certified });
    return [
      ['sig', signed(signer(ceremony, privateKey), ...said)],
      ...certificates(wrong, wrong === 'twoCertificates' ? [certificate, maker.root] : [certificate]),
    ];
  },
  tpm: (ceremony) => {
    const { maker, aaguid, keys, data, clientDataHash, wrong } = ceremony;
    const { publicKey, privateKey } = freshKeys();
    const { x, y } = pointOf(wrong === 'otherPasskey' ? freshKeys().publicKey : keys.publicKey);
    const area = Buffer.concat([
      ...[u16(0x0023), u16(0x000b), u32(0x00060072), u16(0), u16(0x0010), u16(0x0010), u16(0x0003), u16(0x0010)],
      ...[sized(x), sized(y)],
    ]);
    const attested = Buffer.concat([u16(0x000b), hash(area)]);
    const said = Buffer.concat([
      ...[u32(wrong === 'otherMagic' ? 0xff544348 : 0xff544347), u16(0x8017), sized(Buffer.alloc(4)), sized(hash(data, clientDataHash))],
      ...[Buffer.alloc(8), u32(1), u32(1), Buffer.of(1), Buffer.alloc(8), sized(attested), sized(Buffer.alloc(4))],
    ]);
    const facts = nameOf([
      [OID.tpmManufacturer, 'id:494E5443'],
      [OID.tpmModel, 'Example'],
      [OID.tpmVersion, 'id:13'],
    ]);
    const certificate = maker.issue({
      publicKey,
      subject: sequence(),
      extensions: [
        extension(OID.subjectAltName, sequence(der(0xa4, facts))),
        ...(wrong === 'plainCertificate' ? [] : [extension(OID.extendedKeyUsage, sequence(oid(OID.attestationIdentityKey)))]),
        modelExtension(wrong === 'otherModel' ? randomBytes(16) : aaguid),
      ],
    });
    return [
      ['ver', '2.0'],
      ['alg', -7],
      ['sig', signed(signer(ceremony, privateKey), said)],
      ['certInfo', said],
      ['pubArea', area],
      ...certificates(wrong, [certificate]),
    ];
  },
  apple: ({ maker, keys, data, clientDataHash, wrong }) => {
    const nonce = extension(OID.appleNonce, sequence(der(0xa1, der(0x04, hash(data, clientDataHash)))));
    const publicKey = wrong === 'otherPasskey' ? freshKeys().publicKey : keys.publicKey;
    return [...certificates(wrong, [maker.issue({ publicKey, extensions: wrong === 'plainCertificate' ? [] : [nonce] })])];
  },
  'android-key': (ceremony) => {
    const { maker, keys, data, clientDataHash, wrong, certified } = ceremony;
    const issuer = freshKeys();
    const publicKey = wrong === 'otherPasskey' ? freshKeys().publicKey : keys.publicKey;
    const extensions = wrong === 'plainCertificate' ? [] : [extension(OID.androidKey, keyDescription(clientDataHash, wrong))];
    const leaf = { ...certified, publicKey, extensions };
    const authority = maker.issue({
      publicKey: issuer.publicKey,
      isAuthority: true,
      extensions: wrong === 'attestedIssuer' ? extensions : [],
    });
    const chain = wrong === 'attestedIssuer' ? [maker.issue(leaf), authority, maker.root] : [maker.issue(leaf), maker.root];
    return [['alg', -7], ['sig', signed(signer(ceremony, keys.privateKey), data, clientDataHash)], ...certificates(wrong, chain)];
  },
  'android-safetynet': ({ maker, data, clientDataHash }) => {
    const { publicKey, privateKey } = freshKeys();
    const text = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const certificate = maker.issue({ publicKey, subject: nameOf([['550403', 'attest.android.com']]) }).toString('base64');
    const nonce = hash(data, clientDataHash).toString('base64');
    const said = `${text({ alg: 'ES256', x5c: [certificate] })}.${text({ nonce, timestampMs: Date.now(), ctsProfileMatch: true })}`;
    const signature = sign('sha256', Buffer.from(said), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');
    return [
      ['ver', '1'],
      ['response', Buffer.from(`${said}.${signature}`)],
    ];
  },
};

/** What Android says of a key (KeyDescription, version 4 of the attestation). */
function keyDescription(challenge: Buffer, wrong: AttestationMistake | undefined): Buffer {
  const number = (value: number) => der(0x02, Buffer.of(value));
  const context = (tag: number, value: Buffer) =>
    Buffer.concat([tag < 31 ? Buffer.of(0xa0 | tag) : longTag(tag), Buffer.of(value.length), value]);
  const level = (isSoftware: boolean) => der(0x0a, Buffer.of(isSoftware ? 0 : 1));
  const facts = [
    context(1, der(0x31, Buffer.concat(wrong === 'otherPurpose' ? [number(0), number(2)] : [number(2)]))),
    context(2, number(3)),
    ...(wrong === 'allApplications' ? [context(600, der(0x05, Buffer.alloc(0)))] : []),
    context(702, number(wrong === 'imported' ? 2 : 0)),
  ];
  const bootState = wrong === 'otherSystem' ? 1 : wrong === 'uncheckedSystem' ? 2 : 0;
  const rootOfTrust = sequence(
    der(0x04, Buffer.alloc(32, 1)),
    der(0x01, Buffer.of(wrong === 'unlocked' ? 0 : 0xff)),
    der(0x0a, Buffer.of(bootState)),
    der(0x04, Buffer.alloc(32, 2)),
  );
  const system = wrong === 'noSystem' ? [] : [context(704, rootOfTrust)];
  const isSoft = (...mistakes: readonly AttestationMistake[]) => wrong !== undefined && ['software' as const, ...mistakes].includes(wrong);
  const listed = (soft: boolean) => [
    ...(isSoft('softwareFacts') === soft ? facts : []),
    ...(isSoft('softwareSystem') === soft ? system : []),
  ];
  return sequence(
    number(4),
    level(isSoft()),
    number(41),
    level(isSoft('softwareKey')),
    der(0x04, challenge),
    der(0x04, Buffer.alloc(0)),
    sequence(...listed(true)),
    sequence(...listed(false)),
  );
}

function longTag(tag: number): Buffer {
  return Buffer.of(0xbf, 0x80 | (tag >> 7), tag & 0x7f);
}

function certificates(wrong: AttestationMistake | undefined, chain: readonly Buffer[]): Statement {
  return wrong === 'noCertificate' ? [] : [['x5c', chain]];
}

function signer({ wrong }: Ceremony, key: KeyObject): KeyObject {
  return wrong === 'otherKey' ? freshKeys().privateKey : key;
}

function freshKeys() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

function signed(key: KeyObject, ...data: readonly Buffer[]): Buffer {
  return sign('sha256', Buffer.concat(data), key);
}

function hash(...parts: readonly (Buffer | string)[]): Buffer {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(part);
  return digest.digest();
}

function pointOf(key: KeyObject): { readonly x: Buffer; readonly y: Buffer } {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  return { x: Buffer.from(x, 'base64url'), y: Buffer.from(y, 'base64url') };
}

function u16(value: number): Buffer {
  return Buffer.of(value >> 8, value & 0xff);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

function sized(bytes: Buffer): Buffer {
  return Buffer.concat([u16(bytes.length), bytes]);
}
