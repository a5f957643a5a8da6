import { expect, type FrameLocator, type Locator } from '@playwright/test';
import type { ExpectEditor } from './expect-editor.ts';

/** The preview panel as an author sees it: the hosted page, the phone beside it, and what the draft did. */
export class ExpectPreview {
  readonly editor: ExpectEditor;

  constructor(editor: ExpectEditor) {
    this.editor = editor;
  }

  get panel(): Locator {
    return this.editor.panel('Preview');
  }

  button(name: string): Locator {
    return this.panel.getByRole('button', { name, exact: true });
  }

  /** The hosted page in the panel. */
  get page(): FrameLocator {
    return this.panel.frameLocator('iframe[title^="Sign-on page of"]');
  }

  /** The web authenticator in the panel. */
  get phone(): FrameLocator {
    return this.panel.frameLocator('iframe[title="Phone with the web authenticator"]');
  }

  /** Steps so far. */
  get steps(): Locator {
    return this.panel.getByRole('list', { name: 'Steps' }).locator('> li');
  }

  /** The sentence that says where the try stands. */
  async toStandAt(text: string | RegExp): Promise<void> {
    await expect(this.panel.getByRole('status').filter({ hasText: text })).toBeVisible();
  }

  async begin(): Promise<void> {
    await this.editor.showPanel('Preview');
    await this.button('Begin the preview').click();
  }

  async typePassword(username: string, password: string): Promise<void> {
    await this.page.getByLabel('User Name', { exact: true }).fill(username);
    await this.page.getByLabel('Password', { exact: true }).fill(password);
    await this.page.getByRole('button', { name: 'Next' }).click();
  }

  /** The number that the page shows. */
  async shownNumber(): Promise<string> {
    return ((await this.page.getByRole('img', { name: /^Number to choose on your phone/ }).textContent()) ?? '').trim();
  }

  /** Nodes that the canvas lights, by the text that says what came of them. */
  litNode(name: string): Locator {
    return this.editor.node(name).getByText(/^Step \d/);
  }
}
