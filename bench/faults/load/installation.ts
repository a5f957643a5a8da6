import { setTimeout as pause } from 'node:timers/promises';
import type { z } from 'zod';
import type { ServerCopy } from '../injection/server-copy.ts';
import type { Random } from '../random.ts';

/** How long a client waits for an answer where nobody says otherwise, milliseconds: longer than anything that is done to the servers lasts. */
const PATIENCE_MS = 30_000;
const ANSWERED_WITHIN_MS = 300_000;
const COOKIE = 'iPlanetDirectoryPro';

/** What came back. Without a clear answer nobody knows whether it was done. */
export type Reply =
  | { readonly isClear: true; readonly status: number; readonly headers: Headers; readonly body: unknown }
  | { readonly isClear: false };

export interface Call {
  /** Sent as JSON, and a form as it is. */
  readonly body?: unknown;
  /** Of a session. */
  readonly token?: string | undefined;
  /** Of an application. */
  readonly bearer?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly copy?: ServerCopy;
}

/** The copies of the server as clients see them: something stands before them that leads each request to one that is ready. */
export class Installation {
  readonly copies: readonly ServerCopy[];
  /** What people know it by. */
  readonly publicUrl: string;
  /** What got no clear answer: what was asked, and what came instead. */
  readonly unclear: string[] = [];
  readonly #patienceMs: number;
  #turn = 0;

  /** @param patienceMs how long a client waits for an answer, milliseconds */
  constructor(copies: readonly ServerCopy[], publicUrl: string, patienceMs = PATIENCE_MS) {
    this.copies = copies;
    this.publicUrl = publicUrl;
    this.#patienceMs = patienceMs;
  }

  /** The next copy that is ready; while none is, one that is not. */
  next(): ServerCopy {
    const ready = this.copies.filter(({ isReady }) => isReady);
    const among = ready.length > 0 ? ready : this.copies;
    this.#turn += 1;
    const copy = among[this.#turn % among.length];
    if (copy === undefined) throw new Error('There are no copies.');
    return copy;
  }

  /** One request, once. @param path without the address */
  async ask(method: string, path: string, { body, token, bearer, headers = {}, copy = this.next() }: Call = {}): Promise<Reply> {
    const isForm = body instanceof URLSearchParams;
    try {
      const response = await fetch(`http://127.0.0.1:${copy.proxy.port}${path}`, {
        method,
        redirect: 'manual',
        signal: AbortSignal.timeout(this.#patienceMs),
        headers: {
          ...(isForm || body === undefined ? {} : { 'content-type': 'application/json' }),
          'x-requested-with': 'XMLHttpRequest',
          'accept-api-version': 'protocol=1.0,resource=2.1',
          ...(token === undefined ? {} : { cookie: `${COOKIE}=${token}` }),
          ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      // What an operational error leaves behind is not known to whoever asks.
      if (response.status >= 500 || response.status === 429) return this.#unclear(method, path, `${response.status} ${text}`);
      const isJson = text.startsWith('{') || text.startsWith('[');
      return { isClear: true, status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
    } catch (error) {
      return this.#unclear(method, path, error);
    }
  }

  /** Asks what changes nothing, until there is a clear answer. @throws Error when there is none for as long as a busy machine may take to start a server */
  async read(method: string, path: string, call: Call = {}): Promise<Extract<Reply, { isClear: true }>> {
    for (const until = performance.now() + ANSWERED_WITHIN_MS; performance.now() < until; await pause(100)) {
      const reply = await this.ask(method, path, call);
      if (reply.isClear) return reply;
    }
    throw new Error(`No clear answer to ${method} ${path} for ${ANSWERED_WITHIN_MS / 1_000} s.`);
  }

  /** The same for programs that bring their own addresses: each request goes to the next copy. */
  readonly fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const { pathname, search } = new URL(String(input));
    const address = `http://127.0.0.1:${this.next().proxy.port}${pathname}${search}`;
    try {
      const response = await fetch(address, { ...init, signal: AbortSignal.timeout(this.#patienceMs) });
      if (response.status >= 500) this.#unclear(init?.method ?? 'GET', pathname, response.status);
      return response;
    } catch (error) {
      this.#unclear(init?.method ?? 'GET', pathname, error);
      throw error;
    }
  };

  #unclear(method: string, path: string, came: unknown): { readonly isClear: false } {
    const why = came instanceof Error ? `${came.message}${came.cause instanceof Error ? ` (${came.cause.message})` : ''}` : String(came);
    this.unclear.push(`${new Date().toISOString()} ${method} ${path.replace(/\?.*/, '')}: ${why.slice(0, 300)}`);
    return { isClear: false };
  }
}

/** What an answer says. @throws Error when it has another shape */
export function saidIn<T>({ status, body }: { readonly status: number; readonly body: unknown }, shape: z.ZodType<T>): T {
  const said = shape.safeParse(body);
  if (said.success) return said.data;
  throw new Error(`An answer of status ${status} is not what it should be: ${JSON.stringify(body)}`);
}

/** Waits a little, as people do between two tries. */
export function breathe(random: Random): Promise<void> {
  return pause(random.between(20, 150));
}
