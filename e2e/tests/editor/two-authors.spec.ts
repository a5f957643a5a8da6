import type { Browser } from '@playwright/test';
import type { JourneyDocument } from '@waygate/schema';
import { signOnAdministrator } from '../../api/sign-on-administrator.ts';
import { watchContext } from '../../browser/watch-context.ts';
import { test as base, expect } from '../../fixtures.ts';
import { expectAccessible } from '../../pages/expect-accessible.ts';
import { ExpectEditor } from '../../pages/expect-editor.ts';
import { ExpectPublishing } from '../../pages/expect-publishing.ts';
import type { TestPerson } from '../../server/installation.ts';
import { plainJourney } from '../../server/plain-journey.ts';

interface Author extends TestPerson {
  readonly at: ExpectPublishing;
}

const test = base.extend<{ ann: Author; bob: Author; plain: string }>({
  ann: async ({ editor, administrator }, use) => use({ ...administrator, at: new ExpectPublishing(editor) }),
  bob: async ({ browser, installation }, use) => {
    const administrator = await installation.administrator();
    const { url } = installation.server;
    const { context, problems } = await consoleIn(browser, url);
    await signOnAdministrator(context, url, administrator);
    await use({ ...administrator, at: new ExpectPublishing(new ExpectEditor(await context.newPage(), url)) });
    await context.close();
    expect(problems, 'what the pages may not do').toEqual([]);
  },
  plain: async ({ installation }, use) => {
    const document = plainJourney();
    await installation.publish(document);
    await use(document.name);
  },
});

async function consoleIn(browser: Browser, url: string) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  return { context, problems: watchContext(context, url, { console: true }) };
}

/** Comes back to a page, as a person who had another window in front. */
async function comeBack({ at: { page } }: Author): Promise<void> {
  await page.evaluate(() => window.dispatchEvent(new Event('focus')));
}

const names = ({ nodes }: JourneyDocument) => Object.values(nodes).map(({ displayName }) => displayName);

test('the second author is told that somebody published, and joins both field by field', async ({ ann, bob, plain, installation }) => {
  await ann.at.editor.open(plain);
  await bob.at.editor.open(plain);
  await ann.at.rename('Decide', 'Decided by Ann');
  await ann.at.rename('Retry', 'Retried by Ann');
  await ann.at.editor.toBeSaved();
  await bob.at.rename('Decide', 'Decided by Bob');
  await bob.at.rename('Ask', 'Asked by Bob');
  await bob.at.publish(2, 'Bob was first');

  await comeBack(ann);
  await expect(ann.at.banner).toContainText(`${bob.username} published version 2 since you began`);
  await ann.at.open();
  await expect(ann.at.dialog).toContainText(`${bob.username} published version 2`);
  await expect(ann.at.publishButton).toBeDisabled();
  await ann.at.dialog.getByRole('button', { name: 'Join both …' }).click();
  await expect(ann.at.merge.getByRole('region', { name: `What comes in: ${bob.username}` })).toContainText('Asked by Bob');
  await expect(ann.at.merge.getByRole('region', { name: 'What stays of yours' })).toContainText('Retried by Ann');
  const conflict = ann.at.merge.getByRole('radiogroup', { name: 'Decided by Ann: Name' });
  await expect(ann.at.merge).toContainText('Before: Decide');
  await expect(conflict).toContainText('Decided by Bob');
  await expectAccessible(ann.at.page, 'joining two authors', '[role=dialog]');
  await ann.at.choose('Decided by Ann: Name', 'Mine');
  await expect(ann.at.merge).toContainText('The result has no errors.');
  await ann.at.join();
  await expect(ann.at.banner).toBeHidden();
  await ann.at.publish(3);
  const live = await installation.stores.journeys.published('/alpha', plain);
  expect(live === undefined ? [] : names(live).sort()).toEqual(['Asked by Bob', 'Decided by Ann', 'Retried by Ann']);
});

test('undoing the join undoes that it stands on the newer version, too', async ({ ann, bob, plain, installation }) => {
  await ann.at.editor.open(plain);
  await bob.at.editor.open(plain);
  await ann.at.rename('Retry', 'Retried by Ann');
  await bob.at.rename('Ask', 'Asked by Bob');
  await bob.at.publish(2);
  await comeBack(ann);
  await ann.at.banner.getByRole('button', { name: 'Join both …' }).click();
  await expect(ann.at.merge).toContainText('Nothing was changed by both in different ways.');
  await ann.at.join();
  await expect(ann.at.editor.node('Asked by Bob')).toBeVisible();
  await ann.at.editor.press('Control+z');
  await expect(ann.at.editor.node('Asked by Bob')).toBeHidden();
  await expect(ann.at.banner).toContainText(`${bob.username} published version 2`);
  await ann.at.open();
  await expect(ann.at.publishButton).toBeDisabled();
  expect(names((await installation.stores.journeys.published('/alpha', plain)) ?? plainJourney())).toContain('Asked by Bob');
});

test('who publishes in the same moment is refused, told why, and led to the join', async ({ ann, bob, plain, installation }) => {
  await ann.at.editor.open(plain);
  await bob.at.editor.open(plain);
  await ann.at.rename('Retry', 'Retried by Ann');
  await ann.at.open();
  await bob.at.rename('Ask', 'Asked by Bob');
  await bob.at.publish(2);
  await ann.at.publishButton.click();
  await expect(ann.at.dialog).toContainText(`${bob.username} published version 2 since you began. Nothing is overwritten`);
  expect(await installation.stores.journeys.history('/alpha', plain)).toHaveLength(2);
  await ann.at.dialog.getByRole('button', { name: 'Join both …' }).click();
  await ann.at.join();
  await ann.at.publish(3);
  const live = await installation.stores.journeys.published('/alpha', plain);
  expect(live === undefined ? [] : names(live).sort()).toEqual(['Asked by Bob', 'Decide', 'Retried by Ann']);
});

