import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { type Cbor, encodeCbor } from './cbor.ts';
import type { AuthenticatorMaker } from './maker.ts';

/** What an authenticator, or the browser before it, can be told to get wrong. */
export interface PasskeyMisbehaviour {
  readonly origin?: string;
  readonly rpId?: string;
  /** Base64url. */
  readonly challenge?: string;
  readonly type?: string;
  /** The page stands inside of a page of somebody else. */
  readonly crossOrigin?: boolean;
  /** Says that nobody is there. */
  readonly absent?: boolean;
  /** Says that the owner was not verified. */
  readonly unverified?: boolean;
  /** Says so in spite of what it can do. */
  readonly verified?: boolean;
  /** What its counter says. */
  readonly signCount?: number;
  /** Signs with a key of somebody else. */
  readonly foreignKey?: boolean;
  readonly credentialId?: string;
  /** Text of the user handle; undefined leaves it out. */
  readonly userHandle?: string | undefined;
  /** Makes a key of this kind, asked for or not. */
  readonly algorithm?: PasskeyAlgorithm;
  /** Bits of an RSA key that it makes; 2048 when left out, as of most. */
  readonly rsaBits?: number;
  /** Uses a passkey that nobody asked for, and makes one where there is one already. */
  readonly ignoresLists?: boolean;
  /** Says other things in its attestation than what it signed. */
  readonly forgedAttestation?: boolean;
}

export type PasskeyAlgorithm = 'ES256' | 'EDDSA' | 'RS256';

/** What a page asks an authenticator for. */
export interface PasskeyCreation {
  readonly rpId: string;
  readonly origin: string;
  /** Base64url. */
  readonly challenge: string;
  readonly userHandle: Uint8Array;
  /** COSE numbers, best first. */
  readonly algorithms: readonly number[];
  readonly exclude: readonly string[];
  readonly verification: string;
  readonly attestation: string;
}

export interface PasskeyRequest {
  readonly rpId: string;
  readonly origin: string;
  readonly challenge: string;
  /** Ids of passkeys, base64url; empty means any. */
  readonly allow: readonly string[];
  readonly verification: string;
}

interface Passkey {
  readonly id: string;
  readonly rpId: string;
  readonly userHandle: Uint8Array;
  readonly privateKey: KeyObject;
  readonly algorithm: PasskeyAlgorithm;
  signCount: number;
}

const COSE_NUMBER: Readonly<Record<PasskeyAlgorithm, number>> = { ES256: -7, EDDSA: -8, RS256: -257 };
const FLAG = { UP: 0x01, UV: 0x04, BE: 0x08, BS: 0x10, AT: 0x40 };

/** Thrown where a browser rejects. */
export class PasskeyRefusal extends Error {
  override readonly name: 'NotAllowedError' | 'InvalidStateError' | 'NotSupportedError';

  constructor(name: PasskeyRefusal['name']) {
    super('The operation either timed out or was not allowed.');
    this.name = name;
  }
}

/**
 * An authenticator in memory, written from the standard alone (WebAuthn Level 3, sections 5 to 8). It is used like a good one, and can be told to misbehave.
 */
export class SoftwareAuthenticator {
  readonly aaguid: Buffer;
  readonly attachment: 'platform' | 'cross-platform';
  /** Whether it can make sure that its owner is there. */
  readonly verifies: boolean;
  /** Whether its passkeys are copied to other devices; then there is no counter. */
  readonly synced: boolean;
  readonly maker: AuthenticatorMaker | undefined;
  readonly #passkeys: Passkey[] = [];

  constructor(
    options: {
      readonly aaguid?: string;
      readonly attachment?: 'platform' | 'cross-platform';
      readonly verifies?: boolean;
      readonly synced?: boolean;
      /** Signs what is said of it; without one it signs for itself. */
      readonly maker?: AuthenticatorMaker;
    } = {},
  ) {
    this.aaguid = Buffer.from((options.aaguid ?? '00000000-0000-0000-0000-000000000000').replaceAll('-', ''), 'hex');
    this.attachment = options.attachment ?? 'platform';
    this.verifies = options.verifies ?? true;
    this.synced = options.synced ?? false;
    this.maker = options.maker;
  }

