import { expect, test } from '../../fixtures.ts';
import { ExpectCanvas, namesInFragment, placesOf } from '../../pages/expect-canvas.ts';
import { ExpectEditor } from '../../pages/expect-editor.ts';

const THREE = {
  One: { type: 'UsernameCollectorNode', connections: { outcome: 'Two' }, x: 200, y: 100 },
  Two: { type: 'PasswordCollectorNode', connections: { outcome: 'Three' }, x: 480, y: 190 },
  Three: { type: 'MessageNode', connections: {}, x: 700, y: 420 },
} as const;

test('nodes are selected by click, with Ctrl or Shift one more, and with a box', async ({ editor }) => {
  const canvas = new ExpectCanvas(editor);
  await canvas.openDraft(THREE, 'One');
  await canvas.click(await canvas.grip('One'));
  await canvas.toHaveSelected('One');
  for (const [name, key] of [
    ['Two', 'Control'],
    ['Three', 'Shift'],
  ] as const) {
    await editor.page.keyboard.down(key);
    await canvas.click(await canvas.grip(name));
    await editor.page.keyboard.up(key);
  }
  await canvas.toHaveSelected('One', 'Two', 'Three');
  await editor.page.keyboard.down('Control');
  await canvas.click(await canvas.grip('Two'));
  await editor.page.keyboard.up('Control');
  await canvas.toHaveSelected('One', 'Three');
  await editor.page.keyboard.press('Escape');
  await canvas.toHaveSelected();

  const one = await editor.canvas.locator('.react-flow__node[data-id="One"]').boundingBox();
  const two = await editor.canvas.locator('.react-flow__node[data-id="Two"]').boundingBox();
  await editor.page.keyboard.down('Shift');
  await canvas.drag(
    { x: (one?.x ?? 0) - 20, y: (one?.y ?? 0) - 20 },
    { x: (two?.x ?? 0) + (two?.width ?? 0) / 2, y: (two?.y ?? 0) + (two?.height ?? 0) + 10 },
  );
  await editor.page.keyboard.up('Shift');
  await canvas.toHaveSelected('One', 'Two');
  await canvas.click(await canvas.point(400, 700));
  await canvas.toHaveSelected();
  await editor.press('Control+a');
  await canvas.toHaveSelected('One', 'Two', 'Three', 'Start', 'Success', 'Failure');
});

test('what is selected moves together, in one step that can be taken back', async ({ editor }) => {
  const canvas = new ExpectCanvas(editor);
  await canvas.openDraft(THREE, 'One');
  await canvas.click(await canvas.grip('One'));
  await editor.page.keyboard.down('Control');
  await canvas.click(await canvas.grip('Two'));
  await editor.page.keyboard.up('Control');
  const from = await canvas.grip('One');
  await canvas.drag(from, { x: from.x + 60, y: from.y + 160 });
  const moved = placesOf(await canvas.saved());
  expect((moved['One']?.y ?? 0) - 100).toBeGreaterThan(100);
  expect((moved['Two']?.y ?? 0) - 190).toBe((moved['One']?.y ?? 0) - 100);
  expect(moved['Three']).toEqual({ x: 700, y: 420 });
  // Places are on the grid.
  expect(Object.values(moved).every(({ x, y }) => x % 10 === 0 && y % 10 === 0)).toBe(true);
  await editor.press('Control+z');
  await expect
    .poll(async () => placesOf(await canvas.saved()))
    .toEqual({ One: { x: 200, y: 100 }, Two: { x: 480, y: 190 }, Three: { x: 700, y: 420 } });
  await editor.press('Control+Shift+z');
  await expect.poll(async () => placesOf(await canvas.saved())).toEqual(moved);
});

test('arrow keys move what is selected, all presses in one step', async ({ editor }) => {
  const canvas = new ExpectCanvas(editor);
  await canvas.openDraft(THREE, 'One');
  await canvas.click(await canvas.grip('Three'));
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown', 'Shift+ArrowUp']) await editor.page.keyboard.press(key);
  await expect.poll(async () => placesOf(await canvas.saved())['Three']).toEqual({ x: 720, y: 380 });
  await editor.page.keyboard.press('Control+z');
  await expect.poll(async () => placesOf(await canvas.saved())['Three']).toEqual({ x: 700, y: 420 });
});

