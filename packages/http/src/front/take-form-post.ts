import type { IncomingMessage, ServerResponse } from 'node:http';
import { WaygateError } from '@waygate/schema';
import type { HttpDeps } from '../http-deps.ts';
import { readBody } from '../request/read-body.ts';

/** What of an answer is handed on; a profile that comes along, as Apple's does, is nothing for an address. */
const HANDED_ON = ['code', 'state', 'iss', 'error', 'error_description'];
/** Longest value that is handed on, characters. */
const LONGEST = 4_096;
/** Largest form, bytes. */
const LONGEST_FORM = 32 * 1024;

/**
 * `POST …/client/form_post/{provider}`: a provider has the browser post its answer here (AM). The browser is led on to the page that goes on with the sign-on, which
 * alone can tell whether the answer is its own: nothing is believed or kept here.
 * @throws WaygateError `resource.unknown` (notFound), `request.method`, `request.malformed` (input)
 */
export async function takeFormPost(
  request: IncomingMessage,
  response: ServerResponse,
  realm: string,
  [, kind, provider, ...more]: readonly string[],
  deps: HttpDeps,
): Promise<void> {
  const target =
    kind !== 'form_post' || provider === undefined || more.length > 0 ? undefined : await deps.afterFormPost?.(realm, provider);
  if (target === undefined) throw new WaygateError('notFound', 'resource.unknown', 'There is no such resource.');
  if (request.method !== 'POST') throw new WaygateError('input', 'request.method', 'A provider posts its answer here.');
  const form = new URLSearchParams(await readBody(request, LONGEST_FORM));
  const url = new URL(target);
  for (const name of HANDED_ON) {
    const [value, ...others] = form.getAll(name);
    if (others.length > 0 || (value?.length ?? 0) > LONGEST)
      throw new WaygateError('input', 'request.malformed', 'This is no answer of a provider.');
    if (value !== undefined) url.searchParams.set(name, value);
  }
  response.writeHead(303, { Location: url.href, 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' }).end();
}
