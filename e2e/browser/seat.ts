import type { Browser, BrowserContext, CDPSession, Page } from '@playwright/test';
import { watchContext } from './watch-context.ts';

/** Processors that a browser says its device has. */
const CORES = 4;

/** What a person leaves behind in a browser; what it has fetched stays. */
const LEFT = 'local_storage,indexeddb,cache_storage';

/**
 * A browser with one page that one scenario after another sits down at, because a new one costs more than the scenario. Whoever sits down finds one that knows nothing, with
 * the clock of the scenario.
 */
export class Seat {
  readonly page: Page;
  /** Speaks to the browser about the page. */
  readonly session: CDPSession;
  readonly #context: BrowserContext;
  readonly #url: string;
  readonly #problems: string[];

  private constructor(page: Page, session: CDPSession, url: string, problems: string[]) {
    this.page = page;
    this.session = session;
    this.#context = page.context();
    this.#url = url;
    this.#problems = problems;
  }

  /** @param url address of the server, without a slash at the end */
  static async open(browser: Browser, url: string): Promise<Seat> {
    // A worker in the background is shown by tests of its own.
    const context = await browser.newContext({ serviceWorkers: 'block' });
    const problems = watchContext(context, url);
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Page.enable');
    return new Seat(page, session, url, problems);
  }

  /** Has the next one find a browser that knows nothing. @param now what the clock of the page says then, epoch milliseconds */
  async clear(now: number): Promise<void> {
    await this.rise();
    await Promise.all([
      this.#context.clearCookies(),
      this.#context.clearPermissions(),
      this.session.send('Storage.clearDataForOrigin', { origin: this.#url, storageTypes: LEFT }),
      this.page.clock.install({ time: now }),
    ]);
  }

  /** Leaves the page for one of the same server on which nothing runs, so that the browser goes on with what it has made ready for the server. */
  async rise(): Promise<void> {
    const bare = `${this.#url}/healthz`;
    if (this.page.url() === bare) return;
    await this.page.goto(bare);
    // Storage of the tab is reached from a page of the same server alone.
    await this.page.evaluate(() => sessionStorage.clear());
  }

  /** Has the browser say that it runs on a device of another make. @param model 0 is what it runs on */
  async seemLike(model: number): Promise<void> {
    await this.session.send('Emulation.setHardwareConcurrencyOverride', { hardwareConcurrency: CORES + model });
  }

  /** Lets the pages of the server know where the browser is while something is done. @param place degrees */
  async sharePlace(place: { readonly latitude: number; readonly longitude: number }, act: () => Promise<void>): Promise<void> {
    await this.#context.setGeolocation(place);
    await this.#context.grantPermissions(['geolocation'], { origin: this.#url });
    await act();
    await this.#context.clearPermissions();
  }

  /** Loads the page again in a browser that knows no passkeys, for this once. */
  async reloadWithoutPasskeys(): Promise<void> {
    const source = 'delete globalThis.PublicKeyCredential;';
    const { identifier } = await this.session.send('Page.addScriptToEvaluateOnNewDocument', { source });
    await this.page.reload();
    await this.session.send('Page.removeScriptToEvaluateOnNewDocument', { identifier });
  }

  /** What the pages did since the last time that they may not do. */
  takeProblems(): readonly string[] {
    return this.#problems.splice(0);
  }

  async leave(): Promise<void> {
    await this.#context.close();
  }
}