test('nodes are copied as text, and pasted where the pointer is, with the wires between them', async ({ editor }) => {
  const canvas = new ExpectCanvas(editor);
  await canvas.openDraft(THREE, 'One');
  await canvas.click(await canvas.grip('One'));
  await editor.page.keyboard.down('Control');
  await canvas.click(await canvas.grip('Two'));
  await editor.page.keyboard.up('Control');
  await editor.page.keyboard.press('Control+c');
  expect(namesInFragment(await canvas.clipboard()).sort()).toEqual(['One', 'Two']);
  const at = await canvas.point(240, 620);
  await editor.page.mouse.move(at.x, at.y);
  await editor.page.keyboard.press('Control+v');
  await expect(canvas.node('One')).toHaveCount(2);
  const { nodes } = await canvas.saved();
  expect(Object.keys(nodes)).toHaveLength(5);
  const copies = Object.entries(nodes).filter(([id]) => !['One', 'Two', 'Three'].includes(id));
  const [, one] = copies.find(([, { displayName }]) => displayName === 'One') ?? [];
  const [twoId, two] = copies.find(([, { displayName }]) => displayName === 'Two') ?? [];
  expect(one?.connections).toEqual({ outcome: twoId });
  // The wire to what was not copied stays behind.
  expect(two?.connections).toEqual({});
  const box = await canvas.node('One').last().boundingBox();
  expect(Math.abs((box?.x ?? 0) - at.x)).toBeLessThan(12);
  await editor.page.keyboard.press('Control+z');
  await expect(canvas.node('One')).toHaveCount(1);
});

test('what is cut in one journey is pasted in another, in another tab', async ({ editor }) => {
  const canvas = new ExpectCanvas(editor);
  const children = { who: { type: 'UsernameCollectorNode', displayName: 'Who', config: {} } };
  const page = {
    type: 'PageNode',
    config: { nodes: [{ _id: 'who', nodeType: 'UsernameCollectorNode', displayName: 'Who' }] },
    x: 200,
    y: 100,
  };
  await canvas.openDraft({ Form: page, Rest: { type: 'MessageNode', x: 600, y: 100 } }, 'Form', { innerNodes: children });
  await canvas.click(await canvas.grip('Form'));
  await editor.page.keyboard.press('Control+x');
  await expect(canvas.node('Form')).toHaveCount(0);
  expect(await canvas.savedWires()).toEqual({ Start: 'Failure' });

  const tab = await editor.page.context().newPage();
  const other = new ExpectCanvas(new ExpectEditor(tab, editor.url));
  await other.openDraft();
  await other.click(await other.point(300, 500));
  await tab.keyboard.press('Control+v');
  await expect(other.node('Form')).toBeVisible();
  await expect(other.child('Who')).toBeVisible();
  const pasted = await other.saved();
  expect(Object.keys(pasted.nodes)).not.toContain('Form');
  expect(Object.values(pasted.innerNodes)).toEqual([{ type: 'UsernameCollectorNode', displayName: 'Who', config: {} }]);
  await tab.close();
  await editor.press('Control+z');
  expect(await canvas.savedWires()).toEqual({ Start: 'Form' });
});

test('the menu copies and pastes as the keys do, and text that is no journey is refused with a word', async ({ editor }) => {
  const canvas = new ExpectCanvas(editor);
  await canvas.openDraft(THREE, 'One');
  await canvas.choose(await canvas.grip('Three'), 'Copy');
  await expect.poll(async () => (await canvas.clipboard()).includes('Three')).toBe(true);
  await canvas.choose(await canvas.point(300, 650), 'Paste');
  await expect(canvas.node('Three')).toHaveCount(2);
  for (const text of ['hello', '{"waygate":"journey fragment","nodes":{"__proto__":{}}}', '{"waygate":"journey fragment"}']) {
    await editor.page.evaluate((what) => navigator.clipboard.writeText(what), text);
    await editor.press('Control+v');
    await expect(canvas.refusal).toContainText('What is on the clipboard is no part of a journey.');
    await canvas.click(await canvas.point(500, 750));
    await expect(canvas.refusal).toBeEmpty();
  }
  await expect(editor.nodes).toHaveCount(4);
});

