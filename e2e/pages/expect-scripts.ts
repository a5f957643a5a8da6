import type { Locator, Page } from '@playwright/test';
import type { ExpectEditor } from './expect-editor.ts';

/** The script of a node, and the dialog in which one is written. */
export class ExpectScripts {
  readonly page: Page;
  readonly #editor: ExpectEditor;

  constructor(editor: ExpectEditor) {
    this.#editor = editor;
    this.page = editor.page;
  }

  /** Where a node's script is chosen. */
  get choice(): Locator {
    return this.#editor
      .panel('Properties')
      .locator('[data-field="script"]')
      .getByRole('combobox', { name: /^Script/ });
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog', { name: /script/i });
  }

  get name(): Locator {
    return this.dialog.getByLabel('Name', { exact: true });
  }

  get source(): Locator {
    return this.dialog.getByLabel('Source', { exact: true });
  }

  /** What the check found. */
  get problems(): Locator {
    return this.dialog.getByRole('alert');
  }

  button(name: string): Locator {
    return this.dialog.getByRole('button', { name, exact: true });
  }
}
