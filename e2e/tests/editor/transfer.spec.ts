import { type JourneyDocument, SUCCESS_ID, TRANSFER_LIMITS } from '@waygate/schema';
import { expect, test } from '../../fixtures.ts';
import { expectAccessible } from '../../pages/expect-accessible.ts';
import { ExpectJourneys } from '../../pages/expect-journeys.ts';
import { ExpectPublishing } from '../../pages/expect-publishing.ts';
import { ExpectTransfer, withFiles } from '../../pages/expect-transfer.ts';
import type { Installation } from '../../server/installation.ts';
import { outerJourney, ownJourney, ownName } from '../../server/own-journey.ts';
import { waygate } from '../../server/waygate.ts';

const published = (installation: Installation, name: string) => installation.stores.journeys.published('/alpha', name);
const node = (type: string, displayName: string, config: object = {}) => ({
  type,
  displayName,
  config,
  connections: { outcome: SUCCESS_ID },
  x: 200,
  y: 200,
});
const journey = (name: string, nodes: Record<string, object>, more: object = {}) =>
  JSON.stringify({ name, entryNodeId: Object.keys(nodes)[0] ?? SUCCESS_ID, nodes, ...more }, null, 2);

/** Names and versions of everything that a realm has: nothing has changed when they are the same. */
async function stateOf({ stores }: Installation): Promise<string> {
  const drafts = (await stores.journeys.drafts('/alpha')).map(({ document, author, revision }) => [document.name, author, revision]);
  return JSON.stringify([await stores.journeys.list('/alpha'), drafts.sort()]);
}

for (const format of ['native', 'am'] as const) {
  test(`what is exported, wiped, imported and exported again is the same bytes, those of the command line, in the ${format} form`, async ({
    editor,
    installation,
  }) => {
    const inner = await ownJourney(installation, 'Part <b>&');
    const outer = await outerJourney(installation, 'Whole', inner.name);
    const journeys = new ExpectJourneys(editor);
    const transfer = new ExpectTransfer(editor.page);
    await journeys.open();
    await journeys.act(outer.name, 'Export …');
    const before = await transfer.download(format);
    const terminal = await waygate(
      installation.directory,
      'journeys',
      'export',
      outer.name,
      '--realm',
      'alpha',
      '--with-inner',
      '--format',
      format,
    );
    expect(terminal.out).toBe(before.text);
    await installation.stores.journeys.remove('/alpha', outer.name);
    await installation.stores.journeys.remove('/alpha', inner.name);
    await journeys.open();
    await expect(journeys.journey(outer.name)).toHaveCount(0);
    await withFiles({ [before.name]: before.text }, async (path) => {
      await transfer.drop(journeys.page.getByRole('main'), path(before.name));
      await expect(transfer.entry(outer.name)).toContainText('New');
      await expect(transfer.entry(inner.name)).toContainText('New');
      await transfer.apply('published');
    });
    expect(await published(installation, outer.name)).toEqual(outer);
    await journeys.act(outer.name, 'Export …');
    const after = await transfer.download(format);
    expect(after).toEqual(before);
  });
}

test('several journeys are exported together, and the file tells what is the same, what changed field by field, and what is gone', async ({
  editor,
  installation,
}) => {
  const same = await ownJourney(installation, 'Same');
  const changed = await ownJourney(installation, 'Other', { description: 'as it was' });
  const journeys = new ExpectJourneys(editor);
  const transfer = new ExpectTransfer(editor.page);
  await journeys.open();
  await journeys.page.getByLabel(`Select ${same.name}`, { exact: true }).check();
  await journeys.page.getByLabel(`Select ${changed.name}`, { exact: true }).check();
  await journeys.page.getByRole('button', { name: 'Export 2 …' }).click();
  const { text } = await transfer.download('native');
  const [first = '', second = ''] = Object.keys(changed.nodes);
  const firstNode = changed.nodes[first];
  if (firstNode === undefined) throw new Error('Login has nodes.');
  const { [second]: gone, ...kept } = changed.nodes;
  const now: JourneyDocument = {
    ...changed,
    description: 'as it is <script>window.pwned = 1</script>',
    nodes: {
      ...kept,
      [first]: { ...firstNode, config: { ...firstNode.config, pageHeader: { en: 'Hello again' } }, connections: { outcome: 'a-new-one' } },
      'a-new-one': { type: 'MessageNode', displayName: 'A new one', config: {}, connections: { true: SUCCESS_ID }, x: 1, y: 2 },
    },
  };
  await installation.publish(now);
  const state = await stateOf(installation);
  await withFiles({ 'both.json': text }, async (path) => {
    await journeys.page.getByRole('button', { name: 'Import …' }).click();
    await transfer.choose(path('both.json'));
    await expect(transfer.entry(same.name)).toContainText('The same');
    await expect(transfer.entry(same.name).getByRole('checkbox')).toBeDisabled();
    const entry = transfer.entry(changed.name);
    await expect(entry).toContainText('Changed');
    await expect(entry).toContainText(`Node added: ${gone?.displayName}`);
    await expect(entry).toContainText('Node removed: A new one');
    const option = entry.getByRole('listitem').filter({ hasText: 'Option: Description' });
    await expect(option.getByRole('definition')).toHaveText(['as it is <script>window.pwned = 1</script>', 'as it was']);
    await expect(entry.getByRole('listitem').filter({ hasText: /– Page header/ })).toContainText('Hello again');
    expect(await stateOf(installation)).toBe(state);
    await transfer.apply('published');
  });
  expect(await published(installation, changed.name)).toEqual(changed);
  expect(await journeys.page.evaluate(() => 'pwned' in window)).toBe(false);
});

