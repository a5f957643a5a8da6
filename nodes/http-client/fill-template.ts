import type { Json } from '@waygate/schema';
import { readJsonPath } from './json-path.ts';

/** `${key}`, `${key.$.path}` and `{{key}}`, which older versions have. */
export const PLACEHOLDER = /\$\{([^{}]{1,512})\}|\{\{([^{}]{1,256})\}\}/g;

/** Where a value comes to stand in a template: it must not become more there than a value. */
export type Place = 'plain' | 'address' | 'form' | 'json' | 'xml';

/** State keys that a template names. */
export function keysOf(template: string): readonly string[] {
  return [...template.matchAll(PLACEHOLDER)].map(([, own = '', older = '']) => partsOf(own === '' ? older : own).key);
}

/** Puts values of the state into a template; what is not there is nothing. */
export function fillTemplate(template: string, state: Readonly<Record<string, Json>>, place: Place): string {
  let filled = '';
  let from = 0;
  for (const match of template.matchAll(PLACEHOLDER)) {
    const before = template.slice(0, match.index);
    filled += template.slice(from, match.index);
    from = match.index + match[0].length;
    const value = lookUp(match[1] ?? match[2] ?? '', state);
    // A template that is nothing but a placeholder, or an address that begins with one, is the value as it is.
    filled += match[0] === template || (place === 'address' && before === '') ? textOf(value) : placed(value, place, before);
  }
  return filled + template.slice(from);
}

function placed(value: Json | undefined, place: Place, before: string): string {
  const text = textOf(value);
  switch (place) {
    case 'plain':
      return text;
    case 'address':
    case 'form':
      return encodeURIComponent(text.toWellFormed());
    case 'xml':
      return text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
    case 'json': {
      const within = [...before.replaceAll(/\\./gs, '')].filter((sign) => sign === '"').length % 2 === 1;
      if (within) return JSON.stringify(text).slice(1, -1);
      // A text is a text, whatever it looks like: somebody may have typed it.
      return JSON.stringify(value ?? null);
    }
  }
}

function lookUp(placeholder: string, state: Readonly<Record<string, Json>>): Json | undefined {
  const { key, path } = partsOf(placeholder);
  const value = Object.hasOwn(state, key) ? state[key] : undefined;
  if (path === undefined || value === undefined) return value;
  const root = typeof value === 'string' && isJson(value) ? (JSON.parse(value) as Json) : value;
  const found = readJsonPath(path);
  const values = found?.find(root) ?? [];
  return found?.single === false ? [...values] : values[0];
}

/** A key may have dots; a path begins with a dollar. */
function partsOf(placeholder: string): { readonly key: string; readonly path?: string } {
  const at = placeholder.search(/\.\$[.[]/);
  return at < 0 ? { key: placeholder.trim() } : { key: placeholder.slice(0, at).trim(), path: placeholder.slice(at + 1) };
}

function textOf(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
