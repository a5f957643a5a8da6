/** A realm by its slash form, as it stands in JSON bodies: `/` is the root, `/alpha`, `/alpha/sub`. */
export type RealmPath = string;

/**
 * Brings a realm name in any of the forms that people and clients write (`alpha`, `/alpha`, `alpha/sub`, `root`, `` and `/`) to its slash form.
 * @returns undefined when a part is empty or has a character that a realm name cannot have
 */
export function toRealmPath(text: string): RealmPath | undefined {
  const trimmed = text.replace(/^\/+|\/+$/g, '');
  if (trimmed === '' || trimmed === 'root') return '/';
  const parts = trimmed.split('/');
  return parts.every((part) => /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/.test(part)) ? `/${parts.join('/')}` : undefined;
}
