import { AsyncLocalStorage } from 'node:async_hooks';

/** What is known of the request that something happens in, through everything that it waits for. */
export interface RequestContext {
  /** Ties together what is logged of it; clients may have chosen it. */
  readonly transaction: string;
  /** Id of the run of a journey that it came to, once that is known. */
  run?: string;
  /** Every text that the request brought, and that may be secret. */
  readonly brought: () => readonly string[];
}

/** The request that is served at this moment. Work that goes on beside requests has none. */
export const requestContext = new AsyncLocalStorage<RequestContext>();
