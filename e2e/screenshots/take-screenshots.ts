import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { signOnAdministrator } from '../api/sign-on-administrator.ts';
import { ExpectEditor } from '../pages/expect-editor.ts';
import playwright from '../playwright.config.ts';
import { ROOT } from '../server/built-server.ts';
import { Installation } from '../server/installation.ts';
import { SHOTS } from './shots.ts';

/** Takes the pictures of the README and the docs from the built product, in light and dark: `node --conditions=development e2e/screenshots/take-screenshots.ts [part of a name]`. */
const [, , wanted = ''] = process.argv;
const folder = join(ROOT, 'docs/images');
await mkdir(folder, { recursive: true });
const installation = await Installation.create();
const browser = await chromium.launch(playwright.use?.launchOptions ?? {});
try {
  for (const [name, take] of Object.entries(SHOTS)) {
    if (!name.includes(wanted)) continue;
    const administrator = await installation.administrator();
    for (const colorScheme of ['light', 'dark'] as const) {
      const context = await browser.newContext({
        viewport: { width: 1440, height: 900 },
        colorScheme,
        reducedMotion: 'reduce',
        permissions: ['clipboard-read', 'clipboard-write'],
      });
      await signOnAdministrator(context, installation.server.url, administrator);
      const page: Page = await context.newPage();
      await take({ page, editor: new ExpectEditor(page, installation.server.url), installation });
      await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`) });
      await context.close();
    }
  }
} finally {
  await browser.close();
  await installation.remove();
}
