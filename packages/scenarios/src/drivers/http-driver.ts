import type { MailMessage } from '@waygate/integrations';
import { type JourneyDocument, type WireCallback, wireError, wireStep, wireSuccess } from '@waygate/schema';
import type { ServerLog } from '@waygate/server';
import { z } from 'zod';
import type { Beginning, Driver, End } from '../driver.ts';
import { linkIn } from '../mailbox.ts';
import { readInbox } from '../read-inbox.ts';
import type { AppAct, Expectation, OathCodeAct, OfflineCodeAct, PasskeyAct, PhoneAct, ReadAnswer } from '../scenario.ts';
import { checkPage, fillAnswer, type SignOnPage } from '../sign-on-page.ts';
import type { World } from '../world.ts';
import { type Copies, serveWorld, type WorldServer } from '../world-server.ts';
import { Person } from './person.ts';

/** What the authenticate endpoint answered. */
type WireAnswer =
  | { readonly kind: 'step'; readonly step: z.infer<typeof wireStep> }
  | { readonly kind: 'success'; readonly tokenId: string }
  | { readonly kind: 'failure'; readonly message: string };

const ownSessions = z.object({
  result: z.array(z.looseObject({ username: z.string(), current: z.boolean(), factors: z.array(z.string()) })),
});

/** Runs scenarios over HTTP against the composed server on a loopback port, with the clock of the server in hand. */
export class HttpDriver implements Driver {
  readonly #documents: readonly JourneyDocument[];
  readonly #copies: Copies | undefined;
  readonly #log: ServerLog | undefined;
  readonly #closing = new AbortController();
  #server: WorldServer | undefined;
  #person: Person | undefined;
  #beginning: Beginning | undefined;
  #last: WireAnswer | undefined;

  /**
   * @param documents journeys of the realm
   * @param copies of the server, which take turns; one on memory stores when left out
   * @param log of the server; silent when left out
   */
  constructor(documents: readonly JourneyDocument[], copies?: Copies, log?: ServerLog) {
    this.#documents = documents;
    this.#log = log;
    this.#copies = copies;
  }

  get world(): World {
    return this.#running().server.world;
  }

