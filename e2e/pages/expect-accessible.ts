import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** Narrowest window that a page must fit (WCAG 2.2, reflow), CSS pixels. */
const NARROW = { width: 320, height: 640 };

/**
 * Looks at a page as it stands: rules of WCAG 2.2 AA in light and dark, and nothing beside the edge of a narrow window.
 * Pages in frames are looked at where they stand alone.
 * @param within selector of the part to look at; the whole page when left out
 */
export async function expectAccessible(page: Page, what: string, within?: string): Promise<void> {
  const before = page.viewportSize();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const builder = new AxeBuilder({ page }).exclude('iframe');
    const { violations } = await (within === undefined ? builder : builder.include(within))
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
      .analyze();
    const told = violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ html }) => html).join(', ')})`);
    expect(told, `${what}, ${colorScheme}`).toEqual([]);
  }
  await page.setViewportSize(NARROW);
  // Parts of a page may move to their places in a narrow window.
  const width = () => page.evaluate(() => document.documentElement.scrollWidth);
  await expect.poll(width, `${what}, width in a window of ${NARROW.width} pixels`).toBeLessThanOrEqual(NARROW.width);
  if (before !== null) await page.setViewportSize(before);
  await page.emulateMedia({ colorScheme: null });
}
