import { generateKeyPairSync } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { expect } from '@playwright/test';
import { SoftwareAuthenticator } from '@waygate/phone';
import {
  type AppAct,
  type Beginning,
  checkPage,
  chosenNumber,
  type Driver,
  type End,
  type Expectation,
  hiddenValue,
  linkIn,
  type OathCodeAct,
  type OfflineCodeAct,
  otherCode,
  outputOf,
  type PasskeyAct,
  type PhoneAct,
  type ReadAnswer,
  RecoveryCodeBook,
  recoveryCodesOn,
  registerApp,
  registerPasskey,
  registerPhone,
  ScenarioCodes,
  serveWorld,
  type World,
  type WorldServer,
} from '@waygate/scenarios';
import { type JourneyDocument, type WireStep, wireError, wireStep } from '@waygate/schema';
import { z } from 'zod';
import { ExpectAccount } from '../pages/expect-account.ts';
import { ExpectAuthenticator } from '../pages/expect-authenticator.ts';
import { ExpectSignOn } from '../pages/expect-sign-on.ts';
import type { ScenarioRoom } from './scenario-room.ts';
import { showOfflineKey } from './show-offline-key.ts';
import { tapAnswers } from './tap-answers.ts';
import { VirtualAuthenticator } from './virtual-authenticator.ts';

type Seen =
  | { readonly kind: 'step'; readonly step: WireStep }
  | { readonly kind: 'failure'; readonly message: string }
  | { readonly kind: 'success' };

/** What a scenario can have a browser tell of itself. */
const profileOnPage = z.looseObject({
  metadata: z.looseObject({ platform: z.looseObject({ deviceName: z.string() }) }),
  location: z.object({ latitude: z.number(), longitude: z.number() }),
});

const ownSessions = z.object({
  result: z.array(z.looseObject({ username: z.string(), current: z.boolean(), factors: z.array(z.string()) })),
});

/** How long a page may take to ask the server and to show the answer, milliseconds. */
const PATIENCE = 15_000;
/** How long a button is waited for that need not come, milliseconds. */
const PRESSES_WITHIN = 2_000;

/**
 * Runs scenarios in a real browser: hosted pages in one context, the web authenticator in another, which is opened when somebody needs a phone. The server is the composed
 * one with the clock of the scenario, and the clocks of both pages are set by it.
 */
export class BrowserDriver implements Driver {
  readonly #room: ScenarioRoom;
  readonly #documents: readonly JourneyDocument[];
  /** Tells of each answer that the server gave to the page. */
  readonly #answers = new EventEmitter();
  readonly #codes = new RecoveryCodeBook();
  readonly #oath = new ScenarioCodes();
  /** Keeps what browsers that the person opens find on the device. */
  readonly #device = new VirtualAuthenticator();
  /** Names of the devices that the browser has been said to run on. */
  readonly #models: string[] = [];
  /** The one that the person carries along. */
  readonly #securityKey = new VirtualAuthenticator('usb');
  /** The one that made a passkey last. */
  #inHand = this.#device;
  #beginning: Beginning | undefined;
  #server: WorldServer | undefined;
  #signOn: ExpectSignOn | undefined;
  #authenticator: ExpectAuthenticator | undefined;
  /** The QR code that the web authenticator opened last, and the code that it showed. */
  #opened: { readonly qr: string; readonly code: string } | undefined;
  #seen: Seen | undefined;
  /** Clock of the scenario when the page got its step, epoch milliseconds. */
  #seenAt = 0;
  /** How many pushes went out before the scenario began. */
  #sentBefore = 0;
  /** Whether the page has asked by itself since the person last did something. */
  #polled = false;

  /** @param documents journeys of the realm */
  constructor(room: ScenarioRoom, documents: readonly JourneyDocument[]) {
    this.#room = room;
    this.#documents = documents;
  }

  get world(): World {
    return this.#running().server.world;
  }

