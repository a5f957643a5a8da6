import { expect, type Locator, type Page } from '@playwright/test';

/** The console's audit log, as an administrator sees it. */
export class ExpectAudit {
  readonly page: Page;
  readonly url: string;

  constructor(page: Page, url: string) {
    this.page = page;
    this.url = url;
  }

  /** @param query as of the page's address, with its question mark */
  async open(query = '', realm = 'alpha'): Promise<void> {
    await this.page.goto(`${this.url}/admin/realms/${realm}/audit${query}`);
    await expect(this.page.getByRole('heading', { level: 1, name: 'Audit log' })).toBeVisible();
  }

  /** Rows of the list. */
  get rows(): Locator {
    return this.page.getByRole('table', { name: 'Entries found' }).locator('tbody tr');
  }

  /** The opened entry. */
  get entry(): Locator {
    return this.page.getByRole('dialog');
  }

  /** A field of the opened entry. */
  field(name: string): Locator {
    return this.entry
      .locator('dl > div')
      .filter({ has: this.page.locator('dt', { hasText: new RegExp(`^${name}$`) }) })
      .locator('dd')
      .first();
  }

  /** How many entries there are, as the page says it. */
  async toHaveFound(sentence: string): Promise<void> {
    await expect(
      this.page
        .getByRole('status')
        .filter({ hasText: /entries|entry/ })
        .first(),
    ).toHaveText(sentence);
  }

  /** The keyboard is on the newest entry, which is seen and lies below nothing. */
  async toStandOnNewest(): Promise<void> {
    const newest = this.rows.first().getByRole('button');
    await expect(newest).toBeFocused();
    await expect(newest).toBeInViewport({ ratio: 1 });
    const isFree = (button: Element) => {
      const { left, top, width, height } = button.getBoundingClientRect();
      return button.contains(document.elementFromPoint(left + width / 2, top + height / 2));
    };
    await expect.poll(() => newest.evaluate(isFree), 'nothing covers it').toBe(true);
  }

  async search(field: string, text: string): Promise<void> {
    await this.page.getByLabel(field, { exact: true }).fill(text);
    await this.press('Search');
  }

  press(name: string): Promise<void> {
    return this.page.getByRole('button', { name, exact: true }).click();
  }

  /** Exports what is found. @returns name and text of the file */
  async exportAs(format: string): Promise<{ readonly name: string; readonly text: string }> {
    const downloading = this.page.waitForEvent('download');
    await this.press('Export');
    await this.page.getByRole('menuitem', { name: format }).click();
    const download = await downloading;
    const parts: Buffer[] = [];
    for await (const part of await download.createReadStream()) parts.push(part as Buffer);
    return { name: download.suggestedFilename(), text: Buffer.concat(parts).toString('utf8') };
  }
}
