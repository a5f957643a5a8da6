import { WaygateError } from '@waygate/schema';
import { fromBase64, fromUtf8 } from '../base64.ts';

/** What a registration link says. `secret` must not be kept as bytes: import it as a key and forget it. */
export interface RegistrationLink {
  readonly issuer: string;
  readonly account: string;
  readonly messageId: string;
  readonly secret: Uint8Array<ArrayBuffer>;
  readonly challenge: Uint8Array<ArrayBuffer>;
  readonly registerUrl: string;
  readonly authenticateUrl: string;
  readonly userId: string | undefined;
  /** Hex without #, or undefined. */
  readonly backgroundColor: string | undefined;
  readonly imageUrl: string | undefined;
}

/**
 * Reads a scanned or pasted `pushauth://push/…` link, tolerant as the mobile SDKs are.
 * @throws WaygateError `phone.link_*` (input) that says what is wrong with it
 */
export function readRegistrationLink(text: string): RegistrationLink {
  const trimmed = text.trim();
  const match = /^(?:web\+)?pushauth:\/\/push\/([^?]*)\?(.+)$/i.exec(trimmed);
  if (match === null) throw wrong('phone.link_unknown', 'This is not a push registration link.');
  const members = new Map<string, string>();
  for (const pair of decoded(match[2] ?? '').split('&')) {
    const at = pair.indexOf('=');
    if (at > 0) members.set(pair.slice(0, at), pair.slice(at + 1));
  }
  const label = decoded(match[1] ?? '').replaceAll(/^\/+|\/+$/g, '');
  const colon = label.indexOf(':');
  const labelIssuer = colon < 0 ? label : label.slice(0, colon);
  const secret = bytes(members.get('s'));
  const challenge = bytes(members.get('c'));
  const messageId = members.get('m');
  const registerUrl = textOf(members.get('r'));
  const authenticateUrl = textOf(members.get('a'));
  const version = members.get('version');
  if (version !== undefined && version !== '1') throw wrong('phone.link_version', 'The link is of a version that this app does not know.');
  if (secret === undefined || secret.length < 32 || challenge === undefined || messageId === undefined || messageId === '') {
    throw wrong('phone.link_incomplete', 'The link is incomplete. Scan the code again.');
  }
  if (!isHttp(registerUrl) || !isHttp(authenticateUrl)) throw wrong('phone.link_address', 'The link does not say where to register.');
  return {
    issuer: textOf(members.get('issuer')) || labelIssuer || 'Unknown',
    account: (colon < 0 ? label : label.slice(colon + 1)) || 'Untitled',
    messageId,
    secret,
    challenge,
    registerUrl,
    authenticateUrl,
    userId: textOf(members.get('uid')) || undefined,
    backgroundColor: /^[0-9a-fA-F]{6}$/.exec(members.get('b') ?? '')?.[0],
    imageUrl: isHttp(textOf(members.get('image'))) ? textOf(members.get('image')) : undefined,
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new WaygateError('input', 'phone.link_unknown', 'This is not a push registration link.', { cause });
  }
}

function bytes(text: string | undefined): Uint8Array<ArrayBuffer> | undefined {
  return text === undefined ? undefined : fromBase64(text);
}

function textOf(text: string | undefined): string {
  const read = bytes(text);
  return (read === undefined ? undefined : fromUtf8(read)) ?? '';
}

function isHttp(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function wrong(code: string, message: string): WaygateError {
  return new WaygateError('input', code, message);
}
