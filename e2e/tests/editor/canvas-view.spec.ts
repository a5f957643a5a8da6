import { expect, test } from '../../fixtures.ts';
import { expectAccessible } from '../../pages/expect-accessible.ts';
import { ExpectCanvas } from '../../pages/expect-canvas.ts';

const FAR = {
  Near: { type: 'UsernameCollectorNode', connections: { outcome: 'Tell' }, x: 200, y: 100 },
  Tell: { type: 'MessageNode', connections: { true: 'Check' }, x: 520, y: 100 },
  Check: { type: 'DataStoreDecisionNode', connections: { true: 'Away', false: 'Near' }, x: 840, y: 100 },
  Away: { type: 'InnerTreeEvaluatorNode', config: { tree: '' }, connections: { false: 'Check' }, x: 4200, y: 2600 },
} as const;

/** Scale of the drawing. */
async function zoom(canvas: ExpectCanvas): Promise<number> {
  const transform = await canvas.editor.canvas.locator('.react-flow__viewport').evaluate((element) => getComputedStyle(element).transform);
  return Number(/matrix\(([^,]+)/.exec(transform)?.[1]);
}

test('the view is fitted, zoomed and moved by key, button and wheel, and the overview is put away', async ({ editor }) => {
  const canvas = new ExpectCanvas(editor);
  await canvas.openDraft(FAR, 'Near');
  await expect(editor.canvas.getByRole('img', { name: 'Overview' })).toBeVisible();
  await editor.press('0');
  await expect.poll(() => zoom(canvas)).toBe(1);
  await editor.press('-');
  await expect.poll(() => zoom(canvas)).toBeLessThan(0.9);
  await editor.canvas.getByRole('button', { name: 'Zoom in' }).click();
  await editor.press('f');
  await expect(canvas.node('Away')).toBeInViewport();
  await expect(canvas.node('Near')).toBeInViewport();
  await canvas.click(await canvas.grip('Away'));
  await editor.page.keyboard.press('Shift+f');
  await expect(canvas.node('Near')).not.toBeInViewport();
  await expect(canvas.node('Away')).toBeInViewport();
  const before = await canvas.node('Away').boundingBox();
  const at = await canvas.point(400, 300);
  await editor.page.mouse.move(at.x, at.y);
  // The wheel moves, with Ctrl it zooms.
  await editor.page.mouse.wheel(0, 120);
  await expect.poll(async () => (await canvas.node('Away').boundingBox())?.y ?? 0).toBeLessThan(before?.y ?? 0);
  const scale = await zoom(canvas);
  await editor.page.keyboard.down('Control');
  await editor.page.mouse.wheel(0, -120);
  await editor.page.keyboard.up('Control');
  await expect.poll(() => zoom(canvas)).toBeGreaterThan(scale);
  await editor.press('m');
  await expect(editor.canvas.getByRole('img', { name: 'Overview' })).toHaveCount(0);
});

test('problems show as badges on their nodes, and F8 goes from one to the next, bringing it near', async ({ editor }) => {
  const canvas = new ExpectCanvas(editor);
  await canvas.openDraft(FAR, 'Near');
  await expect(canvas.node('Away').getByRole('img', { name: '1 error' })).toBeVisible();
  await expect(canvas.node('Tell').getByRole('img', { name: /^1 warning/ })).toBeVisible();
  await editor.press('0', 'F8');
  const [first] = await editor.canvas.locator('.react-flow__node.selected').all();
  if (first === undefined) throw new Error('Nothing is selected.');
  await expect(first).toBeInViewport();
  const seen = new Set<string>();
  for (let step = 0; step < 6; step++) {
    seen.add((await editor.canvas.locator('.react-flow__node.selected').getAttribute('data-id')) ?? '');
    await editor.page.keyboard.press('F8');
  }
  expect(seen).toContain('Away');
  expect(seen).toContain('Tell');
  await editor.page.keyboard.press('Shift+F8');
  await expect(editor.canvas.locator('.react-flow__node.selected')).toHaveCount(1);
});

test('a note is written, moved, made larger, copied and thrown away, and markup in it is text', async ({ editor }) => {
  const canvas = new ExpectCanvas(editor);
  await canvas.openDraft();
  const at = await canvas.point(200, 560);
  await canvas.click(at);
  await editor.page.keyboard.press('Shift+n');
  await expect(canvas.notes.getByRole('textbox', { name: 'Text of the note' })).toBeFocused();
  await editor.page.keyboard.type('<img src=x onerror=alert(1)> ask Ana');
  await editor.page.keyboard.press('Escape');
  await expect(canvas.notes).toContainText('<img src=x onerror=alert(1)> ask Ana');
  await expect(canvas.notes.locator('img')).toHaveCount(0);
  const from = await canvas.middleOf(canvas.notes);
  await canvas.drag(from, { x: from.x + 120, y: from.y - 90 });
  const moved = await canvas.notes.boundingBox();
  expect(Math.abs((moved?.x ?? 0) + (moved?.width ?? 0) / 2 - from.x - 120)).toBeLessThan(14);
  const corner = await canvas.middleOf(canvas.notes.locator('.react-flow__resize-control.handle.bottom.right'));
  await canvas.drag(corner, { x: corner.x + 60, y: corner.y + 40 });
  await expect.poll(async () => ((await canvas.notes.boundingBox())?.width ?? 0) > (moved?.width ?? 0) + 40).toBe(true);
  await canvas.click(await canvas.middleOf(canvas.notes), { clickCount: 2 });
  await editor.page.keyboard.press('End');
  await editor.page.keyboard.type('!');
  await editor.page.keyboard.press('Escape');
  await expect(canvas.notes).toContainText('ask Ana!');
  await editor.page.keyboard.press('Control+d');
  await expect(canvas.notes).toHaveCount(2);
  await editor.page.keyboard.press('Delete');
  await expect(canvas.notes).toHaveCount(1);
  const { uiConfig } = await canvas.saved();
  expect(uiConfig['waygateNotes']).toContain('ask Ana!');
  await editor.page.reload();
  await expect(canvas.notes).toContainText('ask Ana!');
});

test('nodes are grouped to an inner journey that one node runs, and why not is said', async ({ editor }) => {
  const canvas = new ExpectCanvas(editor);
  await canvas.openDraft(FAR, 'Near');
  await canvas.click(await canvas.grip('Near'));
  await editor.page.keyboard.down('Control');
  await canvas.click(await canvas.grip('Away'));
  await editor.page.keyboard.up('Control');
  await editor.page.keyboard.press('Control+g');
  const dialog = editor.page.getByRole('dialog', { name: 'Group to an inner journey' });
  await expect(dialog).toContainText('Wires lead to several of these nodes from outside.');
  await editor.page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();

  await canvas.click(await canvas.grip('Check'));
  await editor.page.keyboard.down('Control');
  await canvas.click(await canvas.grip('Away'));
  await editor.page.keyboard.up('Control');
  await canvas.choose(await canvas.grip('Check'), 'Group to an inner journey …');
  const name = `Inner of ${canvas.name}`;
  await dialog.getByLabel('Name of the inner journey').fill('Login');
  await dialog.getByRole('button', { name: 'Group' }).click();
  await expect(dialog).toContainText('There is a journey of this name already.');
  await dialog.getByLabel('Name of the inner journey').fill(name);
  await editor.page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(canvas.node(name)).toContainText(`runs ${name}`);
  expect(await canvas.savedWires()).toEqual({ Start: 'Near', 'Near.outcome': 'Tell', 'Tell.true': name, [`${name}.true`]: 'Near' });
  await canvas.toHaveSelected(name);
  await editor.press('o');
  await editor.page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
  await expect(canvas.node('Check')).toBeVisible();
  await expect(canvas.node('Away')).toBeVisible();
});

test('Ctrl K finds nodes, commands and node types by name', async ({ editor }) => {
  const canvas = new ExpectCanvas(editor);
  await canvas.openDraft(FAR, 'Near');
  await editor.press('0', 'Control+k');
  const search = editor.page.getByPlaceholder('Find a node or a command');
  await expect(search).toBeFocused();
  await editor.page.keyboard.type('away');
  await editor.page.keyboard.press('Enter');
  await canvas.toHaveSelected('Away');
  await expect(canvas.node('Away')).toBeInViewport();
  await editor.press('Control+k');
  await editor.page.keyboard.type('tidy the journey');
  await editor.page.keyboard.press('Enter');
  await expect(editor.page.getByRole('button', { name: 'Undo: Tidy' })).toBeVisible();
  await editor.press('Control+k');
  await editor.page.keyboard.type('add retry limit');
  await editor.page.keyboard.press('Enter');
  await expect(canvas.node('Retry Limit Decision')).toBeVisible();
});

test('every shortcut stands on one sheet', async ({ editor }) => {
  const canvas = new ExpectCanvas(editor);
  await canvas.openDraft(FAR, 'Near');
  await editor.press('Shift+?');
  const sheet = editor.page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  for (const [command, keys] of [
    ['Undo', 'Ctrl Z'],
    ['Add a node …', 'N'],
    ['Insert a node into the wire …', 'I'],
    ['Find a node or a command …', 'Ctrl K'],
    ['Group to an inner journey …', 'Ctrl G'],
  ] as const) {
    await expect(sheet.getByRole('row').filter({ hasText: command }).first()).toContainText(keys);
  }
  await expect(sheet).toContainText('Double click on the canvas: add a node there');
  await expectAccessible(editor.page, 'the sheet of shortcuts');
  await editor.page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
});

test('the canvas is walked by keyboard: nodes and wires have names, a ring shows where one is', async ({ editor }) => {
  const canvas = new ExpectCanvas(editor);
  await canvas.openDraft({ Near: FAR.Near, Tell: FAR.Tell }, 'Near');
  await editor.canvas.focus();
  const names: string[] = [];
  for (let step = 0; step < 12; step++) {
    await editor.page.keyboard.press('Tab');
    names.push(await editor.page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? ''));
  }
  expect(names).toEqual(
    expect.arrayContaining(['Start', 'Near, Username Collector', 'Tell, Message Node', 'Wire from Near, Outcome, to Tell']),
  );
  await canvas.node('Near').focus();
  const outline = await canvas.node('Near').evaluate((element) => getComputedStyle(element).outlineStyle);
  expect(outline).toBe('solid');
});

