import { WaygateError } from '@waygate/schema';
import type { EngineDeps } from './engine-deps.ts';
import type { Run } from './run.ts';

/**
 * Ends the offline session of whoever was asked again, now that what it went without is back, and did not get in: it was worth something only as long as nothing better could be asked for.
 * Where nobody knows that it is back, it lasts its time.
 */
export async function endUnprovedSession(run: Run, deps: EngineDeps): Promise<void> {
  if (run.upgrades === undefined || run.offline !== undefined) return;
  const session = await deps.signOnSessions.find(run.upgrades, deps.now());
  if (session?.realm !== run.realm || session.offline === undefined || session.offline.rehearsal !== undefined) return;
  if (await isBack(run.realm, session.offline.provider, deps)) await deps.signOnSessions.end(session.id, 'DESTROY');
}

async function isBack(realm: string, provider: string, { ports }: EngineDeps): Promise<boolean> {
  try {
    return (await ports.continuity.state(realm, provider)).state === 'online';
  } catch (error) {
    if (error instanceof WaygateError && error.code === 'continuity.provider_unknown') return false;
    throw error;
  }
}
