import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';

/** Import and export of journeys as an author sees them. */
export class ExpectTransfer {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog', { name: 'Import journeys' });
  }

  /** What an import would do with a journey. */
  entry(name: string): Locator {
    return this.dialog.locator(`[data-journey=${JSON.stringify(name)}]`);
  }

  /** Why nothing was imported. */
  get refusal(): Locator {
    return this.dialog.getByRole('alert');
  }

  /** What is shown while files are held over the page. */
  get offer(): Locator {
    return this.page.getByText(/^(Drop the files to import them|Dateien ablegen)/);
  }

  /** Drops files or folders from the disk, as a file manager does, once the page offers to take them. */
  async drop(target: Locator, ...files: readonly string[]): Promise<void> {
    await this.#drag(target, files, async (hold) => {
      await expect(async () => {
        await hold();
        await expect(this.offer).toBeVisible({ timeout: 1_000 });
      }).toPass();
    });
  }

  /** Drops files where the page does not take them. */
  async dropInVain(target: Locator, ...files: readonly string[]): Promise<void> {
    await this.#drag(target, files, async (hold) => {
      await hold();
      await expect(this.offer).toHaveCount(0);
    });
  }

  async #drag(target: Locator, files: readonly string[], wait: (hold: () => Promise<unknown>) => Promise<void>): Promise<void> {
    const box = await target.boundingBox();
    if (box === null) throw new Error('What is dropped on is not in view.');
    const [x, y] = [box.x + box.width / 2, box.y + Math.min(box.height / 2, 300)];
    const session = await this.page.context().newCDPSession(this.page);
    const data = { items: [], files: [...files], dragOperationsMask: 1 };
    const send = (type: 'dragEnter' | 'dragOver' | 'drop') => session.send('Input.dispatchDragEvent', { type, x, y, data });
    await send('dragEnter');
    await wait(() => send('dragOver'));
    // What the page shows by now lies under the pointer, and a hand moves until it lets go.
    await send('dragOver');
    await send('drop');
    await session.detach();
  }

  /** Chooses files with the button of the dialog. */
  async choose(...files: readonly string[]): Promise<void> {
    const chooser = this.page.waitForEvent('filechooser');
    await this.dialog.getByRole('button', { name: 'Choose files …' }).click();
    await (await chooser).setFiles([...files]);
  }

  async paste(text: string): Promise<void> {
    await this.dialog.getByLabel('Or paste the text of a file').fill(text);
    await this.dialog.getByRole('button', { name: 'Read the text' }).click();
  }

  /** Does what the plan says, and waits until it is done. */
  async apply(as: 'draft' | 'published'): Promise<void> {
    if (as === 'published') await this.dialog.getByRole('radio', { name: /^published/ }).check();
    await this.dialog.getByRole('button', { name: /^Import \d+$/ }).click();
    await expect(this.dialog.getByRole('status')).toContainText(as === 'draft' ? 'of yours now' : /is live|are live/);
    await this.dialog.getByRole('button', { name: 'Close' }).last().click();
    await expect(this.dialog).toHaveCount(0);
  }

  /** Downloads from the open export dialog. @returns name and text of the file */
  async download(format: 'native' | 'am'): Promise<{ readonly name: string; readonly text: string }> {
    const dialog = this.page.getByRole('dialog', { name: /^Export / });
    await dialog.getByRole('radio', { name: format === 'am' ? /^AM/ : /^Waygate/ }).check();
    const downloading = this.page.waitForEvent('download');
    await dialog.getByRole('button', { name: 'Download' }).click();
    const file = await downloading;
    const chunks: Buffer[] = [];
    for await (const chunk of await file.createReadStream()) chunks.push(chunk as Buffer);
    await expect(dialog).toHaveCount(0);
    return { name: file.suggestedFilename(), text: Buffer.concat(chunks).toString('utf8') };
  }
}

/** Files in a folder of their own, for as long as the work with them takes. */
export async function withFiles<T>(
  files: Readonly<Record<string, string>>,
  work: (path: (name: string) => string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'waygate-files-'));
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    return await work((name) => join(folder, name));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
