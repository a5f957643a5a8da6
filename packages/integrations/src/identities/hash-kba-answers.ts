import type { Json, JsonObject, ManagedUser } from '@waygate/schema';
import type { PasswordHasher } from '../hashing/password-hasher.ts';

/** What counts as the same answer: compatible characters, letter case and spaces folded. */
export function normalizedAnswer(answer: string): string {
  return answer.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();
}

/** The object with every answer to a security question hashed, one way, one after another. Answers stand in private lists of objects. */
export async function hashKbaAnswers(object: JsonObject, user: ManagedUser, hasher: PasswordHasher): Promise<JsonObject> {
  const members: [string, Json][] = [];
  for (const [name, value] of Object.entries(object)) {
    const property = Object.hasOwn(user.properties, name) ? user.properties[name] : undefined;
    const holdsAnswers = property?.scope === 'private' && property.items?.type === 'object' && Array.isArray(value);
    members.push([name, holdsAnswers ? await withHashes(value, hasher) : value]);
  }
  return Object.fromEntries(members);
}

async function withHashes(entries: readonly Json[], hasher: PasswordHasher): Promise<Json[]> {
  const hashed: Json[] = [];
  for (const entry of entries) hashed.push(await withHash(entry, hasher));
  return hashed;
}

async function withHash(entry: Json, hasher: PasswordHasher): Promise<Json> {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry) || typeof entry['answer'] !== 'string') return entry;
  return { ...entry, answer: await hasher.hash(normalizedAnswer(entry['answer'])) };
}

/** Questions with the hashes of their answers, as the directory keeps them. What is not one is left out. */
export function readKbaEntries(values: readonly string[]): { readonly index: number; readonly entry: Record<string, string> }[] {
  return values.flatMap((value, index) => {
    const entry = parsed(value);
    return entry?.['answer'] === undefined ? [] : [{ index, entry }];
  });
}

function parsed(value: string): Record<string, string> | undefined {
  try {
    const read: unknown = JSON.parse(value);
    if (typeof read !== 'object' || read === null) return undefined;
    return Object.fromEntries(Object.entries(read).filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
  } catch {
    return undefined;
  }
}
