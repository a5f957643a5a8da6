import { expect, type Page } from '@playwright/test';

/** The page that asks whether an application may have access, as a person sees it. */
export class ExpectConsent {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async toAskFor(client: string, wishes: readonly string[]): Promise<void> {
    await expect(this.page.getByRole('heading', { level: 1, name: `Allow ${client} to use your account?` })).toBeFocused();
    await expect(this.page.getByRole('list', { name: new RegExp(client) }).getByRole('listitem')).toHaveText(wishes);
  }

  async decide(name: 'Allow' | "Don't allow"): Promise<void> {
    await this.page.getByRole('button', { name, exact: true }).click();
  }
}
