import { z } from 'zod';
import { utf8 } from '../base64.ts';

/** Longest plaintext of an envelope, bytes: the QR code stays at version 14 with error level M. */
export const LONGEST_CHALLENGE = 230;
/** How short the application, the issuer and the person are cut at most, bytes in JSON. */
const SHORTEST_NAME = 24;
const LONGEST_ADDRESS = 45;

/** What a code is for, as the phone shows it before it shows the code. */
export interface OfflineChallenge {
  /** 16 random bytes in base64url. */
  readonly id: string;
  /** Six digits. */
  readonly code: string;
  readonly issuer: string;
  readonly username: string;
  readonly application: string;
  /** Address of the browser as the server sees it; empty when nobody knows. */
  readonly clientIp: string;
  /** Epoch seconds. */
  readonly issuedAt: number;
  /** Seconds. */
  readonly secondsToLive: number;
}

/** The same on the wire: short names, no spaces. */
const wireChallenge = z.strictObject({
  c: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
  o: z.string().regex(/^\d{6}$/),
  i: z.string(),
  u: z.string(),
  a: z.string(),
  p: z.string(),
  t: z.int().min(0),
  x: z.int().min(1).max(600),
});
type WireChallenge = z.infer<typeof wireChallenge>;

/**
 * Plaintext of an envelope. What would be too long is cut with "…": first the application, then the issuer, then the person. Characters that only steer how text
 * is shown are left out, so that no name can be dressed up as another.
 */
export function writeOfflineChallenge(challenge: OfflineChallenge): Uint8Array<ArrayBuffer> {
  let wire: WireChallenge = {
    c: challenge.id,
    o: challenge.code,
    i: shownText(challenge.issuer),
    u: shownText(challenge.username),
    a: shownText(challenge.application),
    p: shownText(challenge.clientIp).slice(0, LONGEST_ADDRESS),
    t: challenge.issuedAt,
    x: challenge.secondsToLive,
  };
  for (const name of ['a', 'i', 'u'] as const) {
    const excess = bytesOf(wire) - LONGEST_CHALLENGE;
    if (excess > 0) wire = { ...wire, [name]: cut(wire[name], Math.max(SHORTEST_NAME, bytesOf(wire[name]) - excess)) };
  }
  return utf8(JSON.stringify(wireChallenge.parse(wire)));
}

/** @returns undefined when the text is not what a server of this version writes */
export function readOfflineChallenge(text: string): OfflineChallenge | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = wireChallenge.safeParse(value);
  if (!parsed.success) return undefined;
  const { c, o, i, u, a, p, t, x } = parsed.data;
  return { id: c, code: o, issuer: i, username: u, application: a, clientIp: p, issuedAt: t, secondsToLive: x };
}

/** Without control characters, halves of pairs and marks that turn the direction of text. */
function shownText(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '');
}

/** The text in at most so many bytes of JSON, quotes included, with "…" at its end when something is missing; never through the middle of a character that is seen as one. */
function cut(text: string, most: number): string {
  if (bytesOf(text) <= most) return text;
  let kept = '';
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text)) {
    if (bytesOf(`${kept}${segment}…`) > most) break;
    kept += segment;
  }
  return `${kept}…`;
}

function bytesOf(value: string | WireChallenge): number {
  return utf8(JSON.stringify(value)).length;
}
