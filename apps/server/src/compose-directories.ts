import { randomUUID } from 'node:crypto';
import { DirectorySyncer, type SyncReport } from '@waygate/continuity';
import { createDirectoryReader, type DirectorySurroundings } from '@waygate/integrations';
import { continuityService } from '@waygate/schema';
import { offlineDirectories } from './directory-desk.ts';
import type { ServerLog } from './logging/server-log.ts';
import type { Workspace } from './workspace.ts';

const HOUR_MS = 3_600_000;

/** What copies the directories of all realms in this process, which does not run yet. One process of many does it. */
export function composeDirectorySyncer(
  workspace: Pick<Workspace, 'stores'>,
  now: () => number,
  surroundings: DirectorySurroundings,
  log?: ServerLog,
): DirectorySyncer {
  const { stores } = workspace;
  return new DirectorySyncer({
    directories: async () => {
      const realms = await stores.realms.list();
      const all = await Promise.all(
        realms.map(async ({ path }) => (await offlineDirectories(workspace, path)).map((directory) => ({ realm: path, directory }))),
      );
      return all.flat();
    },
    store: stores.directories,
    leases: stores.leases,
    holder: randomUUID(),
    reader: createDirectoryReader(surroundings),
    verifierAge: async (realm) => {
      const { captureVerifiers, verifierMaxAgeHours } = (await stores.services.get(realm, 'continuity')) ?? continuityService.parse({});
      return captureVerifiers ? verifierMaxAgeHours * HOUR_MS : 0;
    },
    clock: {
      now,
      // A copy that is to come keeps no server alive.
      setTimeout: (run, milliseconds) => setTimeout(run, milliseconds).unref(),
      clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
    },
    told: (report) => noteReport(log, report),
    failed: (error) => log?.error({ event: 'continuity.syncer_failed', err: error }, 'Copying directories failed; it goes on.'),
  });
}

function noteReport(log: ServerLog | undefined, report: SyncReport): void {
  const { realm, directory, trigger, tookMs } = report;
  const facts = { realm, directory: directory.id, trigger, tookMs };
  if (report.ok) {
    const { users, groups, skipped } = report;
    log?.info({ event: 'continuity.directory_synced', ...facts, users, groups, skipped }, 'A directory was copied.');
    return;
  }
  const { detail, failures, alarming } = report;
  const told = { ...facts, detail, failures };
  if (alarming)
    log?.error({ event: 'continuity.directory_alarm', ...told }, 'A directory could not be copied again and again. Its copy grows old.');
  else log?.warn({ event: 'continuity.directory_failed', ...told }, 'A directory could not be copied; the last good copy stays.');
}
