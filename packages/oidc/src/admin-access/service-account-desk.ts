import { randomUUID } from 'node:crypto';
import { keptServiceAccount, type ServiceAccountRequest, type ServiceAccountView, WaygateError } from '@waygate/schema';
import type { RealmObjectStore } from '@waygate/storage';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import type { z } from 'zod';
import { rsaBits, shortKey, USUAL_LEAST_RSA_BITS } from '../rsa-bits.ts';
import { NEW_RSA_BITS } from '../signing-keys.ts';

/** Accounts of programs as operators work on them. All belong to the root realm. */
export interface ServiceAccountDesk {
  /** In the order of their ids. */
  list(): Promise<readonly ServiceAccountView[]>;
  /** @throws WaygateError `service_account.key` (input) for a key that is too weak, whatever its length says */
  create(request: ServiceAccountRequest): Promise<ServiceAccountView>;
  /** Its tokens are worth nothing from then on. @throws WaygateError `service_account.unknown` (notFound) */
  remove(id: string): Promise<void>;
}

const KIND = 'serviceAccount';
/** @param leastRsaBits bits that keys must have. @param now epoch milliseconds */
export function createServiceAccountDesk(
  objects: RealmObjectStore,
  leastRsaBits: number = USUAL_LEAST_RSA_BITS,
  now: () => number = Date.now,
): ServiceAccountDesk {
  return {
    async list() {
      return (await objects.list('/', KIND)).map(({ id, value }) => viewOf(id, keptServiceAccount.parse(value)));
    },
    async create(request) {
      const bits = rsaBits(request.jwk);
      if (bits < leastRsaBits) throw new WaygateError('input', 'service_account.key', shortKey(bits, leastRsaBits));
      const id = randomUUID();
      const account = { ...request, createdAt: now() };
      await objects.create('/', KIND, { id, value: account });
      return viewOf(id, account);
    },
    async remove(id) {
      if (!(await objects.remove('/', KIND, id))) {
        throw new WaygateError('notFound', 'service_account.unknown', `There is no service account ${id}.`);
      }
    },
  };
}

/** An account that there is now. */
export async function serviceAccountOf(objects: RealmObjectStore, id: string): Promise<z.infer<typeof keptServiceAccount> | undefined> {
  const value = await objects.get('/', KIND, id);
  return value === undefined ? undefined : keptServiceAccount.parse(value);
}

/** A new private key for an account, which whoever runs the program keeps. */
export async function newServiceAccountKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true, modulusLength: NEW_RSA_BITS });
  return exportJWK(privateKey);
}

function viewOf(id: string, { name, scopes, rights, createdAt }: z.infer<typeof keptServiceAccount>): ServiceAccountView {
  return { id, name, scopes, rights, createdAt };
}
