import { z } from 'zod';

/** Name of the group that everybody is in (Access Gateway). */
export const EVERYONE = 'Everyone';

/** Name of a group as the directory writes it. Case does not count where names are compared. */
export const groupName = z
  .string()
  .trim()
  .min(1)
  .max(256)
  .regex(/^\P{C}+$/u, 'A group has no control characters in its name.');

/** Whether somebody of these groups is meant by a list of groups; case does not count, and `Everyone` means all. */
export function isInGroups(wanted: readonly { readonly name: string }[], groups: readonly string[]): boolean {
  const own = new Set(groups.map(fold));
  return wanted.some(({ name }) => fold(name) === fold(EVERYONE) || own.has(fold(name)));
}

function fold(name: string): string {
  return name.trim().normalize('NFC').toLowerCase();
}
