import { z } from 'zod';
import { toBase64Url, utf8 } from '../base64.ts';
import { randomBytes } from '../random.ts';
import { requirePush } from './answer-push.ts';
import type { PushTransport } from './ports.ts';
import { refusedAnswer } from './push-endpoint.ts';
import { verifyPushJws } from './push-jws.ts';
import { importPushKey } from './push-key.ts';
import type { PushServiceDeps } from './push-service-deps.ts';
import { pushDeviceAnswer } from './registration-answer.ts';
import { sharedKey } from './shared-key.ts';

const envelope = z.object({
  mechanismUid: z.string().min(1).max(256),
  username: z.string().min(1).max(256),
  jwt: z.string().min(1).max(16_384),
});
/** A registration tells all of this too and is signed with the same secret, but it answers a challenge: a captured one is no refresh. */
const refreshClaims = pushDeviceAnswer.omit({ mechanismUid: true, capabilities: true }).extend({ response: z.never().optional() });

const REFRESHES = 10;
const REFRESH_WINDOW_MS = 3_600_000;

/**
 * A phone says that it is reached elsewhere now. The protocol has no nonce and no time here, so a captured message would work for ever: each is taken once,
 * few are taken in an hour, and the platform cannot change. Unknown people and devices cost and answer the same as a wrong signature.
 */
export async function answerRefresh(realm: string, body: unknown, deps: PushServiceDeps): Promise<void> {
  await requirePush(realm, deps);
  const parsed = envelope.safeParse(body);
  if (!parsed.success) throw refusedAnswer();
  const { username, mechanismUid, jwt } = parsed.data;
  const device = await deps.devices.find(realm, username, mechanismUid);
  const key = device === undefined ? await importPushKey(randomBytes(32)) : await sharedKey(device.sharedSecret);
  const claims = refreshClaims.safeParse(await verifyPushJws(key, jwt));
  if (device === undefined || !claims.success) throw refusedAnswer();
  const { deviceId, deviceName, communicationType } = claims.data;
  if (communicationType !== device.communicationType) throw refusedAnswer();
  const now = deps.now();
  const hash = toBase64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(jwt))));
  const wait = await deps.throttle.take(`push-refresh|${realm}|${device.uuid}`, hash, REFRESHES, REFRESH_WINDOW_MS, now);
  if (wait !== undefined) throw refusedAnswer();
  // Phones also tell what is known already, and again when an answer was lost. That changes nothing, but it is remembered: otherwise it could be used later to
  // lead a phone's pushes back to where it was.
  const isNew = deviceId !== device.deviceId;
  const communicationId = isNew ? await registered(realm, { communicationType, deviceId }, deps) : device.communicationId;
  const result = await deps.devices.refresh(realm, username, device.uuid, { deviceId, deviceName, communicationId }, hash, now);
  if (result === 'gone' || (result === 'repeated' && isNew)) throw refusedAnswer();
}

async function registered(realm: string, phone: Parameters<PushTransport['register']>[1], deps: PushServiceDeps): Promise<string> {
  for (const transport of deps.transports) {
    if (await transport.carries(realm, phone.communicationType)) return transport.register(realm, phone);
  }
  throw refusedAnswer();
}
