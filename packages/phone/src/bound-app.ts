import { constants, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';

/** What an app can be told to get wrong. */
export interface SigningMistake {
  /** Members of the header instead of the right ones; undefined takes one out. */
  readonly header?: Readonly<Record<string, unknown>>;
  /** Claims instead of the right ones; undefined takes one out. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Signs with the key of another device. */
  readonly key?: KeyObject;
}

/** What the server asked for. */
interface Wish {
  readonly userId: string;
  readonly challenge: string;
  /** Seconds that the signature is to be good for. */
  readonly timeout: number;
}

/**
 * An app with a key of its own, written from the protocol's description alone: RSA and RS512 as the public SDK for Android signs, P-256 and ES256 as the one for iOS.
 * It keeps one key, and whose it is.
 */
export class BoundApp {
  readonly kid = randomUUID();
  readonly deviceId = randomUUID().replaceAll('-', '');
  readonly platform: 'android' | 'ios';
  readonly #applicationId: string;
  readonly #now: () => number;
  readonly #key: KeyObject;
  readonly #publicKey: KeyObject;
  #userId = '';

  /** @param applicationId package name or bundle identifier. @param now epoch milliseconds */
  constructor(platform: 'android' | 'ios', applicationId: string, now: () => number = Date.now) {
    this.platform = platform;
    this.#applicationId = applicationId;
    this.#now = now;
    const pair =
      platform === 'android' ? generateKeyPairSync('rsa', { modulusLength: 2_048 }) : generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.#key = pair.privateKey;
    this.#publicKey = pair.publicKey;
  }

  /** The private key, for devices that pretend to be this one. */
  get privateKey(): KeyObject {
    return this.#key;
  }

  /** Answers a binding callback. @returns the JWS */
  bind(wish: Wish, wrong: SigningMistake = {}): string {
    this.#userId = wish.userId;
    const jwk = { ...this.#publicKey.export({ format: 'jwk' }), kid: this.kid, use: 'sig', alg: this.#alg };
    const version = this.platform === 'android' ? { 'android-version': 34 } : { 'ios-version': '17.4' };
    return this.#sign({ jwk, ...wrong.header }, { ...this.#claims(wish), platform: this.platform, ...version, ...wrong.claims }, wrong.key);
  }

  /** Answers a verifier callback for the person that it was bound to. @returns the JWS */
  confirm({ challenge, timeout }: Omit<Wish, 'userId'>, wrong: SigningMistake = {}): string {
    return this.#sign({ ...wrong.header }, { ...this.#claims({ userId: this.#userId, challenge, timeout }), ...wrong.claims }, wrong.key);
  }

  get #alg(): 'RS512' | 'ES256' {
    return this.platform === 'android' ? 'RS512' : 'ES256';
  }

  #claims({ userId, challenge, timeout }: Wish) {
    const seconds = Math.floor(this.#now() / 1_000);
    return { sub: userId, iss: this.#applicationId, exp: seconds + timeout, iat: seconds, nbf: seconds, challenge };
  }

  #sign(header: Readonly<Record<string, unknown>>, claims: Readonly<Record<string, unknown>>, key = this.#key): string {
    const full = { alg: this.#alg, kid: this.kid, ...header };
    const text = [full, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    const signature =
      key.asymmetricKeyType === 'rsa'
        ? sign('sha512', Buffer.from(text), { key, padding: constants.RSA_PKCS1_PADDING })
        : sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' });
    return `${text}.${signature.toString('base64url')}`;
  }
}
