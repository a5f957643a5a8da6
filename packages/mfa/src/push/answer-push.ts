import { WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { fromBase64 } from '../base64.ts';
import type { OfflineEnrolment } from '../offline/offline-key.ts';
import { phoneSeen } from './phone-seen.ts';
import type { OfflineClaims, OfflineEnroller } from './ports.ts';
import { refusedAnswer } from './push-endpoint.ts';
import { verifyPushJws } from './push-jws.ts';
import { hmacMatches } from './push-key.ts';
import type { PushMessage, PushMessageKind } from './push-message.ts';
import type { PushServiceDeps } from './push-service-deps.ts';
import { pushDeviceAnswer } from './registration-answer.ts';
import { pushThrottleKey } from './send-push.ts';
import { sharedKey } from './shared-key.ts';

const envelope = z.object({ messageId: z.string().min(1).max(256), jwt: z.string().min(1).max(16_384) });

/**
 * A phone that has scanned the link: it is made reachable, or it says no, and the journey finds that at its next poll.
 * @returns what a phone is told that gave a key to show codes without a network
 */
export async function answerRegistration(
  realm: string,
  body: unknown,
  deps: PushServiceDeps,
  clientIp?: string,
): Promise<OfflineEnrolment | undefined> {
  const { message, claims } = await verified(realm, 'REGISTER', body, deps);
  if (isDenial(claims)) {
    if (!(await deps.messages.settle(realm, message.id, { state: 'DENIED' }))) throw refusedAnswer();
    return undefined;
  }
  const phone = pushDeviceAnswer.safeParse(claims);
  if (!phone.success) throw refusedAnswer();
  for (const transport of deps.transports) {
    if (!(await transport.carries(realm, phone.data.communicationType))) continue;
    const communicationId = await transport.register(realm, phone.data);
    // That can take seconds, and the journey may have gone on without the phone.
    if (message.expiresAt <= deps.now()) throw refusedAnswer();
    const registered = { ...phone.data, communicationId };
    if (!(await deps.messages.settle(realm, message.id, { state: 'SUCCESS', registered, ...phoneSeen(claims, clientIp) })))
      throw refusedAnswer();
    return told(realm, deps, (offline) => offline.welcome(realm, { username: message.username, ...offlineClaimsOf(claims) }));
  }
  throw refusedAnswer();
}

/**
 * An answer to a push. It settles the message once and for all: a later one, the same one again included, is refused.
 * A missing or wrong number is a denial.
 * @returns what a phone is told that approved and gave a key to show codes without a network
 */
export async function answerAuthentication(
  realm: string,
  body: unknown,
  deps: PushServiceDeps,
  clientIp?: string,
): Promise<OfflineEnrolment | undefined> {
  const { message, claims } = await verified(realm, 'AUTHENTICATE', body, deps);
  const state = !isDenial(claims) && challengeMatches(message, claims['challengeResponse']) ? 'SUCCESS' : 'DENIED';
  if (!(await deps.messages.settle(realm, message.id, { state, ...phoneSeen(claims, clientIp) }))) throw refusedAnswer();
  if (state === 'DENIED') return undefined;
  await deps.throttle.release(pushThrottleKey(realm, message.userId), message.id);
  const { userId, deviceUuid } = message;
  return told(realm, deps, (offline) => offline.approved(realm, { userId, deviceUuid, ...offlineClaimsOf(claims) }));
}

function offlineClaimsOf({ offlineKey, offlineIssuer, offlineProfiles }: Record<string, unknown>): OfflineClaims {
  return { offlineKey, offlineIssuer, offlineProfiles };
}

/** The push is answered by then, so that nothing that fails here may be a failure to the phone; it gives its key again with its next answer. */
async function told(
  realm: string,
  { offline }: PushServiceDeps,
  enrol: (offline: OfflineEnroller) => Promise<OfflineEnrolment | undefined>,
): Promise<OfflineEnrolment | undefined> {
  if (offline === undefined) return undefined;
  try {
    return await enrol(offline);
  } catch (error) {
    offline.failed(realm, error);
    return undefined;
  }
}

/** The message that is answered and what the phone says, both proved: the message waits, is in time, and the signature and response are the phone's. */
async function verified(
  realm: string,
  kind: PushMessageKind,
  body: unknown,
  deps: PushServiceDeps,
): Promise<{ readonly message: PushMessage; readonly claims: Record<string, unknown> }> {
  await requirePush(realm, deps);
  const parsed = envelope.safeParse(body);
  const message = parsed.success ? await deps.messages.find(realm, parsed.data.messageId) : undefined;
  if (!parsed.success || message === undefined || message.kind !== kind || message.state !== 'PENDING' || message.expiresAt <= deps.now()) {
    throw refusedAnswer();
  }
  const key = await sharedKey(message.secret);
  const claims = await verifyPushJws(key, parsed.data.jwt);
  const response = typeof claims?.['response'] === 'string' ? fromBase64(claims['response']) : undefined;
  const challenge = fromBase64(message.challenge);
  if (claims === undefined || response === undefined || challenge === undefined || !(await hmacMatches(key, response, challenge)))
    throw refusedAnswer();
  return { message, claims };
}

/** @throws WaygateError `push.not_configured` (notFound) when the realm has no push (AM: 404) */
export async function requirePush(realm: string, deps: PushServiceDeps): Promise<void> {
  if (!(await deps.settings(realm)).enabled) throw new WaygateError('notFound', 'push.not_configured', 'Push is not set up in this realm.');
}

function isDenial(claims: Record<string, unknown>): boolean {
  return claims['deny'] !== undefined && claims['deny'] !== null;
}

function challengeMatches(message: PushMessage, given: unknown): boolean {
  const expected = message.expectedChallengeResponse;
  if (expected === undefined) return message.type !== 'CHALLENGE' && message.type !== 'CODE_ENTRY';
  const typed = typeof given === 'number' ? String(given) : given;
  if (typeof typed !== 'string' || typed.length !== expected.length) return false;
  let difference = 0;
  for (let index = 0; index < expected.length; index += 1) difference |= typed.charCodeAt(index) ^ expected.charCodeAt(index);
  return difference === 0;
}
