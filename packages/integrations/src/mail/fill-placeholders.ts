import { type Json, type JsonObject, WaygateError } from '@waygate/schema';

/** `{{path}}`, and the two forms that would not escape. */
const PLACEHOLDER = /\{\{(\{?)\s*&?\s*([^{}]*?)\s*\}?\}\}/g;
const PATH = /^[\p{L}\p{N}_$-]+(\.[\p{L}\p{N}_$-]+)*$/u;
/** Longest value that is put into a text: what people may type must not become a letter of its own. The link is the server's. */
const LONGEST = 256;
const OWN = 'object.resumeURI';

/**
 * Puts values in the place of placeholders such as `{{object.givenName}}`. What is not there is nothing.
 * @param values what paths begin at
 * @param toSafe makes a value safe where it is put; it is asked for every value, `{{{…}}}` and `{{&…}}` included
 * @throws WaygateError `mail.template_expression` (authoring) for expressions that are no placeholders, such as `{{#if …}}`
 */
export function fillPlaceholders(text: string, values: JsonObject, toSafe: (value: string) => string): string {
  return text.replaceAll(PLACEHOLDER, (whole, _open: string, path: string) => {
    if (!PATH.test(path)) {
      throw new WaygateError('authoring', 'mail.template_expression', `The template says ${whole}, and only placeholders are filled in.`);
    }
    const found = textOf(valueAt(values, path.split('.')));
    return toSafe(path === OWN ? found : inOneLine(found));
  });
}

/** Text of one line, without signs that steer whatever reads it. */
export function inOneLine(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .slice(0, LONGEST)
    .trim();
}

function valueAt(values: JsonObject, path: readonly string[]): Json | undefined {
  let value: Json | undefined = values;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as JsonObject)[name];
  }
  return value;
}

function textOf(value: Json | undefined): string {
  if (Array.isArray(value))
    return value
      .map(textOf)
      .filter((text) => text !== '')
      .join(', ');
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
