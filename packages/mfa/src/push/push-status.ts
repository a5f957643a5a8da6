import type { PushDevice, PushStatus } from '@waygate/node-kit';
import type { PushMessage } from './push-message.ts';
import type { PushServiceDeps } from './push-service-deps.ts';

/** What became of a message, for the run that made it; for others it is like one that never was. */
export async function pushStatus(realm: string, messageId: string, runId: string, deps: PushServiceDeps): Promise<PushStatus> {
  const message = await deps.messages.find(realm, messageId);
  return message?.runId === runId ? statusOf(message, deps.now()) : { status: 'expired' };
}

/** An answer that came in time stands, also when it is looked at later; without one the time decides. @param now epoch milliseconds */
export function statusOf(message: PushMessage, now: number): PushStatus {
  switch (message.state) {
    case 'SUCCESS':
      return {
        status: 'approved',
        subject: { id: message.userId, username: message.username },
        device: message.kind === 'REGISTER' ? registeredDevice(message) : undefined,
        ...(message.kind === 'AUTHENTICATE'
          ? {
              type: message.type ?? 'DEFAULT',
              answeredBy: message.deviceUuid,
              ...(message.seen === undefined ? {} : { seen: message.seen }),
            }
          : {}),
      };
    case 'DENIED':
      return { status: 'denied' };
    case 'PENDING':
      return { status: message.expiresAt <= now ? 'expired' : 'waiting' };
    case 'UNDELIVERED':
      return { status: 'expired' };
  }
}

function registeredDevice(message: PushMessage): PushDevice | undefined {
  const { registered } = message;
  if (registered === undefined) return undefined;
  return {
    uuid: message.deviceUuid,
    deviceName: registered.deviceName,
    createdDate: message.createdAt,
    lastAccessDate: message.createdAt,
    issuer: message.issuer,
    sharedSecret: message.secret,
    deviceMechanismUID: registered.mechanismUid,
    deviceId: registered.deviceId,
    deviceType: registered.deviceType,
    communicationType: registered.communicationType,
    communicationId: registered.communicationId,
    capabilities: registered.capabilities,
    ...(message.seen === undefined ? {} : { seen: { ...message.seen, at: message.createdAt } }),
  };
}