test('the canvas has no barriers, empty and full', async ({ editor }) => {
  const canvas = new ExpectCanvas(editor);
  await canvas.openDraft();
  await expectAccessible(editor.page, 'the empty canvas');
  await canvas.open('Login with Push MFA');
  await canvas.click(await canvas.grip('Push Sender'));
  // At its own size: what is zoomed away is small on purpose.
  await editor.press('0');
  await expectAccessible(editor.page, 'the push journey', '[data-canvas]');
});

test('a menu and the list of nodes to add have no barriers', async ({ editor }) => {
  const canvas = new ExpectCanvas(editor);
  await canvas.openDraft({ Tell: FAR.Tell }, 'Tell');
  await canvas.click(await canvas.grip('Tell'), { button: 'right' });
  await expect(canvas.menu).toBeVisible();
  await expectAccessible(editor.page, 'the menu of a node', '[role=menu]');
  await editor.page.keyboard.press('Escape');
  await editor.press('n');
  await expect(canvas.quickAdd).toBeVisible();
  await expectAccessible(editor.page, 'the list of nodes to add', '[data-canvas]');
});

test('a note, a reason and the finder have no barriers', async ({ editor }) => {
  const canvas = new ExpectCanvas(editor);
  await canvas.openDraft({ Tell: FAR.Tell }, 'Tell');
  await editor.press('Shift+n');
  await editor.page.keyboard.type('A note');
  await editor.page.keyboard.press('Escape');
  await canvas.dragWire('Tell', 'True', 'Start');
  await expect(canvas.refusal).not.toBeEmpty();
  await expectAccessible(editor.page, 'a note and a reason', '[data-canvas]');
  await editor.press('Control+k');
  await expect(editor.page.getByPlaceholder('Find a node or a command')).toBeFocused();
  await expectAccessible(editor.page, 'the finder', '[role=dialog]');
});
