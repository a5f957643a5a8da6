import { createServerLog } from '@waygate/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SecretScanner } from '../../../apps/server/test/leaks/secret-scanner.ts';
import { type Beginning, HttpDriver, linkIn } from '../src/index.ts';
import { harvest } from './harvest-secrets.ts';
import { takeShippedJourneys } from './take-shipped-journeys.ts';

/** What all scenarios said to the log, at its most talkative. */
let logged = '';
const kinds = new Set<string>();
let looked = 0;

/** What goes through `fetch` in one scenario. */
let heard: (kind: string, text: string) => void = () => undefined;
const real = globalThis.fetch;
beforeAll(() => {
  globalThis.fetch = async (input, init) => {
    const { headers } = new Request('http://x', init?.headers === undefined ? {} : { headers: init.headers });
    for (const pair of headers.get('cookie')?.split('; ') ?? [])
      heard('cookie', JSON.stringify({ secret: pair.slice(pair.indexOf('=') + 1) }));
    for (const name of ['authorization', 'x-openam-password'])
      heard(name, JSON.stringify({ secret: headers.get(name)?.replace(/^Bearer /, '') }));
    if (typeof init?.body === 'string') heard('request', init.body);
    const response = await real(input, init);
    for (const cookie of response.headers.getSetCookie()) heard('set-cookie', JSON.stringify({ secret: /=([^;]*)/.exec(cookie)?.[1] }));
    if (response.headers.get('content-type')?.startsWith('text/event-stream') !== true) heard('answer', await response.clone().text());
    return response;
  };
});
afterAll(() => {
  globalThis.fetch = real;
});

/** Drives a server whose log is read afterwards, and looks there and in the traces for every secret that went by. */
class ScannedDriver extends HttpDriver {
  readonly #scanner = new SecretScanner();
  readonly #lines: readonly string[];

  constructor(documents: ConstructorParameters<typeof HttpDriver>[0]) {
    const lines: string[] = [];
    super(documents, undefined, createServerLog('trace', { write: (line) => void lines.push(line) }));
    this.#lines = lines;
  }

  override async begin(beginning: Beginning): Promise<void> {
    const { users } = beginning.given;
    const open = new Set(users.flatMap(({ username, attributes }) => [username, ...Object.values(attributes).flat()]));
    for (const { password } of users) this.#scanner.plant('password', password);
    heard = (kind, text) => harvest(this.#scanner, kind, text, open);
    await super.begin(beginning);
  }

  override async passcode(): Promise<string> {
    return this.#scanner.plant('passcode', await super.passcode());
  }

  override async oathCode(act: Parameters<HttpDriver['oathCode']>[0]): Promise<string> {
    return this.#scanner.plant('OATH code', await super.oathCode(act));
  }

  override async offlineCode(act: Parameters<HttpDriver['offlineCode']>[0]): Promise<string> {
    return this.#scanner.plant('offline code', await super.offlineCode(act));
  }

  override async openMail(): ReturnType<HttpDriver['openMail']> {
    const mail = await super.openMail();
    this.#scanner.plant('mail link', linkIn(mail).searchParams.get('suspendedId') ?? '');
    return mail;
  }

  override async close(): Promise<void> {
    heard = () => undefined;
    const { workspace, sent } = this.world;
    for (const { message, inbox } of sent) {
      this.#scanner.plant('push', message.jwt);
      this.#scanner.plant('inbox', inbox);
    }
    const { traces } = workspace.stores;
    const written: unknown[] = [];
    // They are written at the latest when the server stops, with which the store goes.
    const append = traces.append.bind(traces);
    traces.append = async (part, keeping) => {
      written.push(part);
      await append(part, keeping);
    };
    await super.close();
    const log = this.#lines.join('');
    expect([...this.#scanner.find('log', log), ...this.#scanner.find('traces', JSON.stringify(written))]).toEqual([]);
    logged += log;
    looked += this.#scanner.size;
    for (const kind of this.#scanner.kinds) kinds.add(kind);
  }
}

takeShippedJourneys('http', ScannedDriver);

test('the log told of every node in lines of JSON, and what was looked for in it was every kind of secret', () => {
  const lines = logged
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.filter(({ event }) => event === 'AM-NODE-LOGIN-COMPLETED').length).toBeGreaterThan(1_000);
  for (const line of lines)
    expect(line).toMatchObject({ time: expect.any(String), level: expect.any(String), message: expect.any(String) });
  expect(looked).toBeGreaterThan(3_000);
  expect([...kinds].sort()).toMatchInlineSnapshot(`
    [
      "OATH code",
      "answer HiddenValueCallback",
      "answer authId",
      "answer link",
      "answer link c",
      "answer link m",
      "answer link s",
      "answer link secret",
      "authorization secret",
      "inbox",
      "mail link",
      "offline code",
      "passcode",
      "password",
      "push",
      "request DeviceBindingCallback",
      "request DeviceSigningVerifierCallback",
      "request HiddenValueCallback",
      "request KbaCreateCallback",
      "request PasswordCallback",
      "request ValidatedCreatePasswordCallback",
      "request jwt",
      "set-cookie secret",
      "x-openam-password secret",
    ]
  `);
});
