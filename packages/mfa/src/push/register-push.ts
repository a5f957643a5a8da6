import type { PushRegistrationRequest } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import { fromBase64, toBase64 } from '../base64.ts';
import { randomBytes } from '../random.ts';
import { makeMessageId, uuidOf } from './message-id.ts';
import { openMessage } from './open-message.ts';
import { pushEndpoint } from './push-endpoint.ts';
import type { PushMessage } from './push-message.ts';
import type { PushServiceDeps } from './push-service-deps.ts';
import { makeRegistrationUri } from './registration-uri.ts';

/** Opens a registration and writes its link. A repeated run gets the same link. */
export async function registerPush(
  request: PushRegistrationRequest,
  deps: PushServiceDeps,
): Promise<{ readonly messageId: string; readonly uri: string }> {
  const { realm, subject, issuer } = request;
  if (!(await deps.settings(realm)).enabled) {
    throw new WaygateError('authoring', 'push.not_configured', 'Push is not set up in this realm. Set the pushNotification service.');
  }
  const id = await makeMessageId('REGISTER', request.idempotencyKey);
  const createdAt = deps.now();
  const fresh: PushMessage = {
    id,
    realm,
    kind: 'REGISTER',
    state: 'PENDING',
    userId: subject.id,
    username: subject.username,
    secret: toBase64(randomBytes(32)),
    challenge: toBase64(randomBytes(32)),
    createdAt,
    expiresAt: createdAt + request.timeout * 1000,
    deviceUuid: uuidOf(randomBytes(16)),
    issuer,
    runId: request.runId,
  };
  const message = await openMessage(deps.messages, fresh);
  const uri = makeRegistrationUri({
    issuer,
    account: request.accountName,
    messageId: id,
    secret: fromBase64(message.secret) ?? new Uint8Array(),
    challenge: fromBase64(message.challenge) ?? new Uint8Array(),
    registerUrl: pushEndpoint(deps.baseUrl, realm, 'register'),
    authenticateUrl: pushEndpoint(deps.baseUrl, realm, 'authenticate'),
    userId: subject.id,
    deviceUuid: message.deviceUuid,
    backgroundColor: request.backgroundColor,
    imageUrl: request.imageUrl,
  });
  return { messageId: id, uri };
}
