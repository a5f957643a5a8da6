import { expect, type Locator, type Page } from '@playwright/test';

/** Somebody who has a keyboard and no mouse: everything is reached with keys, as far away as it may be. */
export class Keyboard {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  /** Takes the mouse away from a page before it opens. */
  static async of(page: Page): Promise<Keyboard> {
    await page.addInitScript(() => {
      const seen: string[] = [];
      Object.assign(window, { pointing: seen });
      // Not of moves: the browser itself tells of a pointer that rests when the page moves under it.
      for (const type of ['pointerdown', 'mousedown', 'touchstart', 'wheel', 'dragstart', 'contextmenu'])
        window.addEventListener(type, (event) => event.isTrusted && seen.push(type), true);
    });
    return new Keyboard(page);
  }

  /** What a mouse or a finger has done on the page since it was opened. */
  pointing(): Promise<unknown> {
    return this.page.evaluate(() => ('pointing' in window ? window.pointing : undefined));
  }

  press(key: string): Promise<void> {
    return this.page.keyboard.press(key);
  }

  type(text: string): Promise<void> {
    return this.page.keyboard.type(text);
  }

  /** Goes on with Tab until something has the focus, or back where it stands before what has it, round the page if need be. */
  async tabTo(target: Locator): Promise<void> {
    await expect(target).toBeVisible();
    const key = (await isBehind(target)) ? 'Shift+Tab' : 'Tab';
    for (let tabs = 0; tabs < 250; tabs += 1) {
      if (await has(target)) return;
      await this.press(key);
    }
    throw new Error(`Tab does not lead to ${target}.`);
  }

  /** Writes into a field instead of what stands there. */
  async fill(field: Locator, text: string): Promise<void> {
    await this.tabTo(field);
    await this.press('Control+a');
    await this.type(text);
    await expect(field).toHaveValue(text);
  }

  /** Turns a switch on. */
  async turnOn(target: Locator): Promise<void> {
    await this.tabTo(target);
    if (!(await target.isChecked())) await this.press('Space');
    await expect(target).toBeChecked();
  }

  /** Chooses from the list of a field: arrow keys until it is there, Enter. @param typed part of the name, where a list is searched */
  async choose(field: Locator, option: string, typed?: string): Promise<void> {
    await this.tabTo(field);
    if (typed !== undefined) await this.type(typed);
    else await this.press('ArrowDown');
    const wanted = this.page.getByRole('option', { name: option, exact: true }).first();
    await expect(wanted).toBeVisible();
    const count = await this.page.getByRole('option').count();
    const id = await wanted.getAttribute('id');
    for (let moves = 0; moves < count && (await field.getAttribute('aria-activedescendant')) !== id; moves += 1)
      await this.press('ArrowDown');
    await expect(field).toHaveAttribute('aria-activedescendant', id ?? '');
    await this.press('Enter');
  }
}

/** Whether it stands before what has the focus. */
function isBehind(target: Locator): Promise<boolean> {
  return target.evaluate((element) => {
    const { activeElement, body } = element.ownerDocument;
    if (activeElement === null || activeElement === body) return false;
    return (activeElement.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING) !== 0;
  });
}

function has(target: Locator): Promise<boolean> {
  return target.evaluate((element) => element === element.ownerDocument.activeElement);
}