test('a plan tells what cannot run here, what is missing and what is left alone; it can be imported as drafts alone', async ({
  editor,
  installation,
  administrator,
}) => {
  const [vendor, sound] = [ownName('Vendor'), ownName('Sound')];
  const am = {
    trees: {
      [vendor]: {
        tree: {
          _id: vendor,
          entryNodeId: 'v',
          nodes: {
            v: { nodeType: 'product-VendorNode', displayName: 'Vendor', connections: { outcome: 'i' } },
            i: { nodeType: 'InnerTreeEvaluatorNode', displayName: 'Inner', connections: { true: SUCCESS_ID } },
            o: { nodeType: 'MessageNode', version: '9.0', displayName: 'From the future', connections: {} },
            l: { nodeType: 'MessageNode', displayName: 'Lacking', connections: {} },
          },
        },
        nodes: { v: { x: 1 }, i: { tree: 'Nowhere To Be Found' }, o: {} },
        scripts: { one: {}, two: {} },
        emailTemplates: { welcome: { subject: { en: 'Welcome' } } },
      },
    },
  };
  const journeys = new ExpectJourneys(editor);
  const transfer = new ExpectTransfer(editor.page);
  await journeys.open();
  await withFiles({ 'am.json': JSON.stringify(am), 'sound.json': journey(sound, { m: node('MessageNode', 'Hello') }) }, async (path) => {
    await transfer.drop(journeys.page.getByRole('main'), path('am.json'), path('sound.json'));
    const entry = transfer.entry(vendor);
    await expect(entry).toContainText('this server has no node type product-VendorNode');
    await expect(entry).toContainText('needs version 9.0 of MessageNode');
    await expect(entry).toContainText('Lacking: the files do not have its configuration.');
    await expect(entry).toContainText('Brings the e-mail template welcome.');
    await expect(entry).toContainText('Runs Nowhere To Be Found, which neither the realm nor the files have.');
    await expect(transfer.dialog.getByRole('region', { name: 'Left alone' })).toContainText('am.json: scripts (2)');
    await transfer.dialog.getByRole('radio', { name: /^published/ }).check();
    await expect(transfer.refusal).toContainText(`They can be imported as drafts only: ${vendor}.`);
    await expect(transfer.dialog.getByRole('button', { name: 'Import 2' })).toBeDisabled();
    await entry.getByRole('checkbox').uncheck();
    await expect(transfer.dialog.getByRole('button', { name: 'Import 1' })).toBeEnabled();
    await entry.getByRole('checkbox').check();
    await transfer.dialog.getByRole('radio', { name: /^drafts/ }).check();
    await transfer.apply('draft');
  });
  const draft = await installation.stores.journeys.draft('/alpha', vendor, administrator.username);
  expect(draft?.document.nodes['v']).toMatchObject({ type: 'product-VendorNode', config: { x: 1 } });
  expect(await installation.stores.realmObjects.get('/alpha', 'emailTemplate', 'welcome')).toMatchObject({ subject: { en: 'Welcome' } });
  expect(await installation.stores.journeys.draft('/alpha', sound, administrator.username)).toBeDefined();
  expect(await published(installation, sound)).toBeUndefined();
});

