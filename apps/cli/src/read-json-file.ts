import { findUnsafeKey, WaygateError } from '@waygate/schema';
import { readTextFile } from './read-text-file.ts';

/**
 * Reads a JSON file.
 * @throws WaygateError `file.unreadable`, `file.not_json`, `file.unsafe_key` (input) that name the file
 */
export function readJsonFile(path: string): unknown {
  const text = readTextFile(path);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new WaygateError('input', 'file.not_json', `${path} is not JSON: ${cause instanceof Error ? cause.message : ''}`, { cause });
  }
  const unsafe = findUnsafeKey(value);
  if (unsafe !== undefined) throw new WaygateError('input', 'file.unsafe_key', `${path} has a key that is not allowed: ${unsafe}.`);
  return value;
}
