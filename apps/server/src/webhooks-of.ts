import type { Workspace } from './workspace.ts';

/** Names of the webhooks of a realm. */
export async function webhooksOf({ stores }: Pick<Workspace, 'stores'>, realm: string): Promise<ReadonlySet<string>> {
  return new Set(Object.keys((await stores.services.get(realm, 'webhooks'))?.webhooks ?? {}));
}
