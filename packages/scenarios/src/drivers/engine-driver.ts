import type { Step } from '@waygate/engine';
import type { MailMessage } from '@waygate/integrations';
import type { RequestFacts } from '@waygate/node-kit';
import { decodeAnswers, encodeCallbacks, type JourneyDocument, WaygateError, type WireCallback } from '@waygate/schema';
import { type ComposedEngine, composeEngine } from '@waygate/server';
import type { Beginning, Driver, End } from '../driver.ts';
import { linkIn } from '../mailbox.ts';
import type { AppAct, Expectation, OathCodeAct, OfflineCodeAct, PasskeyAct, PhoneAct, ReadAnswer } from '../scenario.ts';
import { checkPage, fillAnswer, type SignOnPage } from '../sign-on-page.ts';
import { openWorld, postOf, type World } from '../world.ts';
import { Person } from './person.ts';

const PUBLIC_URL = 'http://localhost';
/** Browser and phone are in one network. */
const CLIENT_IP = '203.0.113.7';

/** A request as nodes see it. @param headers that the client sent @param parameters of the query */
function requestWith(headers: Readonly<Record<string, string>>, parameters: Readonly<Record<string, string>> = {}): RequestFacts {
  const sent = new Headers({ 'user-agent': 'A browser of the scenario', ...headers });
  return {
    clientIp: CLIENT_IP,
    header: (name) => [sent.get(name)].filter((value) => value !== null),
    parameter: (name) => (parameters[name] === undefined ? [] : [parameters[name]]),
    headers: () => Object.fromEntries([...sent].map(([name, value]) => [name, [value]])),
    parameters: () => Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, [value]])),
    locales: ['en'],
  };
}

/** Runs scenarios against the engine itself, in this process, with the real services on memory stores and a clock that stands still. */
export class EngineDriver implements Driver {
  readonly #documents: readonly JourneyDocument[];
  #world: World | undefined;
  #composed: ComposedEngine | undefined;
  #person: Person | undefined;
  #realm = '/';
  #journey = '';
  #opening = requestWith({});
  #step: Step | undefined;

  /** @param documents journeys of the realm */
  constructor(documents: readonly JourneyDocument[]) {
    this.#documents = documents;
  }

