import { createJourneyClient, type JourneyResult } from '@waygate/client';
import { fillAnswer, type SignOnPage } from '@waygate/scenarios';
import type { WireStep } from '@waygate/schema';
import type { Random } from '../random.ts';
import type { World } from '../world.ts';
import { breathe } from './installation.ts';

/** How often a client sends a step again that got no clear answer. */
const MOST_TRIES = 12;
const REALM = '/alpha';

/** What a person does on a page: what they type by the prompt of the field, and which button they press. */
export interface OnPage {
  readonly enter?: Readonly<Record<string, string | boolean>>;
  readonly press?: string;
}

/** Where a sign-on is after an answer. `isDoubted` says that the step had to be sent again, so that what it did may have been done before. */
export type Where =
  | { readonly at: 'page'; readonly page: SignOnPage; readonly isDoubted: boolean }
  | { readonly at: 'success'; readonly token: string; readonly isDoubted: boolean }
  /** `code` finds the server's own record of it. */
  | { readonly at: 'failure'; readonly code: string | undefined; readonly isDoubted: boolean }
  /** Nobody knows: no answer came, or another try of the same step was answered. */
  | { readonly at: 'unclear' };

/** One run of a journey, as the page of a browser leads it: every request may come to another copy, and what got no answer is sent again. */
export class SignOn {
  readonly #world: World;
  readonly #who: string;
  readonly #random: Random;
  readonly #client;
  #step: WireStep | undefined;

  private constructor(world: World, who: string, random: Random) {
    this.#world = world;
    this.#who = who;
    this.#random = random;
    this.#client = createJourneyClient({
      baseUrl: world.installation.publicUrl,
      realm: REALM,
      fetch: world.installation.fetch,
      readsToken: true,
    });
  }

  /** Begins a journey, anew until there is a page: what was begun without an answer is nobody's. */
  static async begin(world: World, who: string, random: Random, journey: string): Promise<SignOn> {
    const signOn = new SignOn(world, `${who} in ${journey}`, random);
    for (;;) {
      const result = await signOn.#client.start({ journey, parameters: { ForceAuth: 'true' } });
      if (result.kind === 'step') {
        signOn.#step = result.step;
        return signOn;
      }
      if (result.kind !== 'unavailable') throw new Error(`${journey} begins with ${JSON.stringify(result)}`);
      await breathe(random);
    }
  }

  /**
   * Goes on by the link of a mail, in a browser that knows nothing else.
   * @returns `over` for a link that leads on no more, and `perhaps used` when a try before that got no clear answer: it may have been the one that the link was good for
   */
  static async resume(world: World, who: string, random: Random, link: string): Promise<SignOn | 'over' | 'perhaps used'> {
    const signOn = new SignOn(world, `${who} by a link`, random);
    for (let isDoubted = false; ; isDoubted = true) {
      const result = await signOn.#client.start({ parameters: Object.fromEntries(new URL(link).searchParams) });
      if (result.kind === 'step') {
        signOn.#step = result.step;
        return signOn;
      }
      if (result.kind === 'linkOver') return isDoubted ? 'perhaps used' : 'over';
      if (result.kind !== 'unavailable') throw new Error(`A link leads to ${JSON.stringify(result)}`);
      await breathe(random);
    }
  }

  get page(): SignOnPage {
    return { callbacks: this.#required().callbacks };
  }

  /** Answers the page. */
  async answer(given: OnPage): Promise<Where> {
    return this.#after(this.#filled(given), 0);
  }

  /** Answers the page at two copies at the same moment, as whoever has stolen it would: one of both may count. */
  async answerTwice(given: OnPage): Promise<Where> {
    const filled = this.#filled(given);
    const both = await Promise.all([this.#client.submit(filled), this.#client.submit(filled)]);
    const [one, other] = both;
    if (isTaken(one) && isTaken(other)) {
      this.#world.ledger.violation(`a step was taken twice: ${this.#who}: ${one.kind} and ${other.kind}`);
    }
    const better = both.find(isTaken);
    if (better !== undefined) return this.#where(better, true);
    if (both.some(({ kind }) => kind === 'unavailable')) return this.#after(filled, 1);
    return { at: 'unclear' };
  }

  /** Posts the page that was answered last once more. @returns whether it was taken */
  async replay(given: OnPage): Promise<boolean> {
    return isTaken(await this.#client.submit(this.#filled(given)));
  }

  async #after(filled: WireStep, sent: number): Promise<Where> {
    for (let tries = sent; tries < MOST_TRIES; tries += 1) {
      const result = await this.#client.submit(filled);
      if (result.kind !== 'unavailable') {
        if (tries === 0) this.#judge(result);
        return this.#where(result, tries > 0);
      }
      await breathe(this.#random);
    }
    return { at: 'unclear' };
  }

  /** A page that was shown can be answered: whoever was shown it was told so. */
  #judge({ kind }: JourneyResult): void {
    const isLost = kind === 'expired' || kind === 'stale' || kind === 'notFound' || kind === 'linkOver';
    this.#world.ledger.shown('page of a sign-on', this.#who, isLost ? `its first answer was called ${kind}` : undefined);
  }

  #where(result: JourneyResult, isDoubted: boolean): Where {
    switch (result.kind) {
      case 'step':
        this.#step = result.step;
        return { at: 'page', page: { callbacks: result.step.callbacks }, isDoubted };
      case 'success':
        return { at: 'success', token: result.success.tokenId ?? '', isDoubted };
      case 'failure':
        return { at: 'failure', code: result.trace, isDoubted };
      case 'stale':
      case 'expired':
        return { at: 'unclear' };
      default:
        throw new Error(`${this.#who} was answered ${JSON.stringify(result)}`);
    }
  }

  #filled({ enter = {}, press }: OnPage): WireStep {
    const step = this.#required();
    const callbacks = fillAnswer({ callbacks: step.callbacks }, press === undefined ? { enter } : { enter, press }, String);
    return { ...step, callbacks };
  }

  #required(): WireStep {
    if (this.#step === undefined) throw new Error('There is no page.');
    return this.#step;
  }
}

function isTaken(result: JourneyResult | undefined): result is Extract<JourneyResult, { kind: 'step' | 'success' | 'failure' }> {
  return result?.kind === 'step' || result?.kind === 'success' || result?.kind === 'failure';
}
