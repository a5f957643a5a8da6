import type { PushSendRequest, PushSendResult, PushType } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import { toBase64 } from '../base64.ts';
import { randomBytes } from '../random.ts';
import { makeMessageId } from './message-id.ts';
import { openMessage } from './open-message.ts';
import { makeCodeChallenge, makeNumberChallenge } from './push-challenge.ts';
import { makePushClaims, PUSH_TYPE_WORD } from './push-claims.ts';
import { signPushJws } from './push-jws.ts';
import type { PushMessage } from './push-message.ts';
import type { PushServiceDeps } from './push-service-deps.ts';
import { sharedKey } from './shared-key.ts';

/** What a phone must have announced before it is sent a code entry: any other app would show it as tap-to-accept. */
export const CODE_ENTRY_CAPABILITY = 'code-entry';

/** Name of the counter that bounds how many pushes a person gets. */
export function pushThrottleKey(realm: string, userId: string): string {
  return `push|${realm}|${userId}`;
}

/**
 * Sends a push, at most as many as the realm allows. A run that is repeated finds its message: while that can be answered it is transmitted again under the same id,
 * which phones show once, and when it is over the answer is the first one again. A transmission that fails leaves no message that could still be answered and takes
 * no place in the window.
 */
export async function sendPush(request: PushSendRequest, deps: PushServiceDeps): Promise<PushSendResult> {
  const { realm, subject } = request;
  const settings = await deps.settings(realm);
  if (!settings.enabled) return FAILED;
  const id = await makeMessageId('AUTHENTICATE', request.idempotencyKey);
  const now = deps.now();
  const before = await deps.messages.find(realm, id);
  if (before !== undefined && isOver(before, now)) return sent(before);
  const throttleKey = pushThrottleKey(realm, subject.id);
  const wait = await deps.throttle.take(throttleKey, id, settings.maximumPushes, settings.pushWindowSeconds * 1000, now);
  if (wait !== undefined) return { status: 'rateLimited', retryAfter: Math.ceil(wait / 1000) };
  const message = before ?? (await openMessage(deps.messages, makeMessage(request, id, now)));
  let moved: string | undefined;
  try {
    moved = await deliver(request, message, deps);
  } catch (error) {
    // A store that does not answer is no failure of a transport: the step is sent again and finds its message, as after a crash.
    if (error instanceof WaygateError && error.code.startsWith('storage.')) throw error;
    await deps.messages.settle(realm, id, { state: 'UNDELIVERED' });
    await deps.throttle.release(throttleKey, id);
    if (!(error instanceof WaygateError) || error.kind !== 'operational') throw error;
    return error.code === 'push.unreachable' ? { ...FAILED, unreachable: true } : FAILED;
  }
  if (moved !== undefined) await deps.devices.moved(realm, subject.id, request.device.uuid, moved);
  return sent(message);
}

const FAILED = { status: 'failed', reason: 'TRANSMISSION_FAILURE' } as const;

function isOver({ state, expiresAt }: PushMessage, now: number): boolean {
  return state !== 'PENDING' || expiresAt <= now;
}

function sent(message: PushMessage): PushSendResult {
  if (message.state === 'UNDELIVERED') return FAILED;
  return { status: 'sent', messageId: message.id, type: typeOf(message), challenge: message.expectedChallengeResponse };
}

function typeOf({ type = 'DEFAULT' }: PushMessage): PushType {
  return type;
}

function makeMessage(request: PushSendRequest, id: string, now: number): PushMessage {
  const { realm, subject, device } = request;
  const type = typeFor(request);
  const challenge = type === 'CHALLENGE' ? makeNumberChallenge() : undefined;
  const expected = type === 'CODE_ENTRY' ? makeCodeChallenge() : challenge?.answer;
  return {
    id,
    realm,
    kind: 'AUTHENTICATE',
    state: 'PENDING',
    userId: subject.id,
    username: subject.username,
    secret: device.sharedSecret,
    challenge: toBase64(randomBytes(32)),
    ...(expected === undefined ? {} : { expectedChallengeResponse: expected }),
    createdAt: now,
    expiresAt: now + request.timeout,
    deviceUuid: device.uuid,
    issuer: device.issuer,
    mechanismUid: device.deviceMechanismUID,
    type,
    runId: request.runId,
    ...(challenge === undefined ? {} : { numbers: challenge.numbers }),
  };
}

/** @returns what the transport calls the device now, when that changed */
async function deliver(request: PushSendRequest, message: PushMessage, deps: PushServiceDeps): Promise<string | undefined> {
  const { realm, device } = request;
  const type = typeOf(message);
  const key = await sharedKey(message.secret);
  const jwt = await signPushJws(
    key,
    makePushClaims({
      mechanismUid: device.deviceMechanismUID,
      challenge: message.challenge,
      secondsToLive: Math.round((message.expiresAt - message.createdAt) / 1000),
      createdAt: message.createdAt,
      text: request.text,
      type,
      numbers: message.numbers ?? [],
      username: request.subject.username,
      customPayload: request.customPayload,
      context: request.context,
    }),
  );
  for (const transport of deps.transports) {
    if (!(await transport.carries(realm, device.communicationType))) continue;
    const moved = await transport.deliver({
      realm,
      messageId: message.id,
      jwt,
      subjectLine: request.subjectLine,
      type: PUSH_TYPE_WORD[type],
      communicationType: device.communicationType,
      communicationId: device.communicationId,
      deviceId: device.deviceId,
      expiresAt: message.expiresAt,
    });
    return moved?.communicationId;
  }
  throw new WaygateError('operational', 'push.transport_failed', `Nothing in this realm carries ${device.communicationType} pushes.`);
}

function typeFor({ type, device }: PushSendRequest): PushType {
  if (type !== 'CODE_ENTRY') return type;
  return device.capabilities.includes(CODE_ENTRY_CAPABILITY) ? 'CODE_ENTRY' : 'CHALLENGE';
}
