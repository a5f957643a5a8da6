import { type Json, type JsonObject, json } from '../json.ts';
import type { ManagedProperty } from './managed-property.ts';
import type { ManagedUser } from './managed-user.ts';

/** Attributes as a directory has them: every value is a text, and there may be several. */
export type DirectoryAttributes = Readonly<Record<string, readonly string[]>>;

/** What a directory keeps of a member of a managed object; nothing for null. */
export function toDirectoryValues(value: Json): readonly string[] {
  if (value === null) return [];
  return (Array.isArray(value) ? value : [value]).map((one) => (typeof one === 'string' ? one : JSON.stringify(one)));
}

/** Members of a managed object out of a directory: as the schema has them, else one text or several. What is private stays behind. */
export function fromDirectory(attributes: DirectoryAttributes, user: ManagedUser): JsonObject {
  const members = Object.entries(attributes).flatMap(([name, values]): [string, Json][] => {
    const property = Object.hasOwn(user.properties, name) ? user.properties[name] : undefined;
    const [first] = values;
    if (property?.scope === 'private' || first === undefined) return [];
    return [[name, property === undefined ? (values.length === 1 ? first : [...values]) : asTyped(values, first, property)]];
  });
  return Object.fromEntries(members);
}

function asTyped(values: readonly string[], first: string, { type, items }: ManagedProperty): Json {
  if (type === 'array') return values.map((value) => parsedAs(items?.type ?? 'string', value));
  return parsedAs(type, first);
}

/** A value that is not of its kind, such as one that an older schema left there, stays the text that it is. */
function parsedAs(type: ManagedProperty['type'], text: string): Json {
  if (type === 'string') return text;
  try {
    const value = json.parse(JSON.parse(text));
    return (Array.isArray(value) ? 'array' : typeof value) === type ? value : text;
  } catch {
    return text;
  }
}
