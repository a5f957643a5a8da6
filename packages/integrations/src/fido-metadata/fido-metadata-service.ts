import { createHash } from 'node:crypto';
import { WaygateError, type WebAuthnMetadataService } from '@waygate/schema';
import type { FidoMetadataRecord, FidoMetadataStore, FidoModel } from '@waygate/storage';
import { readTrustStore } from '../webauthn/certificate-path.ts';
import type { RevocationCheck } from '../webauthn/revocation.ts';
import { readBesideSignOns } from './read-beside-sign-ons.ts';

/** Loaded when they are first needed: the library takes longer than most commands take to run. */
const shippedRoots = async () => (await import('./shipped-roots.ts')).SHIPPED_ROOTS;

interface FidoMetadataDeps {
  readonly settings: (realm: string) => Promise<WebAuthnMetadataService | undefined>;
  readonly store: FidoMetadataStore;
  /** Text of a source. */
  readonly fetch: (source: string) => Promise<string>;
  readonly revocation: RevocationCheck;
  readonly log: (level: 'info' | 'warn', facts: Readonly<Record<string, unknown>>, message: string) => void;
  readonly now: () => number;
}

/** How a source of metadata is. Times are epoch milliseconds. */
export interface FidoMetadataStatus {
  /** Without what stands behind the path, which may be a key. */
  readonly source: string;
  /** Whether sign-ons can go by it. */
  readonly inForce: boolean;
  readonly no?: number;
  readonly models?: number;
  readonly fetchedAt?: number;
  /** From then on it is worth nothing. */
  readonly until?: number;
  /** Why it could not be fetched last. */
  readonly problem?: string;
}

/** What names a model: that of the authenticator, or that of the key of its certificate. */
export type ModelName = { readonly aaguid: string } | { readonly keyIdentifier: string };

/** What is known of models of authenticators, realm by realm. */
export interface FidoMetadata {
  /** Whether the realm names sources. */
  isConfigured(realm: string): Promise<boolean>;
  /**
   * Everything that the sources of a realm say of a model. What is not there, or has run out, is fetched.
   * @throws WaygateError (operational) when a source has nothing that is good by now
   */
  models(realm: string, name: ModelName): Promise<readonly FidoModel[]>;
  /** Fetches what every source of a realm has now. */
  refresh(realm: string): Promise<readonly FidoMetadataStatus[]>;
  /** Fetches what is to be replaced soon or is not there; to be called now and then. */
  refreshDue(realms: readonly string[]): Promise<void>;
  status(realm: string): Promise<readonly FidoMetadataStatus[]>;
}

interface Source {
  readonly realm: string;
  readonly uri: string;
  readonly settings: WebAuthnMetadataService;
  /** What it is checked by, a digest. */
  readonly trust: string;
}

const MINUTE_MS = 60_000;
/** How long nobody who signs on has it fetched again after it failed. */
const SPARE_MS = MINUTE_MS;
/** How long it is left alone after it failed. */
const REST_MS = 15 * MINUTE_MS;
/** How long what was fetched is not fetched again, though the next is due. */
const KEEP_MS = 60 * MINUTE_MS;
/** How long before it runs out the next is looked for. */
const AHEAD_MS = 48 * 60 * MINUTE_MS;

interface Index {
  readonly byAaguid: ReadonlyMap<string, readonly FidoModel[]>;
  readonly byKey: ReadonlyMap<string, readonly FidoModel[]>;
}

