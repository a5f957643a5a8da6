import { createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import {
  type ApiClientKey,
  type ApiClientRequest,
  type ApiClientView,
  apiClientKey,
  apiClientRequest,
  type KeptApiClient,
  keptApiClient,
  WaygateError,
} from '@waygate/schema';
import type { RealmObjectStore } from '@waygate/storage';
import { calculateJwkThumbprint } from 'jose';
import { rsaBits, shortKey, USUAL_LEAST_RSA_BITS } from '../rsa-bits.ts';

/** Clients of the offline API as operators work on them. They are kept in the root realm, whichever realm they see. */
export interface ApiClientDesk {
  /** In the order of their ids. */
  list(): Promise<readonly ApiClientView[]>;
  /** @throws WaygateError `api_client.key` (input) for a key that is too weak */
  create(request: ApiClientRequest): Promise<ApiClientView>;
  /**
   * Has it sign with another key from now on. What it was given by the key before is worth nothing any more.
   * @param keepsOld the key before stays good until the next time, so that a program can be changed over without a gap
   * @throws WaygateError `api_client.unknown` (notFound), `api_client.key` (input) for a key that is too weak or that it has
   */
  rotate(id: string, key: ApiClientKey, keepsOld?: boolean): Promise<ApiClientView>;
  /** Its tokens are worth nothing from then on. @throws WaygateError `api_client.unknown` (notFound) */
  remove(id: string): Promise<void>;
}

const KIND = 'apiClient';

/** @param leastRsaBits bits that keys must have. @param now epoch milliseconds */
export function createApiClientDesk(
  objects: RealmObjectStore,
  leastRsaBits: number = USUAL_LEAST_RSA_BITS,
  now: () => number = Date.now,
): ApiClientDesk {
  const unknown = (id: string) => new WaygateError('notFound', 'api_client.unknown', `There is no API client ${id}.`);
  const added = async (given: ApiClientKey) => {
    const key = apiClientKey.parse(given);
    const bits = rsaBits(key);
    if (bits < leastRsaBits) throw new WaygateError('input', 'api_client.key', shortKey(bits, leastRsaBits));
    return { ...key, kid: await calculateJwkThumbprint(key), addedAt: now() };
  };
  return {
    async list() {
      return (await objects.list('/', KIND)).map(({ id, value }) => viewOf(id, keptApiClient.parse(value)));
    },
    async create(request) {
      const { key, ...settings } = apiClientRequest.parse(request);
      const id = randomUUID();
      const client: KeptApiClient = { ...settings, keys: [await added(key)], createdAt: now() };
      await objects.create('/', KIND, { id, value: client });
      return viewOf(id, client);
    },
    async rotate(id, given, keepsOld = false) {
      const key = await added(given);
      const changed = await objects.update('/', KIND, id, (value) => {
        const client = keptApiClient.parse(value);
        if (client.keys.some(({ kid }) => kid === key.kid))
          throw new WaygateError('input', 'api_client.key', 'The client has this key already.');
        return { ...client, keys: [key, ...(keepsOld ? client.keys.slice(0, 1) : [])] };
      });
      if (changed === undefined) throw unknown(id);
      return viewOf(id, keptApiClient.parse(changed));
    },
    async remove(id) {
      if (!(await objects.remove('/', KIND, id))) throw unknown(id);
    },
  };
}

/** A client that there is now. */
export async function apiClientOf(objects: RealmObjectStore, id: string): Promise<KeptApiClient | undefined> {
  const value = await objects.get('/', KIND, id);
  return value === undefined ? undefined : keptApiClient.parse(value);
}

/**
 * The public part of an RSA key that is written as PEM: a public or private key, or a certificate.
 * @throws WaygateError `api_client.key` (input)
 */
export function apiClientKeyOf(pem: string): unknown {
  try {
    return createPublicKey(pem).export({ format: 'jwk' });
  } catch (cause) {
    throw new WaygateError('input', 'api_client.key', 'This is no key in PEM that can be read without a passphrase.', { cause });
  }
}

/** A new private key, PEM (PKCS #8), which whoever runs the program keeps. */
export function newApiClientKey(): string {
  return generateKeyPairSync('rsa', { modulusLength: 3_072 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function viewOf(id: string, { label, realm, scopes, keys, createdAt }: KeptApiClient): ApiClientView {
  return { id, label, realm, scopes, keys: keys.map(({ kid, addedAt }) => ({ kid, addedAt })), createdAt };
}
