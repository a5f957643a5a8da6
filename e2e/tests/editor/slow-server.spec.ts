import { journeyDocument } from '@waygate/schema';
import { HeldAnswers } from '../../browser/held-answers.ts';
import { test as base, expect } from '../../fixtures.ts';
import { ExpectHistory } from '../../pages/expect-history.ts';
import { ExpectJourneys } from '../../pages/expect-journeys.ts';
import { ExpectPreview } from '../../pages/expect-preview.ts';
import { ExpectPublishing } from '../../pages/expect-publishing.ts';
import { ExpectTransfer, withFiles } from '../../pages/expect-transfer.ts';
import { outerJourney, ownJourney, ownName } from '../../server/own-journey.ts';
import { plainJourney } from '../../server/plain-journey.ts';

/** What authors do before the server has answered, and answers that come in another order than the questions. */
const test = base.extend<{ journeys: ExpectJourneys; plain: string }>({
  journeys: async ({ editor }, use) => use(new ExpectJourneys(editor)),
  /** Name of a published journey of three nodes. */
  plain: async ({ installation }, use) => {
    const document = plainJourney();
    await installation.publish(document);
    await use(document.name);
  },
});

const fileOf = (name: string) => JSON.stringify({ ...plainJourney(), name });

test.describe('in the list of journeys', () => {
  test('a journey from a shipped one waits until the shipped ones have come', async ({ journeys, editor }) => {
    const templates = await HeldAnswers.of(journeys.page, '**/api/templates', 'GET');
    await journeys.open();
    await journeys.page.getByRole('button', { name: 'New journey' }).click();
    const dialog = journeys.dialog('New journey');
    const name = ownName('Early');
    await dialog.getByLabel('Name').fill(name);
    await dialog.getByRole('radio', { name: 'a shipped journey' }).check();
    await dialog.getByRole('button', { name: 'Create' }).click();
    await templates.toBe(1);
    await expect(dialog.getByRole('button', { name: 'Create' })).toBeDisabled();
    templates.open();
    await expect(editor.page.getByRole('heading', { level: 1, name })).toBeVisible();
    await expect(editor.nodes.first()).toBeVisible();
  });

  test('a dialog that waits for the server stays until it has answered', async ({ journeys, editor }) => {
    const saved = await HeldAnswers.of(journeys.page, '**/draft', 'PUT');
    await journeys.open();
    await journeys.page.getByRole('button', { name: 'New journey' }).click();
    const dialog = journeys.dialog('New journey');
    const name = ownName('Slow');
    await dialog.getByLabel('Name').fill(name);
    await dialog.getByLabel('Name').press('Enter');
    await saved.toBe(1);
    await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeDisabled();
    await journeys.page.keyboard.press('Escape');
    await dialog.getByRole('button', { name: 'Close' }).click();
    await expect(dialog).toBeVisible();
    saved.open();
    await expect(editor.page.getByRole('heading', { level: 1, name })).toBeVisible();
  });

  test('a deletion that the server has not answered yet is not called off by closing its dialog', async ({ journeys, installation }) => {
    const { name } = await ownJourney(installation, 'Slowly gone');
    await journeys.open();
    const gone = await HeldAnswers.of(journeys.page, '**/api/realms/alpha/journeys/*', 'DELETE');
    await journeys.act(name, 'Delete …');
    const dialog = journeys.dialog(`Delete ${name}`);
    await dialog.getByLabel(`Type ${name} to delete it`).fill(name);
    await dialog.getByRole('button', { name: 'Delete for good' }).click();
    await gone.toBe(1);
    await journeys.page.keyboard.press('Escape');
    await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeDisabled();
    gone.open();
    await expect(dialog).toHaveCount(0);
    await expect(journeys.journey(name)).toHaveCount(0);
  });

  test('an export that was put away downloads nothing, and leaves the dialog alone that was opened since', async ({
    journeys,
    installation,
  }) => {
    const { name } = await ownJourney(installation, 'Put away');
    const downloads: string[] = [];
    journeys.page.on('download', (download) => downloads.push(download.suggestedFilename()));
    await journeys.open();
    const exported = await HeldAnswers.of(journeys.page, '**/export', 'POST');
    await journeys.act(name, 'Export …');
    await journeys.dialog(`Export ${name}`).getByRole('button', { name: 'Download' }).click();
    await exported.toBe(1);
    await journeys.page.keyboard.press('Escape');
    await expect(journeys.dialog(`Export ${name}`)).toHaveCount(0);
    await journeys.page.getByRole('button', { name: 'New journey' }).click();
    await journeys.dialog('New journey').getByLabel('Name').fill('typed meanwhile');
    const answered = journeys.page.waitForResponse('**/export');
    exported.open();
    await (await answered).finished();
    // Whatever the answer does, it does before the next one comes.
    await journeys.page.evaluate(() => fetch('/admin'));
    await expect(journeys.dialog('New journey').getByLabel('Name')).toHaveValue('typed meanwhile');
    expect(downloads).toEqual([]);
  });

  test('of two files that are dropped one after the other the later is planned', async ({ journeys }) => {
    const transfer = new ExpectTransfer(journeys.page);
    const [early, late] = [ownName('Dropped early'), ownName('Dropped late')];
    await journeys.open();
    const plans = await HeldAnswers.of(journeys.page, '**/import/plan', 'POST');
    await withFiles({ 'early.json': fileOf(early), 'late.json': fileOf(late) }, async (path) => {
      await transfer.drop(journeys.page.getByRole('main'), path('early.json'));
      await plans.toBe(1);
      await transfer.drop(journeys.page.getByRole('main'), path('late.json'));
      await plans.toBe(2);
      plans.letGo(1);
      await expect(transfer.entry(late)).toContainText('New');
      const answered = journeys.page.waitForResponse('**/import/plan');
      plans.letGo(0);
      await (await answered).finished();
      await journeys.page.evaluate(() => fetch('/admin'));
      await expect(transfer.entry(late)).toContainText('New');
      await expect(transfer.entry(early)).toHaveCount(0);
    });
  });

  test('a file that is dropped while another is imported changes nothing of that, and is said to be left', async ({
    journeys,
    installation,
    administrator,
  }) => {
    const transfer = new ExpectTransfer(journeys.page);
    const [first, second] = [ownName('First file'), ownName('Second file')];
    await journeys.open();
    const imported = await HeldAnswers.of(journeys.page, '**/import', 'POST');
    await withFiles({ 'first.json': fileOf(first), 'second.json': fileOf(second) }, async (path) => {
      await transfer.drop(journeys.page.getByRole('main'), path('first.json'));
      await expect(transfer.entry(first)).toContainText('New');
      await transfer.dialog.getByRole('button', { name: 'Import 1' }).click();
      await imported.toBe(1);
      await transfer.drop(journeys.page.getByRole('main'), path('second.json'));
      await expect(transfer.dialog.getByRole('alert')).toContainText('An import is under way');
      await expect(transfer.entry(first)).toBeVisible();
      imported.open();
      await expect(transfer.dialog.getByRole('status')).toContainText(`${first} is a draft of yours now`);
    });
    expect(await installation.stores.journeys.draft('/alpha', first, administrator.username)).toBeDefined();
    expect(await installation.stores.journeys.draft('/alpha', second, administrator.username)).toBeUndefined();
  });

  test('a journey that is switched off and on again in one breath is on', async ({ journeys, installation }) => {
    const { name } = await ownJourney(installation, 'Off and on');
    await journeys.open();
    await journeys.search(name);
    const order: string[] = [];
    let isFirst = true;
    const { promise: late, resolve: reach } = Promise.withResolvers<void>();
    // The first of two requests may reach the server last.
    await journeys.page.route('**/enable', async (route) => {
      order.push(route.request().postData() ?? '');
      if (isFirst) {
        isFirst = false;
        await late;
      }
      await route.continue();
    });
    await journeys.toggle(name);
    await expect(journeys.enabled(name)).not.toBeChecked();
    await journeys.toggle(name);
    await expect(journeys.enabled(name)).toBeChecked();
    reach();
    await expect(journeys.page.getByRole('alert').filter({ hasText: `${name} is enabled` })).toBeVisible();
    await expect(journeys.enabled(name)).toBeChecked();
    await expect.poll(async () => (await installation.stores.journeys.published('/alpha', name))?.enabled).toBe(true);
    expect(order).toEqual(['{"enabled":false}', '{"enabled":true}']);
  });

  test('of two switches in one breath each is told how it ended', async ({ journeys, installation }) => {
    const refused = await ownJourney(installation, 'Refused switch');
    const other = await ownJourney(installation, 'Other switch');
    await journeys.open();
    const { promise: late, resolve: reach } = Promise.withResolvers<void>();
    await journeys.page.route(`**/${encodeURIComponent(refused.name)}/enable`, async (route) => {
      await late;
      await route.fulfill({ status: 503, json: { message: 'Not now.' } });
    });
    await journeys.toggle(refused.name);
    await expect(journeys.enabled(refused.name)).not.toBeChecked();
    await journeys.toggle(other.name);
    await expect(journeys.enabled(other.name)).not.toBeChecked();
    reach();
    await expect(journeys.page.getByRole('alert').filter({ hasText: `${other.name} is disabled` })).toBeVisible();
    await expect(journeys.page.getByRole('alert').filter({ hasText: 'Nothing was changed' })).toBeVisible();
    await expect(journeys.enabled(refused.name)).toBeChecked();
    await expect(journeys.enabled(other.name)).not.toBeChecked();
  });

  test('a long name can be doubled as it is', async ({ journeys, installation, editor }) => {
    const long = await ownJourney(installation, 'L'.repeat(128 - 9));
    expect(long.name).toHaveLength(128);
    await journeys.open();
    await journeys.act(long.name, 'Duplicate …');
    await journeys.dialog(`Duplicate ${long.name}`).getByRole('button', { name: 'Duplicate', exact: true }).click();
    await expect(editor.page.getByRole('heading', { level: 1, name: / copy$/ })).toBeVisible();
  });
});

