import { expect, type Locator, type Page } from '@playwright/test';

/** The table of connections beside the canvas. */
export class ExpectConnections {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get panel(): Locator {
    return this.page.getByRole('region', { name: 'Connections', exact: true });
  }

  get table(): Locator {
    return this.panel.getByRole('table', { name: 'Connections of the journey' });
  }

  /** Rows of connections, without the headings. */
  get rows(): Locator {
    return this.table.locator('tbody').getByRole('row');
  }

  /** What a comparison says. */
  get verdict(): Locator {
    return this.panel.getByRole('status');
  }

  /** The button that shows and changes where an outcome leads. */
  target(source: string, outcome: string): Locator {
    return this.table.getByRole('button', { name: `Target of ${outcome}, ${source}: ` });
  }

  async open(): Promise<void> {
    await this.page.keyboard.press('Alt+4');
    await expect(this.panel.getByRole('searchbox', { name: 'Filter connections' })).toBeFocused();
  }

  /** Leads an outcome elsewhere, with keys alone. */
  async lead(source: string, outcome: string, target: string): Promise<void> {
    await this.target(source, outcome).focus();
    await this.page.keyboard.press('Enter');
    await expect(this.table.getByRole('combobox', { name: `Target of ${outcome}, ${source}` })).toBeFocused();
    await this.page.keyboard.press('Control+a');
    await this.page.keyboard.type(target);
    await expect(this.page.getByRole('option', { name: target, exact: true })).toBeVisible();
    await this.page.keyboard.press('Enter');
    await expect(this.target(source, outcome)).toHaveText(target);
    await expect(this.target(source, outcome)).toBeFocused();
  }

  /** Chooses a template or a journey to compare with, with keys alone. */
  async compareWith(name: string): Promise<void> {
    await this.panel.getByRole('combobox', { name: 'Compare with a check table' }).focus();
    await this.page.keyboard.type(name);
    await expect(this.page.getByRole('option', { name, exact: true }).first()).toBeVisible();
    await this.page.keyboard.press('ArrowDown');
    await this.page.keyboard.press('Enter');
  }

  /** Compares with a text that somebody has. */
  async paste(text: string): Promise<void> {
    await this.panel.getByRole('button', { name: 'Paste a table …' }).focus();
    await this.page.keyboard.press('Enter');
    const field = this.page.getByRole('dialog').getByLabel('Check table');
    await expect(field).toBeFocused();
    await field.fill(text);
    await this.page.getByRole('dialog').getByRole('button', { name: 'Compare' }).focus();
    await this.page.keyboard.press('Enter');
  }
}
