import { type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIPv6 } from 'node:net';
import { WaygateError } from '@waygate/schema';
import { type AllowedHosts, guardedAddress, type Resolve } from './address-guard.ts';
import { redirected, type Sent } from './redirected.ts';

export interface OutboundRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** Milliseconds for everything, in the place of what is usual. */
  readonly within?: number;
  /** How the body of the answer is read: `latin1` has a sign for each byte, for what is no text. */
  readonly encoding?: 'utf8' | 'latin1';
}

export interface OutboundResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly body: string;
}

/** Requests that authors have the server make. */
export interface OutboundHttp {
  /** @throws WaygateError whose message may be shown to the author: `outbound.refused`, `outbound.unlisted`, `outbound.unresolved`, `outbound.failed`, `outbound.too_large`, `outbound.too_late` */
  send(request: OutboundRequest): Promise<OutboundResponse>;
}

export interface OutboundOptions {
  /** Hosts that may be reached though they are not public. */
  readonly allowed: AllowedHosts;
  /** Milliseconds for everything, redirects included. */
  readonly within?: number;
  /** Bytes of a body. */
  readonly longest?: number;
  /** How many redirects are followed. */
  readonly redirects?: number;
  /** Whether an answer that leads elsewhere is followed, or refused when no redirect is allowed; `false` gives it back as it is. */
  readonly follow?: boolean;
  readonly resolve?: Resolve;
}

const WITHIN_MS = 10_000;
const LONGEST = 512 * 1024;
const REDIRECTS = 5;
/** Headers that belong to the connection, which is ours. */
const OURS = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'upgrade', 'te', 'trailer', 'keep-alive', 'expect']);

/** Makes requests to the public Internet and to what an operator allows, or to that alone where they say so, never to anything else, wherever a name or a redirect leads. */
export function createOutboundHttp({
  allowed,
  within = WITHIN_MS,
  longest = LONGEST,
  redirects = REDIRECTS,
  follow = true,
  resolve,
}: OutboundOptions): OutboundHttp {
  return {
    async send({ url, method, headers, body, within: own = within, encoding = 'utf8' }) {
      const signal = AbortSignal.timeout(own);
      let target = parseUrl(url);
      let sent: Sent = { method, headers: ownHeaders(headers), body };
      for (let hop = 0; hop <= redirects; hop += 1) {
        const address = await guardedAddress(target, allowed, signal, resolve);
        const response = await exchange(target, address, sent, signal);
        const location = response.headers.location;
        const follows = isRedirect(response.statusCode) && location !== undefined && follow;
        if (!follows) return read(response, longest, signal, encoding);
        response.destroy();
        const next = parseUrl(location, target);
        sent = redirected(sent, response.statusCode, target, next);
        target = next;
      }
      throw new WaygateError('authoring', 'outbound.refused', `The request is refused: it was redirected more than ${redirects} times.`);
    },
  };
}

function exchange(url: URL, address: string, { method, headers, body }: Sent, signal: AbortSignal): Promise<IncomingMessage> {
  const family = isIPv6(address) ? 6 : 4;
  const options: RequestOptions = {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }) },
    signal,
    agent: false,
    // The connection goes to the address that was checked, whatever the name says by now.
    lookup: (_host, wanted, done) => (wanted.all === true ? done(null, [{ address, family }]) : done(null, address, family)),
  };
  return new Promise((resolve, reject) => {
    try {
      const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, options, resolve);
      request.on('error', (cause) => reject(failed(url, cause, signal)));
      request.end(body);
    } catch (cause) {
      // Such as a header with a value that HTTP has no signs for.
      reject(
        new WaygateError('authoring', 'outbound.refused', 'The request is refused: its method or a header is not what HTTP takes.', {
          cause,
        }),
      );
    }
  });
}

async function read(
  response: IncomingMessage,
  longest: number,
  signal: AbortSignal,
  encoding: 'utf8' | 'latin1',
): Promise<OutboundResponse> {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of response as AsyncIterable<Buffer>) {
      length += part.length;
      if (length > longest) throw new WaygateError('authoring', 'outbound.too_large', `The answer is longer than ${longest} bytes.`);
      parts.push(part);
    }
  } catch (cause) {
    response.destroy();
    throw cause instanceof WaygateError ? cause : failed(undefined, cause, signal);
  }
  const headers = Object.fromEntries(Object.entries(response.headersDistinct).map(([name, values]) => [name, values ?? []]));
  return {
    status: response.statusCode ?? 0,
    statusText: response.statusMessage ?? '',
    headers,
    body: Buffer.concat(parts).toString(encoding),
  };
}

function ownHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const own = lower.filter(
    ([name, value]) => !OURS.has(name) && !name.startsWith('proxy-') && /^[\w!#$%&'*+.^`|~-]+$/.test(name) && !/[\r\n\0]/.test(value),
  );
  return Object.fromEntries(own);
}

function isRedirect(status: number | undefined): boolean {
  return status !== undefined && [301, 302, 303, 307, 308].includes(status);
}

function parseUrl(text: string, base?: URL): URL {
  const url = URL.parse(text, base?.href);
  if (url === null) throw new WaygateError('authoring', 'outbound.refused', 'The request is refused: this is not an address.');
  return url;
}

function failed(url: URL | undefined, cause: unknown, signal: AbortSignal): WaygateError {
  const where = url === undefined ? 'The server' : url.host;
  if (signal.aborted) return new WaygateError('authoring', 'outbound.too_late', `${where} did not answer in time.`, { cause });
  return new WaygateError('authoring', 'outbound.failed', `${where} could not be reached.`, { cause });
}
