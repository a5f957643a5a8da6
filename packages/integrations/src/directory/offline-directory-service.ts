import { type DirectoryStore, findInSnapshot, findInSnapshotByDn, foldName, guidText, type SnapshotUser } from '@waygate/continuity';
import type {
  ContinuityPort,
  DirectoryEntry,
  DirectoryWord,
  Identity,
  IdentityPort,
  OfflineDirectoryPort,
  OfflineDirectoryResult,
  OfflineTry,
  Subject,
} from '@waygate/node-kit';
import {
  type ContinuityService,
  continuityService,
  type OfflineDirectory,
  type OfflineIdp,
  offlineDirectory,
  offlineIdp,
  WaygateError,
} from '@waygate/schema';
import type { RealmObjectStore, ServiceStore } from '@waygate/storage';
import type { PasswordHasher } from '../hashing/password-hasher.ts';
import { type DirectorySurroundings, hostAndPort } from './directory-client.ts';
import { createDirectoryService } from './directory-service.ts';
import { offlineServerOf, surroundingsOf } from './offline-directory-server.ts';

const HOUR_MS = 3_600_000;
/** What nobody is known by. */
const NOBODY = 'nobody';
/** What a live question may take, milliseconds: a person waits, and there is another way. */
const WITHIN = 5_000;
/** How long a directory that did not answer is not asked again, milliseconds, so that not everybody waits for it. */
const REST_MS = 5_000;

export interface OfflineDirectoryDeps {
  readonly realmObjects: Pick<RealmObjectStore, 'get' | 'list'>;
  readonly services: Pick<ServiceStore, 'get'>;
  readonly directories: DirectoryStore;
  readonly identities: Pick<IdentityPort, 'find' | 'findBy' | 'findByAlias'>;
  readonly continuity: Pick<ContinuityPort, 'state'>;
  readonly hasher: PasswordHasher;
  readonly surroundings: DirectorySurroundings;
  readonly now: () => number;
  /** Told of what went wrong where a sign-on must not notice. */
  readonly failed: (realm: string, error: unknown) => void;
}

/** Whom a try is about, as far as it is somebody who may sign on. */
interface Meant {
  readonly user: SnapshotUser;
  readonly person: Identity | undefined;
}

