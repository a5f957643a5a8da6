import type { Adapter, AdapterPayload } from 'oidc-provider';

/** What an adapter does that only reads by id. */
export const INERT: Omit<Adapter, 'find'> = {
  upsert: ignored,
  destroy: ignored,
  consume: ignored,
  revokeByGrantId: ignored,
  findByUid: nothing,
  findByUserCode: nothing,
};

async function ignored(): Promise<void> {}

async function nothing(): Promise<AdapterPayload | undefined> {
  return undefined;
}
