import { expect, type Page } from '@playwright/test';

/** A slow server: what it is asked reaches it at once, and its answers come when the test says so, in whatever order. */
export class HeldAnswers {
  readonly #held: PromiseWithResolvers<void>[] = [];
  #isOpen = false;

  private constructor() {}

  /** @param url as Playwright's `route` takes it */
  static async of(page: Page, url: string, method: string): Promise<HeldAnswers> {
    const answers = new HeldAnswers();
    await page.route(url, async (route) => {
      if (answers.#isOpen || route.request().method() !== method) return route.fallback();
      const held = Promise.withResolvers<void>();
      answers.#held.push(held);
      const response = await route.fetch();
      await held.promise;
      await route.fulfill({ response });
    });
    return answers;
  }

  /** Waits until so many answers are kept back or were. */
  async toBe(count: number): Promise<void> {
    await expect.poll(() => this.#held.length).toBe(count);
  }

  /** Lets one answer go. @param index from 0, in the order of the questions */
  letGo(index: number): void {
    this.#held[index]?.resolve();
  }

  /** Lets all answers go, and keeps none back from now on. */
  open(): void {
    this.#isOpen = true;
    for (const held of this.#held) held.resolve();
  }
}
