import { EVERYONE } from '@waygate/schema';
import { canonicalDn } from '../directory/canonical-dn.ts';

/** The groups that somebody is in. */
export interface GroupMembership {
  readonly names: readonly string[];
  /** Distinguished names, in any spelling. */
  readonly dns: readonly string[];
}

/**
 * Whether somebody is meant by a list of groups; case does not count, and `Everyone` means all. What reads as a distinguished name means the one group of that name, and no group that is only called so;
 * any other name means every group that has it.
 */
export function isInGroups(wanted: readonly { readonly name: string }[], { names, dns }: GroupMembership): boolean {
  const own = new Set(names.map(fold));
  const exact = new Set(dns.map((dn) => canonicalDn(dn)));
  return wanted.some(({ name }) => {
    if (fold(name) === fold(EVERYONE)) return true;
    const dn = asDn(name);
    return dn === undefined ? own.has(fold(name)) : exact.has(dn);
  });
}

/** The distinguished name that a text is. One part alone is a name: a group can well be called `region=EU`. @returns as `canonicalDn` writes it */
export function asDn(text: string): string | undefined {
  const dn = canonicalDn(text.trim());
  return dn !== undefined && /(?<!\\)(?:\\\\)*,/.test(dn) ? dn : undefined;
}

function fold(name: string): string {
  return name.trim().normalize('NFC').toLowerCase();
}