test('what was published or drafted since the plan was made is not overwritten, and a new plan shows it', async ({
  editor,
  installation,
  administrator,
}) => {
  const mine = await ownJourney(installation, 'Mine', { description: 'one' });
  await installation.stores.journeys.saveDraft(
    '/alpha',
    administrator.username,
    { document: { ...mine, description: 'draft' }, baseVersion: null, revision: null },
    Date.now(),
  );
  const journeys = new ExpectJourneys(editor);
  const transfer = new ExpectTransfer(editor.page);
  await journeys.open();
  await journeys.page.getByRole('button', { name: 'Import …' }).click();
  await transfer.paste(JSON.stringify({ ...mine, description: 'from the file' }));
  await expect(transfer.entry(mine.name)).toContainText('Your draft from ');
  await installation.publish({ ...mine, description: 'two' });
  await transfer.dialog.getByRole('button', { name: 'Import 1' }).click();
  await expect(transfer.refusal).toContainText('A journey was published since the plan was made. Nothing was imported');
  await transfer.dialog.getByRole('button', { name: 'Plan again' }).click();
  await expect(transfer.entry(mine.name).getByRole('definition').first()).toHaveText('two');
  await installation.stores.journeys.saveDraft(
    '/alpha',
    administrator.username,
    { document: { ...mine, description: 'later draft' }, baseVersion: null, revision: 1 },
    Date.now(),
  );
  await transfer.dialog.getByRole('button', { name: 'Import 1' }).click();
  await expect(transfer.refusal).toContainText('One of your drafts was changed since the plan was made.');
  const draft = () => installation.stores.journeys.draft('/alpha', mine.name, administrator.username);
  expect((await draft())?.document.description).toBe('later draft');
  await transfer.dialog.getByRole('button', { name: 'Plan again' }).click();
  await transfer.apply('draft');
  expect((await draft())?.document.description).toBe('from the file');
});

test('a file that is dropped on the canvas comes onto it as a step that can be taken back', async ({
  editor,
  installation,
  administrator,
}) => {
  const open = await ownJourney(installation, 'Open');
  await editor.open(open.name);
  const transfer = new ExpectTransfer(editor.page);
  const file = journey(open.name, { m: node('MessageNode', 'Brought by a file') });
  await withFiles({ 'open.json': file }, async (path) => {
    await transfer.drop(editor.canvas, path('open.json'));
    await expect(transfer.entry(open.name)).toContainText('Node removed: ');
    await transfer.apply('draft');
  });
  await expect(editor.node('Brought by a file')).toBeVisible();
  await expect(editor.nodes).toHaveCount(1);
  await editor.page.getByRole('button', { name: 'Undo: Import a file' }).click();
  await expect(editor.node('Brought by a file')).toHaveCount(0);
  await expect
    .poll(async () => {
      const draft = await installation.stores.journeys.draft('/alpha', open.name, administrator.username);
      return Object.keys(draft?.document.nodes ?? open.nodes).sort();
    })
    .toEqual(Object.keys(open.nodes).sort());
});

test('a file that is dropped while a dialog waits for an answer leaves it as it is', async ({ editor, installation }) => {
  const open = await ownJourney(installation, 'Waiting');
  await editor.open(open.name);
  const dialog = await new ExpectPublishing(editor).open();
  await dialog.getByLabel('Note').fill('A text that took long to write');
  await withFiles({ 'dropped.json': journey(ownName('Dropped'), { m: node('MessageNode', 'Hello') }) }, async (path) => {
    await new ExpectTransfer(editor.page).dropInVain(dialog, path('dropped.json'));
  });
  await expect(dialog.getByLabel('Note')).toHaveValue('A text that took long to write');
  await expect(editor.page.getByRole('dialog')).toHaveCount(1);
});

test('a journey that is pasted on the canvas or on the list is planned; the open one goes out with its draft', async ({
  editor,
  installation,
}) => {
  const open = await ownJourney(installation, 'Paste');
  const other = ownName('Pasted');
  const text = journey(other, { m: node('MessageNode', 'Hello') });
  await editor.open(open.name);
  const transfer = new ExpectTransfer(editor.page);
  await editor.page.evaluate((value) => navigator.clipboard.writeText(value), text);
  await editor.press('Control+v');
  await expect(transfer.entry(other)).toContainText('New');
  await editor.page.keyboard.press('Escape');
  await expect(transfer.dialog).toHaveCount(0);
  const panel = await editor.showPanel('Options');
  await panel.getByLabel('Description').fill('only in the draft');
  await panel.getByRole('button', { name: 'Export …' }).click();
  const { text: exported } = await transfer.download('native');
  expect(JSON.parse(exported)).toMatchObject({ name: open.name, description: 'only in the draft' });
  const journeys = new ExpectJourneys(editor);
  await journeys.open();
  await journeys.page.getByRole('heading', { level: 1 }).focus();
  await journeys.page.keyboard.press('Control+v');
  await expect(transfer.entry(other)).toContainText('New');
  await transfer.apply('draft');
  await expect(journeys.journey(other)).toContainText('Never published');
});

