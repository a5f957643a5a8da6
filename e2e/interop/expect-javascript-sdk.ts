import type { Page } from '@playwright/test';
import type { TestPerson } from '../server/installation.ts';

/** An application with `@forgerock/javascript-sdk` in a browser. What its code does there stands in `pages/javascript-sdk.ts`. */
export class ExpectJavascriptSdk {
  readonly page: Page;
  readonly #baseUrl: string;

  /** @param server address of the server that the SDK is pointed at */
  constructor(page: Page, server: string) {
    this.page = page;
    this.#baseUrl = `${server}/am`;
  }

  async open(origin: string, tree: string): Promise<void> {
    await this.page.goto(`${origin}/javascript-sdk`);
    await this.use(tree);
  }

  /** Another journey in the same page. */
  use(tree: string): Promise<void> {
    return this.page.evaluate(([baseUrl, name]) => window.javascriptSdk.configure(baseUrl, name), [this.#baseUrl, tree] as const);
  }

  /** Posts the step that is shown, or starts. */
  next() {
    return this.page.evaluate(() => window.javascriptSdk.next());
  }

  /** Starts and answers the page for name and password. */
  async signOn({ username, password }: Pick<TestPerson, 'username' | 'password'>) {
    await this.next();
    return this.page.evaluate(([user, secret]) => window.javascriptSdk.signOn(user, secret), [username, password] as const);
  }
}
