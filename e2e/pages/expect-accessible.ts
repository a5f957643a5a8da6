import { expect, type Page } from '@playwright/test';
import axe from 'axe-core';

/** Narrowest window that a page must fit (WCAG 2.2, reflow), CSS pixels. */
const NARROW = { width: 320, height: 640 };

/** Rules of WCAG 2.2 AA, and what is good practice beside them. */
const EVERY_RULE: axe.RunOnly = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };

/** Those of them that look at colours; light and dark differ in nothing else. */
const COLOURS: axe.RunOnly = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };

/**
 * Looks at a page as it stands: rules of WCAG 2.2 AA in light, their colours in dark as well, and nothing beside the edge of a narrow window.
 * Pages in frames are looked at where they stand alone.
 * @param within selector of the part to look at; the whole page when left out
 */
export async function expectAccessible(page: Page, what: string, within?: string): Promise<void> {
  const before = page.viewportSize();
  await page.emulateMedia({ colorScheme: 'light' });
  expect(await violations(page, EVERY_RULE, within), `${what}, light`).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await violations(page, COLOURS, within), `${what}, dark`).toEqual([]);
  await page.setViewportSize(NARROW);
  // Parts of a page may move to their places in a narrow window.
  const width = () => page.evaluate(() => document.documentElement.scrollWidth);
  await expect.poll(width, `${what}, width in a window of ${NARROW.width} pixels`).toBeLessThanOrEqual(NARROW.width);
  if (before !== null) await page.setViewportSize(before);
  await page.emulateMedia({ colorScheme: null });
}

/** Waits, in the page, until colours that are on their way to others have arrived. */
async function settled(): Promise<void> {
  const frame = () => new Promise(requestAnimationFrame);
  await frame();
  await frame();
  const moving = document
    .getAnimations()
    .filter((one) => one.playState === 'running' && one.effect?.getComputedTiming().endTime !== Infinity);
  await Promise.allSettled(moving.map(({ finished }) => finished));
}

/** What breaks a rule, a line for each rule. */
async function violations(page: Page, runOnly: axe.RunOnly, within = 'html'): Promise<string[]> {
  await page.evaluate(settled);
  // Once in each document: it is half a megabyte to read.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const inPage = await page.evaluateHandle<typeof axe>('axe');
  const found = await inPage.evaluate(
    // Nothing is told of what passes: that is nearly everything, and telling it takes longer than the rules do.
    async (engine, { within, runOnly }) =>
      (await engine.run({ include: [within], exclude: ['iframe'] }, { runOnly, resultTypes: ['violations'] })).violations,
    { within, runOnly },
  );
  return found.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ html }) => html).join(', ')})`);
}
