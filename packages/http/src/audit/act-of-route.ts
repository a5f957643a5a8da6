import type { AuditRecord } from '@waygate/schema';

/** What collections of addresses hold, where that is another word than the last letter less. */
const KINDS: Readonly<Record<string, string>> = {
  people: 'person',
  directories: 'directory',
  'directories-test': 'directory',
  keys: 'key',
  import: 'journeys',
  export: 'journeys',
  'default-journey': 'realm',
  previews: 'preview',
};
/** How much of an id is told, characters: an address may hold any. */
const LONGEST_ID = 128;
const VERBS: Readonly<Record<string, string>> = { post: 'created', put: 'changed', delete: 'removed', patch: 'changed' };

/**
 * What an address of an API is about, and what a method does there, such as `client.changed`.
 * @param path with its parameters named by a colon, such as `/realms/:realm/clients/:name/secret`
 */
export function actOfRoute(method: string, path: string, parameters: Readonly<Record<string, string>>) {
  const parts = path.split('/').filter((part) => part !== '' && part !== 'realms' && part !== ':realm' && part !== 'continuity');
  const [collection = 'server', named, ...more] = parts;
  const kind = KINDS[collection] ?? collection.replace(/s$/, '');
  // The ticket of a preview is a secret.
  const id = named?.startsWith(':') === true && named !== ':ticket' ? parameters[named.slice(1)]?.slice(0, LONGEST_ID) : undefined;
  const words = (id === undefined && named !== undefined ? [named, ...more] : more).filter((part) => !part.startsWith(':'));
  const target: NonNullable<AuditRecord['target']> = { kind, ...(id === undefined ? {} : { id }) };
  return { target, action: [kind, ...words, VERBS[method] ?? method].join('.') };
}
