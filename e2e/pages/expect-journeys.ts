import { expect, type Locator, type Page } from '@playwright/test';
import type { ExpectEditor } from './expect-editor.ts';

/** The list of journeys of a realm as an administrator sees it. */
export class ExpectJourneys {
  readonly page: Page;
  readonly #editor: ExpectEditor;

  constructor(editor: ExpectEditor) {
    this.page = editor.page;
    this.#editor = editor;
  }

  /** @param realm slash form */
  async open(realm = '/alpha'): Promise<void> {
    await this.#editor.openJourneys(realm);
    await expect(this.page.getByRole('heading', { level: 1, name: 'Journeys' })).toBeVisible();
  }

  /** Row or card of a journey. */
  journey(name: string): Locator {
    return this.page.locator(`main [data-journey=${JSON.stringify(name)}]`);
  }

  async act(name: string, action: string): Promise<void> {
    await this.page.getByRole('button', { name: `Actions for ${name}`, exact: true }).click();
    await this.page.getByRole('menuitem', { name: action, exact: true }).click();
  }

  /** Whether a journey is enabled. */
  enabled(name: string): Locator {
    return this.page.getByRole('switch', { name: `Enabled: ${name}`, exact: true });
  }

  /** Switches a journey on or off by the mouse, on what is drawn of the switch. */
  async toggle(name: string): Promise<void> {
    await this.enabled(name).locator('xpath=following-sibling::*[1]').click();
  }

  dialog(name: string | RegExp): Locator {
    return this.page.getByRole('dialog', { name });
  }

  async search(text: string): Promise<void> {
    await this.page.getByLabel('Search by name or description').fill(text);
  }
}
