import { createHmac } from 'node:crypto';

/** What an app knows of an account with one-time passwords. */
export interface OathAccount {
  readonly secret: Buffer;
  readonly digits: number;
  readonly hash: string;
}

/** The code of a counter (RFC 4226, section 5.3). */
export function codeOf({ secret, digits, hash }: OathAccount, counter: number): string {
  const moving = Buffer.alloc(8);
  moving.writeBigUInt64BE(BigInt(counter));
  const digest = createHmac(hash.replace(/^(HMAC_)?SHA/i, 'sha'), secret)
    .update(moving)
    .digest();
  const offset = (digest[digest.length - 1] ?? 0) & 0x0f;
  const number = digest.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

/** An app without a screen that shows one-time passwords, written from the standards and from what public apps do with links. */
export class OathApp {
  readonly issuer: string;
  readonly account: string;
  readonly #account: OathAccount;
  readonly #period: number | undefined;
  #counter: number;

  /** @param link `otpauth://…`, or `mfauth://…` of which only this half is taken @throws Error where public apps refuse */
  constructor(link: string) {
    const match = /^(?:otpauth|mfauth):\/\/(totp|hotp)\/([^?]*)\?(.*)$/.exec(link);
    if (match === null) throw new Error('This is no link of one-time passwords.');
    const members = new Map(
      decodeURIComponent(match[3] ?? '')
        .split('&')
        .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
    );
    const [issuer = '', account = ''] = decodeURIComponent(match[2] ?? '').split(':');
    this.issuer = issuer;
    this.account = account;
    const digits = Number(members.get('digits') ?? 6);
    if (digits !== 6 && digits !== 8) throw new Error('Codes have 6 or 8 digits.');
    this.#account = { secret: base32(members.get('secret') ?? ''), digits, hash: members.get('algorithm') ?? 'SHA1' };
    this.#period = match[1] === 'totp' ? Number(members.get('period') ?? 30) : undefined;
    if (this.#period !== undefined && !(this.#period > 0)) throw new Error('The period must be more than nothing.');
    this.#counter = Number(members.get('counter') ?? 0);
  }

  /** The code that is shown. A counter goes on before each, as on Android. @param now epoch milliseconds by the clock of the app */
  code(now: number): string {
    if (this.#period !== undefined) return codeOf(this.#account, Math.floor(now / 1000 / this.#period));
    this.#counter += 1;
    return codeOf(this.#account, this.#counter);
  }
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function base32(text: string): Buffer {
  const bits = [...text.toUpperCase().replaceAll(/[\s=-]/g, '')]
    .map((letter) => {
      const value = LETTERS.indexOf(letter);
      if (value < 0) throw new Error('The secret is no base32.');
      return value.toString(2).padStart(5, '0');
    })
    .join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
