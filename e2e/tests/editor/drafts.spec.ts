import { signOnAdministrator } from '../../api/sign-on-administrator.ts';
import { test as base, expect } from '../../fixtures.ts';
import { expectAccessible } from '../../pages/expect-accessible.ts';
import { ExpectEditor } from '../../pages/expect-editor.ts';
import { ExpectPublishing } from '../../pages/expect-publishing.ts';
import { ExpectSignOn } from '../../pages/expect-sign-on.ts';
import { Installation } from '../../server/installation.ts';
import { plainJourney } from '../../server/plain-journey.ts';

const test = base.extend<{ drafts: ExpectPublishing; plain: string; otherTab: () => Promise<ExpectPublishing> }>({
  drafts: async ({ editor }, use) => use(new ExpectPublishing(editor)),
  /** Name of a published journey of three nodes. */
  plain: async ({ installation }, use) => {
    const document = plainJourney();
    await installation.publish(document);
    await use(document.name);
  },
  otherTab: async ({ editor }, use) =>
    use(async () => new ExpectPublishing(new ExpectEditor(await editor.page.context().newPage(), editor.url))),
});

test('every change is a draft of its author alone, which a reload shows again', async ({
  editor,
  drafts,
  plain,
  installation,
  administrator,
}) => {
  await editor.open(plain);
  await expect(editor.saving).toContainText('No changes since it was published');
  await drafts.rename('Decide', 'Mine');
  await editor.toBeSaved();
  await editor.page.reload();
  await expect(editor.node('Mine')).toBeVisible();
  await editor.toBeSaved();
  const [draft] = (await installation.stores.journeys.drafts('/alpha')).filter(({ document }) => document.name === plain);
  expect([draft?.author, draft?.document.nodes['decide']?.displayName]).toEqual([administrator.username, 'Mine']);
  expect((await installation.stores.journeys.published('/alpha', plain))?.nodes['decide']?.displayName).toBe('Decide');
});

test('what was undone is no draft to wait for', async ({ editor, drafts, plain }) => {
  await editor.open(plain);
  await drafts.rename('Decide', 'Mine');
  await editor.press('Control+z');
  await expect(editor.node('Decide')).toBeVisible();
  await expect(editor.saving).toContainText(/No changes|Draft saved/);
});

test('without network the work stays in this browser, survives the end of its tab, and goes to the server by itself', async ({
  editor,
  drafts,
  plain,
  otherTab,
  installation,
}) => {
  const context = editor.page.context();
  await editor.open(plain);
  await context.setOffline(true);
  await drafts.rename('Decide', 'Offline');
  await drafts.toBeLocalOnly();
  const why = await drafts.explain('Kept in this browser only');
  await expect(why).toContainText('The server does not answer');
  await expect(why).toContainText('also when you close the tab');
  await expectAccessible(editor.page, 'work that the server does not have', '[role=dialog]');
  await editor.page.close({ runBeforeUnload: false });
  await context.setOffline(false);
  const again = await otherTab();
  await again.editor.open(plain);
  await expect(again.editor.node('Offline')).toBeVisible();
  await again.editor.toBeSaved();
  await context.setOffline(true);
  await again.rename('Offline', 'Online');
  await again.toBeLocalOnly();
  await context.setOffline(false);
  await again.editor.toBeSaved();
  const [draft] = (await installation.stores.journeys.drafts('/alpha')).filter(({ document }) => document.name === plain);
  expect(draft?.document.nodes['decide']?.displayName).toBe('Online');
});

test('an answer that was lost on its way is no change of somebody else', async ({ editor, drafts, plain, otherTab }) => {
  await editor.open(plain);
  const { promise: reached, resolve } = Promise.withResolvers<void>();
  await editor.page.route(
    '**/draft',
    async (route) => {
      await route.fetch();
      await route.abort('connectionreset');
      resolve();
    },
    { times: 1 },
  );
  await drafts.rename('Decide', 'Sent');
  await reached;
  await drafts.rename('Sent', 'Sent again');
  await editor.toBeSaved();
  await editor.page.route('**/draft', async (route) => {
    await route.fetch();
    await route.abort('connectionreset');
  });
  await drafts.rename('Sent again', 'Third');
  await drafts.toBeLocalOnly();
  await drafts.rename('Third', 'Fourth');
  await editor.page.close({ runBeforeUnload: false });
  const again = await otherTab();
  await again.editor.open(plain);
  await expect(again.editor.node('Fourth')).toBeVisible();
  await again.editor.toBeSaved();
});

