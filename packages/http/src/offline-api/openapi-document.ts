import { apiScopes } from '@waygate/schema';
import { z } from 'zod';
import type { ApiOperation } from './api-operation.ts';
import { API_SCHEMAS, type ApiSchemaName } from './api-schemas.ts';
import { operations } from './operations.ts';

/** Where the offline API is. */
export const OFFLINE_API = '/api/v2';
export const TOKEN_PATH = '/oauth/token';

type Json = Readonly<Record<string, unknown>>;

const REFUSALS: Readonly<Record<number, string>> = {
  400: 'The body is not right; errorCauses has every member that is wrong.',
  401: 'There is no token, or it is worth nothing any more.',
  403: 'The token is not for this, or the address may not call.',
  404: 'There is no such thing in the realm of the client.',
  409: 'It goes against what is there.',
  429: 'Too many calls; Retry-After says in how many seconds the next may come.',
};

/** The OpenAPI 3.1 document of the offline API, made of what serves it. */
export function openApiDocument(publicUrl: string, version: string): Json {
  const byPath = Map.groupBy(operations, ({ path }) => path);
  const described = [...byPath].map(([path, those]) => [
    path,
    Object.fromEntries(those.map((operation) => [operation.method, describe(operation)])),
  ]);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Waygate offline API',
      version,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      description: 'Sets up how people sign on while an identity provider cannot be reached. A client sees and changes one realm.',
    },
    servers: [{ url: `${publicUrl}${OFFLINE_API}` }],
    paths: { [TOKEN_PATH]: { post: tokenOperation() }, ...Object.fromEntries(described) },
    components: {
      schemas: componentSchemas(),
      securitySchemes: {
        oauth2: {
          type: 'oauth2',
          description: 'Client credentials, with a JWT that the key of the client has signed (RS256).',
          flows: {
            clientCredentials: {
              tokenUrl: `${publicUrl}${OFFLINE_API}${TOKEN_PATH}`,
              scopes: Object.fromEntries(apiScopes.map((scope) => [scope, scope.endsWith('.read') ? 'See' : 'See and change'])),
            },
          },
        },
      },
    },
  };
}

function describe({ id, path, summary, tag, scopes, body, status, answer, refusals = [] }: ApiOperation): Json {
  const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const statuses = [...(body === undefined ? [] : [400]), 401, 403, ...refusals, 429];
  return {
    operationId: id,
    summary,
    tags: [tag],
    ...(parameters.length === 0 ? {} : { parameters }),
    // Each is enough by itself.
    security: scopes.map((scope) => ({ oauth2: [scope] })),
    ...(body === undefined ? {} : { requestBody: { required: true, content: { 'application/json': { schema: refTo(`${body}Body`) } } } }),
    responses: {
      [status]: {
        description: 'Done.',
        ...(answer === undefined ? {} : { content: { 'application/json': { schema: answerOf(answer) } } }),
      },
      ...Object.fromEntries(statuses.map((refusal) => [refusal, refused(refusal)])),
      default: { description: 'Something is wrong here, or does not answer.', content: { 'application/json': { schema: refTo('Error') } } },
    },
  };
}

function tokenOperation(): Json {
  const content = { 'application/json': { schema: refTo('TokenError') } };
  return {
    operationId: 'createToken',
    summary: 'Create an access token',
    tags: ['Access tokens'],
    security: [],
    requestBody: { required: true, content: { 'application/x-www-form-urlencoded': { schema: refTo('TokenRequestBody') } } },
    responses: {
      200: { description: 'A token for five minutes.', content: { 'application/json': { schema: refTo('Token') } } },
      400: { description: 'The request is not right, or asks for too much.', content },
      401: { description: 'The assertion is not good.', content },
      403: { description: 'The address may not call.', content },
      429: { description: REFUSALS[429], content },
      default: { description: 'Something is wrong here, or does not answer.', content },
    },
  };
}

function refused(status: number): Json {
  return { description: REFUSALS[status], content: { 'application/json': { schema: refTo('Error') } } };
}

function answerOf(answer: NonNullable<ApiOperation['answer']>): Json {
  return typeof answer === 'string' ? refTo(answer) : { type: 'array', items: refTo(answer[0]) };
}

function refTo(name: string): Json {
  return { $ref: `#/components/schemas/${name}` };
}

/** What is taken may leave out what has a default; what is answered has all of it. */
function componentSchemas(): Json {
  const bodies = new Set<ApiSchemaName>(['TokenRequest']);
  const answers = new Set<ApiSchemaName>(['Error', 'Token', 'TokenError']);
  for (const { body, answer } of operations) {
    if (body !== undefined) bodies.add(body);
    if (answer !== undefined) answers.add(typeof answer === 'string' ? answer : answer[0]);
  }
  return Object.fromEntries([
    ...[...bodies].map((name) => [`${name}Body`, jsonSchema(name, 'input')]),
    ...[...answers].map((name) => [name, jsonSchema(name, 'output')]),
  ]);
}

function jsonSchema(name: ApiSchemaName, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(API_SCHEMAS[name], {
    io,
    override: ({ jsonSchema: made }) => withoutUnicodeClasses(made),
  });
  return schema;
}

/** Most readers of such documents take a pattern without the flag that classes of Unicode need, and then nothing fits it. */
function withoutUnicodeClasses(schema: { pattern?: string | undefined }): void {
  if (/\\p\{/i.test(schema.pattern ?? '')) delete schema.pattern;
}
