import type { ApiScope } from '@waygate/schema';
import type { z } from 'zod';
import type { API_SCHEMAS, ApiSchemaName } from './api-schemas.ts';
import type { OfflineApiDeps } from './offline-api-deps.ts';

type Read<N extends ApiSchemaName> = z.infer<(typeof API_SCHEMAS)[N]>;
type Answered<N extends ApiSchemaName> = z.input<(typeof API_SCHEMAS)[N]>;

/** A call of a client that may make it. */
export interface ApiCall<B> {
  readonly deps: OfflineApiDeps;
  /** Path of the realm that the client sees. */
  readonly realm: string;
  readonly body: B;
  /** What stands in the place of a parameter of the path. */
  parameter(name: string): string;
  /** Writes who changed what to the audit log. No content, no secret. */
  audit(event: string, facts: Readonly<Record<string, string | number | boolean | readonly string[]>>): void;
}

/** An endpoint: the router serves it and the document describes it, by the same facts. */
export interface ApiOperation {
  readonly id: string;
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** Below `/api/v2`, with parameters in braces. */
  readonly path: string;
  readonly summary: string;
  readonly tag: string;
  /** One of these is needed. */
  readonly scopes: readonly [ApiScope, ...ApiScope[]];
  readonly body?: ApiSchemaName;
  readonly status: 200 | 201 | 204;
  /** Name of what is answered, in an array: a list of such. */
  readonly answer?: ApiSchemaName | readonly [ApiSchemaName];
  /** Statuses that it refuses with, beside those that every one has. */
  readonly refusals?: readonly (404 | 409)[];
  run(call: ApiCall<unknown>): Promise<unknown>;
}

type Facts = Omit<ApiOperation, 'body' | 'answer' | 'run' | 'status'> & { readonly status?: ApiOperation['status'] };

/** Describes an endpoint; what it takes and answers has the types of the schemas that it names. */
export function operation<B extends ApiSchemaName, A extends ApiSchemaName>(
  facts: Facts & { readonly body: B; readonly answer: A; readonly run: (call: ApiCall<Read<B>>) => Promise<Answered<A>> },
): ApiOperation;
export function operation<B extends ApiSchemaName>(
  facts: Facts & { readonly body: B; readonly status: 204; readonly run: (call: ApiCall<Read<B>>) => Promise<void> },
): ApiOperation;
export function operation<A extends ApiSchemaName>(
  facts: Facts & { readonly answer: readonly [A]; readonly run: (call: ApiCall<undefined>) => Promise<readonly Answered<A>[]> },
): ApiOperation;
export function operation<A extends ApiSchemaName>(
  facts: Facts & { readonly answer: A; readonly run: (call: ApiCall<undefined>) => Promise<Answered<A>> },
): ApiOperation;
export function operation(facts: Facts & { readonly status: 204; readonly run: (call: ApiCall<undefined>) => Promise<void> }): ApiOperation;
export function operation(facts: Omit<ApiOperation, 'status'> & { readonly status?: ApiOperation['status'] }): ApiOperation {
  return { status: 200, ...facts };
}
