import { createProviderDesk, type ProviderDesk } from '@waygate/integrations';
import type { Workspace } from './workspace.ts';

/** Providers that people of realms sign on with elsewhere, as administrators work on them. */
export function providerDesk({ stores }: Pick<Workspace, 'stores'>): ProviderDesk {
  return createProviderDesk(stores.realmObjects);
}
