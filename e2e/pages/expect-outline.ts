import { expect, type Locator, type Page } from '@playwright/test';

/** The outline of a journey as somebody uses it who has no mouse: everything here is done with keys. */
export class ExpectOutline {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get tree(): Locator {
    return this.page.getByRole('tree', { name: /^Journey / });
  }

  /** A row by what it says to a screen reader. */
  row(says: string | RegExp): Locator {
    return typeof says === 'string'
      ? this.tree.getByRole('treeitem', { name: says, exact: true })
      : this.tree.getByRole('treeitem', { name: says });
  }

  /** The row that has the keyboard. */
  get active(): Locator {
    return this.tree.locator('[role="treeitem"]:focus');
  }

  /** Goes to the outline, wherever the keyboard is. */
  async open(): Promise<void> {
    await this.page.keyboard.press('Alt+3');
    await expect(this.active).toBeVisible();
  }

  async toBeAt(says: string | RegExp): Promise<void> {
    await expect(this.active).toHaveAccessibleName(says);
  }

  /** Moves down from the top to the first row that says this. */
  async goTo(says: string | RegExp): Promise<void> {
    await expect(this.row(says).first()).toBeAttached();
    await this.page.keyboard.press('Home');
    const count = await this.tree.getByRole('treeitem').count();
    for (let moves = 0; moves < count; moves += 1) {
      const name = await this.#name();
      if (typeof says === 'string' ? name === says : says.test(name)) return;
      await this.page.keyboard.press('ArrowDown');
    }
    throw new Error(`No key leads to a row that says ${says}.`);
  }

  /** Does something out of the menu of the row that has the keyboard. */
  async act(what: string | RegExp): Promise<void> {
    await this.page.keyboard.press('Shift+F10');
    const menu = this.page.getByRole('menu');
    await expect(menu).toBeVisible();
    const items = menu.getByRole('menuitem');
    const wanted = items.filter({ hasText: what }).first();
    await expect(wanted).toBeVisible();
    await expect.poll(() => menu.evaluate((element) => element.contains(element.ownerDocument.activeElement))).toBe(true);
    const isThere = () => wanted.evaluate((element) => element === element.ownerDocument.activeElement);
    for (let moves = await items.count(); moves > 0 && !(await isThere()); moves -= 1) await this.page.keyboard.press('ArrowDown');
    await expect(wanted).toBeFocused();
    await this.page.keyboard.press('Enter');
  }

  /** Chooses in the dialog that asks. @param text what to type; the first that is found is taken and must be called so */
  async pick(text: string): Promise<void> {
    const dialog = this.page.getByRole('dialog');
    await expect(dialog.getByRole('combobox')).toBeFocused();
    await this.page.keyboard.type(text);
    await expect(dialog.getByRole('option', { selected: true })).toHaveText(new RegExp(`^${text}`));
    await this.page.keyboard.press('Enter');
    await expect(dialog).toBeHidden();
  }

  /** What the row that has the keyboard says. */
  async #name(): Promise<string> {
    const rows = await this.active.evaluateAll((elements) =>
      elements.map((element) =>
        [...element.querySelectorAll('span:not(:has(span))')].map((part) => part.getAttribute('aria-label') ?? part.textContent).join(' '),
      ),
    );
    return (rows[0] ?? '').replaceAll(/\s+/g, ' ').trim();
  }
}
