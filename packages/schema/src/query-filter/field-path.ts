import type { FieldPath } from './query-filter.ts';

/**
 * Reads a JSON pointer, whose first slash may be missing as AM's attribute names have it (`preferences/updates`).
 * @returns undefined when it names nothing or an escape is broken
 */
export function readFieldPath(pointer: string): FieldPath | undefined {
  const text = pointer.startsWith('/') ? pointer.slice(1) : pointer;
  if (text === '' || /~(?![01])/.test(text)) return undefined;
  return text.split('/').map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** Writes a path as a pointer without its first slash, as attributes are named. */
export function writeFieldPath(path: FieldPath): string {
  return path.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/');
}
