import { expect, type Locator, type Page } from '@playwright/test';
import type { ExpectEditor } from './expect-editor.ts';

/** The history of a journey and what can be compared, as an author sees it. */
export class ExpectHistory {
  readonly editor: ExpectEditor;
  readonly page: Page;

  constructor(editor: ExpectEditor) {
    this.editor = editor;
    this.page = editor.page;
  }

  async open(): Promise<void> {
    await this.editor.showPanel('History');
    await expect(this.panel.getByRole('heading', { name: 'Versions' })).toBeVisible();
  }

  get panel(): Locator {
    return this.editor.panel('History');
  }

  /** A version in the list. */
  version(number: number): Locator {
    return this.panel
      .getByRole('region', { name: 'Versions' })
      .getByRole('listitem')
      .filter({ hasText: `Version ${number}` });
  }

  /** The dialog that shows one state or compares two. */
  get dialog(): Locator {
    return this.page.getByRole('dialog', { name: /^(View|Compare)$/ });
  }

  /** A drawing in it. */
  drawing(name: string): Locator {
    return this.dialog.getByRole('region', { name: `Drawing: ${name}`, exact: true });
  }

  /** A node on a drawing. */
  drawn(drawing: string, node: string): Locator {
    return this.drawing(drawing).locator('[data-journey-node]').filter({ hasText: node });
  }

  async showTab(name: 'Drawing' | 'Changes' | 'JSON'): Promise<void> {
    await this.dialog.getByRole('tab', { name }).click();
  }

  /** Chooses what is shown or what it is compared with. */
  async choose(field: 'Shown' | 'Compared with', state: string): Promise<void> {
    await this.dialog.getByRole('combobox', { name: field }).click();
    await this.page.getByRole('option', { name: state, exact: true }).click();
  }

  async close(): Promise<void> {
    await this.dialog.getByRole('button', { name: 'Close' }).click();
    await expect(this.dialog).toBeHidden();
  }
}
