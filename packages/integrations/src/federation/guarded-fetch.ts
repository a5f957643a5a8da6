import type { CustomFetch } from 'openid-client';
import type { OutboundHttp } from '../outbound/create-outbound-http.ts';

/** Statuses whose answers have no body. */
const EMPTY = new Set([204, 205, 304]);

/**
 * Requests of the OpenID Connect library, made by what calls nothing but the public Internet and what an operator allows.
 * @param within milliseconds for each, in the place of what is usual
 */
export function guardedFetch(http: OutboundHttp, within?: number): CustomFetch {
  return async (url, { method, headers, body }) => {
    // The library sends forms and asks for JSON; nothing else has a body.
    const text = body instanceof URLSearchParams || typeof body === 'string' ? String(body) : undefined;
    const answer = await http.send({ url, method, headers, body: text, ...(within === undefined ? {} : { within }) });
    const received = new Headers();
    for (const [name, values] of Object.entries(answer.headers)) for (const value of values) received.append(name, value);
    return new Response(EMPTY.has(answer.status) ? null : answer.body, { status: answer.status, headers: received });
  };
}
