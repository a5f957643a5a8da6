import assert from 'node:assert/strict';

interface Step {
  readonly authId?: string;
  readonly tokenId?: string;
  readonly callbacks?: readonly { readonly type: string; readonly input?: { value: unknown }[] }[];
}

/** A person or a program that comes to a Waygate from outside. */
export class Client {
  readonly #url: string;
  #repeated = 0;

  constructor(url: string) {
    this.#url = url;
  }

  async send(path: string, init: RequestInit = {}): Promise<{ readonly status: number; readonly text: string; readonly headers: Headers }> {
    const answer = await fetch(new URL(path, this.#url), {
      redirect: 'manual',
      signal: AbortSignal.timeout(90_000),
      ...init,
      // No connection is kept: what is tried takes the other end away.
      headers: { ...init.headers, connection: 'close' },
    });
    return { status: answer.status, text: await answer.text(), headers: answer.headers };
  }

  /** How many steps were sent again. */
  get repeated(): number {
    return this.#repeated;
  }

  /** One step; like the hosted page it sends a step again when the way to the server was cut, which is as good as before then. */
  async #step(realm: string, journey: string | undefined, step: Step): Promise<Step> {
    const named = journey === undefined ? '' : `?authIndexType=service&authIndexValue=${encodeURIComponent(journey)}`;
    const ask = () =>
      this.send(`/am/json/realms/root${realm === '/' ? '' : `/realms${realm}`}/authenticate${named}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'accept-api-version': 'protocol=1.0,resource=2.1' },
        body: JSON.stringify(step),
      });
    let answer = await ask();
    if (answer.status === 502) {
      this.#repeated += 1;
      answer = await ask();
    }
    assert.equal(answer.status, 200, `authenticate answered ${answer.status}: ${answer.text}`);
    return JSON.parse(answer.text) as Step;
  }

  /** Begins a sign-on. @returns what finishes it, and then answers with the token of the session */
  async begin(realm: string, username: string, password: string, journey?: string): Promise<() => Promise<string>> {
    let step = await this.#step(realm, journey, {});
    assert.ok(step.authId, 'the first step asks for something');
    return async () => {
      for (let steps = 0; step.tokenId === undefined && steps < 5; steps += 1) {
        for (const { type, input } of step.callbacks ?? []) {
          const [first] = input ?? [];
          if (first !== undefined && type === 'NameCallback') first.value = username;
          if (first !== undefined && type === 'PasswordCallback') first.value = password;
        }
        step = await this.#step(realm, journey, step);
      }
      assert.ok(step.tokenId, 'the sign-on made a session');
      return step.tokenId;
    };
  }

  /** Signs somebody on. @returns the token of the session */
  async signOn(realm: string, username: string, password: string, journey?: string): Promise<string> {
    return (await this.begin(realm, username, password, journey))();
  }

  /** Asks the console's API as an administrator, of a server whose public address is https. */
  async administer(token: string, method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await this.send(path, {
      method,
      headers: { '__Host-iPlanetDirectoryPro': token, 'x-requested-with': 'deploy', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    assert.ok(answer.status < 300, `${method} ${path} answered ${answer.status}: ${answer.text}`);
    return answer.text === '' ? undefined : JSON.parse(answer.text);
  }
}
