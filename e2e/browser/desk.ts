import type { Browser, Page } from '@playwright/test';

/** How large the window is, CSS pixels. */
const WINDOW = { width: 1440, height: 900 };

/**
 * A browser that one author after another sits down at: an editor that was compiled once opens in half the time. Whoever leaves takes everything along: the next one finds
 * no session, no storage, no other tab, and a window as it was.
 */
export class Desk {
  readonly #browser: Browser;
  /** Address of the server. */
  readonly #url: string;
  #page: Page | undefined;
  #marked = false;

  /** @param url address of the server, without a slash at the end */
  constructor(browser: Browser, url: string) {
    this.#browser = browser;
    this.#url = url;
  }

  /** The page, empty. */
  async sit(): Promise<Page> {
    this.#page ??= await this.#newPage();
    return this.#page;
  }

  /** Puts everything in order. @param again whether somebody else may sit down there; else the next one gets a new browser */
  async leave(again: boolean): Promise<void> {
    const page = this.#page;
    if (page === undefined) return;
    if (!again || this.#marked || page.isClosed()) return this.remove();
    const context = page.context();
    for (const one of context.pages()) if (one !== page) await one.close();
    await context.unrouteAll({ behavior: 'ignoreErrors' });
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    for (const event of ['console', 'weberror', 'request', 'page'] as const) context.removeAllListeners(event);
    for (const event of ['dialog', 'download', 'request', 'response'] as const) page.removeAllListeners(event);
    await context.setOffline(false);
    await page.setViewportSize(WINDOW);
    await page.emulateMedia({ colorScheme: null, reducedMotion: null, media: null });
    await context.clearCookies();
    // Storage of the tab is reached from a page of the same server alone; on this one nothing runs. It stays there: from a page of nobody's the next one would
    // be opened by a new process, which has compiled nothing yet.
    await page.goto(`${this.#url}/healthz`);
    await page.evaluate(() => sessionStorage.clear());
    const session = await context.newCDPSession(page);
    await session.send('Storage.clearDataForOrigin', { origin: new URL(this.#url).origin, storageTypes: 'all' });
    await session.detach();
  }

  /** Closes the browser; the next one who sits down gets a new one. */
  async remove(): Promise<void> {
    const context = this.#page?.context();
    this.#page = undefined;
    this.#marked = false;
    await context?.close();
  }

  async #newPage(): Promise<Page> {
    const context = await this.#browser.newContext({ viewport: WINDOW, permissions: ['clipboard-read', 'clipboard-write'] });
    const page = await context.newPage();
    // A script that is to run first cannot be taken back.
    const addInitScript = page.addInitScript.bind(page);
    page.addInitScript = async (script, argument) => {
      this.#marked = true;
      return addInitScript(script, argument);
    };
    return page;
  }
}
