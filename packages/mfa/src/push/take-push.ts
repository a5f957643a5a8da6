import type { PushStatus, PushTake } from '@waygate/node-kit';
import type { PushServiceDeps } from './push-service-deps.ts';
import { statusOf } from './push-status.ts';

/**
 * What became of a push of a run. The id comes from shared state, where scripts write too: so a message of another run, a registration, and an approval that another
 * step went on by are all nothing here. Only an approval is used up; who waits may look as often as they like.
 */
export async function takePush({ realm, messageId, runId, idempotencyKey }: PushTake, deps: PushServiceDeps): Promise<PushStatus> {
  const message = await deps.messages.find(realm, messageId);
  if (message?.runId !== runId || message.kind !== 'AUTHENTICATE') return { status: 'expired' };
  const status = statusOf(message, deps.now());
  if (status.status === 'approved' && !(await deps.messages.take(realm, messageId, idempotencyKey))) return { status: 'expired' };
  return status;
}
