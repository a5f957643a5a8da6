import { setTimeout as wait } from 'node:timers/promises';
import type { OfflineDirectoryStatus } from '@waygate/schema';
import { allowedHosts } from './allowed-hosts.ts';
import { composeDirectorySyncer } from './compose-directories.ts';
import type { ServerConfig } from './config.ts';
import { watchedProviders } from './continuity-desk.ts';
import { directoryDesk } from './directory-desk.ts';
import { readAuthorities } from './read-authorities.ts';
import type { Workspace } from './workspace.ts';

/** How often it is looked whether a copy is done, milliseconds. */
const LOOK_MS = 200;

/** What the command line does with offline directories. */
export function directoriesOf(workspace: Workspace, config: Pick<ServerConfig, 'outbound' | 'directoryHosts' | 'directoryCaFile'>) {
  const surroundings = {
    allowed: allowedHosts('WAYGATE_DIRECTORY_HOSTS', config.directoryHosts, config.outbound),
    ...(config.directoryCaFile === undefined ? {} : { authorities: readAuthorities(config.directoryCaFile) }),
  };
  const desk = directoryDesk(workspace, surroundings, Date.now);
  return {
    /** With the names of their providers and how their copies are. */
    async list(realm: string) {
      const names = new Map((await watchedProviders(workspace, realm)).map(({ id, name }) => [id, name]));
      return Promise.all(
        (await desk.list(realm)).map(async (directory) => ({
          provider: names.get(directory.idpId) ?? directory.idpId,
          directory,
          status: await desk.status(realm, directory.id),
        })),
      );
    },
    /** Has one copied and waits for the end. A server that runs does it; where none does, this process. */
    async sync(realm: string, id: string): Promise<OfflineDirectoryStatus> {
      const before = (await desk.status(realm, id)).lastAttempt?.at;
      await desk.syncNow(realm, id);
      const syncer = composeDirectorySyncer(workspace, Date.now, surroundings);
      syncer.start();
      try {
        for (;;) {
          const status = await desk.status(realm, id);
          if (status.lastAttempt !== undefined && status.lastAttempt.at !== before && status.running === undefined) return status;
          await wait(LOOK_MS);
        }
      } finally {
        await syncer.stop();
      }
    },
  };
}
