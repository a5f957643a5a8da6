import type { Json, JsonObject } from '@waygate/schema';
import { own } from '../document/own.ts';
import type { ConfigField, FieldKind } from './config-field.ts';

/** What kind of JSON a field holds. */
export type ValueShape = 'text' | 'number' | 'flag' | 'texts' | 'text-map' | 'any';

/** A value of a field as it stands in a configuration. */
export type ConfigValue =
  /** Nothing is set, so that the default holds. */
  | { readonly state: 'default'; readonly value: Json | undefined }
  | { readonly state: 'set'; readonly value: Json }
  /** What is set is of another kind than the field, as a file can bring along. It stays until the author replaces it. */
  | { readonly state: 'wrong'; readonly value: Json; readonly expected: ValueShape };

/** Reads a field's value. Null counts as not set: exports of AM write it so. */
export function readConfigValue(field: ConfigField, config: JsonObject): ConfigValue {
  const value = own(config, field.key);
  if (value === undefined || value === null) return { state: 'default', value: field.byDefault };
  const expected = SHAPES[field.kind];
  return isShape(value, expected) ? { state: 'set', value } : { state: 'wrong', value, expected };
}

const SHAPES: Readonly<Record<FieldKind, ValueShape>> = {
  text: 'text',
  multiline: 'text',
  url: 'text',
  color: 'text',
  secret: 'text',
  journey: 'text',
  script: 'text',
  'node-type': 'text',
  theme: 'text',
  'email-template': 'text',
  'secret-label': 'text',
  choice: 'text',
  number: 'number',
  flag: 'flag',
  list: 'texts',
  choices: 'texts',
  'key-value': 'text-map',
  localized: 'text-map',
  children: 'any',
  json: 'any',
};

function isShape(value: Json, shape: ValueShape): boolean {
  switch (shape) {
    case 'text':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number';
    case 'flag':
      return typeof value === 'boolean';
    case 'texts':
      return Array.isArray(value) && value.every((one) => typeof one === 'string');
    case 'text-map':
      return (
        typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every((one) => typeof one === 'string')
      );
    case 'any':
      return true;
  }
}

/** The text of a field that holds one; empty when nothing is set. */
export function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** The texts of a field that holds a list. */
export function textsOf(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/** The texts of a field that holds them by name, in their order. */
export function textEntriesOf(value: Json | undefined): readonly (readonly [string, string])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([key, text]) => (typeof text === 'string' ? [[key, text] as const] : []));
}

/** Whether two values are the same JSON; the order of members counts for nothing. */
export function isSameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((one, index) => isSameJson(one, b[index]));
  }
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isSameJson(a[key], b[key]));
}

/** Members of a configuration that no field of its type is made for. */
export function keptMembers(fields: readonly ConfigField[], config: JsonObject): readonly (readonly [string, Json])[] {
  const used = new Set(fields.map(({ key }) => key));
  return Object.entries(config).filter(([key]) => !used.has(key));
}