test.describe('on the canvas', () => {
  test('keys do nothing behind a dialog that publishes', async ({ editor, plain }) => {
    const publishing = new ExpectPublishing(editor);
    await editor.open(plain);
    await publishing.rename('Decide', 'Decided');
    await editor.toBeSaved();
    await editor.node('Decided').getByText('Decided', { exact: true }).first().click();
    const published = await HeldAnswers.of(editor.page, '**/publish', 'POST');
    await publishing.open();
    await publishing.publishButton.click();
    await published.toBe(1);
    await editor.page.keyboard.press('Delete');
    await expect(editor.nodes).toHaveCount(3);
    await editor.page.keyboard.press('Control+z');
    await expect(editor.node('Decided')).toHaveCount(1);
    published.open();
    await publishing.toBePublished(2);
    await publishing.dialog.getByRole('button', { name: 'Close', exact: true }).last().click();
    await expect(editor.node('Decided')).toHaveCount(1);
    await expect(editor.nodes).toHaveCount(3);
    await expect(editor.saving).toContainText('No changes since it was published');
  });

  test('an inner journey that is being made cannot be left half way', async ({ editor, plain, installation, administrator }) => {
    const name = ownName('Grouped');
    await editor.open(plain);
    const saved = await HeldAnswers.of(editor.page, `**/journeys/${encodeURIComponent(name)}/draft`, 'PUT');
    await editor.node('Decide').getByText('Decide', { exact: true }).first().click();
    await editor.press('Control+g');
    const dialog = editor.page.getByRole('dialog', { name: 'Group to an inner journey' });
    await dialog.getByLabel('Name of the inner journey').fill(name);
    await dialog.getByRole('button', { name: 'Group', exact: true }).click();
    await saved.toBe(1);
    await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeDisabled();
    await editor.page.keyboard.press('Escape');
    await expect(dialog).toBeVisible();
    saved.open();
    await expect(dialog).toHaveCount(0);
    await expect(editor.node(name)).toBeVisible();
    expect(await installation.stores.journeys.draft('/alpha', name, administrator.username)).toBeDefined();
  });

  test('nothing is said of who runs a journey before that is known', async ({ editor, installation }) => {
    const inner = await ownJourney(installation, 'Run by another');
    const outer = await outerJourney(installation, 'Runs it', inner.name);
    const list = await HeldAnswers.of(editor.page, '**/api/realms/alpha/journeys', 'GET');
    await editor.open(inner.name);
    const panel = await editor.showPanel('Options');
    await list.toBe(1);
    await expect(panel.getByText('No other journey runs it inside itself.')).toHaveCount(0);
    await expect(panel.getByText('The realm has none now.')).toHaveCount(0);
    await panel.getByRole('button', { name: 'Rename …' }).click();
    const dialog = editor.page.getByRole('dialog', { name: `Rename ${inner.name}` });
    await expect(dialog.getByText('Whoever is signing on goes on undisturbed.')).toBeVisible();
    await expect(dialog.getByText('The default of the realm and drafts follow.')).toHaveCount(0);
    list.open();
    await expect(dialog).toContainText(outer.name);
    await editor.page.keyboard.press('Escape');
    await expect(panel.getByRole('link', { name: outer.name })).toBeVisible();
  });

  test('of two versions that are restored one after the other the later wish counts', async ({ editor, installation }) => {
    const first = plainJourney();
    for (const displayName of ['One', 'Two', 'Three']) {
      const nodes = { ...first.nodes, decide: { ...first.nodes['decide'], displayName } };
      await installation.publish(journeyDocument.parse({ ...first, nodes }));
    }
    const history = new ExpectHistory(editor);
    await editor.open(first.name);
    await history.open();
    const versions = await HeldAnswers.of(editor.page, '**/versions/*', 'GET');
    await history.version(1).getByRole('button', { name: 'Restore as draft: version 1' }).click();
    await versions.toBe(1);
    await history.version(2).getByRole('button', { name: 'Restore as draft: version 2' }).click();
    await versions.toBe(2);
    versions.letGo(1);
    await expect(editor.node('Two')).toBeVisible();
    const answered = editor.page.waitForResponse('**/versions/*');
    versions.letGo(0);
    await (await answered).finished();
    await editor.page.evaluate(() => fetch('/admin'));
    await expect(editor.node('Two')).toBeVisible();
  });

  test('a preview that was ended while another was begun stays ended', async ({ editor, journey }) => {
    const preview = new ExpectPreview(editor);
    await editor.open(journey);
    await preview.begin();
    await expect(preview.litNode('Page Node')).toBeVisible();
    const tickets = await HeldAnswers.of(editor.page, '**/preview', 'POST');
    await preview.button('Begin again').click();
    await tickets.toBe(1);
    await preview.button('End the preview').click();
    await expect(preview.button('Begin the preview')).toBeVisible();
    const answered = editor.page.waitForResponse('**/preview');
    tickets.open();
    await (await answered).finished();
    await editor.page.evaluate(() => fetch('/admin'));
    await expect(preview.button('Begin the preview')).toBeEnabled();
    await expect(preview.litNode('Page Node')).toHaveCount(0);
  });

  test('an import that was done is said to be done, though the canvas could not be told', async ({ editor, plain, installation }) => {
    const transfer = new ExpectTransfer(editor.page);
    await editor.open(plain);
    const document = { ...plainJourney(), name: plain, description: 'from the file' };
    await withFiles({ 'plain.json': JSON.stringify(document) }, async (path) => {
      await transfer.drop(editor.canvas, path('plain.json'));
      await expect(transfer.entry(plain)).toBeVisible();
      await editor.page.route(`**/api/realms/alpha/journeys/${encodeURIComponent(plain)}`, (route) => route.abort());
      await transfer.dialog.getByRole('radio', { name: /^published/ }).check();
      await transfer.dialog.getByRole('button', { name: /^Import \d+$/ }).click();
      await expect(transfer.dialog.getByRole('status')).toContainText('is live');
      await expect(transfer.refusal).toHaveCount(0);
    });
    expect((await installation.stores.journeys.published('/alpha', plain))?.description).toBe('from the file');
  });

  test('without network a question is answered at once, and nothing is done later that nobody thinks of any more', async ({
    editor,
    installation,
  }) => {
    const first = plainJourney();
    await installation.publish(first);
    await installation.publish({ ...first, description: 'The second' });
    const history = new ExpectHistory(editor);
    await editor.open(first.name);
    await history.open();
    await editor.page.context().setOffline(true);
    await history.version(1).getByRole('button', { name: 'Roll back to version 1' }).click();
    await history.version(1).getByRole('button', { name: 'Make version 1 live' }).click();
    await expect(history.version(1).getByRole('alert')).toContainText('The server does not answer');
    await editor.page.context().setOffline(false);
    expect((await installation.stores.journeys.history('/alpha', first.name)).map(({ number }) => number)).toEqual([2, 1]);
  });

  test('what the clipboard does not take is not cut', async ({ editor, plain }) => {
    await editor.open(plain);
    await editor.page.evaluate(() => {
      navigator.clipboard.writeText = () => Promise.reject(new Error('refused'));
    });
    await editor.node('Decide').getByText('Decide', { exact: true }).first().click({ button: 'right' });
    await editor.page.getByRole('menuitem', { name: /^Cut/ }).click();
    await expect(editor.page.getByText('The browser does not allow this.', { exact: false })).toBeVisible();
    await expect(editor.node('Decide')).toBeVisible();
  });
});
