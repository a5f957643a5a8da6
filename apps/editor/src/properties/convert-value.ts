import type { Json } from '@waygate/schema';
import type { ConfigField } from './config-field.ts';
import type { ValueShape } from './config-value.ts';

/** What an author may well have meant by a value of the wrong kind, such as the number in a text; undefined when that is anybody's guess. */
export function convertValue(value: Json, expected: ValueShape): Json | undefined {
  switch (expected) {
    case 'number':
      return typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : undefined;
    case 'flag':
      return value === 'true' ? true : value === 'false' ? false : undefined;
    case 'text':
      return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
    case 'texts':
      return typeof value === 'string' && value !== '' ? [value] : undefined;
    default:
      return undefined;
  }
}

/** A value to begin afresh with: the default, else the emptiest that the field can hold. */
export function freshValue(field: ConfigField): Json {
  if (field.byDefault !== undefined) return structuredClone(field.byDefault);
  switch (field.kind) {
    case 'number':
      return field.minimum ?? 0;
    case 'flag':
      return false;
    case 'list':
    case 'choices':
    case 'children':
      return [];
    case 'key-value':
    case 'localized':
    case 'json':
      return {};
    case 'choice':
      return field.options[0]?.value ?? '';
    default:
      return '';
  }
}