test('a session that ended is said; after signing on again in a new tab the work goes on by itself', async ({
  editor,
  drafts,
  plain,
  installation,
  administrator,
}) => {
  await editor.open(plain);
  for (const { id } of await installation.stores.signOnSessions.listByUser('/', administrator.id, Date.now())) {
    await installation.stores.signOnSessions.end(id, 'DESTROY');
  }
  await drafts.rename('Decide', 'Signed off');
  await drafts.toBeLocalOnly();
  const why = await drafts.explain('Kept in this browser only');
  await expect(why).toContainText('Your session has ended');
  const popup = editor.page.waitForEvent('popup');
  await why.getByRole('link', { name: 'Sign on in a new tab' }).click();
  const tab = await popup;
  await new ExpectSignOn(tab).typePassword(administrator.username, administrator.password);
  await expect(tab).toHaveURL(/\/admin/);
  await tab.close();
  await editor.toBeSaved();
  await expect(editor.node('Signed off')).toBeVisible();
});

test('somebody else who signs on in the same browser does not get the work as theirs', async ({
  editor,
  drafts,
  plain,
  installation,
  administrator,
}) => {
  await editor.open(plain);
  await drafts.rename('Decide', 'First');
  await editor.toBeSaved();
  const other = await installation.administrator();
  await signOnAdministrator(editor.page.context(), editor.url, other);
  await drafts.rename('First', 'Second');
  await drafts.toBeLocalOnly();
  await expect(await drafts.explain('Kept in this browser only')).toContainText('Somebody else is signed on');
  const authors = (await installation.stores.journeys.drafts('/alpha')).filter(({ document }) => document.name === plain);
  expect(authors.map(({ author }) => author)).toEqual([administrator.username]);
  await signOnAdministrator(editor.page.context(), editor.url, administrator);
  await editor.toBeSaved();
});

test('signing out asks what becomes of work that only this browser has, and keeps it or throws it away', async ({
  editor,
  drafts,
  plain,
  administrator,
}) => {
  const { page } = editor;
  const stored = () => page.evaluate(() => JSON.stringify({ ...localStorage }));
  const ask = async () => {
    await page.getByRole('button', { name: `Signed on as ${administrator.username}` }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    return page.getByRole('dialog', { name: 'One journey holds work that was not sent' });
  };
  const signOnAgain = async () => {
    await new ExpectSignOn(page).typePassword(administrator.username, administrator.password);
    await expect(page).toHaveURL(/\/admin/);
  };
  await editor.open(plain);
  await page.route('**/draft', (route) => route.abort('connectionreset'));
  await drafts.rename('Decide', 'Unsent');
  await drafts.toBeLocalOnly();
  // Within the page: what is sent by a page that goes away cannot be held back.
  await page.getByRole('link', { name: 'All journeys' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Journeys' })).toBeVisible();
  const asked = await ask();
  await expect(asked).toContainText(`${plain} (alpha)`);
  await expect(asked.getByRole('button', { name: 'Cancel' }), 'nothing happens by a mere Enter').toBeFocused();
  await expectAccessible(page, 'the question what becomes of the work');
  await page.keyboard.press('Escape');
  await expect(asked).toBeHidden();
  await ask();
  await asked.getByRole('button', { name: 'Keep it here and sign out' }).click();
  await signOnAgain();
  expect(await stored()).toContain('Unsent');
  await editor.open(plain);
  await expect(editor.node('Unsent')).toBeVisible();
  await page.route('**/sessions?_action=logout', (route) => route.abort('connectionreset'), { times: 1 });
  await ask();
  await asked.getByRole('button', { name: 'Throw it away and sign out' }).click();
  await expect(asked.getByRole('alert')).toHaveText(/you are still signed on/);
  expect(await stored(), 'nothing is lost while the session goes on').toContain('Unsent');
  await asked.getByRole('button', { name: 'Throw it away and sign out' }).click();
  await signOnAgain();
  expect(await stored()).not.toContain('Unsent');
  await page.unrouteAll();
  await editor.open(plain);
  await expect(editor.node('Decide')).toBeVisible();
});

test('a server that is killed and started again in the middle of the work gets all of it', async ({ browser }) => {
  const own = await Installation.create();
  const administrator = await own.administrator();
  const context = await browser.newContext();
  const { url } = own.server;
  await signOnAdministrator(context, url, administrator);
  const editor = new ExpectEditor(await context.newPage(), url);
  const drafts = new ExpectPublishing(editor);
  const document = plainJourney();
  await own.publish(document);
  await editor.open(document.name);
  await drafts.rename('Decide', 'Before');
  await editor.toBeSaved();
  await own.server.kill();
  await drafts.rename('Before', 'Down');
  await drafts.toBeLocalOnly();
  await drafts.rename('Ask', 'Down too');
  await drafts.open();
  await drafts.publishButton.click();
  await expect(drafts.dialog.getByRole('alert')).toContainText('The server does not answer');
  await own.server.start();
  await drafts.publishButton.click();
  await drafts.toBePublished(2);
  expect(await own.stores.journeys.drafts('/alpha')).toEqual([]);
  const live = await own.stores.journeys.published('/alpha', document.name);
  expect([live?.nodes['decide']?.displayName, live?.nodes['page']?.displayName]).toEqual(['Down', 'Down too']);
  await context.close();
  await own.remove();
});

test('leaving right after a change loses nothing, and coming back right away finds it', async ({ editor, drafts, plain, installation }) => {
  await editor.open(plain);
  await drafts.rename('Decide', 'Left in the app');
  await editor.page.getByRole('link', { name: 'All journeys' }).click();
  await expect(editor.page).toHaveURL(/\/journeys$/);
  await editor.page.goBack();
  await expect(editor.node('Left in the app')).toBeVisible();
  await drafts.rename('Left in the app', 'Left the app');
  await editor.page.goto('about:blank');
  const kept = async () => {
    const all = await installation.stores.journeys.drafts('/alpha');
    return all.find(({ document }) => document.name === plain)?.document.nodes['decide']?.displayName;
  };
  await expect.poll(kept).toBe('Left the app');
  await editor.open(plain);
  await editor.toBeSaved();
});

test('a browser that lets pages keep nothing still saves on the server', async ({ editor, drafts, plain, installation }) => {
  await editor.page.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', {
      get: () => {
        throw new DOMException('denied', 'SecurityError');
      },
    });
  });
  await editor.open(plain);
  await drafts.rename('Decide', '<img src=x onerror=alert(1)>');
  await editor.toBeSaved();
  await drafts.publish(2);
  expect((await installation.stores.journeys.published('/alpha', plain))?.nodes['decide']?.displayName).toBe(
    '<img src=x onerror=alert(1)>',
  );
});

