import { WaygateError } from '@waygate/schema';

/** What goes over the wire, with the names of its headers in small letters. */
export interface Sent {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** Headers that say nothing of who asks: every other may be a key, whatever it is called. */
const FOR_ANYBODY = new Set(['accept', 'content-type']);

/**
 * The request that a redirect leads to.
 * @throws WaygateError `outbound.refused` when it would go on unencrypted, or take a body to another origin
 */
export function redirected(sent: Sent, status: number | undefined, from: URL, to: URL): Sent {
  if (from.protocol === 'https:' && to.protocol !== 'https:') throw refused('it was redirected to where nothing is encrypted.');
  const sameOrigin = from.origin === to.origin;
  const headers = Object.fromEntries(Object.entries(sent.headers).filter(([name]) => sameOrigin || FOR_ANYBODY.has(name)));
  if (status === 307 || status === 308) {
    if (!sameOrigin && sent.body !== undefined) throw refused('it was redirected with its body to another origin.');
    return { ...sent, headers };
  }
  if (sent.method === 'GET' || sent.method === 'HEAD') return { ...sent, headers, ...(sameOrigin ? {} : { body: undefined }) };
  const { 'content-type': _, ...rest } = headers;
  return { method: 'GET', headers: rest, body: undefined };
}

function refused(why: string): WaygateError {
  return new WaygateError('authoring', 'outbound.refused', `The request is refused: ${why}`);
}