/** Offline directories behind the port of nodes. */
export function createOfflineDirectories(deps: OfflineDirectoryDeps): OfflineDirectoryPort {
  const { realmObjects, services, directories, identities, hasher, now } = deps;
  /** Until when a directory is not asked, by its id. */
  const resting = new Map<string, number>();

  const settingsOf = async (realm: string): Promise<ContinuityService> =>
    (await services.get(realm, 'continuity')) ?? continuityService.parse({});

  const placeOf = async (realm: string, provider: string): Promise<{ readonly idp: OfflineIdp; readonly directory: OfflineDirectory }> => {
    const idps = (await realmObjects.list(realm, 'offlineIdp')).flatMap(({ value }) => offlineIdp.safeParse(value).data ?? []);
    const idp = idps.find(({ name }) => name === provider);
    if (idp === undefined) {
      const message = `The realm has no identity provider "${provider}" to watch. Add one under Continuity, or name another.`;
      throw new WaygateError('authoring', 'continuity.provider_unknown', message);
    }
    const { data: directory } = offlineDirectory.safeParse(await realmObjects.get(realm, 'offlineDirectory', idp.id));
    if (directory !== undefined) return { idp, directory };
    const message = `The identity provider "${provider}" has no offline directory. Add one under Continuity.`;
    throw new WaygateError('authoring', 'offline_directory.none', message);
  };

  /**
   * The account of somebody: the one that they had before, whatever they are called now, then the one with their alias, then the one of that name if it is nobody else's. All of it is looked for whoever it is,
   * so that the time says nothing of who there is.
   */
  const accountOf = async (
    realm: string,
    { id }: OfflineDirectory,
    { uniqueId, dn, username }: Pick<SnapshotUser, 'uniqueId' | 'dn' | 'username'>,
  ): Promise<Identity | 'taken' | undefined> => {
    const linked = (await directories.verifier(id, uniqueId))?.personId;
    const [known, [byAlias, ...others], named] = await Promise.all([
      identities.findBy(realm, '_id', linked ?? NOBODY),
      identities.findByAlias(realm, `ldap:${dn.toLowerCase()}`),
      identities.find(realm, username),
    ]);
    const found = byAlias !== undefined && others.length === 0 ? byAlias : named;
    const owner = await directories.verifierOfPerson(id, found?.id ?? NOBODY);
    if (known !== undefined) return known;
    return found === undefined || owner === undefined || owner.uniqueId === uniqueId ? found : 'taken';
  };

  /**
   * Asks the directory itself.
   * @returns undefined when it does not answer
   * @throws when it answers and refuses to be asked: it is there, and nothing that is kept may judge in its place
   */
  const ask = async (
    { connection, config, type, id }: OfflineDirectory,
    credentials: { readonly username: string; readonly password: string },
    mayTry: (uniqueId: string | undefined) => boolean,
  ) => {
    const { uniqueIdAttribute, usernameLDAPAttribute, userObjectFilter, userSearchDn } = config;
    const service = createDirectoryService(surroundingsOf(deps.surroundings, connection));
    const search = {
      bases: [userSearchDn],
      scope: 'SUBTREE' as const,
      nameAttributes: [usernameLDAPAttribute],
      filter: userObjectFilter,
      attributes: [uniqueIdAttribute],
    };
    try {
      const result = await service.authenticate(offlineServerOf(connection, WITHIN, type), search, credentials, async (entry) =>
        mayTry(entry === undefined ? undefined : uniqueIdOf(entry, uniqueIdAttribute)),
      );
      resting.delete(id);
      return result;
    } catch (error) {
      if (!(error instanceof WaygateError) || error.code !== 'directory.unreachable') throw error;
      resting.set(id, now() + REST_MS);
      return undefined;
    }
  };

  /** Whether the directory is what cannot be reached, by what is known already: then nobody waits for it. */
  const isKnownDown = async (realm: string, { name, probe }: OfflineIdp, { id, connection }: OfflineDirectory): Promise<boolean> => {
    if ((resting.get(id) ?? 0) > now()) return true;
    if (probe.type !== 'LDAP' || placeOfUrl(probe.url) !== placeOfUrl(connection.connectionUrl)) return false;
    const { state } = await deps.continuity.state(realm, name);
    return state === 'offline' || state === 'recovering';
  };

  const keep = async ({ id }: OfflineDirectory, { uniqueId, username }: SnapshotUser, password: string, person: Subject | undefined) => {
    const hash = await hasher.hash(password);
    // An account of another name is theirs only if it was before: how journeys find accounts is their authors' to say, and this stays.
    const isOfTheirName = person !== undefined && foldName(person.username) === foldName(username);
    const personId = isOfTheirName ? person.id : (await directories.verifier(id, uniqueId))?.personId;
    await directories.putVerifier(id, { uniqueId, hash, capturedAt: now(), ...(personId === undefined ? {} : { personId }) });
  };

  /** What a directory said of somebody elsewhere concerns the offline directories that are the same server. */
  const concerning = async (realm: string, { addresses, isSecure, dn }: DirectoryWord) => {
    const asked = new Set(addresses.flatMap((address) => placeOfAddress(address, isSecure) ?? []));
    const all = (await realmObjects.list(realm, 'offlineDirectory')).flatMap(({ value }) => offlineDirectory.safeParse(value).data ?? []);
    const same = all.filter(({ connection }) => asked.has(placeOfUrl(connection.connectionUrl)));
    return Promise.all(
      same.map(async (directory) => ({
        directory,
        user: dn === undefined ? undefined : (await findInSnapshotByDn(directories, directory.id, dn))?.user,
      })),
    );
  };

  const quietly = async (realm: string, work: () => Promise<void>, isTold: (error: unknown) => boolean = () => false) => {
    try {
      await work();
    } catch (error) {
      if (isTold(error)) throw error;
      deps.failed(realm, error);
    }
  };

  const authenticate: OfflineDirectoryPort['authenticate'] = async (
    realm,
    provider,
    { username, password },
    { maximumAgeHours, permit },
  ) => {
    const { idp, directory } = await placeOf(realm, provider);
    const settings = await settingsOf(realm);
    const standing = await deps.continuity.state(realm, provider);
    const found = await findInSnapshot(directories, directory.id, username);
    if (standing.state === 'blocked' || found === undefined) return { status: 'unavailable' };
    const age = now() - found.copy.syncedAt;
    if (age > Math.min(settings.snapshotMaxAgeHours, maximumAgeHours ?? Number.POSITIVE_INFINITY) * HOUR_MS)
      return { status: 'stale', age };

    const account = await accountOf(realm, directory, found.user ?? { uniqueId: NOBODY, dn: NOBODY, username });
    const person = account === 'taken' ? undefined : account;
    const isAllowed = await permit({ person, name: username });
    const isSomebody = isAllowed && password !== '' && found.user !== undefined && !found.user.isDisabled && account !== 'taken';
    const meant: Meant | undefined = isSomebody && found.user !== undefined ? { user: found.user, person } : undefined;
    const right = (by: 'bind' | 'verifier', { user }: Meant): OfflineDirectoryResult => {
      const entry = { dn: user.dn, username: user.username, attributes: user.attributes };
      return { status: 'right', by, entry, person, groups: user.groups, ...dnsOf(user), age };
    };
    const verifier = meant === undefined ? undefined : await directories.verifier(directory.id, meant.user.uniqueId);

    if (!(await isKnownDown(realm, idp, directory))) {
      const live = await ask(
        directory,
        { username, password },
        (uniqueId) => meant !== undefined && uniqueId === meant.user.uniqueId,
      ).catch((error: unknown) => {
        deps.failed(realm, error);
        return { status: 'unavailable' } as const;
      });
      if (live?.status === 'unavailable') return live;
      if (live?.status === 'wrong') {
        const wasRight = await hasher.verify(verifier?.hash, password);
        if (wasRight) await directories.removeVerifier(directory.id, verifier?.uniqueId ?? '', verifier?.hash);
        return { status: 'wrong' };
      }
      if (live !== undefined && meant !== undefined) {
        if (live.status === 'right' && live.password.state !== 'mustChange') {
          if (settings.captureVerifiers) await quietly(realm, () => keep(directory, meant.user, password, person));
          return right('bind', meant);
        }
        await directories.removeVerifier(directory.id, meant.user.uniqueId);
        return { status: 'locked' };
      }
    }

    if (!settings.captureVerifiers) return { status: 'unavailable' };
    const isRight = await hasher.verify(verifier?.hash, password);
    if (!isRight || verifier === undefined || meant === undefined) return { status: 'wrong' };
    const known = now() - verifier.capturedAt;
    return known > settings.verifierMaxAgeHours * HOUR_MS ? { status: 'stale', age: known } : right('verifier', meant);
  };

  return {
    admit: async (realm, work) => ((await settingsOf(realm)).captureVerifiers ? hasher.admitLater(work) : work(() => undefined)),

    authenticate: (realm, provider, credentials, options) => {
      const admitted = (enter: () => void) => {
        // Before anything is counted: who is turned away has tried nothing.
        const permit = async (who: OfflineTry) => {
          enter();
          return options.permit(who);
        };
        return authenticate(realm, provider, credentials, { ...options, permit });
      };
      return hasher.admitLater(admitted, JSON.stringify([realm, foldName(credentials.username)]));
    },

    capture: (realm, word, person) =>
      quietly(realm, async () => {
        if (!(await settingsOf(realm)).captureVerifiers || word.password === '') return;
        for (const { directory, user } of await concerning(realm, word)) {
          if (user !== undefined && !user.isDisabled) await keep(directory, user, word.password, person);
        }
      }),

    refused: (realm, word, why) => {
      const forget = async () => {
        if (!(await settingsOf(realm)).captureVerifiers) return;
        for (const { directory, user } of await concerning(realm, word)) {
          const verifier = user === undefined ? undefined : await directories.verifier(directory.id, user.uniqueId);
          // Nobody costs the same.
          const wasRight = why === 'account' || (await hasher.verify(verifier?.hash, word.password));
          if (wasRight && verifier !== undefined) await directories.removeVerifier(directory.id, verifier.uniqueId, verifier.hash);
        }
      };
      // Who is turned away tries the same step again: a password that is not forgotten would be good in the next outage.
      return quietly(realm, forget, (error) => error instanceof WaygateError && error.code === 'hash.busy');
    },
  };
}

/** What stays of an entry, as the copy writes it. Bytes come in base64. */
function uniqueIdOf({ attributes }: DirectoryEntry, attribute: string): string | undefined {
  const [value] = attributes[attribute] ?? [];
  if (value === undefined || attribute.toLowerCase() !== 'objectguid') return value;
  return guidText(Buffer.from(value, 'base64'));
}

function placeOfUrl(url: string): string {
  const isSecure = url.toLowerCase().startsWith('ldaps:');
  return placeOfAddress(url.replace(/^ldaps?:\/\//i, '').replace(/\/$/, ''), isSecure) ?? url;
}

/** `host:port` of a server; undefined for what is no address. */
function placeOfAddress(address: string, isSecure: boolean): string | undefined {
  try {
    const { host, port } = hostAndPort(address, isSecure ? 636 : 389);
    return `${host}:${port}`;
  } catch {
    return undefined;
  }
}

function dnsOf({ groupDns }: SnapshotUser): { readonly groupDns?: readonly string[] } {
  return groupDns === undefined ? {} : { groupDns };
}
