import type { Json } from '@waygate/schema';

/** AM's ways to say of what kind the value of a placeholder is: an object of one key, such as `{"$int": "&{esv.retries}"}`. Undefined for a text of another kind. */
const COERCIONS: ReadonlyMap<string, (text: string) => Json | undefined> = new Map([
  ['$string', (text: string) => text],
  ['$int', (text: string) => (/^\s*[+-]?\d+\s*$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined)],
  ['$number', (text: string) => (text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : undefined)],
  ['$bool', (text: string) => ({ true: true, false: false })[text.trim().toLowerCase()]],
  ['$list', (text: string) => text.split(',').map((one) => one.trim())],
  ['$array', (text: string) => parsed(text, Array.isArray)],
  ['$object', (text: string) => parsed(text, (value) => typeof value === 'object' && value !== null && !Array.isArray(value))],
]);

/** The text that stands in a coercion, and how it is read; undefined for any other value. */
export function coercionOf(
  value: Json | undefined,
): { readonly kind: string; readonly text: string; readonly read: (text: string) => Json | undefined } | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const [entry, ...more] = Object.entries(value);
  const read = entry === undefined || more.length > 0 ? undefined : COERCIONS.get(entry[0]);
  return entry === undefined || read === undefined || typeof entry[1] !== 'string' ? undefined : { kind: entry[0], text: entry[1], read };
}

function parsed(text: string, isRight: (value: unknown) => boolean): Json | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return isRight(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
