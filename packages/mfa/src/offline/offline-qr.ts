import { fromUtf8 } from '../base64.ts';
import { fromBase45, toBase45 } from './base45.ts';
import { LONGEST_CHALLENGE, type OfflineChallenge, readOfflineChallenge, writeOfflineChallenge } from './offline-challenge.ts';
import { ENC_LENGTH, HEAD_LENGTH, OMFA_P256, OMFA_VERSION, openEnvelope, sealEnvelope, TAG_LENGTH } from './offline-envelope.ts';
import { isOfflineJwe, namesOf, openOfflineJwe } from './offline-jwe.ts';
import { type OfflineKey, type OfflineKeyPair, offlineIdText } from './offline-key.ts';

const PREFIX = 'OMFA1:';
const SHORTEST_ENVELOPE = HEAD_LENGTH + ENC_LENGTH + TAG_LENGTH;
/** Characters of the longest text that a server writes: 2 bytes become 3 characters, the odd byte at the end 2. */
const LONGEST_TEXT = PREFIX.length + Math.ceil((SHORTEST_ENVELOPE + LONGEST_CHALLENGE) * 1.5);
/** How far the clocks of server and phone may be apart, seconds. */
const CLOCK_TOLERANCE = 300;

/** What a QR code says that gives one phone one code: only that phone can open it, and it opens nothing that another server made. */
export async function makeOfflineQr(issuer: OfflineKeyPair, device: OfflineKey, challenge: OfflineChallenge): Promise<string> {
  return PREFIX + toBase45(await sealEnvelope({ issuer, device, plaintext: writeOfflineChallenge(challenge) }));
}

/** Whether a scanned text wants to be a code of this kind. */
export function isOfflineQr(text: string): boolean {
  return text.startsWith(PREFIX) || isOfflineJwe(text);
}

/** An account of a phone: whom it trusts, and who it is there. */
export interface OfflineAccount {
  readonly issuer: OfflineKey;
  readonly device: OfflineKeyPair;
}

/**
 * Why a phone shows no code: `unreadable` (no such code, or torn), `oversized`, `version` and `suite` (of another kind than this app knows), `foreignIssuer`
 * (no pinned server), `otherDevice` (meant for another phone), `forged` (not made by the pinned server, or altered), `future` and `past` (the clocks are
 * too far apart), `expired`, `replayed` (shown before).
 */
export type OfflineQrRefusal =
  | 'unreadable'
  | 'oversized'
  | 'version'
  | 'suite'
  | 'foreignIssuer'
  | 'otherDevice'
  | 'forged'
  | 'future'
  | 'past'
  | 'expired'
  | 'replayed';

export type OpenedOfflineQr<A> =
  | { readonly status: 'opened'; readonly account: A; readonly challenge: OfflineChallenge }
  | { readonly status: 'refused'; readonly reason: OfflineQrRefusal };

/** What a phone knows beside the text. */
export interface OfflineQrDeps<A> {
  readonly accounts: readonly A[];
  /** Epoch milliseconds. */
  readonly now: number;
  /**
   * Remembers a challenge in one atomic step, at least until a time in epoch milliseconds. @returns false when it was remembered already
   */
  remember(id: string, until: number): Promise<boolean>;
}

/** Opens a scanned code as a phone does: who made it and for whom comes first, then the time, and last whether it was seen before. */
export async function openOfflineQr<A extends OfflineAccount>(text: string, deps: OfflineQrDeps<A>): Promise<OpenedOfflineQr<A>> {
  const refused = (reason: OfflineQrRefusal) => ({ status: 'refused', reason }) as const;
  if (isOfflineJwe(text)) {
    const opened = await openOfflineJwe(text, deps.accounts);
    return 'reason' in opened ? refused(opened.reason) : shownFrom(opened.account, opened.plaintext, deps);
  }
  if (!text.startsWith(PREFIX)) return refused('unreadable');
  if (text.length > LONGEST_TEXT) return refused('oversized');
  const envelope = fromBase45(text.slice(PREFIX.length));
  if (envelope === undefined || envelope.length < SHORTEST_ENVELOPE) return refused('unreadable');
  // How the rest is to be read, so it cannot wait until the envelope is open; it is sealed along with it.
  if (envelope[0] !== OMFA_VERSION) return refused('version');
  if (envelope[1] !== OMFA_P256) return refused('suite');
  const issuerId = offlineIdText(envelope.subarray(2, 4));
  const deviceId = offlineIdText(envelope.subarray(4, HEAD_LENGTH));
  const trusting = deps.accounts.filter(({ issuer }) => offlineIdText(issuer.issuerId) === issuerId);
  if (trusting.length === 0) return refused('foreignIssuer');
  const meant = trusting.filter(({ device }) => offlineIdText(device.deviceId) === deviceId);
  if (meant.length === 0) return refused('otherDevice');
  for (const account of meant) {
    const plaintext = await openEnvelope(envelope, account);
    if (plaintext !== undefined) return shownFrom(account, plaintext, deps);
  }
  return refused('forged');
}

/** What the phone shows of what it has opened and believes. */
async function shownFrom<A extends OfflineAccount>(
  account: A,
  plaintext: Uint8Array,
  deps: Omit<OfflineQrDeps<A>, 'accounts'>,
): Promise<OpenedOfflineQr<A>> {
  const challenge = readOfflineChallenge(fromUtf8(plaintext) ?? '');
  if (challenge === undefined) return { status: 'refused', reason: 'version' };
  const reason = await timeRefusal(challenge, `${namesOf(account)}${challenge.id}`, deps);
  return reason === undefined ? { status: 'opened', account, challenge } : { status: 'refused', reason };
}

async function timeRefusal(
  { issuedAt, secondsToLive }: OfflineChallenge,
  id: string,
  { now, remember }: Omit<OfflineQrDeps<unknown>, 'accounts'>,
): Promise<OfflineQrRefusal | undefined> {
  const seconds = now / 1000;
  if (issuedAt > seconds + CLOCK_TOLERANCE) return 'future';
  if (issuedAt < seconds - CLOCK_TOLERANCE) return 'past';
  if (issuedAt + secondsToLive <= seconds) return 'expired';
  // After this the time alone refuses it.
  const until = (issuedAt + CLOCK_TOLERANCE + secondsToLive) * 1000;
  return (await remember(id, until)) ? undefined : 'replayed';
}
