/** The first administrator, who holds every right. */
const FIRST = 'amadmin';

/** Attribute whose values are rights, of people of the root realm. */
const RIGHTS = 'roles';

/** Who asks, as far as rights follow from it. */
interface RightHolder {
  readonly realm: string;
  readonly username: string;
  readonly active: boolean;
  readonly attributes: Readonly<Record<string, readonly string[]>>;
}

/** What may be allowed beside administering. */
export const adminRights = ['administrator', 'script-author'] as const;
export type AdminRight = (typeof adminRights)[number];

/** Whether somebody administers: people of the root realm named `amadmin`, or with the right; nobody who is switched off. */
export function isAdministrator(holder: RightHolder): boolean {
  return holder.realm === '/' && holder.active && hasRight(holder, 'administrator');
}

/** Whether an administrator holds a right. */
export function hasRight({ username, attributes }: Pick<RightHolder, 'username' | 'attributes'>, right: AdminRight): boolean {
  return username === FIRST || (attributes[RIGHTS] ?? []).includes(right);
}
