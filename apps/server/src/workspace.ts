import { join } from 'node:path';
import { type ConfigValues, createNodeSecrets } from '@waygate/graph';
import { MetricRegistry } from '@waygate/http';
import {
  createArgon2Hasher,
  createRecoveryCodeHasher,
  createSealer,
  HashingQueue,
  type KeyRing,
  openKeyRing,
  type PasswordHasher,
  type PhonePlaces,
  type PhonePlacesDeps,
  phonePlaces,
  type RecoveryCodeHasher,
} from '@waygate/integrations';
import { type Catalogue, makeCatalogue } from '@waygate/node-kit';
import { nodeTypes } from '@waygate/nodes';
import type { Sealer, WaygateError } from '@waygate/schema';
import { type Opening, openSqliteStores, type Stores, type StoreWatch } from '@waygate/storage';
import type { Tracing } from '@waygate/tracing';
import { allowedHosts } from './allowed-hosts.ts';
import type { ServerConfig } from './config.ts';
import { readAuthorities } from './read-authorities.ts';
import { sealingJourneys } from './sealing-journeys.ts';
import { storeMetrics } from './server-metrics.ts';
import { VERSION } from './version.ts';

/** What both the server and the command line work on. */
export interface Workspace {
  /** Its journeys keep no secret in clear. */
  readonly stores: Stores;
  readonly ring: KeyRing;
  readonly catalogue: Catalogue;
  /** What the sealed secrets and the placeholders of configurations stand for. */
  readonly values: ConfigValues;
  readonly hasher: PasswordHasher;
  readonly recoveryCodes: RecoveryCodeHasher;
  /** Where passwords and recovery codes wait to be hashed. */
  readonly hashing: HashingQueue;
  /** What is measured of the work on it. */
  readonly metrics: MetricRegistry;
  /** Where realms can have phones kept besides the stores. */
  readonly phonePlaces: PhonePlaces;
  close(): Promise<void>;
}

/**
 * Opens the store that the configuration names, making it when it is not there.
 * @param tracing is told of what the store does and of what is hashed
 * @param warn is told what of the store is not as it should be and can stay so; a warning of the process when left out
 * @param overtaken is told when a newer release shuts this one out of the store; a warning of the process when left out
 */
export async function openWorkspace(
  config: Pick<ServerConfig, 'dataDirectory' | 'keysFile'> &
    Partial<
      Pick<
        ServerConfig,
        'mongodbUri' | 'variables' | 'outbound' | 'directoryHosts' | 'directoryCaFile' | 'offlineDevicesDirectory' | 'hashing'
      >
    >,
  hasher?: PasswordHasher,
  tracing?: Tracing,
  warn?: (warning: WaygateError) => void,
  overtaken?: (error: WaygateError) => void,
): Promise<Workspace> {
  const ring = openKeyRing(config.keysFile);
  const hashing = new HashingQueue({
    ...config.hashing,
    ...(tracing === undefined
      ? {}
      : {
          watch: (waited, ran) => {
            tracing.note('hashing wait', 'work', waited, undefined, undefined, ran);
            tracing.note('hashing run', 'work', ran);
          },
        }),
  });
  const metrics = new MetricRegistry();
  const watch = storeWatch(storeMetrics(metrics), tracing);
  const stores = await openStores(config, createSealer(ring), { watch, release: VERSION, overtaken }, warn);
  const { outbound, directoryHosts, directoryCaFile, offlineDevicesDirectory = join(config.dataDirectory, 'offline-devices') } = config;
  return workspaceOn(
    stores,
    ring,
    hasher ?? (await createArgon2Hasher({ queue: hashing })),
    config.variables,
    undefined,
    {
      folder: offlineDevicesDirectory,
      directory: () => ({
        allowed: allowedHosts('WAYGATE_DIRECTORY_HOSTS', directoryHosts, outbound),
        ...(directoryCaFile === undefined ? {} : { authorities: readAuthorities(directoryCaFile) }),
      }),
    },
    hashing,
    metrics,
  );
}

/** Counts, and makes spans of, what a store does. */
function storeWatch(count: StoreWatch, tracing: Tracing | undefined): StoreWatch {
  if (tracing === undefined) return count;
  return (operation, took, answered) => {
    count(operation, took, answered);
    tracing.note(`store ${operation}`, 'work', took, { 'waygate.store.operation': operation }, answered ? undefined : 'store.failed');
  };
}

/** The stores where the configuration has them. What is not used is not loaded. */
async function openStores(
  { dataDirectory, mongodbUri }: Pick<ServerConfig, 'dataDirectory'> & Partial<Pick<ServerConfig, 'mongodbUri'>>,
  sealer: Sealer,
  opening: Opening,
  warn: ((warning: WaygateError) => void) | undefined,
) {
  if (mongodbUri === undefined) return openSqliteStores({ directory: dataDirectory, sealer, ...opening });
  const { openMongoStores } = await import('@waygate/storage-mongodb');
  return openMongoStores({ uri: mongodbUri, sealer, ...opening, ...(warn === undefined ? {} : { warn }) });
}

/**
 * A workspace on stores that are open.
 * @param variables that configurations may name, by the names of environment variables
 * @param recoveryCodes how recovery codes are kept; another way than the server's is for tests, which have no time
 * @param hashing where hashes wait; what is given as hasher waits where it was made to
 * @param metrics what has watched the stores since they were opened
 * @param places how directories are reached that phones are kept in, and the folder for files of them
 */
export function workspaceOn(
  stores: Stores,
  ring: KeyRing,
  hasher: PasswordHasher,
  variables: ReadonlyMap<string, string> = new Map(),
  recoveryCodes?: RecoveryCodeHasher,
  places: Omit<PhonePlacesDeps, 'identities'> = { directory: () => ({ allowed: new Set() }) },
  hashing = new HashingQueue(),
  metrics = new MetricRegistry(),
): Workspace {
  const catalogue = makeCatalogue(nodeTypes);
  const secrets = createNodeSecrets(createSealer(ring));
  return {
    stores: { ...stores, journeys: sealingJourneys(stores.journeys, catalogue, secrets) },
    ring,
    catalogue,
    values: { secrets, variable: (name) => variables.get(variableName(name)) },
    hasher,
    recoveryCodes: recoveryCodes ?? createRecoveryCodeHasher(ring.derive('recovery-code-prefilter'), undefined, hashing),
    hashing,
    metrics,
    phonePlaces: phonePlaces({ identities: stores.identities, ...places }),
    close: () => stores.close(),
  };
}

/** Name of the environment variable that a placeholder names: `esv.my-name` is `ESV_MY_NAME`. */
function variableName(placeholder: string): string {
  return placeholder.replaceAll(/[.-]/g, '_').toUpperCase();
}
