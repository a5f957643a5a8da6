import { z } from 'zod';

/** Id of whatever there is one of. */
export const OBJECT_ID = '0199c3b4-1111-7222-8333-444455556666';

/** A schema as far as samples are made of it. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly minItems?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly $ref?: string;
}

/** Something that a schema takes, or nearly: every member is there, so that each can be changed. */
export function sampleOf(schema: z.ZodType): unknown {
  return sampleOfJson(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', cycles: 'ref', reused: 'inline' }) as JsonSchema);
}

/** The same of a schema that is written down. */
export function sampleOfJson(schema: JsonSchema): unknown {
  return sample(schema, 0);
}

function sample(schema: JsonSchema, depth: number): unknown {
  if (depth > 6 || schema.$ref !== undefined) return {};
  if (schema.const !== undefined) return schema.const;
  if (schema.default !== undefined) return schema.default;
  if (schema.enum !== undefined) return schema.enum[0];
  const [first] = schema.anyOf ?? schema.oneOf ?? [];
  if (first !== undefined) return sample(first, depth + 1);
  if (schema.allOf !== undefined)
    return Object.assign({}, ...schema.allOf.map((part) => sample(part, depth + 1)).filter((part) => typeof part === 'object'));
  switch ([schema.type].flat()[0]) {
    case 'object':
      return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, one]) => [name, sample(one, depth + 1)]));
    case 'array':
      return schema.items === undefined ? [] : [sample(schema.items, depth + 1)];
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 1, 1);
    case 'boolean':
      return true;
    case 'string':
      return text(schema);
    default:
      return 'x';
  }
}

function text({ format, minLength = 1, pattern = '' }: JsonSchema): string {
  if (pattern.includes('ldap')) return 'ldap://127.0.0.1:1389';
  if (format === 'uri' || pattern.includes('http')) return 'https://app.example/callback';
  if (format === 'uuid') return OBJECT_ID;
  return 'sample'.repeat(Math.ceil(minLength / 6));
}