test('a browser whose storage is full says so, and asks before the work is lost', async ({ editor, drafts, plain }) => {
  const { page } = editor;
  await editor.open(plain);
  await page.evaluate(() => {
    for (let size = 2 ** 22; size >= 1; size /= 2) {
      try {
        for (let part = 0; ; part += 1) localStorage.setItem(`full-${size}-${part}`, 'x'.repeat(size));
      } catch {
        // The next smaller part may still fit.
      }
    }
  });
  await page.context().setOffline(true);
  await drafts.rename('Decide', 'Nowhere');
  await expect(editor.saving).toContainText('In this tab only');
  await expect(await drafts.explain('In this tab only')).toContainText('its storage is full or switched off');
  await page.keyboard.press('Escape');
  const asked = page.waitForEvent('dialog');
  void page.reload().catch(() => undefined);
  const dialog = await asked;
  expect(dialog.type()).toBe('beforeunload');
  await dialog.dismiss();
  await expect(editor.node('Nowhere')).toBeVisible();
  await page.getByRole('link', { name: 'All journeys' }).click();
  const leave = page.getByRole('dialog', { name: 'This work is not saved' });
  await expect(leave).toBeVisible();
  await expectAccessible(page, 'the question before work is left that is not saved', '[role=dialog]');
  await leave.getByRole('button', { name: 'Stay here' }).last().click();
  await expect(leave).toBeHidden();
  await page.context().setOffline(false);
  await editor.toBeSaved();
  await page.getByRole('link', { name: 'All journeys' }).click();
  await expect(page).toHaveURL(/\/journeys$/);
});

test('a draft is discarded after asking, and undo brings it back', async ({ editor, drafts, plain, installation }) => {
  await editor.open(plain);
  await drafts.rename('Decide', 'Mine');
  await editor.toBeSaved();
  const explained = await drafts.explain(/Draft saved/);
  await explained.getByRole('button', { name: 'Discard the draft …' }).click();
  await expect(explained).toContainText('You go back to version 1');
  await expectAccessible(editor.page, 'the question before a draft is discarded', '[role=dialog]');
  await explained.getByRole('button', { name: 'Discard', exact: true }).click();
  await expect(editor.node('Decide')).toBeVisible();
  await expect(editor.saving).toContainText('No changes since it was published');
  expect((await installation.stores.journeys.drafts('/alpha')).some(({ document }) => document.name === plain)).toBe(false);
  await editor.press('Control+z');
  await expect(editor.node('Mine')).toBeVisible();
  await editor.toBeSaved();
});

