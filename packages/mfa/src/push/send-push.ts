import type { PushSendRequest, PushSendResult, PushType } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import { fromBase64, toBase64 } from '../base64.ts';
import { randomBytes } from '../random.ts';
import { makeMessageId } from './message-id.ts';
import { makeCodeChallenge, makeNumberChallenge } from './push-challenge.ts';
import { makePushClaims, PUSH_TYPE_WORD } from './push-claims.ts';
import { signPushJws } from './push-jws.ts';
import { importPushKey } from './push-key.ts';
import type { PushMessage } from './push-message.ts';
import type { PushServiceDeps } from './push-service-deps.ts';

/** What a phone must have announced before it is sent a code entry: any other app would show it as tap-to-accept. */
export const CODE_ENTRY_CAPABILITY = 'code-entry';

/** Name of the counter that bounds how many pushes a person gets. */
export function pushThrottleKey(realm: string, userId: string): string {
  return `push|${realm}|${userId}`;
}

/**
 * Sends a push, at most as many as the realm allows. A repeated run sends the same message again under the same id, which phones show once.
 * A transmission that fails leaves no message that could still be answered and takes no place in the window.
 */
export async function sendPush(request: PushSendRequest, deps: PushServiceDeps): Promise<PushSendResult> {
  const { realm, subject } = request;
  const settings = await deps.settings(realm);
  if (!settings.enabled) return { status: 'failed', reason: 'TRANSMISSION_FAILURE' };
  const id = await makeMessageId('AUTHENTICATE', request.idempotencyKey);
  const now = deps.now();
  const throttleKey = pushThrottleKey(realm, subject.id);
  const wait = await deps.throttle.take(throttleKey, id, settings.maximumPushes, settings.pushWindowSeconds * 1000, now);
  if (wait !== undefined) return { status: 'rateLimited', retryAfter: Math.ceil(wait / 1000) };
  const message = await stored(request, id, now, deps);
  try {
    await deliver(request, message, deps);
  } catch (error) {
    await deps.messages.settle(realm, id, { state: 'DENIED' });
    await deps.throttle.release(throttleKey, id);
    if (error instanceof WaygateError && error.kind === 'operational') return { status: 'failed', reason: 'TRANSMISSION_FAILURE' };
    throw error;
  }
  return { status: 'sent', messageId: id, type: message.type, challenge: message.expectedChallengeResponse };
}

type SentMessage = PushMessage & { readonly type: PushType; readonly numbers: readonly string[] };

async function stored(request: PushSendRequest, id: string, now: number, deps: PushServiceDeps): Promise<SentMessage> {
  const { realm, subject, device } = request;
  const type = typeFor(request);
  const challenge = type === 'CHALLENGE' ? makeNumberChallenge() : undefined;
  const expected = type === 'CODE_ENTRY' ? makeCodeChallenge() : challenge?.answer;
  const fresh: SentMessage = {
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
    numbers: challenge?.numbers ?? [],
  };
  if (await deps.messages.insert(fresh)) return fresh;
  const before = await deps.messages.find(realm, id);
  if (before === undefined) throw new WaygateError('operational', 'push.message_lost', 'The push message is not in the store.');
  return { ...before, type: before.type ?? type, numbers: before.numbers ?? [] };
}

async function deliver(request: PushSendRequest, message: SentMessage, deps: PushServiceDeps): Promise<void> {
  const { realm, device } = request;
  const key = await importPushKey(fromBase64(message.secret) ?? new Uint8Array(32));
  const jwt = await signPushJws(
    key,
    makePushClaims({
      mechanismUid: device.deviceMechanismUID,
      challenge: message.challenge,
      secondsToLive: Math.round((message.expiresAt - message.createdAt) / 1000),
      createdAt: message.createdAt,
      text: request.text,
      type: message.type,
      numbers: message.numbers,
      username: request.subject.username,
      customPayload: request.customPayload,
      context: request.context,
    }),
  );
  for (const transport of deps.transports) {
    if (!(await transport.carries(realm, device.communicationType))) continue;
    await transport.deliver({
      realm,
      messageId: message.id,
      jwt,
      subjectLine: request.subjectLine,
      type: PUSH_TYPE_WORD[message.type],
      communicationType: device.communicationType,
      communicationId: device.communicationId,
      deviceId: device.deviceId,
      expiresAt: message.expiresAt,
    });
    return;
  }
  throw new WaygateError('operational', 'push.transport_failed', `Nothing in this realm carries ${device.communicationType} pushes.`);
}

function typeFor({ type, device }: PushSendRequest): PushType {
  if (type !== 'CODE_ENTRY') return type;
  return device.capabilities.includes(CODE_ENTRY_CAPABILITY) ? 'CODE_ENTRY' : 'CHALLENGE';
}
