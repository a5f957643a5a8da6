import type { CatalogueNode, Json, JsonObject } from '@waygate/schema';
import type { ConfigField, FieldOption } from './config-field.ts';

const known = new WeakMap<JsonObject, readonly ConfigField[]>();

/** The fields of a node type's configuration, in the order of its schema. A member of a shape that no form is made for is edited as JSON. */
export function configFieldsOf({ config }: Pick<CatalogueNode, 'config'>): readonly ConfigField[] {
  const before = known.get(config);
  if (before !== undefined) return before;
  const required = new Set(textsIn(config, 'required'));
  const fields = Object.entries(objectIn(config, 'properties')).map(([key, schema]) =>
    fieldOf(key, isObject(schema) ? schema : {}, required.has(key)),
  );
  known.set(config, fields);
  return fields;
}

function fieldOf(key: string, schema: JsonObject, isRequired: boolean): ConfigField {
  const described = {
    key,
    title: textIn(schema, 'title') ?? key,
    help: textIn(schema, 'help') ?? '',
    byDefault: schema['default'],
    isRequired,
  };
  const shape = shapeOf(schema);
  const maxLength = numberIn(schema, 'maxLength');
  const declared = textIn(schema, 'field');
  switch (declared) {
    case 'multiline':
    case 'url':
    case 'color':
    case 'secret':
    case 'journey':
    case 'node-type':
    case 'theme':
    case 'email-template':
    case 'secret-label':
      // A member that is no text cannot be typed as one, whatever it is declared to be.
      return shape === 'text' || shape === 'choice' ? { ...described, kind: declared, maxLength } : { ...described, kind: 'json' };
    case 'script': {
      const contexts = textsIn(schema, 'contexts');
      return shape === 'text'
        ? { ...described, kind: 'script', maxLength, contexts: contexts.length === 0 ? undefined : contexts }
        : { ...described, kind: 'json' };
    }
    case 'localized':
    case 'key-value':
      return { ...described, kind: shape === 'map' ? declared : 'json' };
    case 'children':
    case 'json':
      return { ...described, kind: declared };
    default:
  }
  switch (shape) {
    case 'text':
      return { ...described, kind: 'text', maxLength };
    case 'number':
      return { ...described, kind: 'number', ...limitsOf(schema), unit: textIn(schema, 'unit') };
    case 'flag':
    case 'list':
      return { ...described, kind: shape };
    case 'map':
      return { ...described, kind: 'key-value' };
    case 'choice':
      return { ...described, kind: 'choice', options: optionsOf(schema, schema) };
    case 'choices':
      return { ...described, kind: 'choices', options: optionsOf(objectIn(schema, 'items'), schema) };
    case 'other':
      return { ...described, kind: 'json' };
  }
}

type Shape = 'text' | 'number' | 'flag' | 'list' | 'map' | 'choice' | 'choices' | 'other';

function shapeOf(schema: JsonObject): Shape {
  const either = schema['anyOf'];
  if (Array.isArray(either)) {
    const shapes = new Set(either.map((one) => (isObject(one) ? shapeOf(one) : 'other')));
    const [only] = shapes;
    return shapes.size === 1 && only !== undefined && only !== 'choice' ? only : 'other';
  }
  switch (schema['type']) {
    case 'string':
      return textsIn(schema, 'enum').length > 0 ? 'choice' : 'text';
    case 'integer':
    case 'number':
      return 'number';
    case 'boolean':
      return 'flag';
    case 'array': {
      const items = shapeOf(objectIn(schema, 'items'));
      return items === 'text' ? 'list' : items === 'choice' ? 'choices' : 'other';
    }
    case 'object': {
      const isOpen = Object.keys(objectIn(schema, 'properties')).length === 0;
      return isOpen && shapeOf(objectIn(schema, 'additionalProperties')) === 'text' ? 'map' : 'other';
    }
    default:
      return 'other';
  }
}

function limitsOf(schema: JsonObject): { isInteger: boolean; minimum: number | undefined; maximum: number | undefined } {
  const minimum = numberIn(schema, 'minimum');
  const maximum = numberIn(schema, 'maximum');
  // The limits of whole numbers as such are none that an author is interested in.
  return {
    isInteger: schema['type'] === 'integer',
    minimum: minimum === undefined || minimum <= Number.MIN_SAFE_INTEGER ? undefined : minimum,
    maximum: maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? undefined : maximum,
  };
}

function optionsOf(holder: JsonObject, described: JsonObject): FieldOption[] {
  const texts = objectIn(described, 'options');
  return textsIn(holder, 'enum').map((value) => ({ value, label: textIn(texts, value) ?? value }));
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function objectIn(schema: JsonObject, key: string): JsonObject {
  const value = Object.hasOwn(schema, key) ? schema[key] : undefined;
  return isObject(value) ? value : {};
}

function textIn(schema: JsonObject, key: string): string | undefined {
  const value = Object.hasOwn(schema, key) ? schema[key] : undefined;
  return typeof value === 'string' ? value : undefined;
}

function numberIn(schema: JsonObject, key: string): number | undefined {
  const value = schema[key];
  return typeof value === 'number' ? value : undefined;
}

function textsIn(schema: JsonObject, key: string): string[] {
  const value = schema[key];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