/** Gives a node one name here and another in the other tab, which is saved first: a conflict here. @param there more names that are changed, by what they were */
async function changeInBoth(
  journey: string,
  here: ExpectPublishing,
  other: ExpectPublishing,
  there: Readonly<Record<string, string>> = {},
  also: Readonly<Record<string, string>> = {},
): Promise<void> {
  await here.editor.open(journey);
  await other.editor.open(journey);
  for (const [from, to] of Object.entries({ Decide: 'Theirs', ...there })) await other.rename(from, to);
  await other.editor.toBeSaved();
  for (const [from, to] of Object.entries({ Decide: 'Mine', ...also })) await here.rename(from, to);
  await here.toBeInConflict();
}

test.describe('two tabs of one author', () => {
  test('the one without changes of its own shows what the other made', async ({ editor, drafts, plain, otherTab }) => {
    const other = await otherTab();
    await editor.open(plain);
    await other.editor.open(plain);
    await other.rename('Decide', 'Other');
    await other.editor.toBeSaved();
    await editor.page.bringToFront();
    await editor.page.evaluate(() => window.dispatchEvent(new Event('focus')));
    await expect(editor.node('Other')).toBeVisible();
    await editor.toBeSaved();
    await drafts.rename('Other', 'Both');
    await editor.toBeSaved();
  });

  test('with changes in both, both are joined field by field, and undo goes back', async ({ editor, drafts, plain, otherTab }) => {
    await changeInBoth(plain, drafts, await otherTab(), { Ask: 'Asked there' }, { Retry: 'Retried here' });
    const conflict = await drafts.explain('Changed elsewhere');
    await expect(conflict).toContainText('Nothing was overwritten');
    await expectAccessible(editor.page, 'a conflict of two tabs', '[role=dialog]');
    await conflict.getByRole('button', { name: 'Join both …' }).click();
    await expect(drafts.merge).toContainText('Another tab or browser of yours changed the draft');
    await expect(drafts.merge.getByRole('button', { name: 'Join', exact: true })).toBeDisabled();
    await drafts.choose('Mine: Name', 'The other tab');
    await drafts.join();
    await editor.toBeSaved();
    for (const name of ['Theirs', 'Asked there', 'Retried here']) await expect(editor.node(name)).toBeVisible();
    await editor.press('Control+z');
    for (const name of ['Mine', 'Ask', 'Retried here']) await expect(editor.node(name)).toBeVisible();
    await editor.toBeSaved();
  });

  test('either side can be taken whole, and what was left can be brought back', async ({ editor, drafts, plain, otherTab }) => {
    const other = await otherTab();
    await changeInBoth(plain, drafts, other);
    await (await drafts.explain('Changed elsewhere')).getByRole('button', { name: 'Take the one from the server' }).click();
    await expect(editor.node('Theirs')).toBeVisible();
    await editor.toBeSaved();
    await editor.press('Control+z');
    await expect(editor.node('Mine')).toBeVisible();
    await editor.toBeSaved();
    await other.rename('Theirs', 'Theirs again');
    await other.toBeInConflict();
    await (await other.explain('Changed elsewhere')).getByRole('button', { name: 'Keep what stands here' }).click();
    await other.editor.toBeSaved();
    await expect(other.editor.node('Theirs again')).toBeVisible();
  });

  test('work that was left behind by a tab, and overtaken since, is not lost', async ({ editor, drafts, plain, otherTab }) => {
    const context = editor.page.context();
    await editor.open(plain);
    await context.setOffline(true);
    await drafts.rename('Decide', 'Left behind');
    await drafts.toBeLocalOnly();
    await editor.page.close({ runBeforeUnload: false });
    await context.setOffline(false);
    const elsewhere = await context.browser()?.newContext();
    if (elsewhere === undefined) throw new Error('There is no browser.');
    await elsewhere.addCookies(await context.cookies());
    const other = new ExpectPublishing(new ExpectEditor(await elsewhere.newPage(), editor.url));
    await other.editor.open(plain);
    await other.rename('Retry', 'Made elsewhere');
    await other.editor.toBeSaved();
    await elsewhere.close();
    const again = await otherTab();
    await again.editor.open(plain);
    await expect(again.editor.node('Left behind')).toBeVisible();
    await again.toBeInConflict();
    await (await again.explain('Changed elsewhere')).getByRole('button', { name: 'Join both …' }).click();
    await again.join();
    await again.editor.toBeSaved();
    for (const name of ['Left behind', 'Made elsewhere']) await expect(again.editor.node(name)).toBeVisible();
  });
});