  async begin(beginning: Beginning): Promise<void> {
    this.#beginning = beginning;
    const server = await serveWorld(beginning, this.#documents, this.#room.door);
    this.#server = server;
    tapAnswers(server.server, (body) => this.#look(body));
    if (Object.keys(beginning.given.headers).length > 0) throw new Error('Browsers send no headers of their own.');
    for (const user of beginning.given.users) {
      if (user.app !== undefined) await registerApp(server.world, server.composed, beginning.realm, user.username, user.app);
      if (user.passkey !== undefined) {
        const made = new SoftwareAuthenticator();
        this.#codes.note(await registerPasskey(server.world, server.composed, beginning.realm, user.username, user.passkey, made));
        this.#device.keep(made.passkeys);
      }
      if (user.phone === undefined) continue;
      const authenticator = await this.#phone();
      const scan = async (uri: string) => {
        await authenticator.paste(uri);
        await authenticator.toHaveAdded(user.username);
      };
      this.#codes.note(await registerPhone(server.world, server.composed, beginning.realm, user.username, scan));
      if (user.phoneWorksOffline === true) await showOfflineKey(server, beginning.realm, user.username, authenticator);
    }
    this.#sentBefore = server.world.sent.length;
    await this.reopen();
  }

  reopen(): Promise<void> {
    return this.#open((signOn) => signOn.open(this.#room.door.url, this.#beginning?.journey ?? '', this.#query(), this.#beginning?.realm));
  }

  async again(): Promise<void> {
    const { signOn, server } = this.#running();
    await signOn.page.waitForURL(/\/account/);
    await this.#asks(() => signOn.open(server.url, this.#beginning?.journey ?? '', '?ForceAuth=true', this.#beginning?.realm));
  }

  /** What stands behind the address of the journey. */
  #query(more: Readonly<Record<string, string>> = {}): string {
    const query = String(new URLSearchParams({ ...this.#beginning?.given.parameters, ...more }));
    return query === '' ? '' : `?${query}`;
  }

  async openMail() {
    const mail = await this.world.mailbox.next();
    await this.#open(async ({ page }) => {
      await page.goto(linkIn(mail).href);
    });
    return mail;
  }

  passcode(): Promise<string> {
    return this.world.messages.nextCode();
  }

  async oathCode(act: OathCodeAct): Promise<string> {
    return this.#oath.code(act, this.world.clock.now());
  }

  async offlineCode(act: OfflineCodeAct): Promise<string> {
    const qr = hiddenValue(this.#step(), 'offlineDeviceChallenge');
    if (qr === undefined) throw new Error('there is nothing to scan');
    // What was opened once is shown no second time.
    if (this.#opened?.qr !== qr) this.#opened = { qr, code: await (await this.#phone()).openCode(qr) };
    return act === 'right' ? this.#opened.code : otherCode(this.#opened.code);
  }

  async mails(): Promise<number> {
    return this.world.mailbox.count;
  }

  async #open(goTo: (signOn: ExpectSignOn) => Promise<void>): Promise<void> {
    await this.#inHand.leave();
    const seat = await this.#room.signOn();
    // Whoever is signed on is led on first.
    if (this.#seen?.kind === 'success') await seat.page.waitForURL(/\/account/, { waitUntil: 'commit' });
    await seat.clear(this.world.clock.now());
    await this.#inHand.enter(seat.page);
    const signOn = new ExpectSignOn(seat.page);
    this.#signOn = signOn;
    await this.#asks(() => goTo(signOn));
  }

  async expect(expectation: Expectation): Promise<void> {
    const { signOn } = this.#running();
    await expect(() => checkPage(this.#step(), expectation)).toPass({ timeout: 10_000 });
    const step = this.#step();
    if (step.header !== undefined) await signOn.toHaveHeading(step.header);
    // The page says in its own words what it is.
    const isBackupCode = hiddenValue(step, 'offlineBackupCode') !== undefined;
    for (const callback of step.callbacks) {
      const prompt = String(outputOf(callback, 'prompt') ?? '');
      if (/^(Name|Password|TextInput|ValidatedCreateUsername|ValidatedCreatePassword)Callback$/.test(callback.type)) {
        await expect(signOn.field(prompt)).toBeVisible();
      }
      const optional = outputOf(callback, 'required') === false ? ' (optional)' : '';
      if (/^(String|Number)AttributeInputCallback$/.test(callback.type)) await expect(signOn.field(`${prompt}${optional}`)).toBeVisible();
      if (callback.type === 'BooleanAttributeInputCallback') await expect(signOn.box(prompt)).toBeVisible();
      if (callback.type === 'KbaCreateCallback') await expect(signOn.page.getByRole('group', { name: prompt })).toBeVisible();
      if (callback.type === 'TermsAndConditionsCallback') await expect(signOn.box(/^I accept/)).toBeVisible();
      const options = outputOf(callback, 'options');
      if (Array.isArray(options)) for (const option of options) await expect(signOn.button(String(option))).toBeVisible();
      const message = String(outputOf(callback, 'message') ?? '');
      const isScript = outputOf(callback, 'messageType') === '4';
      if (callback.type === 'SuspendedTextOutputCallback') await expect(signOn.page.getByText(message)).toBeVisible();
      if (callback.type === 'TextOutputCallback' && !isScript && !isBackupCode) await expect(signOn.page.getByText(message)).toBeVisible();
    }
    if (hiddenValue(step, 'mfaDeviceRegistration') !== undefined) {
      await signOn.toShowACode();
      expect(await signOn.registrationLink()).toBe(hiddenValue(step, 'mfaDeviceRegistration'));
    }
    const number = hiddenValue(step, 'pushChallengeNumber');
    if (number !== undefined) await expect.poll(() => signOn.shownNumber()).toBe(number);
    const codes = recoveryCodesOn(step);
    const shown = () => (isBackupCode ? signOn.toShowCodes('Your backup code', 1) : signOn.toShowRecoveryCodes());
    if (codes.length > 0) expect(await shown()).toEqual(codes);
    this.#codes.note(codes);
  }

  async answer({ enter, accept, press }: ReadAnswer): Promise<void> {
    const { signOn } = this.#running();
    // A page that waits asks by itself; there is nothing for the person to do.
    const polls = this.#polled || this.#step().callbacks.some(({ type }) => type === 'PollingWaitCallback');
    this.#polled = false;
    if (polls && press === undefined) return;
    for (const [label, typed] of Object.entries(enter)) {
      if (typeof typed === 'boolean') await signOn.box(label).setChecked(typed);
      else if (typeof typed === 'object' && 'question' in typed) await signOn.answerQuestion(label, typed);
      else await signOn.field(label).fill(this.#codes.textOf(typed));
    }
    if (accept === true) for (const box of await signOn.box(/^I (accept|agree) /).all()) await box.check();
    // What is chosen from a list is sent by the button of the page.
    const isChoice = press !== undefined && this.#step().callbacks.some((one) => listed(outputOf(one, 'choices')).includes(press));
    if (isChoice) await signOn.page.getByRole('radio', { name: press, exact: true }).check();
    const button = press === undefined || isChoice ? signOn.submit : signOn.button(press);
    await this.#asks(() => button.click());
  }

  async passkey(act: PasskeyAct): Promise<void> {
    const { signOn } = this.#running();
    if ('without' in act) return this.#goWithoutPasskey(act);
    if ('make' in act) {
      if (act.wrong !== undefined) throw new Error(`A browser makes no passkey like that: ${act.wrong}.`);
      await this.#takeInHand(JSON.stringify(this.#step()).includes('cross-platform') ? this.#securityKey : this.#device);
      await signOn.field('Name of this passkey (optional)').fill(act.make);
    } else if (act.use === 'counterBack') await this.#inHand.spoil({ signCount: 0 });
    else if (act.use === 'foreignKey') await this.#inHand.spoil({ privateKey: newPrivateKey() });
    else if (act.use !== 'right') throw new Error(`A browser uses no passkey like that: ${act.use}.`);
    await this.#inHand.setPresent(true);
    await this.#asks(() => ('make' in act ? signOn.button('Make passkey') : signOn.passkeyButton).click());
    await this.#inHand.setPresent(false);
  }

  async #goWithoutPasskey({ without, enter }: Extract<PasskeyAct, { without: unknown }>): Promise<void> {
    const { signOn } = this.#running();
    if (without === 'unsupported') await (await this.#room.signOn()).reloadWithoutPasskeys();
    const fields = Object.entries(enter);
    for (const [label, typed] of fields) await signOn.field(label).fill(typed);
    await this.#asks(() => (fields.length === 0 ? signOn.withoutPasskey : signOn.submit).click());
  }

  async #takeInHand(authenticator: VirtualAuthenticator): Promise<void> {
    if (authenticator === this.#inHand) return;
    await this.#inHand.leave();
    this.#inHand = authenticator;
    await authenticator.enter(this.#running().signOn.page);
  }

  async app(act: AppAct): Promise<void> {
    const { signOn } = this.#running();
    if ('profile' in act) return this.#tellProfile(profileOnPage.parse(act.profile));
    // A page has no key of its own, and says so.
    if (!('cannot' in act) || act.cannot !== 'Unsupported') throw new Error('Only an app does this.');
    await expect(signOn.page.getByText('This step needs an app on your phone')).toBeVisible();
    await this.#asks(() => signOn.submit.click());
  }

  /** Has the browser tell where it is, and what it is: as large as every one with that name, and no other. */
  async #tellProfile({ metadata, location }: z.infer<typeof profileOnPage>): Promise<void> {
    const { signOn } = this.#running();
    const seat = await this.#room.signOn();
    const { deviceName } = metadata.platform;
    if (!this.#models.includes(deviceName)) this.#models.push(deviceName);
    await seat.seemLike(this.#models.indexOf(deviceName));
    // A page that sees in time that it may know the place asks for no press: then there is an answer, and no button.
    const share = () => signOn.button('Share location').click({ timeout: PRESSES_WITHIN });
    await seat.sharePlace(location, () => this.#asks(() => share().catch(() => undefined)));
  }

  async passkeys(username: string): Promise<readonly string[]> {
    const { workspace } = this.world;
    const user = await workspace.stores.identities.findByName(this.#beginning?.realm ?? '/', username);
    const kept = user === undefined ? [] : await workspace.stores.devices.webauthn.list(user.realm, user.id);
    return kept.map(({ device }) => device.deviceName);
  }

  async phone(act: PhoneAct): Promise<void> {
    const { signOn, server } = this.#running();
    if ('addCodes' in act) return this.#oath.scan(await signOn.registrationLink());
    const authenticator = await this.#phone();
    if ('scan' in act) {
      await authenticator.paste(await signOn.registrationLink());
      await authenticator.toHaveAdded(this.#beginning?.given.users[0]?.username ?? '');
      return;
    }
    await authenticator.toAsk(this.#beginning?.given.users[0]?.username ?? '');
    if ('choose' in act) {
      const shown = await signOn.shownNumber();
      await expect(authenticator.numbers.filter({ hasText: shown })).toBeVisible();
      const offered = await authenticator.numbers.allInnerTexts();
      await authenticator.choose(chosenNumber(offered, act.choose, shown));
    } else if ('type' in act) {
      const shown = await signOn.shownNumber();
      await authenticator.typeCode(act.type === 'right' ? shown : otherCode(shown));
    } else if ('tap' in act) await authenticator.approve();
    else if ('deny' in act) await authenticator.deny();
    else throw new Error('The web authenticator cannot do this.');
    if (act.refused) throw new Error('What the server refuses is not shown in a browser.');
    await authenticator.toHaveSent();
    expect(server.world.sent.length).toBeGreaterThan(0);
  }

  async advance(seconds: number): Promise<void> {
    const { server, signOn } = this.#running();
    const authenticator = this.#authenticator;
    const wait =
      this.#seen?.kind === 'step' ? this.#seen.step.callbacks.map((callback) => outputOf(callback, 'waitTime')).find(Boolean) : undefined;
    server.world.clock.advance(seconds);
    const due = wait !== undefined && server.world.clock.now() - this.#seenAt >= Number(wait);
    const pass = () => Promise.all([signOn, authenticator].map((one) => one?.page.clock.fastForward(seconds * 1000)));
    await (due ? this.#asks(pass) : pass());
    this.#polled = due;
  }

  async end(): Promise<End> {
    const { signOn, server } = this.#running();
    await expect.poll(() => this.#waits() || this.#seen?.kind !== 'step').toBe(true);
    if (this.#waits()) return { kind: 'waiting' };
    if (this.#seen?.kind === 'failure') {
      await signOn.toHaveFailed(this.#seen.message === 'Login failure' ? undefined : this.#seen.message);
      return this.#seen;
    }
    const realm = (this.#beginning?.realm ?? '/').replace(/\/$/, '').replaceAll('/', '/realms/');
    const response = await signOn.page.request.get(`${server.url}/am/json/realms/root${realm}/sessions?_queryFilter=true`);
    const current = ownSessions.parse(await response.json()).result.find((session) => session.current);
    if (current === undefined) throw new Error('nobody is signed on');
    await new ExpectAccount(signOn.page).toBeOf(current.username);
    return { kind: 'success', username: current.username, evidence: current.factors };
  }

  async attributes(username: string): Promise<Readonly<Record<string, readonly string[]>>> {
    return (await this.world.workspace.stores.identities.findByName(this.#beginning?.realm ?? '/', username))?.attributes ?? {};
  }

  async phones(username: string): Promise<number> {
    const { workspace } = this.world;
    const user = await workspace.stores.identities.findByName(this.#beginning?.realm ?? '/', username);
    return user === undefined ? 0 : (await workspace.stores.devices.push.list(user.realm, user.id)).length;
  }

  async pushes(): Promise<number> {
    return this.world.sent.length - this.#sentBefore;
  }

  async close(): Promise<void> {
    await this.#inHand.leave();
    const seats = [await this.#room.signOn(), ...(this.#authenticator === undefined ? [] : [await this.#room.phone()])];
    await Promise.all(seats.map((seat) => seat.rise()));
    await this.#server?.close();
    expect(
      seats.flatMap((seat) => seat.takeProblems()),
      'what the pages may not do',
    ).toEqual([]);
  }

  /** The web authenticator, opened now if it was not needed yet. */
  async #phone(): Promise<ExpectAuthenticator> {
    if (this.#authenticator === undefined) {
      const seat = await this.#room.phone();
      await seat.clear(this.world.clock.now());
      this.#authenticator = new ExpectAuthenticator(seat.page);
      await this.#authenticator.open(this.#room.door.url);
    }
    return this.#authenticator;
  }

  /** Does something that has the page ask the server, and waits until the answer is on the page. */
  async #asks(act: () => Promise<unknown>): Promise<void> {
    const answered = once(this.#answers, 'answer', { signal: AbortSignal.timeout(PATIENCE) });
    await Promise.all([act(), answered]);
    await this.#toShowTheStep();
  }

  /** The page keeps a step in the moment in which it draws it. One that goes on by itself may have gone on meanwhile. */
  async #toShowTheStep(): Promise<void> {
    const { page } = this.#running().signOn;
    for (let seen = this.#seen; seen?.kind === 'step'; seen = this.#seen) {
      const { kept = '' } = seen.step;
      const isKept = () => page.evaluate((text) => Object.values({ ...sessionStorage }).some((step) => step.includes(text)), kept);
      await expect.poll(async () => this.#seen !== seen || (await isKept()), { intervals: [5, 10, 20, 50], timeout: PATIENCE }).toBe(true);
      if (this.#seen === seen) return;
    }
  }

  #look(body: unknown): void {
    const step = wireStep.safeParse(body);
    const error = wireError.safeParse(body);
    if (step.success) this.#seen = { kind: 'step', step: step.data };
    else this.#seen = error.success ? { kind: 'failure', message: error.data.message } : { kind: 'success' };
    this.#seenAt = this.world.clock.now();
    this.#answers.emit('answer');
  }

  /** Whether the page says that the journey goes on by a link. */
  #waits(): boolean {
    return this.#seen?.kind === 'step' && this.#seen.step.callbacks.some(({ type }) => type === 'SuspendedTextOutputCallback');
  }

  #step(): WireStep {
    if (this.#seen?.kind !== 'step') throw new Error(`there is no page: the journey is at ${this.#seen?.kind ?? 'nothing'}`);
    return this.#seen.step;
  }

  #running() {
    const server = this.#server;
    if (server === undefined) throw new Error('the scenario has not begun');
    return { server, signOn: this.#signOn as ExpectSignOn };
  }
}

/** A key that signs nothing the server has seen, as Chromium takes it. */
function newPrivateKey(): string {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64');
}

function listed(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
