import { createArgon2Hasher, createSealer, type KeyRing, openKeyRing, type PasswordHasher } from '@waygate/integrations';
import { type Catalogue, makeCatalogue } from '@waygate/node-kit';
import { nodeTypes } from '@waygate/nodes';
import { openSqliteStores, type Stores } from '@waygate/storage';
import type { ServerConfig } from './config.ts';

/** What both the server and the command line work on. */
export interface Workspace {
  readonly stores: Stores;
  readonly ring: KeyRing;
  readonly catalogue: Catalogue;
  readonly hasher: PasswordHasher;
  close(): Promise<void>;
}

/** Opens the store that the configuration names, making it when it is not there. */
export async function openWorkspace(config: Pick<ServerConfig, 'dataDirectory' | 'keysFile'>, hasher?: PasswordHasher): Promise<Workspace> {
  const ring = openKeyRing(config.keysFile);
  const stores = await openSqliteStores({ directory: config.dataDirectory, sealer: createSealer(ring) });
  return {
    stores,
    ring,
    catalogue: makeCatalogue(nodeTypes),
    hasher: hasher ?? (await createArgon2Hasher()),
    close: () => stores.close(),
  };
}
