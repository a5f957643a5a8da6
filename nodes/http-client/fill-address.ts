import type { Json } from '@waygate/schema';
import { fillTemplate, PLACEHOLDER } from './fill-template.ts';

/** Puts values of the state into an address; null when it is none, or when a value would lead to another path by `.` or `..`. */
export function fillAddress(template: string, state: Readonly<Record<string, Json>>): URL | null {
  const filled = fillTemplate(template, state, 'address');
  // What the author wrote may have such segments.
  if (dotSegments(filled) > dotSegments(template.replaceAll(PLACEHOLDER, 'x'))) return null;
  return URL.parse(filled);
}

/** Segments of the path that the reader of an address resolves instead of sending them. */
function dotSegments(address: string): number {
  const [path = ''] = address.replaceAll(/[\t\n\r]/g, '').split(/[?#]/);
  return path.split(/[/\\]/).filter((segment) => /^(?:\.|%2e){1,2}$/i.test(segment.trim())).length;
}