  /** The world of the scenario, for looking into it afterwards. */
  get world(): World {
    if (this.#world === undefined) throw new Error('the scenario has not begun');
    return this.#world;
  }

  async begin(beginning: Beginning): Promise<void> {
    const world = await openWorld(beginning, this.#documents);
    const composed = composeEngine(world.workspace, PUBLIC_URL, world.observer, world.clock.now, postOf(world));
    this.#world = world;
    this.#composed = composed;
    this.#realm = beginning.realm;
    this.#journey = beginning.journey;
    this.#opening = requestWith(beginning.given.headers, beginning.given.parameters);
    this.#person = new Person(world, composed, beginning.realm, PUBLIC_URL, (url, init) => this.#post(String(url), String(init?.body)));
    composed.local.subscribe(this.#person.phone.inbox, ({ messageId, jwt }) => this.#person?.phone.receive(messageId, jwt));
    await this.#person.prepare(beginning.given.users);
    await this.reopen();
  }

  async reopen(): Promise<void> {
    const request = { realm: this.#realm, journey: this.#journey, request: this.#opening, force: false, noSession: false };
    if (this.#composed !== undefined) this.#take(await this.#composed.engine.start(request));
  }

  async again(): Promise<void> {
    const { composed } = this.#running(false);
    const step = this.#step;
    if (step?.kind !== 'success' || step.session === undefined || step.tokenId === undefined) throw new Error('nobody is signed on');
    const existing = { session: step.session, tokenId: step.tokenId };
    const request = { realm: this.#realm, journey: this.#journey, request: this.#opening, force: true, noSession: false };
    this.#take(await composed.engine.start({ ...request, existing }));
  }

  async openMail(): Promise<MailMessage> {
    const mail = await this.world.mailbox.next();
    const suspendedId = linkIn(mail).searchParams.get('suspendedId') ?? '';
    if (this.#composed !== undefined)
      this.#take(await this.#composed.engine.resume({ realm: this.#realm, suspendedId, request: requestWith({}) }));
    return mail;
  }

  async expect(expectation: Expectation): Promise<void> {
    checkPage(this.#page(), expectation);
  }

  async answer(answer: ReadAnswer): Promise<void> {
    await this.#submit(fillAnswer(this.#page(), answer, this.#running().person.codes.textOf));
  }

  async passkey(act: PasskeyAct): Promise<void> {
    await this.#submit(this.#running().person.answerByPasskey(this.#page(), act));
  }

  async app(act: AppAct): Promise<void> {
    await this.#submit(this.#running().person.app.answer(this.#page(), act));
  }

  async #submit(posted: readonly WireCallback[]): Promise<void> {
    const { composed, step } = this.#running();
    this.#take(
      await composed.engine.submit({
        realm: this.#realm,
        sessionId: step.handle.sessionId,
        key: step.handle.key,
        decode: (sent) => decodeAnswers(sent, posted),
        request: requestWith({}),
      }),
    );
  }

  phone(act: PhoneAct): Promise<void> {
    return this.#running().person.use(act, this.#page());
  }

  async advance(seconds: number): Promise<void> {
    this.world.clock.advance(seconds);
  }

  async end(): Promise<End> {
    const step = this.#step;
    if (step?.kind === 'failure') return { kind: 'failure', message: step.message ?? 'Login failure' };
    if (step?.kind === 'success' && step.session !== undefined) {
      return { kind: 'success', username: step.session.username, evidence: step.session.evidence.map(({ factor }) => factor) };
    }
    if (step?.kind === 'suspended') return { kind: 'waiting' };
    throw new Error('the journey has not ended');
  }

  passcode(): Promise<string> {
    return this.world.messages.nextCode();
  }

  async oathCode(act: OathCodeAct): Promise<string> {
    return this.#running(false).person.oath.code(act, this.world.clock.now());
  }

  offlineCode(act: OfflineCodeAct): Promise<string> {
    return this.#running().person.offlineCode(act, this.#page());
  }

  async mails(): Promise<number> {
    await this.#composed?.ports.mail.idle();
    return this.world.mailbox.count;
  }

  attributes(username: string): Promise<Readonly<Record<string, readonly string[]>>> {
    return this.#running(false).person.attributesOf(username);
  }

  phones(username: string): Promise<number> {
    return this.#running(false).person.phonesOf(username);
  }

  passkeys(username: string): Promise<readonly string[]> {
    return this.#running(false).person.passkeysOf(username);
  }

  async pushes(): Promise<number> {
    return this.world.sent.length;
  }

  async close(): Promise<void> {
    await this.#world?.workspace.close();
  }

  #take(step: Step): void {
    this.#step = step;
    if (step.kind === 'callbacks') this.#person?.look(this.#page());
  }

  #page(): SignOnPage {
    const step = this.#step;
    if (step?.kind !== 'callbacks' && step?.kind !== 'suspended')
      throw new Error(`there is no page: the journey is at ${step?.kind ?? 'nothing'}`);
    if (step.kind === 'suspended') return { callbacks: encodeCallbacks(step.callbacks, false), header: undefined, description: undefined };
    return { callbacks: encodeCallbacks(step.callbacks, step.page), header: step.header, description: step.description };
  }

  #running(open?: true): { composed: ComposedEngine; person: Person; step: Extract<Step, { kind: 'callbacks' }> };
  #running(open: false): { composed: ComposedEngine; person: Person };
  #running(open = true) {
    const composed = this.#composed;
    const person = this.#person;
    const step = this.#step;
    if (composed === undefined || person === undefined || (open && step?.kind !== 'callbacks')) throw new Error('there is no page');
    return { composed, person, step };
  }

  /** Stands in for the way from the phone to the server. */
  async #post(url: string, body: string): Promise<Response> {
    const action = new URL(url).searchParams.get('_action');
    if (action !== 'register' && action !== 'authenticate') throw new Error(`the phone posts to ${url}`);
    try {
      await this.#composed?.ports.push.answer(this.#realm, action, JSON.parse(body), CLIENT_IP);
      return new Response('{}');
    } catch (error) {
      if (error instanceof WaygateError) return new Response('{}', { status: 400 });
      throw error;
    }
  }
}
