import {
  type ApiClientDesk,
  type ClientDesk,
  createApiClientDesk,
  createClientDesk,
  createServiceAccountDesk,
  listSigningKeys,
  rotateSigningKeys,
  type ServiceAccountDesk,
  type SigningKeyView,
} from '@waygate/oidc/administration';
import type { ServerConfig } from './config.ts';
import type { Workspace } from './workspace.ts';

/** What keys that programs bring are held to. */
type KeyLimits = Partial<Pick<ServerConfig, 'leastRsaBits'>>;

/** Clients of realms, as administrators work on them. */
export function clientDesk({ stores, hasher }: Pick<Workspace, 'stores' | 'hasher'>): ClientDesk {
  return createClientDesk(stores.realmObjects, hasher);
}

/** Accounts of programs, as operators work on them. */
export function serviceAccountDesk({ stores }: Pick<Workspace, 'stores'>, { leastRsaBits }: KeyLimits = {}): ServiceAccountDesk {
  return createServiceAccountDesk(stores.realmObjects, leastRsaBits);
}

/** Clients of the offline API, as operators work on them. */
export function apiClientDesk({ stores }: Pick<Workspace, 'stores'>, { leastRsaBits }: KeyLimits = {}): ApiClientDesk {
  return createApiClientDesk(stores.realmObjects, leastRsaBits);
}

/** Keys by which a realm signs tokens and by which old ones are checked. */
export function signingKeys({ stores }: Pick<Workspace, 'stores'>, realm: string): Promise<readonly SigningKeyView[]> {
  return listSigningKeys(stores.realmObjects, realm);
}

/** Makes new signing keys of a realm. */
export function rotateKeys({ stores }: Pick<Workspace, 'stores'>, realm: string): Promise<void> {
  return rotateSigningKeys(stores.realmObjects, realm);
}