test('text in a field is copied, cut and deleted as text', async ({ editor }) => {
  const canvas = new ExpectCanvas(editor);
  await canvas.openDraft(THREE, 'One');
  await canvas.click(await canvas.grip('One'));
  const search = editor.page.getByRole('searchbox', { name: 'Search nodes' });
  await search.fill('push');
  await search.selectText();
  await editor.page.keyboard.press('Control+c');
  expect(await canvas.clipboard()).toBe('push');
  await editor.page.keyboard.press('Delete');
  await editor.page.keyboard.press('Control+z');
  await expect(search).toHaveValue('push');
  await expect(editor.nodes).toHaveCount(3);
});

test('nodes are doubled beside themselves, and deleted with the wires to them', async ({ editor }) => {
  const canvas = new ExpectCanvas(editor);
  await canvas.openDraft(THREE, 'One');
  await canvas.click(await canvas.grip('Two'));
  await editor.page.keyboard.press('Control+d');
  await expect(canvas.node('Two')).toHaveCount(2);
  await editor.page.keyboard.press('Delete');
  await expect(canvas.node('Two')).toHaveCount(1);
  await canvas.click(await canvas.grip('Two'));
  await editor.page.keyboard.press('Backspace');
  expect(await canvas.savedWires()).toEqual({ Start: 'One' });
  // The keyboard is still with the canvas.
  await editor.page.keyboard.press('Control+z');
  expect(await canvas.savedWires()).toEqual({ Start: 'One', 'One.outcome': 'Two', 'Two.outcome': 'Three' });
});

test('nodes are brought into line, spread and tidied', async ({ editor }) => {
  const canvas = new ExpectCanvas(editor);
  await canvas.openDraft(THREE, 'One');
  const selectThree = async () => {
    await canvas.click(await canvas.grip('One'));
    await editor.page.keyboard.down('Control');
    await canvas.click(await canvas.grip('Two'));
    await canvas.click(await canvas.grip('Three'));
    await editor.page.keyboard.up('Control');
    await canvas.toHaveSelected('One', 'Two', 'Three');
  };
  await selectThree();
  await canvas.choose(await canvas.grip('Two'), 'Align tops');
  const topped = placesOf(await canvas.saved());
  expect(new Set(Object.values(topped).map(({ y }) => y))).toEqual(new Set([100]));
  await selectThree();
  await canvas.choose(await canvas.grip('Two'), 'Spread horizontally');
  const spread = placesOf(await canvas.saved());
  expect(Math.abs((spread['Two']?.x ?? 0) - ((spread['One']?.x ?? 0) + (spread['Three']?.x ?? 0)) / 2)).toBeLessThanOrEqual(1);
  await editor.press('Control+z', 'Control+z');
  expect(placesOf(await canvas.saved())).toEqual({ One: { x: 200, y: 100 }, Two: { x: 480, y: 190 }, Three: { x: 700, y: 420 } });

  await editor.press('Escape', 't');
  const tidy = placesOf(await canvas.saved());
  expect((tidy['One']?.x ?? 0) < (tidy['Two']?.x ?? 0) && (tidy['Two']?.x ?? 0) < (tidy['Three']?.x ?? 0)).toBe(true);
  await editor.press('Control+z');
  await selectThree();
  await editor.page.keyboard.press('Shift+t');
  const part = await canvas.saved();
  expect(placesOf(part)).not.toEqual({ One: { x: 200, y: 100 }, Two: { x: 480, y: 190 }, Three: { x: 700, y: 420 } });
  expect(part.staticNodes).toMatchObject({ startNode: { x: 0, y: 240 } });
});