/** Fetches, checks and keeps the metadata of FIDO (FIDO Metadata Service 3.0). The last good one stays in the store and is gone by until it has run out. */
export function createFidoMetadata({ settings, store, fetch, revocation, log, now }: FidoMetadataDeps): FidoMetadata {
  const failures = new Map<string, { readonly at: number; readonly error: unknown }>();
  const running = new Map<string, Promise<FidoMetadataRecord>>();
  const indexes = new WeakMap<FidoMetadataRecord, Index>();

  const sourcesOf = async (realm: string): Promise<readonly Source[]> => {
    const found = await settings(realm);
    if (found === undefined) return [];
    const { fidoMetadataRoots: roots, fidoMetadataHost: host, fidoMetadataServiceUris: uris } = found;
    const trust = createHash('sha256')
      .update(JSON.stringify([host, roots]))
      .digest('base64url');
    return uris.map((uri) => ({ realm, uri, settings: found, trust }));
  };

  const keptOf = async ({ realm, uri, trust }: Source): Promise<FidoMetadataRecord | undefined> => {
    const record = await store.find(realm, uri);
    return record?.trust === trust ? record : undefined;
  };

  const fetched = async (source: Source): Promise<FidoMetadataRecord> => {
    const { realm, uri, trust } = source;
    const { fidoMetadataRoots: own, fidoMetadataHost: host, enforceRevocationCheck } = source.settings;
    const text = await fetch(uri);
    const roots = own === '' ? await shippedRoots() : readTrustStore(own);
    const { path, ...read } = await readBesideSignOns(text, { roots, host }, now());
    const found = enforceRevocationCheck ? await revocation.check(path) : undefined;
    if (found !== undefined)
      throw refused(found, `Of the certificates of its signer one ${found === 'revoked' ? 'was revoked' : 'could not be looked up'}.`);
    const record = { ...read, trust, fetchedAt: now() };
    if (!(await store.keep(realm, uri, record))) throw refused('earlier', `A later publication than number ${read.no} was taken before.`);
    log(
      'info',
      { event: 'fido_metadata.kept', realm, source: shown(uri), no: read.no, models: read.models.length },
      'FIDO metadata was fetched.',
    );
    return record;
  };

  /** Fetches once for all who want it at once. */
  const refreshed = (source: Source): Promise<FidoMetadataRecord> => {
    const key = JSON.stringify([source.realm, source.uri, source.trust]);
    const under = running.get(key);
    if (under !== undefined) return under;
    const work = fetched(source)
      .then(
        (record) => {
          failures.delete(key);
          return record;
        },
        (error: unknown) => {
          failures.set(key, { at: now(), error });
          log(
            'warn',
            { event: 'fido_metadata.failed', realm: source.realm, source: shown(source.uri), err: error },
            'FIDO metadata could not be fetched.',
          );
          throw error;
        },
      )
      .finally(() => running.delete(key));
    running.set(key, work);
    return work;
  };
  const failureOf = ({ realm, uri, trust }: Source) => failures.get(JSON.stringify([realm, uri, trust]));

  const inForce = async (source: Source): Promise<FidoMetadataRecord> => {
    const kept = await keptOf(source);
    if (kept !== undefined && kept.until > now()) return kept;
    const failure = failureOf(source);
    if (failure !== undefined && now() - failure.at < SPARE_MS) throw failure.error;
    return refreshed(source);
  };

  const indexOf = (record: FidoMetadataRecord): Index => {
    const known = indexes.get(record);
    if (known !== undefined) return known;
    const index = {
      byAaguid: Map.groupBy(
        record.models.filter(({ aaguid }) => aaguid !== undefined),
        ({ aaguid }) => aaguid ?? '',
      ),
      byKey: new Map<string, FidoModel[]>(),
    };
    for (const model of record.models)
      for (const name of model.keyIdentifiers) index.byKey.set(name, [...(index.byKey.get(name) ?? []), model]);
    indexes.set(record, index);
    return index;
  };

  const statusOf = async (source: Source): Promise<FidoMetadataStatus> => {
    const kept = await keptOf(source);
    const failure = failureOf(source);
    return {
      source: shown(source.uri),
      inForce: kept !== undefined && kept.until > now(),
      ...(kept === undefined ? {} : { no: kept.no, models: kept.models.length, fetchedAt: kept.fetchedAt, until: kept.until }),
      ...(failure === undefined ? {} : { problem: problemOf(failure.error) }),
    };
  };

  const isDue = async (source: Source): Promise<boolean> => {
    const failure = failureOf(source);
    if (failure !== undefined && now() - failure.at < REST_MS) return false;
    const kept = await keptOf(source);
    return kept === undefined || (kept.until - now() <= AHEAD_MS && now() - kept.fetchedAt >= KEEP_MS);
  };

  const status = async (realm: string) => Promise.all((await sourcesOf(realm)).map(statusOf));
  return {
    status,
    isConfigured: async (realm) => (await sourcesOf(realm)).length > 0,
    async models(realm, name) {
      const sources = await sourcesOf(realm);
      if (sources.length === 0) throw refused('missing', 'The realm names no source.');
      const records = await Promise.all(sources.map(inForce));
      return records.flatMap((record) => {
        const { byAaguid, byKey } = indexOf(record);
        return ('aaguid' in name ? byAaguid.get(name.aaguid) : byKey.get(name.keyIdentifier)) ?? [];
      });
    },
    async refresh(realm) {
      for (const source of await sourcesOf(realm)) await refreshed(source).catch(() => undefined);
      return status(realm);
    },
    async refreshDue(realms) {
      for (const realm of realms)
        for (const source of await sourcesOf(realm)) if (await isDue(source)) await refreshed(source).catch(() => undefined);
    },
  };
}

/** A source as it may stand in a log. */
function shown(uri: string): string {
  const url = URL.parse(uri);
  return url === null || url.protocol === 'file:' ? uri : `${url.origin}${url.pathname}`;
}

function problemOf(error: unknown): string {
  return error instanceof WaygateError ? error.message : 'It could not be read.';
}

function refused(what: 'revoked' | 'unchecked' | 'earlier' | 'missing', why: string): WaygateError {
  return new WaygateError('operational', `fido_metadata.${what}`, `The FIDO metadata is not taken. ${why}`);
}
