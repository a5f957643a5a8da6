import { expect, type Locator, type Page } from '@playwright/test';

/** The console's list of sign-ons, and the page of one, as an administrator sees them. */
export class ExpectTraces {
  readonly page: Page;
  readonly url: string;

  constructor(page: Page, url: string) {
    this.page = page;
    this.url = url;
  }

  async open(realm = 'alpha'): Promise<void> {
    await this.page.goto(`${this.url}/admin/realms/${realm}/sign-ons`);
    await expect(this.page.getByRole('heading', { level: 1, name: 'Sign-ons' })).toBeVisible();
  }

  /** Opens one by its code. */
  async openOne(code: string, realm = 'alpha'): Promise<void> {
    await this.page.goto(`${this.url}/admin/realms/${realm}/sign-ons/${code}`);
    await expect(this.page.getByRole('heading', { level: 1, name: code })).toBeVisible();
  }

  async search(text: string): Promise<void> {
    await this.page.getByLabel('Code or user name').fill(text);
    await this.page.getByRole('button', { name: 'Search' }).click();
  }

  /** Rows of the list. */
  get rows(): Locator {
    return this.page.getByRole('table', { name: 'Sign-ons found' }).locator('tbody tr');
  }

  /** A fact of the one sign-on. */
  fact(name: string): Locator {
    return this.page
      .locator('dl > div')
      .filter({ has: this.page.locator('dt', { hasText: new RegExp(`^${name}$`) }) })
      .locator('dd');
  }

  /** Steps of the one sign-on. */
  get steps(): Locator {
    return this.page.getByRole('list', { name: 'What happened' }).locator('> li');
  }

  /** The sentence that says which step is shown. */
  async toShow(sentence: string | RegExp): Promise<void> {
    await expect(this.page.getByRole('group', { name: 'Replay' }).getByRole('status')).toHaveText(sentence);
  }

  get drawing(): Locator {
    return this.page.getByRole('region', { name: /^Drawing of/ });
  }

  /** What a node of the drawing says of the sign-on; absent when it is not lit. */
  litNode(name: string): Locator {
    return this.drawing.locator('[data-journey-node]', { hasText: name }).getByText(/^Step \d/);
  }

  press(name: string): Promise<void> {
    return this.page.getByRole('button', { name, exact: true }).click();
  }
}