const sound = journey('Sound', { m: node('MessageNode', 'Hello') });
for (const [what, files, message] of [
  ['an empty file', { 'bad.json': '' }, 'bad.json: the file is empty.'],
  ['a web page', { 'bad.json': '<!doctype html>\n<script>window.pwned = 1</script>' }, 'bad.json, line 1, column 1: this is not JSON.'],
  ['a file that breaks off', { 'bad.json': sound.slice(0, 60) }, /bad\.json, line \d+, column \d+: this is not JSON\./],
  ['a file of something else', { 'bad.json': '{"a": [1, 2]}' }, 'there is no journey in it'],
  [
    'a key that reaches the prototype',
    { 'bad.json': '{\n"name": "A",\n"nodes": {\n"__proto__": {}}}' },
    'bad.json, line 4, column 1: the key nodes.__proto__ is not allowed',
  ],
  [
    'the same id twice',
    { 'bad.json': '{"name": "A",\n"nodes": {"x": {},\n"x": {}}}' },
    'bad.json, line 3, column 1: nodes.x is there twice.',
  ],
  [
    'a text where a number belongs',
    { 'bad.json': '{"name": "A", "entryNodeId": "a", "nodes": {},\n"treeTimeout": "soon"}' },
    'bad.json, line 2, column 1: this is no journey that can be read.',
  ],
  [
    'the same journey in two files',
    { 'one.json': sound, 'two.json': sound },
    'The journey Sound is there twice, in one.json and two.json.',
  ],
  ['a name that is HTML', { '<img src=x onerror="window.pwned=1">.json': '{' }, '<img src=x onerror="window.pwned=1">.json, line 1'],
] as const satisfies readonly (readonly [string, Readonly<Record<string, string>>, string | RegExp])[]) {
  test(`${what} is refused with the reason, and nothing is changed`, async ({ editor, installation }) => {
    const journeys = new ExpectJourneys(editor);
    const transfer = new ExpectTransfer(editor.page);
    await journeys.open();
    const state = await stateOf(installation);
    await withFiles(files, async (path) => {
      await transfer.drop(journeys.page.getByRole('main'), ...Object.keys(files).map(path));
      await expect(transfer.refusal).toContainText('Nothing was imported');
      await expect(transfer.refusal).toContainText(message);
    });
    expect(await stateOf(installation)).toBe(state);
    expect(await editor.page.evaluate(() => 'pwned' in window)).toBe(false);
    await expect(transfer.dialog.getByRole('button', { name: 'Choose files …' })).toBeEnabled();
  });
}

test('journeys that run each other in a circle are told, and cannot be published', async ({ editor, installation }) => {
  const [a, b] = [ownName('A'), ownName('B')];
  const inner = (name: string, tree: string) => journey(name, { i: node('InnerTreeEvaluatorNode', 'Inner', { tree }) });
  const journeys = new ExpectJourneys(editor);
  const transfer = new ExpectTransfer(editor.page);
  await journeys.open();
  const state = await stateOf(installation);
  await withFiles({ 'a.json': inner(a, b), 'b.json': inner(b, a) }, async (path) => {
    await transfer.drop(journeys.page.getByRole('main'), path('a.json'), path('b.json'));
    await expect(transfer.entry(a)).toContainText(`This node runs ${b}, which runs this journey again.`);
    await expect(transfer.entry(b)).toContainText(`This node runs ${a}, which runs this journey again.`);
    await transfer.dialog.getByRole('radio', { name: /^published/ }).check();
    await expect(transfer.dialog.getByRole('button', { name: 'Import 2' })).toBeDisabled();
  });
  expect(await stateOf(installation)).toBe(state);
});

test('files that are too large or too many, and folders, are told before anything is sent', async ({ editor }) => {
  const journeys = new ExpectJourneys(editor);
  const transfer = new ExpectTransfer(editor.page);
  await journeys.open();
  let sent = 0;
  await journeys.page.route('**/import/**', (route) => {
    sent += 1;
    return route.continue();
  });
  const main = journeys.page.getByRole('main');
  const many = Object.fromEntries(Array.from({ length: TRANSFER_LIMITS.files + 1 }, (_, at) => [`${at}.json`, '{}']));
  await withFiles({ 'ten.json': ' '.repeat(10 * 1024 * 1024), 'six.json': ' '.repeat(6 * 1024 * 1024), ...many }, async (path) => {
    await transfer.drop(main, path('ten.json'));
    await expect(transfer.refusal).toContainText('ten.json has 10 MB, and a file may have 8 MB. Nothing was sent.');
    await transfer.choose(path('six.json'), path('six.json'), path('six.json'));
    await expect(transfer.refusal).toContainText('The files have 18 MB together, and an import may have 16 MB.');
    await transfer.drop(main, ...Object.keys(many).map(path));
    await expect(transfer.refusal).toContainText('These are 201 files, and an import takes 200 at most. Nothing was sent.');
    await transfer.drop(main, path('.'));
    await expect(transfer.refusal).toContainText('is a folder. Drop the files that are in it. Nothing was sent.');
  });
  expect(sent).toBe(0);
});

