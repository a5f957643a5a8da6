import { expect, type Locator, type Page } from '@playwright/test';
import type { ExpectEditor } from './expect-editor.ts';

/** Publishing, drafts and what other authors do, as an author sees it. */
export class ExpectPublishing {
  readonly editor: ExpectEditor;
  readonly page: Page;

  constructor(editor: ExpectEditor) {
    this.editor = editor;
    this.page = editor.page;
  }

  /** Gives a node another name, by keyboard. */
  async rename(from: string, to: string): Promise<void> {
    await this.editor.node(from).getByText(from, { exact: true }).first().click();
    await this.page.keyboard.press('F2');
    const dialog = this.page.getByRole('dialog', { name: 'Rename' });
    await dialog.getByLabel('Name').fill(to);
    await dialog.getByRole('button', { name: 'Rename' }).click();
    await expect(dialog).toBeHidden();
    await expect(this.editor.node(to)).toBeVisible();
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog', { name: /^Publish / });
  }

  async open(): Promise<Locator> {
    await this.page.getByRole('banner').getByRole('button', { name: 'Publish' }).click();
    await expect(this.dialog).toBeVisible();
    return this.dialog;
  }

  get publishButton(): Locator {
    return this.dialog.getByRole('button', { name: /^Publish/ });
  }

  /** Publishes with a note, and closes the dialog. */
  async publish(number: number, note = ''): Promise<void> {
    await this.open();
    await this.dialog.getByLabel('Note').fill(note);
    await this.publishButton.click();
    await this.toBePublished(number);
    await this.dialog.getByRole('button', { name: 'Close', exact: true }).last().click();
    await expect(this.dialog).toBeHidden();
  }

  async toBePublished(number: number): Promise<void> {
    await expect(this.dialog).toContainText(`Version ${number} is live`);
  }

  /** Opens what the toolbar explains of where the work is. */
  async explain(status: string | RegExp): Promise<Locator> {
    await this.editor.saving.getByRole('button', { name: status }).click();
    const explanation = this.page.getByRole('dialog', { name: status });
    await expect(explanation).toBeVisible();
    return explanation;
  }

  async toBeLocalOnly(): Promise<void> {
    await expect(this.editor.saving).toContainText('Kept in this browser only');
  }

  async toBeInConflict(): Promise<void> {
    await expect(this.editor.saving).toContainText('Changed elsewhere');
  }

  /** What is said when what is live moved on. */
  get banner(): Locator {
    return this.page.getByRole('status').filter({ hasText: /published version|deleted the journey/ });
  }

  get merge(): Locator {
    return this.page.getByRole('dialog', { name: 'Join both' });
  }

  /** Chooses one side of a conflict. @param side `Mine`, or the name of the other author */
  async choose(conflict: string, side: string): Promise<void> {
    await this.merge.getByRole('radiogroup', { name: conflict }).getByRole('radio', { name: side }).click();
  }

  async join(): Promise<void> {
    await this.merge.getByRole('button', { name: 'Join', exact: true }).click();
    await expect(this.merge).toBeHidden();
  }
}
