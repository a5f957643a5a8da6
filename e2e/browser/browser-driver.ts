import { type Browser, type BrowserContext, expect, type Page, type Response } from '@playwright/test';
import { SoftwareAuthenticator } from '@waygate/phone';
import {
  type Beginning,
  checkPage,
  chosenNumber,
  type Driver,
  type End,
  type Expectation,
  hiddenValue,
  linkIn,
  type OathCodeAct,
  otherCode,
  outputOf,
  type PasskeyAct,
  type PhoneAct,
  type ReadAnswer,
  RecoveryCodeBook,
  recoveryCodesOn,
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
import { VirtualAuthenticator } from './virtual-authenticator.ts';
import { watchContext } from './watch-context.ts';

type Seen =
  | { readonly kind: 'step'; readonly step: WireStep }
  | { readonly kind: 'failure'; readonly message: string }
  | { readonly kind: 'success' };

const ownSessions = z.object({
  result: z.array(z.looseObject({ username: z.string(), current: z.boolean(), factors: z.array(z.string()) })),
});

/**
 * Runs scenarios in a real browser: hosted pages in one context, the web authenticator in another. The server is the composed one with the clock of the scenario, and
 * the clocks of both pages are set by it.
 */
export class BrowserDriver implements Driver {
  readonly #browser: Browser;
  readonly #documents: readonly JourneyDocument[];
  readonly #contexts: BrowserContext[] = [];
  readonly #problems: (readonly string[])[] = [];
  readonly #codes = new RecoveryCodeBook();
  readonly #oath = new ScenarioCodes();
  /** Keeps what browsers that the person opens find on the device. */
  #device = new VirtualAuthenticator();
  #beginning: Beginning | undefined;
  #server: WorldServer | undefined;
  #signOn: ExpectSignOn | undefined;
  #authenticator: ExpectAuthenticator | undefined;
  #seen: Seen | undefined;
  /** Clock of the scenario when the page got its step, epoch milliseconds. */
  #seenAt = 0;
  /** Whether the page has asked by itself since the person last did something. */
  #polled = false;

  /** @param documents journeys of the realm */
  constructor(browser: Browser, documents: readonly JourneyDocument[]) {
    this.#browser = browser;
    this.#documents = documents;
  }

  get world(): World {
    return this.#running().server.world;
  }

  async begin(beginning: Beginning): Promise<void> {
    this.#beginning = beginning;
    const server = await serveWorld(beginning, this.#documents);
    this.#server = server;
    const phone = await this.#newPage();
    this.#authenticator = new ExpectAuthenticator(phone);
    await this.#authenticator.addFingerprint();
    await this.#authenticator.open(server.url);
    for (const user of beginning.given.users) {
      if (user.passkey !== undefined) {
        const made = new SoftwareAuthenticator();
        this.#codes.note(await registerPasskey(server.world, server.composed, beginning.realm, user.username, user.passkey, made));
        this.#device.keep(made.passkeys);
      }
      if (user.phone === undefined) continue;
      const scan = async (uri: string) => {
        await this.#authenticator?.paste(uri);
        await this.#authenticator?.toHaveAdded(user.username);
      };
      this.#codes.note(await registerPhone(server.world, server.composed, beginning.realm, user.username, scan));
    }
    await this.reopen();
  }

  reopen(): Promise<void> {
    const open = (signOn: ExpectSignOn) =>
      signOn.open(this.#running().server.url, this.#beginning?.journey ?? '', '', this.#beginning?.realm);
    return this.#open(open);
  }

  async again(): Promise<void> {
    const { signOn, server } = this.#running();
    await signOn.page.waitForURL(/\/account/);
    this.#seen = undefined;
    const answered = signOn.page.waitForResponse(isAuthenticate);
    await signOn.open(server.url, this.#beginning?.journey ?? '', '?ForceAuth=true', this.#beginning?.realm);
    await answered;
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

  async offlineCode(): Promise<string> {
    throw new Error('The web authenticator shows the code, in a test of its own.');
  }

  async mails(): Promise<number> {
    return this.world.mailbox.count;
  }

  async #open(goTo: (signOn: ExpectSignOn) => Promise<void>): Promise<void> {
    await this.#device.leave();
    const page = await this.#newPage();
    await this.#device.enter(page);
    // Looked at on its way: a page that goes elsewhere takes the answer with it.
    await page.route('**/authenticate*', async (route) => {
      const response = await route.fetch();
      this.#look(await response.json());
      await route.fulfill({ response });
    });
    this.#seen = undefined;
    this.#signOn = new ExpectSignOn(page);
    const answered = page.waitForResponse(isAuthenticate);
    await goTo(this.#signOn);
    await answered;
  }

  async expect(expectation: Expectation): Promise<void> {
    const { signOn } = this.#running();
    await expect(() => checkPage(this.#step(), expectation)).toPass({ timeout: 10_000 });
    const step = this.#step();
    if (step.header !== undefined) await signOn.toHaveHeading(step.header);
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
      if (callback.type === 'TextOutputCallback' && !isScript) await expect(signOn.page.getByText(message)).toBeVisible();
    }
    if (hiddenValue(step, 'mfaDeviceRegistration') !== undefined) {
      await signOn.toShowACode();
      expect(await signOn.registrationLink()).toBe(hiddenValue(step, 'mfaDeviceRegistration'));
    }
    const number = hiddenValue(step, 'pushChallengeNumber');
    if (number !== undefined) await expect.poll(() => signOn.shownNumber()).toBe(number);
    const codes = recoveryCodesOn(step);
    if (codes.length > 0) expect(await signOn.toShowRecoveryCodes()).toEqual(codes);
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
    const answered = signOn.page.waitForResponse(isAuthenticate);
    // What is chosen from a list is sent by the button of the page.
    const isChoice = press !== undefined && this.#step().callbacks.some((one) => listed(outputOf(one, 'choices')).includes(press));
    if (isChoice) await signOn.page.getByRole('radio', { name: press, exact: true }).check();
    if (press !== undefined && !isChoice) await signOn.button(press).click();
    else await signOn.page.locator('form button[type="submit"]').click();
    await answered;
  }

  async passkey(act: PasskeyAct): Promise<void> {
    const { signOn } = this.#running();
    const answered = signOn.page.waitForResponse(isAuthenticate);
    if ('without' in act) {
      if (Object.keys(act.enter).length === 0) throw new Error('What the browser is told no about is not done in a browser.');
      for (const [label, typed] of Object.entries(act.enter)) await signOn.field(label).fill(typed);
      await signOn.page.locator('form button[type="submit"]').click();
    } else if ('make' in act) {
      await signOn.field('Name of this passkey (optional)').fill(act.make);
      await this.#device.setPresent(true);
      await signOn.button('Make passkey').click();
    } else if (act.use === 'right') {
      await this.#device.setPresent(true);
      await signOn.page.getByRole('button', { name: /^(Use passkey|Sign in with a passkey)$/ }).click();
    } else throw new Error('A browser does this rightly or not at all.');
    await answered;
    await this.#device.setPresent(false);
  }

  async app(): Promise<void> {
    throw new Error('What an app does is not done in a browser.');
  }

  async passkeys(username: string): Promise<readonly string[]> {
    const { workspace } = this.world;
    const user = await workspace.stores.identities.findByName(this.#beginning?.realm ?? '/', username);
    const kept = user === undefined ? [] : await workspace.stores.devices.webauthn.list(user.realm, user.id);
    return kept.map(({ device }) => device.deviceName);
  }

  async phone(act: PhoneAct): Promise<void> {
    const { signOn, authenticator, server } = this.#running();
    if ('addCodes' in act) return this.#oath.scan(await signOn.registrationLink());
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
    const { server, signOn, authenticator } = this.#running();
    const wait =
      this.#seen?.kind === 'step' ? this.#seen.step.callbacks.map((callback) => outputOf(callback, 'waitTime')).find(Boolean) : undefined;
    server.world.clock.advance(seconds);
    const due = wait !== undefined && server.world.clock.now() - this.#seenAt >= Number(wait);
    const polled = due ? signOn.page.waitForResponse(isAuthenticate) : undefined;
    await Promise.all([signOn.page.clock.fastForward(seconds * 1000), authenticator.page.clock.fastForward(seconds * 1000)]);
    await polled;
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
    return this.world.sent.length;
  }

  async close(): Promise<void> {
    for (const context of this.#contexts) await context.close();
    await this.#server?.close();
    expect(this.#problems.flat(), 'what the pages may not do').toEqual([]);
  }

  async #newPage(): Promise<Page> {
    const context = await this.#browser.newContext();
    this.#contexts.push(context);
    this.#problems.push(watchContext(context, this.#running().server.url));
    const page = await context.newPage();
    await page.clock.install({ time: this.world.clock.now() });
    return page;
  }

  #look(body: unknown): void {
    const step = wireStep.safeParse(body);
    const error = wireError.safeParse(body);
    if (step.success) this.#seen = { kind: 'step', step: step.data };
    else this.#seen = error.success ? { kind: 'failure', message: error.data.message } : { kind: 'success' };
    this.#seenAt = this.world.clock.now();
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
    return { server, signOn: this.#signOn as ExpectSignOn, authenticator: this.#authenticator as ExpectAuthenticator };
  }
}

function isAuthenticate(response: Response): boolean {
  return response.request().method() === 'POST' && new URL(response.url()).pathname.endsWith('/authenticate');
}

function listed(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
