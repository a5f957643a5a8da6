import type { Identity } from '@waygate/node-kit';
import { type JsonObject, WaygateError } from '@waygate/schema';
import type { AdminDeps } from './admin-deps.ts';
import { mayWriteScripts } from './script-author.ts';

/** What AM writes where no script is chosen. */
const NONE = ['', '[Empty]'];

/**
 * Keeps administrators who may not write scripts from letting a provider run one that it did not run before. Scripts that came with the product to put a profile into the
 * words of a realm are everybody's to choose.
 * @param before the provider as the realm keeps it; undefined for one that is new
 * @throws WaygateError `script.forbidden` (403)
 */
export async function refuseNewTransform(
  { scripts }: Pick<AdminDeps, 'scripts'>,
  admin: Pick<Identity, 'username' | 'attributes'>,
  realm: string,
  before: JsonObject | undefined,
  after: JsonObject,
): Promise<void> {
  const next = after['transform'] ?? '';
  if (mayWriteScripts(admin) || (typeof next === 'string' && NONE.includes(next)) || next === before?.['transform']) return;
  const shipped = ((await scripts?.list(realm)) ?? []).filter((one) => one.shipped && one.context === 'SOCIAL_IDP_PROFILE_TRANSFORMATION');
  if (shipped.some(({ id }) => id === next)) return;
  throw new WaygateError(
    'forbidden',
    'script.forbidden',
    `${admin.username} may not write scripts, and so may not let a provider run one that it did not run before. An operator gives the right with the value script-author of the attribute roles.`,
  );
}
