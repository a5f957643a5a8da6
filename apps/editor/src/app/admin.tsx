import { type AdminClient, createAdminClient } from '@waygate/client';
import type { AdministratorView } from '@waygate/schema';
import { createContext, useContext } from 'react';

/** The one client of the administration API. */
export const admin: AdminClient = createAdminClient();

/** Who is signed on. */
export const AdministratorContext = createContext<AdministratorView | undefined>(undefined);

export function useAdministrator(): AdministratorView {
  const administrator = useContext(AdministratorContext);
  if (administrator === undefined) throw new Error('Nobody is signed on around this component.');
  return administrator;
}
