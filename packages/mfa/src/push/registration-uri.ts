import { toBase64, toBase64Url, utf8 } from '../base64.ts';

/** What a phone needs to register; `secret` and `challenge` are 32 bytes. */
export interface RegistrationFacts {
  readonly issuer: string;
  readonly account: string;
  readonly messageId: string;
  readonly secret: Uint8Array;
  readonly challenge: Uint8Array;
  readonly registerUrl: string;
  readonly authenticateUrl: string;
  /** Opaque ASCII ids: on iOS a value whose base64 has `-` or `_` is lost. */
  readonly userId: string;
  readonly deviceUuid: string;
  /** Hex without #. */
  readonly backgroundColor: string;
  readonly imageUrl: string;
}

/** Longest issuer and account, in UTF-16 units: a QR code has to stay readable. */
const LONGEST_LABEL = 128;

/** Routing cookie that some SDKs insist on. The server does not need it. */
export const ROUTING_COOKIE = 'lb=0';

/**
 * Writes the link that a phone scans: `pushauth://push/<issuer>:<account>?…`, members in AM's order and not percent-encoded. Issuer and account carry no
 * colon, because clients cut the label at colons, and the issuer stands in the label too, because one SDK compares the two.
 */
export function makeRegistrationUri(facts: RegistrationFacts): string {
  const issuer = labelPart(facts.issuer) || 'Waygate';
  const account = labelPart(facts.account) || 'Untitled';
  const text = (value: string) => toBase64Url(utf8(value));
  const members: [string, string][] = [
    ['l', text(ROUTING_COOKIE)],
    ['issuer', text(issuer)],
    ['m', facts.messageId],
    ['s', toBase64Url(facts.secret)],
    ['c', toBase64Url(facts.challenge)],
    ['r', text(facts.registerUrl)],
    ['a', text(facts.authenticateUrl)],
    ['uid', text(facts.userId)],
    ['pid', text(facts.deviceUuid)],
    ['b', facts.backgroundColor.replace(/^#/, '')],
  ];
  if (facts.imageUrl !== '') members.push(['image', imageText(facts.imageUrl)]);
  return `pushauth://push/${encodeURIComponent(issuer)}:${encodeURIComponent(account)}?${members.map(([name, value]) => `${name}=${value}`).join('&')}`;
}

/** Android reads this one member with the standard alphabet and skips `-` and `_` in silence; iOS reads either. */
function imageText(url: string): string {
  return toBase64(utf8(url)).replace(/=+$/, '');
}

function labelPart(text: string): string {
  return text
    .replaceAll(':', ' ')
    .replaceAll(/\p{C}/gu, '')
    .slice(0, LONGEST_LABEL)
    .toWellFormed()
    .replaceAll(/^[\s/]+|[\s/]+$/g, '');
}
