/** Attributes of an account that codes and notices go to. */
export const FACTOR_ADDRESSES = ['mail', 'telephoneNumber'] as const;

/** Member of what is known beside a person that holds the run in which an address was changed last, by attribute. */
export const ADDRESSES_CHANGED = 'addressesChanged';

/** Whether an address of the account was changed in this run: a code that goes there proves nothing of who had the account before. */
export function isChangedInRun(meta: { readonly [name: string]: unknown }, attribute: string, runId: string): boolean {
  const changed = meta[ADDRESSES_CHANGED];
  return typeof changed === 'object' && changed !== null && new Map<string, unknown>(Object.entries(changed)).get(attribute) === runId;
}