test('a server that does not answer changes nothing, and the same file can be tried again', async ({ editor, installation }) => {
  const name = ownName('Again');
  const journeys = new ExpectJourneys(editor);
  const transfer = new ExpectTransfer(editor.page);
  await journeys.open();
  await journeys.page.route('**/import', (route) => route.abort());
  await journeys.page.getByRole('button', { name: 'Import …' }).click();
  await transfer.paste(journey(name, { m: node('MessageNode', 'Hello') }));
  await transfer.dialog.getByRole('button', { name: 'Import 1' }).click();
  await expect(transfer.refusal).toContainText('The server does not answer. Nothing is lost');
  await journeys.page.unroute('**/import');
  await transfer.apply('published');
  expect(await published(installation, name)).toBeDefined();
});

test('a session that ended while a file was chosen is said, and the import goes on after another sign-on', async ({
  editor,
  installation,
}) => {
  const name = ownName('Signed out');
  const journeys = new ExpectJourneys(editor);
  const transfer = new ExpectTransfer(editor.page);
  await journeys.open();
  await journeys.page.getByRole('button', { name: 'Import …' }).click();
  const context = journeys.page.context();
  const session = await context.cookies();
  await context.clearCookies();
  await transfer.paste(journey(name, { m: node('MessageNode', 'Hello') }));
  await expect(transfer.refusal).toContainText('Your session ended. Sign on again in another tab');
  await context.addCookies(session);
  await transfer.dialog.getByRole('button', { name: 'Read the text' }).click();
  await transfer.apply('published');
  expect(await published(installation, name)).toBeDefined();
});

test('import and export can be used by everybody, by keyboard alone', async ({ editor, installation }) => {
  test.setTimeout(300_000);
  const own = await ownJourney(installation, 'Everybody', { description: 'old' });
  const journeys = new ExpectJourneys(editor);
  const transfer = new ExpectTransfer(editor.page);
  const { keyboard } = journeys.page;
  await journeys.open();
  await journeys.page.getByRole('button', { name: 'Import …' }).press('Enter');
  await expect(transfer.dialog.getByRole('button', { name: 'Choose files …' })).toBeFocused();
  await expectAccessible(journeys.page, 'choosing files', '[role=dialog]');
  await keyboard.press('Tab');
  await keyboard.insertText('{');
  // Until it is on, the way by Tab goes past it.
  await expect(transfer.dialog.getByRole('button', { name: 'Read the text' })).toBeEnabled();
  await keyboard.press('Tab');
  await keyboard.press('Tab');
  await keyboard.press('Enter');
  await expect(transfer.refusal).toContainText('pasted text, line 1, column 2: this is not JSON.');
  await expect(transfer.dialog.getByLabel('Or paste the text of a file')).toHaveValue('{');
  await expectAccessible(journeys.page, 'a refused file', '[role=dialog]');
  await transfer.dialog.getByLabel('Or paste the text of a file').fill(JSON.stringify({ ...own, description: 'new' }));
  await keyboard.press('Tab');
  await keyboard.press('Tab');
  await keyboard.press('Enter');
  await expect(transfer.entry(own.name)).toBeVisible();
  await expectAccessible(journeys.page, 'a plan', '[role=dialog]');
  await transfer.dialog.getByRole('button', { name: 'Import 1' }).press('Enter');
  await expect(transfer.dialog.getByRole('status')).toContainText('is a draft of yours now');
  await expectAccessible(journeys.page, 'what was imported', '[role=dialog]');
  await transfer.dialog.getByRole('link', { name: `Open ${own.name}` }).press('Enter');
  await expect(editor.canvas).toBeVisible();
  await editor.press('Control+k');
  await expect(journeys.page.getByPlaceholder('Find a node or a command')).toBeFocused();
  await keyboard.type('Export the journey');
  await keyboard.press('Enter');
  await expect(journeys.page.getByRole('dialog', { name: `Export ${own.name}` })).toBeVisible();
  await expectAccessible(journeys.page, 'export', '[role=dialog]');
});