  /** Its passkeys with all that is secret of them, to put them into another authenticator. */
  get passkeys() {
    return this.#passkeys.map(({ id, rpId, userHandle, privateKey, signCount }) => ({
      id,
      rpId,
      userHandle,
      signCount,
      privateKey: privateKey.export({ type: 'pkcs8', format: 'der' }),
    }));
  }

  /** Ids of its passkeys, oldest first. */
  get credentialIds(): readonly string[] {
    return this.#passkeys.map(({ id }) => id);
  }

  /** Makes a passkey. @throws PasskeyRefusal where a browser would */
  create(asked: PasskeyCreation, wrong: PasskeyMisbehaviour = {}) {
    const algorithm = wrong.algorithm ?? kindOf(asked.algorithms);
    if (algorithm === undefined) throw new PasskeyRefusal('NotSupportedError');
    if (wrong.ignoresLists !== true) {
      if (asked.exclude.some((id) => this.credentialIds.includes(id))) throw new PasskeyRefusal('InvalidStateError');
      if (asked.verification === 'required' && !this.verifies && wrong.unverified !== true) throw new PasskeyRefusal('NotAllowedError');
    }
    const { publicKey, privateKey } = keyPair(algorithm, wrong.rsaBits);
    const id = wrong.credentialId ?? randomBytes(20).toString('base64url');
    const passkey: Passkey = { id, rpId: asked.rpId, userHandle: asked.userHandle, privateKey, algorithm, signCount: 0 };
    this.#passkeys.push(passkey);
    const idBytes = Buffer.from(id, 'base64url');
    const length = Buffer.alloc(2);
    length.writeUInt16BE(idBytes.length);
    const isBare = asked.attestation === 'none' && wrong.forgedAttestation !== true;
    const credential = Buffer.concat([isBare ? Buffer.alloc(16) : this.aaguid, length, idBytes, coseKey(algorithm, publicKey)]);
    const data = Buffer.concat([this.#data(passkey, asked.verification, wrong, FLAG.AT), credential]);
    const clientDataJSON = clientData('webauthn.create', asked, wrong);
    const statement = isBare ? new Map() : this.#statement(passkey, data, clientDataJSON, wrong);
    const attestationObject = encodeCbor(
      new Map<string, Cbor>([
        ['fmt', isBare ? 'none' : 'packed'],
        ['attStmt', statement],
        ['authData', data],
      ]),
    );
    return { id, clientDataJSON, attestationObject };
  }

  /** Uses a passkey. @throws PasskeyRefusal where a browser would */
  get(asked: PasskeyRequest, wrong: PasskeyMisbehaviour = {}) {
    const own = this.#passkeys.filter(({ rpId }) => rpId === asked.rpId);
    const found = (wrong.ignoresLists === true ? this.#passkeys : own).findLast(
      ({ id }) => wrong.ignoresLists === true || asked.allow.length === 0 || asked.allow.includes(id),
    );
    const cannot = asked.verification === 'required' && !this.verifies && wrong.unverified !== true && wrong.ignoresLists !== true;
    if (found === undefined || cannot) throw new PasskeyRefusal('NotAllowedError');
    if (!this.synced) found.signCount += 1;
    const authenticatorData = this.#data(found, asked.verification, wrong, 0);
    const clientDataJSON = clientData('webauthn.get', asked, wrong);
    const key = wrong.foreignKey === true ? keyPair(found.algorithm).privateKey : found.privateKey;
    const signature = signed(found.algorithm, key, authenticatorData, clientDataJSON);
    const userHandle = 'userHandle' in wrong ? wrong.userHandle : Buffer.from(found.userHandle).toString();
    return { id: wrong.credentialId ?? found.id, clientDataJSON, authenticatorData, signature, userHandle };
  }

  #data(passkey: Passkey, verification: string, wrong: PasskeyMisbehaviour, more: number): Buffer {
    const verifies = wrong.verified === true || (this.verifies && verification !== 'discouraged' && wrong.unverified !== true);
    const flags = (wrong.absent === true ? 0 : FLAG.UP) | (verifies ? FLAG.UV : 0) | (this.synced ? FLAG.BE | FLAG.BS : 0) | more;
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(wrong.signCount ?? passkey.signCount);
    return Buffer.concat([hash(wrong.rpId ?? passkey.rpId), Buffer.of(flags), counter]);
  }

  #statement(passkey: Passkey, data: Buffer, clientDataJSON: string, wrong: PasskeyMisbehaviour): ReadonlyMap<string, Cbor> {
    const said = wrong.forgedAttestation === true ? Buffer.concat([data, Buffer.of(0)]) : data;
    if (this.maker === undefined) {
      const signature = signed(passkey.algorithm, passkey.privateKey, said, clientDataJSON);
      return new Map<string, Cbor>([
        ['alg', COSE_NUMBER[passkey.algorithm]],
        ['sig', signature],
      ]);
    }
    const { privateKey, certificate } = this.maker.model(this.aaguid);
    return new Map<string, Cbor>([
      ['alg', COSE_NUMBER.ES256],
      ['sig', signed('ES256', privateKey, said, clientDataJSON)],
      ['x5c', [certificate]],
    ]);
  }
}

function kindOf(algorithms: readonly number[]): PasskeyAlgorithm | undefined {
  const kinds: readonly PasskeyAlgorithm[] = ['ES256', 'EDDSA', 'RS256'];
  return algorithms.flatMap((number) => kinds.find((kind) => COSE_NUMBER[kind] === number) ?? [])[0];
}

function keyPair(algorithm: PasskeyAlgorithm, rsaBits = 2_048): { publicKey: KeyObject; privateKey: KeyObject } {
  if (algorithm === 'ES256') return generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return algorithm === 'EDDSA' ? generateKeyPairSync('ed25519') : generateKeyPairSync('rsa', { modulusLength: rsaBits });
}

function coseKey(algorithm: PasskeyAlgorithm, key: KeyObject): Buffer {
  const jwk = key.export({ format: 'jwk' });
  const part = (name: 'x' | 'y' | 'n' | 'e') => Buffer.from(jwk[name] ?? '', 'base64url');
  const common: [number, Cbor] = [3, COSE_NUMBER[algorithm]];
  if (algorithm === 'ES256') return encodeCbor(new Map<number, Cbor>([[1, 2], common, [-1, 1], [-2, part('x')], [-3, part('y')]]));
  if (algorithm === 'EDDSA') return encodeCbor(new Map<number, Cbor>([[1, 1], common, [-1, 6], [-2, part('x')]]));
  return encodeCbor(new Map<number, Cbor>([[1, 3], common, [-1, part('n')], [-2, part('e')]]));
}

function clientData(
  type: string,
  { challenge, origin }: { readonly challenge: string; readonly origin: string },
  wrong: PasskeyMisbehaviour,
): string {
  return JSON.stringify({
    type: wrong.type ?? type,
    challenge: wrong.challenge ?? challenge,
    origin: wrong.origin ?? origin,
    crossOrigin: wrong.crossOrigin ?? false,
  });
}

function signed(algorithm: PasskeyAlgorithm, key: KeyObject, data: Uint8Array, clientDataJSON: string): Buffer {
  return sign(algorithm === 'EDDSA' ? null : 'sha256', Buffer.concat([data, hash(clientDataJSON)]), key);
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
