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
  /** Is called once when the request was answered well and a secret, a grant or a token proved that a client or a person let in has sent it. */
  readonly proved?: () => void;
}
