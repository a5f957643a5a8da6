import { type AttemptService, createAttemptService } from '@waygate/integrations';
import type { Workspace } from './workspace.ts';

/** The throttle on the stores of a workspace, for whoever resets it. Nobody is told anything. */
export function attemptsOf({ stores, ring }: Workspace): AttemptService {
  return createAttemptService({ ...stores, key: ring.derive('attempts'), tell: () => undefined, now: Date.now });
}
