import { type ClientDesk, createClientDesk, rotateSigningKeys } from '@waygate/oidc/administration';
import type { Workspace } from './workspace.ts';

/** Clients of realms, as administrators work on them. */
export function clientDesk({ stores, hasher }: Pick<Workspace, 'stores' | 'hasher'>): ClientDesk {
  return createClientDesk(stores.realmObjects, hasher);
}

/** Makes new signing keys of a realm. */
export function rotateKeys({ stores }: Pick<Workspace, 'stores'>, realm: string): Promise<void> {
  return rotateSigningKeys(stores.realmObjects, realm);
}
