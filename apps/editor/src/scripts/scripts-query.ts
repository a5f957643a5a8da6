import { queryOptions } from '@tanstack/react-query';
import type { AdminClient } from '@waygate/client';

/** The scripts of a realm, without their sources. */
export function scriptsQuery(admin: AdminClient, realm: string) {
  return queryOptions({ queryKey: ['scripts', realm], queryFn: () => admin.scripts(realm) });
}
