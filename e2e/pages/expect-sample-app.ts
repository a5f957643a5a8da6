import { expect, type Page } from '@playwright/test';

/** The sample application as a person sees it. */
export class ExpectSampleApp {
  readonly page: Page;
  readonly #origin: string;

  constructor(page: Page, origin: string) {
    this.page = page;
    this.#origin = origin;
  }

  async open(): Promise<void> {
    await this.page.goto(`${this.#origin}/`);
    await this.toSay('Ready');
  }

  async press(name: 'Sign in' | 'Renew' | 'Sign out'): Promise<void> {
    await this.page.getByRole('button', { name, exact: true }).click();
  }

  async toSay(text: string | RegExp): Promise<void> {
    await expect(this.page.getByRole('status')).toHaveText(text);
    expect(new URL(this.page.url()).origin).toBe(this.#origin);
  }

  /** What it learned of the person under this name. */
  async claim(name: string): Promise<string | null> {
    return this.page
      .locator('dt', { hasText: new RegExp(`^${name}$`) })
      .locator('+ dd')
      .textContent();
  }
}
