import type { PushOfRun, PushStatus } from '@waygate/node-kit';
import type { PushServiceDeps } from './push-service-deps.ts';
import { statusOf } from './push-status.ts';

/**
 * What became of a push of a run. The id comes from shared state, where scripts write too: so a message of another run, and a registration, are nothing here.
 * To look changes nothing: which approval a run has gone on by is kept with the run, so that a step that was lost goes on by the same one when it is sent again.
 */
export async function answerToPush({ realm, messageId, runId, isUsed }: PushOfRun, deps: PushServiceDeps): Promise<PushStatus> {
  if (isUsed) return { status: 'expired' };
  const message = await deps.messages.find(realm, messageId);
  if (message?.runId !== runId || message.kind !== 'AUTHENTICATE') return { status: 'expired' };
  return statusOf(message, deps.now());
}
