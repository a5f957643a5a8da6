import { type JsonObject, readFieldPath, valuesAt } from '@waygate/schema';

/** Mail address in an attribute of a person or of the journey's state; of several the first. */
export function addressOf(object: JsonObject, attribute: string): string | undefined {
  const path = readFieldPath(attribute);
  const [value] = path === undefined ? [] : valuesAt(object, path).flat();
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