test('a node that one removed and the other changed comes back with what leads to it', async ({ ann, bob, plain }) => {
  await ann.at.editor.open(plain);
  await bob.at.editor.open(plain);
  await ann.at.editor.node('Retry').click();
  await ann.at.page.keyboard.press('Delete');
  await expect(ann.at.editor.node('Retry')).toBeHidden();
  await ann.at.editor.toBeSaved();
  await bob.at.rename('Retry', 'Retried by Bob');
  await bob.at.publish(2);
  await comeBack(ann);
  await ann.at.banner.getByRole('button', { name: 'Join both …' }).click();
  const conflict = ann.at.merge.getByRole('radiogroup', { name: 'Retried by Bob' });
  await expect(conflict.getByRole('radio', { name: /^Mine\s*Removed/ })).toBeVisible();
  await conflict.getByRole('radio', { name: /Kept, with changes/ }).click();
  await ann.at.join();
  await expect(ann.at.editor.node('Retried by Bob')).toBeVisible();
  await expect(ann.at.editor.wire('Decide', 'False', 'Retried by Bob')).toBeAttached();
});

test('who changed nothing is shown what is live now at a press of a button', async ({ ann, bob, plain }) => {
  await ann.at.editor.open(plain);
  await bob.at.editor.open(plain);
  await bob.at.rename('Ask', 'Asked by Bob');
  await bob.at.publish(2);
  await comeBack(ann);
  await expect(ann.at.banner).toContainText('You see the one before, and changed nothing.');
  await ann.at.banner.getByRole('button', { name: 'Show version 2' }).click();
  await expect(ann.at.editor.node('Asked by Bob')).toBeVisible();
  await expect(ann.at.banner).toBeHidden();
  await expect(ann.at.editor.saving).toContainText('No changes since it was published');
});

test('a draft that began from an older version says so when it is opened', async ({ ann, bob, plain }) => {
  await ann.at.editor.open(plain);
  await ann.at.rename('Retry', 'Retried by Ann');
  await ann.at.editor.toBeSaved();
  await ann.at.page.goto('about:blank');
  await bob.at.editor.open(plain);
  await bob.at.rename('Ask', 'Asked by Bob');
  await bob.at.publish(2);
  await ann.at.editor.open(plain);
  await expect(ann.at.editor.node('Retried by Ann')).toBeVisible();
  await expect(ann.at.banner).toContainText(`${bob.username} published version 2 since you began`);
  await expectAccessible(ann.at.page, 'a draft whose base moved', 'header, header + div');
});

test('a journey that was deleted meanwhile keeps its work, and is made anew by publishing', async ({ ann, plain, installation }) => {
  await ann.at.editor.open(plain);
  await ann.at.rename('Retry', 'Retried by Ann');
  await ann.at.editor.toBeSaved();
  await installation.stores.journeys.remove('/alpha', plain);
  await ann.at.rename('Ask', 'Asked by Ann');
  await ann.at.toBeInConflict();
  await (await ann.at.explain('Changed elsewhere')).getByRole('button', { name: 'Keep what stands here' }).click();
  await ann.at.editor.toBeSaved();
  await ann.at.open();
  await ann.at.publishButton.click();
  await expect(ann.at.dialog).toContainText('Somebody deleted the journey since you began');
  await ann.at.publishButton.click();
  await ann.at.toBePublished(1);
});

test('work on a journey that was deleted or renamed meanwhile is still there after a reload, and goes on', async ({
  ann,
  plain,
  installation,
}) => {
  await ann.at.editor.open(plain);
  await ann.at.rename('Retry', 'Retried by Ann');
  await ann.at.editor.toBeSaved();
  await installation.stores.journeys.rename('/alpha', plain, `${plain} renamed`, { at: Date.now(), author: 'bob' });
  await ann.at.rename('Ask', 'Asked by Ann');
  await ann.at.toBeInConflict();
  await ann.at.editor.open(plain);
  await expect(ann.at.editor.node('Asked by Ann')).toBeVisible();
  await ann.at.toBeInConflict();
  await (await ann.at.explain('Changed elsewhere')).getByRole('button', { name: 'Keep what stands here' }).click();
  await ann.at.editor.toBeSaved();
  expect(Object.values((await installation.stores.journeys.draft('/alpha', plain, ann.username))?.document.nodes ?? {})).toContainEqual(
    expect.objectContaining({ displayName: 'Asked by Ann' }),
  );
});

test('a journey that somebody deleted says so when it is opened, and leads back to the others', async ({ ann, plain, installation }) => {
  const { page } = ann.at;
  await ann.at.editor.openJourneys();
  await expect(page.getByRole('link', { name: plain })).toBeVisible();
  await installation.stores.journeys.remove('/alpha', plain);
  await page.getByRole('link', { name: plain }).click();
  await expect(page.getByRole('alert')).toContainText(`There is no journey ${plain} in this realm (any more).`);
  await expectAccessible(page, 'a journey that is gone');
  await page.getByRole('link', { name: 'All journeys' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Journeys' })).toBeVisible();
});
