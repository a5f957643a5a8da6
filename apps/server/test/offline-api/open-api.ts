import { z } from 'zod';

export type JsonSchema = Parameters<typeof z.fromJSONSchema>[0];

interface Described {
  readonly content?: Readonly<Record<string, { readonly schema: { readonly $ref?: string; readonly items?: { readonly $ref: string } } }>>;
}

interface Operation {
  readonly operationId: string;
  readonly security: readonly { readonly oauth2: readonly string[] }[];
  readonly requestBody?: Described;
  readonly responses: Readonly<Record<string, Described>>;
}

/** The document, as far as tests look at it. */
export interface OpenApi {
  readonly openapi: string;
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

/**
 * Throws when an answer is none that the document tells of.
 * @param text body; empty for none
 */
export function holdToDocument(document: OpenApi, method: string, path: string, status: number, text: string): void {
  const operation = operationAt(document, method, path);
  if (operation === undefined) return;
  const described = operation.responses[status] ?? operation.responses['default'];
  const schema = described?.content?.['application/json']?.schema;
  if (schema === undefined) {
    if (text !== '') throw new Error(`${operation.operationId} answers ${status} with a body that it does not tell of: ${text}`);
    return;
  }
  const named = document.components.schemas[nameIn(schema.$ref ?? schema.items?.$ref)];
  if (named === undefined) throw new Error(`${operation.operationId} names a schema that there is not.`);
  const one = z.fromJSONSchema(named);
  const { error } = (schema.items === undefined ? one : z.array(one)).safeParse(JSON.parse(text));
  if (error !== undefined) throw new Error(`${operation.operationId} answers ${status} otherwise than it tells: ${error.message}\n${text}`);
}

/** Throws when a body is none that the document tells of. */
export function holdBodyToDocument(document: OpenApi, method: string, path: string, body: unknown): void {
  const operation = operationAt(document, method, path);
  const named = document.components.schemas[nameIn(operation?.requestBody?.content?.['application/json']?.schema.$ref)];
  if (named === undefined) throw new Error(`${method} ${path} takes no body.`);
  z.fromJSONSchema(named).parse(body);
}

function operationAt({ paths }: OpenApi, method: string, path: string): Operation | undefined {
  const template = Object.keys(paths).find((each) => new RegExp(`^${each.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path));
  return template === undefined ? undefined : paths[template]?.[method.toLowerCase()];
}

function nameIn(ref: string | undefined): string {
  return ref?.replace('#/components/schemas/', '') ?? '';
}
