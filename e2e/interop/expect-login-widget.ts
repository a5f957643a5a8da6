import { expect, type Locator, type Page } from '@playwright/test';

interface PublicClient {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scope: string;
}

declare global {
  interface Window {
    widget: typeof import('@forgerock/login-widget');
    /** What the application was told last. */
    told: { readonly successful: boolean; readonly code: number | undefined; readonly message: string | undefined };
    /** What it was told of tokens and of the person. */
    known: { readonly tokens: unknown; readonly user: unknown };
  }
}

/** An application with `@forgerock/login-widget`, as published, in a browser: what the person sees, and what the application is told. */
export class ExpectLoginWidget {
  readonly page: Page;
  readonly #origin: string;
  readonly #server: string;

  constructor(page: Page, origin: string, server: string) {
    this.page = page;
    this.#origin = origin;
    this.#server = server;
  }

  /**
   * Opens a page of the application and starts a journey in it.
   * @param client what the application gets tokens as; without it there are none
   */
  async start(journey: string, type: 'inline' | 'modal' = 'inline', client?: PublicClient): Promise<void> {
    // The style sheet asks for a font of somebody else's.
    await this.page.route(
      (url) => url.hostname !== 'localhost',
      (route) => route.abort(),
    );
    await this.page.goto(`${this.#origin}/login-widget`);
    await this.#show({ journey }, type, client);
  }

  /** Shows the widget on the page to which somebody came back, and goes on by what its address, or another one, says. */
  async resume(resumeUrl = this.page.url()): Promise<void> {
    await this.#show({ resumeUrl }, 'inline');
  }

  async #show(
    how: { readonly journey: string } | { readonly resumeUrl: string },
    type: 'inline' | 'modal',
    client?: PublicClient,
  ): Promise<void> {
    await this.page.waitForFunction(() => 'widget' in window);
    await this.page.evaluate(
      ([baseUrl, begin, form, options]) => {
        const { widget } = window;
        widget.configuration().set({
          forgerock: { serverConfig: { baseUrl, timeout: 20_000 }, realmPath: 'alpha', ...options },
          links: { termsAndConditions: 'https://example.com/terms' },
        });
        const target = document.getElementById('root');
        if (target === null) throw new Error('The page has no root.');
        new widget.default({ target, props: { type: form } });
        const events = widget.journey({ oauth: options !== undefined, user: options !== undefined });
        events.subscribe(({ journey: { successful, error }, oauth, user }) => {
          window.known = { tokens: oauth.response, user: user.response };
          window.told = { successful, code: error?.code ?? undefined, message: error?.message ?? undefined };
        });
        if (form === 'modal') widget.component().open();
        void events.start(begin);
      },
      [`${this.#server}/am`, how, type, client] as const,
    );
  }

  get form(): Locator {
    return this.page.locator('#root form');
  }

  field(label: string): Locator {
    return this.form.getByLabel(label, { exact: true });
  }

  button(name: string): Locator {
    return this.form.getByRole('button', { name, exact: true });
  }

  async typePassword(username: string, password: string): Promise<void> {
    await this.field('Username').fill(username);
    await this.field('Password').fill(password);
    await this.button('Next').click();
  }

  /** The application is told that somebody has signed on. */
  async toSignOn(): Promise<void> {
    await expect.poll(() => this.page.evaluate(() => window.told.successful)).toBe(true);
  }
}
