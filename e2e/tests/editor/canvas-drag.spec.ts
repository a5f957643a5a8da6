import { expect, test } from '../../fixtures.ts';
import { ExpectCanvas } from '../../pages/expect-canvas.ts';
import { ExpectDrag } from '../../pages/expect-drag.ts';

const MANY = 180;
const COLUMNS = 15;

/** Decisions on a grid, more than are drawn when only a part is in view. */
function grid(): Record<string, { type: string; connections: Record<string, string>; x: number; y: number }> {
  const nodes: ReturnType<typeof grid> = {};
  for (let index = 0; index < MANY; index++) {
    const connections: Record<string, string> = index + COLUMNS < MANY ? { true: `n${index + 1}`, false: `n${index + COLUMNS}` } : {};
    nodes[`n${index}`] = {
      type: 'DataStoreDecisionNode',
      connections,
      x: (index % COLUMNS) * 320,
      y: Math.floor(index / COLUMNS) * 240,
    };
  }
  return nodes;
}

test('while a node of many is dragged, it moves without the page being changed but for its wires', async ({ editor }) => {
  const canvas = new ExpectCanvas(editor);
  const drag = new ExpectDrag(canvas);
  await canvas.openDraft(grid(), 'n0');
  await expect(canvas.node('n96')).toBeInViewport();
  const from = await canvas.grip('n96');
  await drag.take(from);
  const touched = await drag.moveOn({ x: from.x + 12, y: from.y + 8 }, 30);
  expect(touched.nodes).toEqual([]);
  await expect.poll(async () => (await canvas.grip('n96')).x - from.x).toBeGreaterThan(20);
  expect(touched.wires.filter((id) => !id.includes('"n96"') && !id.includes('"n95"') && !id.includes('"n81"'))).toEqual([]);
  await editor.page.mouse.up();
});

test('the wires of a node that is dragged go with it, and the overview follows when the hand rests', async ({ editor }) => {
  const canvas = new ExpectCanvas(editor);
  const drag = new ExpectDrag(canvas);
  await canvas.openDraft(
    {
      One: { type: 'UsernameCollectorNode', connections: { outcome: 'Two' }, x: 200, y: 100 },
      Two: { type: 'DataStoreDecisionNode', connections: { true: 'Three' }, x: 520, y: 100 },
      Three: { type: 'MessageNode', connections: {}, x: 840, y: 400 },
    },
    'One',
  );
  await expect(drag.wires).toHaveCount(0);
  const from = await canvas.grip('Two');
  const overview = await drag.overview();
  await drag.take(from);
  await editor.page.mouse.move(from.x + 20, from.y + 150, { steps: 5 });
  await expect(drag.wires).toHaveCount(2);
  const target = await canvas.middleOf(canvas.node('Two').locator('.react-flow__handle').first());
  await expect.poll(() => drag.nearestEnd(target)).toBeLessThan(4);
  // Still held: the hand only rests.
  await expect.poll(() => drag.overview()).not.toEqual(overview);
  await expect(drag.wires).toHaveCount(2);
  await editor.page.mouse.up();
  await expect(drag.wires).toHaveCount(0);
  await expect(editor.wire('One', 'Outcome', 'Two').locator('.react-flow__edge-path')).toBeVisible();
  const after = await canvas.middleOf(canvas.node('Two').locator('.react-flow__handle').first());
  expect(Math.hypot(after.x - target.x, after.y - target.y)).toBeLessThan(1);
  await editor.press('Control+z');
  await expect.poll(() => drag.overview()).toEqual(overview);
});

test('a node that is dragged back to where it was stays there', async ({ editor }) => {
  const canvas = new ExpectCanvas(editor);
  const drag = new ExpectDrag(canvas);
  await canvas.openDraft({ One: { type: 'UsernameCollectorNode', connections: {}, x: 200, y: 100 } }, 'One');
  const before = await canvas.node('One').boundingBox();
  if (before === null) throw new Error('It has no place.');
  const from = await canvas.grip('One');
  await drag.take(from);
  await editor.page.mouse.move(from.x + 200, from.y + 150, { steps: 5 });
  await expect.poll(async () => (await canvas.node('One').boundingBox())?.y).toBeGreaterThan(before.y + 100);
  // The drag began with the first step.
  await editor.page.mouse.move(from.x + 3, from.y + 2, { steps: 5 });
  await editor.page.mouse.up();
  const after = await canvas.node('One').boundingBox();
  expect(after?.x).toBeCloseTo(before.x, 1);
  expect(after?.y).toBeCloseTo(before.y, 1);
  await editor.page.mouse.click(from.x, from.y);
  await canvas.toHaveSelected('One');
});

test('Escape puts what is dragged back, and until it is let go no key does anything to it', async ({ editor }) => {
  const canvas = new ExpectCanvas(editor);
  const drag = new ExpectDrag(canvas);
  const before = {
    One: { type: 'UsernameCollectorNode', connections: { outcome: 'Two' }, x: 200, y: 100 },
    Two: { type: 'DataStoreDecisionNode', connections: {}, x: 520, y: 100 },
  };
  await canvas.openDraft(before, 'One');
  const place = await canvas.node('Two').boundingBox();
  const from = await canvas.grip('Two');
  await drag.take(from);
  await editor.page.mouse.move(from.x + 60, from.y + 150, { steps: 5 });
  await editor.page.keyboard.press('Delete');
  await expect(drag.wires).toHaveCount(1);
  await editor.page.keyboard.press('Escape');
  await expect(drag.wires).toHaveCount(0);
  expect(await canvas.node('Two').boundingBox()).toEqual(place);
  // On the way to where the hand lets go lies the wire, which must not take it.
  await editor.page.mouse.move(from.x - 60, from.y + 20, { steps: 5 });
  await editor.page.mouse.up();
  expect(await canvas.node('Two').boundingBox()).toEqual(place);
  await expect(editor.page.getByRole('button', { name: /^Undo/ })).toBeDisabled();
  // The next drag is one again.
  await drag.take(from);
  await editor.page.mouse.move(from.x + 60, from.y + 150, { steps: 5 });
  await editor.page.mouse.up();
  await expect(editor.page.getByRole('button', { name: 'Undo: Move' })).toBeEnabled();
  expect((await canvas.saved()).nodes['Two']).not.toMatchObject({ x: 520, y: 100 });
});