  async begin(beginning: Beginning): Promise<void> {
    const server = await serveWorld(beginning, this.#documents, undefined, this.#copies, this.#log);
    this.#server = server;
    this.#beginning = beginning;
    const person = new Person(server.world, server.composed, beginning.realm, server.url);
    this.#person = person;
    await readInbox(server.url, person.phone.inboxKey, (messageId, jwt) => person.phone.receive(messageId, jwt), this.#closing.signal);
    await person.prepare(beginning.given.users);
    await this.reopen();
  }

  async reopen(): Promise<void> {
    await this.#authenticate(`?${this.#opening()}`, undefined, this.#beginning?.given.headers);
  }

  async again(): Promise<void> {
    if (this.#last?.kind !== 'success') throw new Error('nobody is signed on');
    const cookie = `iPlanetDirectoryPro=${this.#last.tokenId}`;
    await this.#authenticate(`?${this.#opening()}&ForceAuth=true`, undefined, { ...this.#beginning?.given.headers, cookie });
  }

  async openMail(): Promise<MailMessage> {
    const mail = await this.world.mailbox.next();
    await this.#authenticate(linkIn(mail).search);
    return mail;
  }

  async expect(expectation: Expectation): Promise<void> {
    checkPage(this.#page(), expectation);
  }

  async answer(answer: ReadAnswer): Promise<void> {
    const page = this.#page();
    await this.#authenticate('', { ...page, callbacks: fillAnswer(page, answer, this.#running().person.codes.textOf) });
  }

  async passkey(act: PasskeyAct): Promise<void> {
    const page = this.#page();
    await this.#authenticate('', { ...page, callbacks: this.#running().person.answerByPasskey(page, act) });
  }

  async app(act: AppAct): Promise<void> {
    const page = this.#page();
    await this.#authenticate('', { ...page, callbacks: this.#running().person.app.answer(page, act) });
  }

  phone(act: PhoneAct): Promise<void> {
    return this.#running().person.use(act, this.#page());
  }

  async advance(seconds: number): Promise<void> {
    this.world.clock.advance(seconds);
  }

  async end(): Promise<End> {
    const last = this.#last;
    if (last?.kind === 'failure') return last;
    if (last?.kind === 'step' && last.step.callbacks.some(({ type }) => type === 'SuspendedTextOutputCallback')) return { kind: 'waiting' };
    if (last?.kind !== 'success') throw new Error('the journey has not ended');
    const response = await fetch(this.#am('sessions?_queryFilter=true'), { headers: { cookie: `iPlanetDirectoryPro=${last.tokenId}` } });
    const current = ownSessions.parse(await response.json()).result.find((session) => session.current);
    if (current === undefined) throw new Error('the server does not know the session that it made');
    return { kind: 'success', username: current.username, evidence: current.factors };
  }

  attributes(username: string): Promise<Readonly<Record<string, readonly string[]>>> {
    return this.#running().person.attributesOf(username);
  }

  phones(username: string): Promise<number> {
    return this.#running().person.phonesOf(username);
  }

  passcode(): Promise<string> {
    return this.world.messages.nextCode();
  }

  async oathCode(act: OathCodeAct): Promise<string> {
    return this.#running().person.oath.code(act, this.world.clock.now());
  }

  offlineCode(act: OfflineCodeAct): Promise<string> {
    return this.#running().person.offlineCode(act, this.#page());
  }

  async mails(): Promise<number> {
    return this.world.mailbox.count;
  }

  passkeys(username: string): Promise<readonly string[]> {
    return this.#running().person.passkeysOf(username);
  }

  async pushes(): Promise<number> {
    return this.world.sent.length;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#server?.close();
  }

  /** The query by which the journey is opened. */
  #opening(): URLSearchParams {
    const { journey = '', given } = this.#beginning ?? {};
    return new URLSearchParams({ ...given?.parameters, authIndexType: 'service', authIndexValue: journey });
  }

  async #authenticate(query: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<void> {
    this.#last = await read(await post(this.#am(`authenticate${query}`), body, headers));
    if (this.#last.kind === 'step') this.#running().person.look(this.#page());
  }

  #page(): SignOnPage & { readonly callbacks: WireCallback[]; readonly authId: string } {
    if (this.#last?.kind !== 'step') throw new Error(`there is no page: the journey is at ${this.#last?.kind ?? 'nothing'}`);
    return this.#last.step;
  }

  #running(): { readonly server: WorldServer; readonly person: Person } {
    if (this.#server === undefined || this.#person === undefined) throw new Error('the scenario has not begun');
    return { server: this.#server, person: this.#person };
  }

  #am(resource: string): string {
    const parts = (this.#beginning?.realm ?? '/').split('/').filter((part) => part !== '');
    return `${this.#running().server.url}/am/json/realms/root${parts.map((part) => `/realms/${part}`).join('')}/${resource}`;
  }
}

function post(url: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept-api-version': 'protocol=1.0,resource=2.1', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

async function read(response: Response): Promise<WireAnswer> {
  const body: unknown = await response.json();
  if (response.status === 401) {
    const error = wireError.parse(body);
    if (error.detail?.errorCode !== undefined) throw new Error(`the journey is gone: ${error.message}`);
    return { kind: 'failure', message: error.message };
  }
  if (response.status !== 200) throw new Error(`the server answered ${response.status}: ${JSON.stringify(body)}`);
  const step = wireStep.safeParse(body);
  if (step.success) return { kind: 'step', step: step.data };
  const { tokenId } = wireSuccess.parse(body);
  if (tokenId === undefined) throw new Error('the server made no session');
  if (!response.headers.getSetCookie().some((cookie) => cookie.startsWith(`iPlanetDirectoryPro=${tokenId};`)))
    throw new Error('the session cookie was not set');
  return { kind: 'success', tokenId };
}
