import { expect, type Locator, type Page } from '@playwright/test';

/** The account page as a person sees it. */
export class ExpectAccount {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async toBeOf(username: string): Promise<void> {
    await expect(this.page).toHaveURL(/\/account$/);
    await expect(this.page.getByText(`Signed in as ${username}`)).toBeVisible();
  }

  get devices(): Locator {
    return this.page.getByRole('region', { name: 'What you sign in with' }).getByRole('listitem');
  }

  /** What is said of the app for outages. */
  get offline(): Locator {
    return this.page.getByRole('region', { name: 'Offline sign-in' });
  }

  /** Where a device is given another name. */
  nameField(deviceName: string): Locator {
    return this.page.getByLabel(`New name for “${deviceName}”`);
  }

  get sessions(): Locator {
    return this.page.getByRole('region', { name: 'Where you are signed in' }).getByRole('listitem');
  }

  /** Which applications use the account. */
  get applications(): Locator {
    return this.page.getByRole('region', { name: 'Applications that use your account' });
  }

  /** What is said of how things went. */
  note(text: string | RegExp): Locator {
    return this.page.getByRole('status').filter({ hasText: text });
  }

  async removeDevice(name: string | RegExp): Promise<void> {
    await this.devices
      .filter({ hasText: name })
      .getByRole('button', { name: /^Remove/ })
      .click();
    await this.page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  }

  async signOut(): Promise<void> {
    await this.page.locator('summary', { hasText: /./ }).click();
    await this.page.getByRole('button', { name: 'Sign out', exact: true }).click();
  }
}
