import { randomUUID } from 'node:crypto';
import {
  createFidoMetadata,
  createMetadataFetch,
  createOutboundHttp,
  createRevocationCheck,
  type FidoMetadata,
} from '@waygate/integrations';
import { allowedHosts, type Outbound } from './allowed-hosts.ts';
import type { ServerConfig } from './config.ts';
import type { ServerLog } from './logging/server-log.ts';
import type { Workspace } from './workspace.ts';

export interface MetadataSurroundings {
  /** Hosts that may be asked though they are not public. */
  readonly hosts?: readonly string[];
  /** Whether hosts of the public Internet may be asked without being listed; they may when left out. */
  readonly outbound?: Outbound;
  /** That has the folder of files of metadata. */
  readonly dataDirectory?: string;
  readonly log?: Parameters<typeof createFidoMetadata>[0]['log'];
}

/** Bytes of a revocation list. */
const LONGEST_LIST = 8 * 1024 * 1024;
/** How long one process alone looks for what is due, milliseconds. */
const LEASE_MS = 240_000;
const holder = randomUUID();

/** What is known of models of authenticators, and what asks for certificates that were revoked. */
export function composeFidoMetadata(
  { stores }: Pick<Workspace, 'stores'>,
  now: () => number,
  { hosts, outbound, dataDirectory, log = () => undefined }: MetadataSurroundings = {},
) {
  const allowed = allowedHosts('WAYGATE_METADATA_HOSTS', hosts, outbound);
  const revocation = createRevocationCheck(createOutboundHttp({ allowed, longest: LONGEST_LIST, redirects: 2 }), now);
  const fidoMetadata = createFidoMetadata({
    settings: (realm) => stores.services.get(realm, 'webAuthnMetadataService'),
    store: stores.fidoMetadata,
    fetch: createMetadataFetch(allowed, dataDirectory),
    revocation,
    log,
    now,
  });
  return { revocation, fidoMetadata };
}

/** What a server gives its metadata of the world. */
export function metadataSurroundings(
  { metadataHosts, outbound, dataDirectory }: Partial<Pick<ServerConfig, 'metadataHosts' | 'outbound' | 'dataDirectory'>>,
  log: ServerLog,
): MetadataSurroundings {
  return {
    ...(metadataHosts === undefined ? {} : { hosts: metadataHosts }),
    ...(outbound === undefined ? {} : { outbound }),
    ...(dataDirectory === undefined ? {} : { dataDirectory }),
    log: (level, facts, message) => log[level](facts, message),
  };
}

/** Fetches what is due in every realm, unless another process does. */
export async function refreshMetadata({ stores }: Pick<Workspace, 'stores'>, metadata: FidoMetadata): Promise<void> {
  if ((await stores.leases.take('fido-metadata', holder, LEASE_MS)) === undefined) return;
  await metadata.refreshDue((await stores.realms.list()).map(({ path }) => path));
}

/** Metadata for the command line. */
export function fidoMetadataOf(
  workspace: Workspace,
  { metadataHosts: hosts, outbound, dataDirectory }: Pick<ServerConfig, 'metadataHosts' | 'outbound' | 'dataDirectory'>,
): FidoMetadata {
  return composeFidoMetadata(workspace, Date.now, { hosts, outbound, dataDirectory }).fidoMetadata;
}
