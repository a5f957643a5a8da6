import { AmClient, stepOf, tokenOf } from '../../api/am-client.ts';
import { test as base, expect } from '../../fixtures.ts';
import { expectAccessible } from '../../pages/expect-accessible.ts';
import { ExpectPublishing } from '../../pages/expect-publishing.ts';
import { plainJourney } from '../../server/plain-journey.ts';

const test = base.extend<{ versions: ExpectPublishing; plain: string }>({
  versions: async ({ editor }, use) => use(new ExpectPublishing(editor)),
  plain: async ({ installation }, use) => {
    const document = plainJourney();
    await installation.publish(document);
    await use(document.name);
  },
});

test.describe('publishing', () => {
  test('shows what changes, takes a note, and gives the address of what is live', async ({
    editor,
    versions,
    plain,
    installation,
    administrator,
  }) => {
    await editor.open(plain);
    await versions.open();
    await expect(versions.dialog).toContainText('What is live says the same: version 1');
    await expect(versions.publishButton).toBeDisabled();
    await editor.page.keyboard.press('Escape');
    await expect(versions.dialog).toBeHidden();
    await versions.rename('Decide', 'Decided');
    // Nothing waits for the draft to be saved first.
    await editor.press('Control+Enter');
    await expect(versions.dialog).toContainText('What changes against version 1');
    await expect(versions.dialog).toContainText('Changed: Decided: Name');
    await expectAccessible(editor.page, 'publishing', '[role=dialog]');
    await versions.dialog.getByLabel('Note').fill('A better name');
    await editor.page.keyboard.press('Control+Enter');
    await versions.toBePublished(2);
    await expectAccessible(editor.page, 'what was published', '[role=dialog]');
    const address = `${editor.url}/sign-on/alpha/${encodeURIComponent(plain)}`;
    await expect(versions.dialog.getByRole('link', { name: 'Open in a new tab' })).toHaveAttribute('href', address);
    await versions.dialog.getByRole('button', { name: 'Copy the address' }).click();
    expect(await editor.page.evaluate(() => navigator.clipboard.readText())).toBe(address);
    await versions.dialog.getByRole('button', { name: 'Close', exact: true }).last().click();
    await expect(editor.saving).toContainText('No changes since it was published');
    const { journeys } = installation.stores;
    expect((await journeys.history('/alpha', plain)).map(({ number, author, note }) => [number, author, note])).toEqual([
      [2, administrator.username, 'A better name'],
      [1, 'test', ''],
    ]);
    expect((await journeys.drafts('/alpha')).some(({ document }) => document.name === plain)).toBe(false);
  });

  test('twice at once publishes once', async ({ editor, versions, plain, installation }) => {
    await editor.open(plain);
    await versions.rename('Decide', 'Decided');
    await versions.open();
    await versions.publishButton.dblclick();
    await versions.toBePublished(2);
    await expect(editor.page.getByRole('alert').filter({ hasText: 'not published' })).toHaveCount(0);
    expect(await installation.stores.journeys.history('/alpha', plain)).toHaveLength(2);
  });

  test('again after the answer was lost says that it was published, and publishes once', async ({
    editor,
    versions,
    plain,
    installation,
  }) => {
    await editor.open(plain);
    await versions.rename('Decide', 'Decided');
    await editor.toBeSaved();
    await editor.page.route(
      '**/publish',
      async (route) => {
        await route.fetch();
        await route.abort('connectionreset');
      },
      { times: 1 },
    );
    await versions.open();
    await versions.publishButton.click();
    await expect(versions.dialog.getByRole('alert')).toContainText('The server does not answer');
    await versions.publishButton.click();
    await versions.toBePublished(2);
    expect(await installation.stores.journeys.history('/alpha', plain)).toHaveLength(2);
  });

  test('is stopped by errors, each of which leads to its node', async ({ editor, versions, plain, installation }) => {
    await editor.open(plain);
    await editor.node('Retry').click();
    await editor.page.keyboard.press('Delete');
    await editor.node('Ask').getByRole('button', { name: 'Password' }).click();
    await editor.page.keyboard.press('Delete');
    await editor.node('Ask').getByRole('button', { name: 'Name' }).click();
    await editor.page.keyboard.press('Delete');
    await versions.open();
    await expect(versions.dialog.getByRole('alert')).toContainText('This stops publishing');
    await expect(versions.publishButton).toBeDisabled();
    await expectAccessible(editor.page, 'what stops publishing', '[role=dialog]');
    await versions.dialog.getByRole('button', { name: 'Show Ask' }).first().click();
    await expect(versions.dialog).toBeHidden();
    await expect(editor.page.locator('.react-flow__node.selected')).toContainText('Ask');
    expect(await installation.stores.journeys.history('/alpha', plain)).toHaveLength(1);
  });

  test('leaves who is signing on with the version that they began with', async ({ editor, versions, plain, installation, person }) => {
    const am = new AmClient(installation.server.url);
    const before = stepOf(await am.start(plain));
    await editor.open(plain);
    // From now on nobody comes in: the decision leads to failure whatever it says.
    await editor.node('Decide').click();
    await editor.page.keyboard.press('c');
    const connect = editor.page.getByRole('dialog', { name: 'Connect' });
    await expect(connect.getByRole('combobox', { name: 'Outcome of Decide' })).toHaveValue('True');
    await connect.getByRole('combobox', { name: 'Leads to' }).fill('Failure');
    await editor.page.keyboard.press('ArrowDown');
    await editor.page.keyboard.press('Enter');
    await connect.getByRole('button', { name: 'Connect' }).click();
    await versions.publish(2, 'Closed');
    const answers = { 'User Name': person.username, Password: person.password };
    expect(tokenOf(await am.answer(before, answers)), 'the sign-on that had begun').toMatch(/.+/);
    expect((await am.answer(stepOf(await am.start(plain)), answers)).status, 'one that begins now').toBe(401);
  });
});
