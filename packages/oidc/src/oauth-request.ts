import type { IncomingMessage } from 'node:http';
import type { SignOnSession } from '@waygate/engine';

/** A request to an address of a realm's authorization server. */
export interface OAuthRequest {
  readonly incoming: IncomingMessage;
  readonly realm: string;
  /** What follows the realm, such as `/authorize`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Text of the body; empty when there is none. */
  readonly body: string;
  /** Live session of the realm that came by cookie or header, with its token. */
  readonly signedOn?: { readonly session: SignOnSession; readonly token: string };
}
