import type { Identity } from '@waygate/node-kit';
import { hasRight, WaygateError } from '@waygate/schema';

/** Value of the attribute `roles` with which an administrator may write scripts. */
const ROLE = 'script-author';

/** Whether an administrator may write scripts: the first one may, others with the role. */
export function mayWriteScripts(admin: Pick<Identity, 'username' | 'attributes'>): boolean {
  return hasRight(admin, ROLE);
}

/** @throws WaygateError `script.forbidden` (403) for an administrator who may not write scripts */
export function requireScriptAuthor(admin: Pick<Identity, 'username' | 'attributes'>): void {
  if (mayWriteScripts(admin)) return;
  throw new WaygateError(
    'forbidden',
    'script.forbidden',
    `${admin.username} may not write scripts. An operator gives the right with the value ${ROLE} of the attribute roles.`,
  );
}
