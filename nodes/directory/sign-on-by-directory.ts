import type { DirectoryEntry, DirectorySearch, DirectoryServer, Identity, NodePorts } from '@waygate/node-kit';
import { type JsonObject, WaygateError } from '@waygate/schema';
import type { DirectoryConfig } from './connection-fields.ts';

const SECOND_MS = 1_000;
/** What an operation may take when an author leaves it open, seconds: a person waits for it. */
const PATIENCE = 10;

/** How the configuration says that its directory is reached. */
export function serverOf(config: DirectoryConfig, dialect: DirectoryServer['dialect']): DirectoryServer {
  const certificate = config.mtlsEnabled ? certificateOf(config) : undefined;
  return {
    addresses: [...config.primaryServers, ...config.secondaryServers],
    mode: config.ldapConnectionMode,
    bindDn: config.adminDn,
    bindPassword: config.adminPassword ?? '',
    ...(certificate === undefined ? {} : { certificate }),
    within: (config.ldapOperationsTimeout === 0 ? PATIENCE : config.ldapOperationsTimeout) * SECOND_MS,
    dialect,
  };
}

/** @throws WaygateError `node.mtls` (authoring) */
function certificateOf({ mtlsCertificate, ldapConnectionMode }: DirectoryConfig): string {
  if (mtlsCertificate === undefined || mtlsCertificate === '')
    throw new WaygateError(
      'authoring',
      'node.mtls',
      'With mTLS this node needs a client certificate. Give one with its private key, or switch mTLS off.',
    );
  if (ldapConnectionMode === 'LDAP')
    throw new WaygateError('authoring', 'node.mtls', 'With mTLS the connection must be LDAPS or StartTLS.');
  return mtlsCertificate;
}

/** How the configuration says that somebody is found. */
export function searchOf(config: DirectoryConfig): DirectorySearch {
  return {
    bases: config.accountSearchBaseDn,
    scope: config.searchScope,
    nameAttributes: config.searchFilterAttributes,
    filter: config.userSearchFilter,
    attributes: [...new Set([config.userProfileAttribute, ...pairsOf(config).map(([, there]) => there)])],
  };
}

/** What an account is known by that belongs to an entry of a directory. */
export const aliasOf = (entry: DirectoryEntry) => `ldap:${entry.dn.toLowerCase()}`;

/** The account that belongs to an entry: the one with its alias, else the one of that name. `name` is what somebody without an account would be called. */
export async function accountOf(
  realm: string,
  entry: DirectoryEntry,
  config: DirectoryConfig,
  { identities }: NodePorts,
): Promise<{ readonly name: string | undefined; readonly person: Identity | undefined }> {
  const [byAlias, ...others] = await identities.findByAlias(realm, aliasOf(entry));
  const [name] = entry.attributes[config.userProfileAttribute] ?? [];
  if (byAlias !== undefined && others.length === 0) return { name: byAlias.username, person: byAlias };
  if (name === undefined || name === '') return { name: undefined, person: undefined };
  return { name, person: await identities.find(realm, name) };
}

/** What a new account is made of: the pairs of the configuration, and what it will be known by. */
export function attributesOf(entry: DirectoryEntry, name: string, config: DirectoryConfig): JsonObject {
  const copied = pairsOf(config).flatMap(([here, there]) => {
    const [value, ...more] = entry.attributes[there] ?? [];
    return value === undefined ? [] : [[here, more.length === 0 ? value : [value, ...more]] as const];
  });
  return { userName: name, ...Object.fromEntries(copied), aliasList: [aliasOf(entry)] };
}

function pairsOf({ userCreationAttrs }: DirectoryConfig): (readonly [here: string, there: string])[] {
  return userCreationAttrs.map((pair) => {
    const [here = '', there = here] = pair.split('|');
    return [here.trim(), there.trim()];
  });
}
