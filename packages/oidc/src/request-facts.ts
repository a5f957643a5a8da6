import type { IncomingMessage } from 'node:http';
import type { SignOnSession } from '@waygate/engine';

/** What is known of a request before the library sees it. */
export interface RequestFacts {
  readonly session: SignOnSession | undefined;
  /** Whether the request says, in AM's form, that the person agrees, and proves that it is theirs. */
  readonly agreed: boolean;
  /** Whether the realm demands PKCE of every client. */
  readonly needsPkce: boolean;
  /** Cookies of the browser, of which the library sees none but its own. */
  readonly cookies: string | undefined;
}

const facts = new WeakMap<IncomingMessage, RequestFacts>();

/** Ties facts to the request that is handed to the library, for as long as it lasts. */
export function setFacts(request: IncomingMessage, known: RequestFacts): void {
  facts.set(request, known);
}

export function factsOf(request: IncomingMessage): RequestFacts {
  return facts.get(request) ?? { session: undefined, agreed: false, needsPkce: false, cookies: undefined };
}
