import { fromBase64, toBase64 } from '../base64.ts';
import type { OfflineProfile, OfflinePublicJwk } from '../offline/offline-key.ts';
import { signPushJws, verifyPushJws } from '../push/push-jws.ts';
import { hmac } from '../push/push-key.ts';

/** What a phone posts. */
export interface PhoneMessage {
  readonly messageId: string;
  readonly jwt: string;
}

/** What a phone tells of codes without a network. Beyond AM's protocol. */
export interface PhoneOffline {
  /** Public half of the key that shows them. */
  readonly offlineKey?: OfflinePublicJwk;
  /** Name of the newest server key that it trusts, base64url. */
  readonly offlineIssuer?: string;
  readonly offlineProfiles?: readonly OfflineProfile[];
}

/** What a phone tells about itself when it registers; `capabilities` is beyond AM's protocol and stock servers ignore it. */
export interface PhoneFacts extends PhoneOffline {
  readonly mechanismUid: string;
  readonly deviceId: string;
  readonly deviceName: string;
  readonly deviceType: string;
  readonly communicationType: string;
  readonly capabilities: readonly string[];
  /** What it runs on, when it can tell: `android` or `ios`, and a version such as `17.4`. Beyond AM's protocol. */
  readonly system?: PhoneSystem;
}

/** What a phone runs on. */
export interface PhoneSystem {
  readonly osName: string;
  readonly osVersion: string;
}

/** A push as the phone understood it. */
export interface ReceivedPush {
  readonly messageId: string;
  readonly mechanismUid: string;
  readonly challenge: Uint8Array<ArrayBuffer>;
  readonly type: 'default' | 'challenge' | 'biometric' | 'code_entry';
  readonly numbers: readonly string[];
  readonly text: string;
  readonly username: string | undefined;
  readonly remoteIp: string | undefined;
  readonly userAgent: string | undefined;
  readonly location: { readonly latitude: number; readonly longitude: number } | undefined;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** The message that registers a phone. @param key made of the link's secret */
export async function registrationMessage(
  key: CryptoKey,
  link: { readonly messageId: string; readonly challenge: Uint8Array<ArrayBuffer> },
  { system, ...facts }: PhoneFacts,
): Promise<PhoneMessage> {
  const response = toBase64(await hmac(key, link.challenge));
  return { messageId: link.messageId, jwt: await signPushJws(key, { response, ...facts, ...system }) };
}

/** What a phone posts when it is reached elsewhere. */
export interface RefreshMessage {
  readonly mechanismUid: string;
  readonly username: string;
  readonly jwt: string;
}

/**
 * The message that tells where a phone is reached now.
 * @param userId as the registration link said
 */
export async function refreshMessage(
  key: CryptoKey,
  userId: string,
  { mechanismUid, deviceId, deviceName, deviceType, communicationType }: Omit<PhoneFacts, 'capabilities' | 'system' | keyof PhoneOffline>,
): Promise<RefreshMessage> {
  return { mechanismUid, username: userId, jwt: await signPushJws(key, { deviceId, deviceName, deviceType, communicationType }) };
}

/** What the person did: approved (with the number or code when one was asked), or denied. */
export type PhoneAnswer = { readonly approve: true; readonly challengeResponse?: string } | { readonly approve: false };

/** The message that answers a push. A denial proves the phone as much as an approval does. */
export async function answerMessage(
  key: CryptoKey,
  push: ReceivedPush,
  answer: PhoneAnswer,
  { system, offlineKey, offlineIssuer, offlineProfiles }: Pick<PhoneFacts, 'system' | keyof PhoneOffline> = {},
): Promise<PhoneMessage> {
  const response = toBase64(await hmac(key, push.challenge));
  const claims = answer.approve
    ? { response, ...(answer.challengeResponse === undefined ? {} : { challengeResponse: answer.challengeResponse }) }
    : { response, deny: true };
  return {
    messageId: push.messageId,
    jwt: await signPushJws(key, {
      ...claims,
      ...system,
      ...(offlineKey === undefined ? {} : { offlineKey, offlineIssuer, offlineProfiles }),
    }),
  };
}

/**
 * The account that a push says it is for, before anything is proved: only to choose the key to check it with.
 * @returns undefined when the text is no JWS with such a claim
 */
export function mechanismOf(jwt: string): string | undefined {
  const payload = fromBase64(jwt.split('.')[1] ?? '');
  try {
    const claims: unknown = payload === undefined ? undefined : JSON.parse(new TextDecoder().decode(payload));
    const uid = (claims as { u?: unknown } | undefined)?.u;
    return typeof uid === 'string' ? uid : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Checks and reads a push. Whoever shows it compares `expiresAt` with the time.
 * @returns undefined when it is not signed with the key or its claims are not what they must be
 */
export async function readPush(key: CryptoKey, messageId: string, jwt: string): Promise<ReceivedPush | undefined> {
  const claims = textsOf(await verifyPushJws(key, jwt));
  if (claims === undefined) return undefined;
  const text = (name: string) => claims.get(name);
  const mechanismUid = text('u');
  const challenge = fromBase64(text('c') ?? '');
  const createdAt = wholeNumber(text('i'));
  const seconds = wholeNumber(text('t') ?? '120');
  if (mechanismUid === undefined || challenge === undefined || challenge.length === 0) return undefined;
  if (createdAt === undefined || seconds === undefined) return undefined;
  const word = text('k');
  const type = word === 'challenge' || word === 'biometric' || word === 'code_entry' ? word : 'default';
  const numbers = (text('n') ?? '')
    .split(',')
    .map((number) => number.trim())
    .filter((number) => /^\d{1,3}$/.test(number));
  if (type === 'challenge' && new Set(numbers).size < 2) return undefined;
  return {
    messageId,
    mechanismUid,
    challenge,
    type,
    numbers,
    text: text('m') ?? '',
    username: text('d'),
    ...contextOf(text('x')),
    createdAt,
    expiresAt: createdAt + seconds * 1000,
  };
}

/** Claims by name. @returns undefined when there are none, or one is not a text: every claim of a push is */
function textsOf(claims: Record<string, unknown> | undefined): ReadonlyMap<string, string> | undefined {
  if (claims === undefined) return undefined;
  const texts = Object.entries(claims).filter((claim): claim is [string, string] => typeof claim[1] === 'string');
  return texts.length === Object.keys(claims).length ? new Map(texts) : undefined;
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
}

function contextOf(text: string | undefined): Pick<ReceivedPush, 'remoteIp' | 'userAgent' | 'location'> {
  let context: Record<string, unknown> = {};
  try {
    const parsed: unknown = JSON.parse(text ?? '{}');
    if (typeof parsed === 'object' && parsed !== null) context = parsed as Record<string, unknown>;
  } catch {
    // A context that cannot be read is shown as none; the push itself is proved by its signature.
  }
  const place = context['location'] as { latitude?: unknown; longitude?: unknown } | undefined;
  return {
    remoteIp: typeof context['remoteIp'] === 'string' ? context['remoteIp'] : undefined,
    userAgent: typeof context['userAgent'] === 'string' ? context['userAgent'] : undefined,
    location:
      typeof place?.latitude === 'number' && typeof place.longitude === 'number'
        ? { latitude: place.latitude, longitude: place.longitude }
        : undefined,
  };
}
