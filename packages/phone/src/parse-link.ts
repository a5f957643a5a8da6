import type { PlatformRules } from './platforms.ts';

/** A registration link as a phone understood it. */
export interface ParsedLink {
  readonly issuer: string;
  readonly account: string;
  readonly messageId: string;
  readonly secret: Buffer;
  readonly challenge: Buffer;
  readonly registerUrl: string;
  readonly authenticateUrl: string;
  readonly userId: string | undefined;
  readonly routing: string | undefined;
}

/**
 * Reads a registration link as the SDK of a platform does; of one that registers for codes too, `mfauth://…`, only the half for pushes.
 * @throws Error where that SDK refuses
 */
export function parseLink(uri: string, rules: PlatformRules): ParsedLink {
  if (/[\s"<>\\^`{|}\p{Cc}]|%(?![0-9A-Fa-f]{2})/u.test(uri)) throw new Error('The link has characters that a URI cannot have.');
  const match = /^(?:pushauth:\/\/push|mfauth:\/\/(?:totp|hotp))\/([^?]*)\?(.*)$/.exec(uri);
  if (match === null) throw new Error('This is no push link.');
  const members = new Map(
    decodeURIComponent(match[2] ?? '')
      .split('&')
      .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );
  const label = decodeURIComponent(match[1] ?? '')
    .replaceAll(/^\/+|\/+$/g, '')
    .split(':');
  const text = (name: string) => {
    const value = members.get(name);
    if (value === undefined) return undefined;
    // iOS knows the standard alphabet only here, and a field it cannot read is as if it were not there.
    if (rules.textAlphabet === 'standard' && /[-_]/.test(value)) return undefined;
    return Buffer.from(value, 'base64url').toString();
  };
  const bytes = (name: string) => Buffer.from(members.get(name) ?? '', 'base64url');
  const address = (name: string) => bytes(name).toString();
  const secret = bytes('s');
  const messageId = members.get('m');
  if (secret.length < 32) throw new Error('The secret is too short to sign with.');
  if (messageId === undefined || members.get('c') === undefined || !URL.canParse(address('r')) || !URL.canParse(address('a'))) {
    throw new Error('The link is incomplete.');
  }
  const issuer = text('issuer') ?? label[0] ?? '';
  return {
    issuer,
    account: label[1] ?? label[0] ?? '',
    messageId,
    secret,
    challenge: bytes('c'),
    registerUrl: address('r'),
    authenticateUrl: address('a'),
    userId: text('uid'),
    routing: text('l'),
  };
}
