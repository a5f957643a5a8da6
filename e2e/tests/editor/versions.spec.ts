import { FAILURE_ID, type JourneyDocument, journeyDocument, SUCCESS_ID } from '@waygate/schema';
import { AmClient, stepOf, tokenOf } from '../../api/am-client.ts';
import { test as base, expect } from '../../fixtures.ts';
import { expectAccessible } from '../../pages/expect-accessible.ts';
import { ExpectHistory } from '../../pages/expect-history.ts';
import { ExpectPublishing } from '../../pages/expect-publishing.ts';
import type { Installation } from '../../server/installation.ts';
import { plainJourney } from '../../server/plain-journey.ts';

interface TwoVersions {
  readonly name: string;
  readonly second: JourneyDocument;
}

const test = base.extend<{ versions: ExpectPublishing; history: ExpectHistory; plain: string; two: TwoVersions }>({
  versions: async ({ editor }, use) => use(new ExpectPublishing(editor)),
  history: async ({ editor }, use) => use(new ExpectHistory(editor)),
  two: async ({ installation }, use) => use(await twoVersions(installation)),
  plain: async ({ installation }, use) => {
    const document = plainJourney();
    await installation.publish(document);
    await use(document.name);
  },
});

/** A journey with two versions: the second renames the decision, removes the limit of tries and adds a message. */
async function twoVersions(installation: Installation): Promise<TwoVersions> {
  const first = plainJourney();
  const { retry: _, ...nodes } = first.nodes;
  const second = journeyDocument.parse({
    ...first,
    description: 'The second',
    nodes: {
      ...nodes,
      decide: { ...first.nodes['decide'], displayName: 'Decided', connections: { true: 'tell', false: FAILURE_ID } },
      tell: {
        type: 'MessageNode',
        displayName: 'Tell',
        config: {},
        connections: { true: SUCCESS_ID, false: FAILURE_ID },
        x: 760,
        y: 260,
      },
    },
  });
  const at = Date.now();
  await installation.stores.journeys.publish('/alpha', [first], { at: at - 3 * 3_600_000, author: 'ann', note: 'As it began' });
  await installation.stores.journeys.publish('/alpha', [second], { at: at - 120_000, author: 'bob', note: 'With a message' });
  return { name: first.name, second };
}

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

  test('is stopped by a wrong value, which leads to its field', async ({ editor, versions, installation }) => {
    const wrong = plainJourney();
    await installation.publish(wrong);
    await editor.open(wrong.name);
    await editor.node('Retry').getByText('Retry', { exact: true }).first().click();
    await editor
      .panel('Properties')
      .getByLabel(/^Retry limit/)
      .fill('0');
    await versions.open();
    await versions.dialog.getByRole('button', { name: 'Show Retry' }).click();
    await expect(versions.dialog).toBeHidden();
    await expect(editor.panel('Properties').getByLabel(/^Retry limit/)).toBeFocused();
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

test.describe('the history', () => {
  test('tells who published what, when and why, and draws any version to look at', async ({ editor, history, two }) => {
    const { name } = two;
    await editor.open(name);
    await history.open();
    await expect(history.version(2)).toContainText(/Live.*bob.*2 minutes ago.*With a message/s);
    await expect(history.version(1)).toContainText(/ann.*3 hours ago.*As it began/s);
    await expect(history.version(1)).not.toContainText('Live');
    await expectAccessible(editor.page, 'the history', 'aside');
    await history.version(1).getByRole('button', { name: 'View version 1' }).click();
    await expect(history.drawn('Version 1', 'Retry')).toBeVisible();
    await expect(history.drawn('Version 1', 'Tell')).toHaveCount(0);
    await expectAccessible(editor.page, 'a version to look at', '[role=dialog]');
    await history.close();
    await expect(editor.node('Tell'), 'the canvas is as it was').toBeVisible();
  });

  test('compares any two on drawings, field by field and as text', async ({ editor, history, two }) => {
    const { name } = two;
    await editor.open(name);
    await history.open();
    await history.version(2).getByRole('button', { name: 'Compare version 2' }).click();
    await expect(history.drawn('Version 1', 'Retry')).toContainText('Removed');
    await expect(history.drawn('Version 1', 'Decide')).toContainText('Changed');
    await expect(history.drawn('Version 2', 'Decided')).toContainText('Changed');
    await expect(history.drawn('Version 2', 'Tell')).toContainText('Added');
    await expect(history.drawing('Version 1').locator('.react-flow__edge.removed')).toHaveCount(2);
    await expect(history.drawing('Version 2').locator('.react-flow__edge.added')).toHaveCount(2);
    await expect(history.drawing('Version 2').locator('.react-flow__edge.changed')).toHaveCount(2);
    await expect(history.dialog).toContainText('Removed: dashed line');
    await expectAccessible(editor.page, 'two versions drawn', '[role=dialog]');
    await history.showTab('Changes');
    await expect(history.dialog).toContainText('Added: Tell');
    await expect(history.dialog.getByRole('region', { name: 'Decided' }).getByRole('row', { name: 'Name Decide Decided' })).toBeVisible();
    await expect(
      history.dialog.getByRole('region', { name: 'Options' }).getByRole('row', { name: /Description .* The second/ }),
    ).toBeVisible();
    await expectAccessible(editor.page, 'two versions field by field', '[role=dialog]');
    await history.showTab('JSON');
    await expect(history.dialog.getByRole('row', { name: /Removed: .*"displayName": "Decide",/ })).toBeVisible();
    await expect(history.dialog.getByRole('row', { name: /Added: .*"displayName": "Decided",/ })).toBeVisible();
    await expectAccessible(editor.page, 'two versions as text', '[role=dialog]');
    await history.choose('Compared with', 'What stands on the canvas');
    await expect(history.dialog).toContainText('Both say the same.');
  });

  test('compares with the present draft and with drafts of other authors', async ({ editor, history, versions, installation, two }) => {
    const { name, second } = two;
    const theirs = { ...second, description: 'Carol was here' };
    const draft = { document: theirs, baseVersion: null, revision: null };
    await installation.stores.journeys.saveDraft('/alpha', 'carol', draft, Date.now());
    await editor.open(name);
    await versions.rename('Tell', 'Told');
    await history.open();
    await history.panel.getByRole('button', { name: 'Compare with what is live' }).click();
    await expect(history.drawn('What stands on the canvas', 'Told')).toContainText('Changed');
    await history.close();
    const drafts = history.panel.getByRole('region', { name: 'Drafts of other authors' });
    await expect(drafts).toContainText('carol');
    await drafts.getByRole('button', { name: 'Compare it with what stands here' }).click();
    await history.showTab('Changes');
    await expect(history.dialog.getByRole('region', { name: 'Options' }).getByRole('row', { name: /Carol was here/ })).toBeVisible();
  });

  test('restores a version as a draft, which undo takes back', async ({ editor, history, installation, two }) => {
    const { name } = two;
    await editor.open(name);
    await history.open();
    await history.version(1).getByRole('button', { name: 'Restore as draft: version 1' }).click();
    await expect(editor.node('Retry')).toBeVisible();
    await expect(editor.node('Tell')).toBeHidden();
    await editor.toBeSaved();
    expect((await installation.stores.journeys.history('/alpha', name)).map(({ number }) => number)).toEqual([2, 1]);
    await editor.press('Control+z');
    await expect(editor.node('Tell')).toBeVisible();
  });

  test('goes back to a version in one step, with a note, and says it on the canvas', async ({
    editor,
    history,
    installation,
    administrator,
    two,
  }) => {
    const { name } = two;
    await editor.open(name);
    await history.open();
    await history.version(1).getByRole('button', { name: 'Roll back to version 1' }).click();
    await history.version(1).getByLabel('Note').fill('The message was wrong');
    await expectAccessible(editor.page, 'the question before a rollback', 'aside');
    await history.version(1).getByRole('button', { name: 'Make version 1 live' }).dblclick();
    await expect(history.version(3)).toContainText(new RegExp(`Live.*${administrator.username}.*The message was wrong`, 's'));
    await expect(editor.node('Retry')).toBeVisible();
    await expect(editor.saving).toContainText('No changes since it was published');
    const { journeys } = installation.stores;
    const [live, , begun] = await journeys.history('/alpha', name);
    expect([live?.number, live?.versionId]).toEqual([3, begun?.versionId]);
    expect(await journeys.history('/alpha', name)).toHaveLength(3);
  });

  test('a rollback leaves work in hand as it is, and is refused when somebody published meanwhile', async ({
    editor,
    history,
    versions,
    installation,
    two,
  }) => {
    const { name, second } = two;
    await editor.open(name);
    await versions.rename('Tell', 'Told by me');
    await editor.toBeSaved();
    await history.open();
    await history.version(1).getByRole('button', { name: 'Roll back to version 1' }).click();
    const { journeys } = installation.stores;
    await journeys.publish('/alpha', [{ ...second, description: 'Meanwhile' }], { at: Date.now(), author: 'carol', note: '' });
    await history.version(1).getByRole('button', { name: 'Make version 1 live' }).click();
    await expect(history.version(1).getByRole('alert')).toContainText('Somebody published meanwhile. Nothing was changed');
    expect(await journeys.history('/alpha', name)).toHaveLength(3);
    await editor.page.evaluate(() => window.dispatchEvent(new Event('focus')));
    await expect(versions.banner).toContainText('carol published version 3');
    await history.version(1).getByRole('button', { name: 'Make version 1 live' }).click();
    await expect(versions.banner).toContainText('published version 4');
    await expect(editor.node('Told by me')).toBeVisible();
  });
});
