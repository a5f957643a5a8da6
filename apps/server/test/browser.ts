import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';

/** What came back for a request. */
export interface Answer {
  readonly url: string;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Buffer;
  /** Whether a page is opened, as by a link; else a script asks. */
  readonly navigates?: boolean;
  /** The site that leads there. */
  readonly site?: 'same-origin' | 'cross-site' | 'none';
}

/** Says name and password on the hosted sign-on page. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
  /** What is typed where a text is asked for after the name, such as a one-time code. */
  readonly code?: () => Promise<string>;
}

/** A browser as far as the gate has to do with one: cookies by host and port-less as they are, redirects, and the hosted sign-on page, played by its own protocol. All hosts are this machine. */
export class Browser {
  readonly #jars = new Map<string, Map<string, string>>();
  readonly #waygate: string;

  /** @param waygate address of the server */
  constructor(waygate: string) {
    this.#waygate = waygate;
  }

  /** What is kept for a host. */
  cookies(url: string): Map<string, string> {
    const { hostname } = new URL(url);
    const jar = this.#jars.get(hostname) ?? new Map<string, string>();
    this.#jars.set(hostname, jar);
    return jar;
  }

  /** One request, without following where it leads. */
  async send(url: string, { method = 'GET', headers = {}, body, navigates = true, site = 'none' }: Sent = {}): Promise<Answer> {
    const target = new URL(url);
    const jar = this.cookies(url);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await raw(target, {
      method,
      headers: {
        ...(cookie === '' ? {} : { cookie }),
        accept: navigates ? 'text/html,*/*;q=0.8' : '*/*',
        'sec-fetch-mode': navigates ? 'navigate' : 'cors',
        'sec-fetch-site': site,
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
    });
    for (const line of answer.headers['set-cookie'] ?? []) {
      const [pair = '', ...attributes] = line.split('; ');
      const at = pair.indexOf('=');
      if (attributes.includes('Max-Age=0')) jar.delete(pair.slice(0, at));
      else jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return answer;
  }

  /** Opens a page and follows where it leads; where that is the sign-on page it signs on, if it is told how, and stays there otherwise. */
  async open(url: string, credentials?: Credentials, most = 12): Promise<Answer> {
    let at = url;
    for (let hop = 0; hop < most; hop += 1) {
      const answer = await this.send(at);
      const { location } = answer.headers;
      if (location === undefined) return answer;
      at = new URL(location, at).href;
      if (at.startsWith(`${this.#waygate}/sign-on/`)) {
        if (credentials === undefined) return { ...answer, url: at };
        at = await this.signOn(at, credentials);
      }
    }
    throw new Error(`Led round and round, last to ${at}.`);
  }

  /** Does what the hosted page does. @returns where the page leads then */
  async signOn(page: string, { username, password, code = async () => username }: Credentials): Promise<string> {
    const { pathname, searchParams } = new URL(page);
    const [, , realm = '', journey] = pathname.split('/');
    if (journey !== undefined) {
      searchParams.set('authIndexType', 'service');
      searchParams.set('authIndexValue', decodeURIComponent(journey));
    }
    const address = `${this.#waygate}/am/json/realms/root/realms/${realm}/authenticate?${searchParams}`;
    let body: unknown;
    let wasNamed = false;
    for (let step = 0; step < 6; step += 1) {
      const headers = { 'content-type': 'application/json', 'accept-api-version': 'resource=2.1' };
      const answer = await this.send(address, { method: 'POST', headers, body: JSON.stringify(body ?? {}), navigates: false });
      const said = JSON.parse(answer.text) as WireAnswer;
      if (said.successUrl !== undefined) return new URL(said.successUrl, this.#waygate).href;
      if (said.callbacks === undefined) throw new Error(`The sign-on came to nothing: ${answer.text}`);
      for (const { type, input } of said.callbacks) {
        const [first] = input ?? [];
        if (first !== undefined && type === 'NameCallback') {
          first.value = wasNamed ? await code() : username;
          wasNamed = true;
        }
        if (first !== undefined && type === 'PasswordCallback') first.value = password;
      }
      body = said;
    }
    throw new Error('The sign-on asks for more than name and password.');
  }
}

interface WireAnswer {
  readonly successUrl?: string;
  readonly callbacks?: readonly { readonly type: string; readonly input?: { value: unknown }[] }[];
}

/** A request to this machine, whatever its host is called. */
export function raw(target: URL, { method = 'GET', headers = {}, body }: Sent = {}): Promise<Answer> {
  const secure = target.protocol === 'https:';
  return new Promise((resolve, reject) => {
    const request = (secure ? httpsRequest : httpRequest)(
      {
        host: '127.0.0.1',
        port: target.port,
        path: `${target.pathname}${target.search}`,
        method,
        // Every connection is its own, so that none is kept by a server that stops.
        agent: false,
        ...(secure ? { rejectUnauthorized: false, servername: target.hostname } : {}),
        headers: { host: target.host, ...headers, ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }) },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            url: target.href,
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString('utf8'),
          }),
        );
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}
