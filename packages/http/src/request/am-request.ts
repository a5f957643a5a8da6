import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { RequestFacts } from '@waygate/node-kit';
import type { Caller } from '../limits/caller.ts';
import { localesOf } from './locales.ts';

/** A request to an AM address, parsed as far as every handler needs it. */
export interface AmRequest {
  readonly method: string;
  readonly realm: string;
  /** The resource and what follows it. */
  readonly resource: readonly string[];
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Text of the body; empty when there is none. */
  readonly body: string;
  readonly facts: RequestFacts;
  readonly caller: Caller;
}

/** The request as nodes may see it. */
export class HttpRequestFacts implements RequestFacts {
  readonly clientIp: string | undefined;
  readonly #request: IncomingMessage;
  readonly #query: URLSearchParams;
  #locales: readonly string[] | undefined;

  constructor(request: IncomingMessage, query: URLSearchParams, clientIp: string | undefined) {
    this.#request = request;
    this.#query = query;
    this.clientIp = clientIp;
  }

  header(name: string): readonly string[] {
    return this.#request.headersDistinct[name] ?? [];
  }

  parameter(name: string): readonly string[] {
    return this.#query.getAll(name);
  }

  headers(): Readonly<Record<string, readonly string[]>> {
    return Object.fromEntries(Object.entries(this.#request.headersDistinct).map(([name, values]) => [name, values ?? []]));
  }

  parameters(): Readonly<Record<string, readonly string[]>> {
    return Object.fromEntries([...new Set(this.#query.keys())].map((name) => [name, this.#query.getAll(name)]));
  }

  get locales(): readonly string[] {
    this.#locales ??= localesOf(this.#query.get('locale'), this.#request.headers['accept-language']);
    return this.#locales;
  }
}
