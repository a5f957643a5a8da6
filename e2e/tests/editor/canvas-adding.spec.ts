import { expect, test } from '../../fixtures.ts';
import { ExpectCanvas } from '../../pages/expect-canvas.ts';

const TWO = {
  Ask: { type: 'UsernameCollectorNode', connections: { outcome: 'Tell' }, x: 200, y: 240 },
  Tell: { type: 'MessageNode', connections: {}, x: 700, y: 240 },
} as const;

test('the palette finds nodes by name, tag and category, says what they do, and has no others than the server', async ({ editor }) => {
  const canvas = new ExpectCanvas(editor);
  await canvas.openDraft();
  const palette = editor.page.getByRole('navigation', { name: 'Nodes' });
  await expect(palette.getByRole('heading', { name: 'Multi-factor authentication' })).toBeVisible();
  const { nodes } = (await (
    await editor.page.request.get(`${editor.url}/api/catalogue`, { headers: { 'X-Requested-With': 'XMLHttpRequest' } })
  ).json()) as {
    nodes: { displayName: string }[];
  };
  const items = palette.getByRole('button', { name: /^Add / });
  await expect(items).toHaveCount(nodes.length);
  expect((await items.allInnerTexts()).sort()).toEqual(nodes.map(({ displayName }) => displayName).sort());

  await palette.getByRole('searchbox', { name: 'Search nodes' }).fill('push send');
  await expect(items).toHaveText(['Push Sender']);
  await items.first().hover();
  await expect(editor.page.getByRole('tooltip')).toContainText(/push/i);
  await palette.getByRole('searchbox').fill('qqqq');
  await expect(palette.getByText('No node is called or tagged so.')).toBeVisible();
  await palette.getByRole('button', { name: 'Clear the search' }).click();
  await expect(items).toHaveCount(nodes.length);
});

test('an author drags a node out of the palette to where they want it', async ({ editor }) => {
  const canvas = new ExpectCanvas(editor);
  await canvas.openDraft();
  await expect(editor.canvas.getByText('Nothing here yet')).toBeVisible();
  const at = await canvas.point(300, 200);
  await canvas.dragType('Push Sender', at);
  await expect(canvas.node('Push Sender')).toBeVisible();
  await canvas.toHaveSelected('Push Sender');
  const box = await canvas.node('Push Sender').boundingBox();
  // It lies under the pointer that let it go.
  expect(at.x).toBeGreaterThan(box?.x ?? 0);
  expect(at.x).toBeLessThan((box?.x ?? 0) + (box?.width ?? 0));
  expect(at.y).toBeGreaterThan(box?.y ?? 0);
  await expect(editor.canvas.getByText('Nothing here yet')).toBeHidden();
  const [node] = Object.values((await canvas.saved()).nodes);
  expect(node).toMatchObject({ type: 'PushAuthenticationSenderNode', displayName: 'Push Sender' });
});

test('nodes that are added by click stand beside each other, never on each other', async ({ editor }) => {
  const canvas = new ExpectCanvas(editor);
  await canvas.openDraft();
  for (const _ of [1, 2, 3]) {
    await canvas.type('Message Node').click();
    await canvas.editor.press('Escape');
  }
  await expect(editor.nodes).toHaveCount(3);
  const boxes = await Promise.all((await editor.nodes.all()).map((node) => node.boundingBox()));
  for (const [index, a] of boxes.entries())
    for (const b of boxes.slice(index + 1)) {
      if (a === null || b === null) throw new Error('A node has no place.');
      expect(a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y).toBe(true);
    }
});

test('a double click adds a node at the pointer, found by a few letters', async ({ editor }) => {
  const canvas = new ExpectCanvas(editor);
  await canvas.openDraft();
  const at = await canvas.point(320, 500);
  await canvas.click(at, { clickCount: 2 });
  await expect(canvas.quickAdd.getByRole('combobox')).toBeFocused();
  await canvas.quickAddByName('retry lim');
  const box = await canvas.node('Retry Limit Decision').boundingBox();
  expect(Math.abs((box?.x ?? 0) + (box?.width ?? 0) / 2 - at.x)).toBeLessThan(20);
  await expect(canvas.node('Retry Limit Decision')).toBeVisible();
});

test('Tab adds a node at the pointer for who works with the mouse, and goes on for who walks by keyboard', async ({ editor }) => {
  const canvas = new ExpectCanvas(editor);
  await canvas.openDraft();
  const at = await canvas.point(320, 500);
  await canvas.click(at);
  await editor.page.keyboard.press('Tab');
  await canvas.quickAddByName('page');
  await expect(canvas.node('Page Node')).toBeVisible();
  await canvas.click(at);
  await editor.page.keyboard.press('Tab');
  await expect(canvas.quickAdd).toBeVisible();
  await editor.page.keyboard.press('Escape');
  await expect(canvas.quickAdd).toBeHidden();
  await expect(editor.canvas).toBeFocused();
  // The canvas is no trap.
  await editor.page.keyboard.press('Tab');
  await expect(canvas.quickAdd).toBeHidden();
  await expect(editor.canvas).not.toBeFocused();
});

test('with a node selected, Tab adds the one that comes after it, connected', async ({ editor }) => {
  const canvas = new ExpectCanvas(editor);
  await canvas.openDraft({ Ask: { type: 'UsernameCollectorNode', x: 200, y: 240 } }, 'Ask');
  await canvas.click(await canvas.grip('Ask'));
  await editor.page.keyboard.press('Tab');
  await expect(canvas.quickAdd).toContainText('After Ask: Outcome');
  await canvas.quickAddByName('data store');
  // And so on, without the mouse in between.
  await editor.page.keyboard.press('Tab');
  await canvas.quickAddByName('push sender');
  await expect
    .poll(() => canvas.savedWires())
    .toEqual({
      Start: 'Ask',
      'Ask.outcome': 'Data Store Decision',
      'Data Store Decision.true': 'Push Sender',
    });
});

test('a wire that is dropped in the open asks what comes next, and leads to it', async ({ editor }) => {
  const canvas = new ExpectCanvas(editor);
  await canvas.openDraft({ Tell: { type: 'MessageNode', x: 250, y: 240 } }, 'Tell');
  await canvas.dragWire('Tell', 'True', await canvas.point(600, 500));
  await expect(canvas.quickAdd).toContainText('After Tell: True');
  await canvas.quickAddByName('push send');
  await expect(editor.wire('Tell', 'True', 'Push Sender')).toBeAttached();
  // The ends and the nodes that are there can be chosen, too.
  await canvas.dragWire('Tell', 'False', await canvas.point(600, 620));
  await editor.page.keyboard.type('fail');
  await expect(canvas.offered.first()).toHaveText('Lead to Failure');
  await editor.page.keyboard.press('Enter');
  expect(await canvas.savedWires()).toEqual({ Start: 'Tell', 'Tell.true': 'Push Sender', 'Tell.false': 'Failure' });
  // Put away, nothing happened.
  await canvas.dragWire('Push Sender', 'Sent', await canvas.point(620, 700));
  await editor.page.keyboard.press('Escape');
  await expect(canvas.quickAdd).toBeHidden();
  expect(Object.keys(await canvas.savedWires())).toHaveLength(3);
});

test('a node that is dropped on a wire stands in it, with room on both sides', async ({ editor }) => {
  const canvas = new ExpectCanvas(editor);
  const { Ask, Tell } = TWO;
  await canvas.openDraft({ Ask: { ...Ask, x: 200 }, Tell: { ...Tell, x: 500 } }, 'Ask');
  const wire = await canvas.onWire('Ask', 'Outcome', 'Tell');
  await canvas.dragType('Password Collector', wire, async () => {
    await expect(editor.wire('Ask', 'Outcome', 'Tell')).toHaveAttribute('data-drop', '');
  });
  await expect(editor.wire('Ask', 'Outcome', 'Password Collector')).toBeAttached();
  await expect(editor.wire('Password Collector', 'Outcome', 'Tell')).toBeAttached();
  const { nodes } = await canvas.saved();
  const at = Object.values(nodes)
    .map(({ displayName, x }) => ({ displayName, x }))
    .sort((a, b) => a.x - b.x);
  expect(at.map(({ displayName }) => displayName)).toEqual(['Ask', 'Password Collector', 'Tell']);
  for (const [index, { x }] of at.entries()) if (index > 0) expect(x - (at[index - 1]?.x ?? 0)).toBeGreaterThanOrEqual(250);
  // One gesture, one step back.
  await editor.press('Control+z');
  expect(await canvas.savedWires()).toEqual({ Start: 'Ask', 'Ask.outcome': 'Tell' });
});

test('a node that stands on the canvas already is put into a wire by dropping it there', async ({ editor }) => {
  const canvas = new ExpectCanvas(editor);
  await canvas.openDraft({ ...TWO, Secret: { type: 'PasswordCollectorNode', x: 420, y: 520 } }, 'Ask');
  await canvas.drag(await canvas.grip('Secret'), await canvas.onWire('Ask', 'Outcome', 'Tell'), async () => {
    await expect(editor.wire('Ask', 'Outcome', 'Tell')).toHaveAttribute('data-drop', 'traced');
  });
  expect(await canvas.savedWires()).toEqual({ Start: 'Ask', 'Ask.outcome': 'Secret', 'Secret.outcome': 'Tell' });
});

test('the menu of a wire, its buttons and its key insert a node', async ({ editor }) => {
  const canvas = new ExpectCanvas(editor);
  await canvas.openDraft(TWO, 'Ask');
  await canvas.choose(await canvas.onWire('Ask', 'Outcome', 'Tell'), 'Insert a node into the wire …');
  await expect(canvas.quickAdd).toContainText('Into this wire');
  await canvas.quickAddByName('password coll');
  await expect(editor.wire('Password Collector', 'Outcome', 'Tell')).toBeAttached();

  await canvas.click(await canvas.onWire('Password Collector', 'Outcome', 'Tell'));
  await editor.canvas.getByRole('button', { name: 'Insert a node here' }).click();
  await canvas.quickAddByName('page');
  // An empty page keeps the way on, under the name that what is put on it will have.
  await expect(editor.wire('Page Node', 'outcome', 'Tell')).toBeAttached();

  await canvas.click(await canvas.onWire('Ask', 'Outcome', 'Password Collector'));
  await editor.page.keyboard.press('i');
  await canvas.quickAddByName('zero page');
  expect(await canvas.savedWires()).toEqual({
    Start: 'Ask',
    'Ask.outcome': 'Zero Page Login Collector',
    'Zero Page Login Collector.true': 'Password Collector',
    'Password Collector.outcome': 'Page Node',
    'Page Node.outcome': 'Tell',
  });
});

test('everything that was added is gone after as many steps back, and there again', async ({ editor }) => {
  const canvas = new ExpectCanvas(editor);
  await canvas.openDraft();
  await canvas.dragType('Page Node', await canvas.point(300, 200));
  await canvas.dragWire('Start', 'start', 'Page Node');
  await canvas.type('Username Collector').click();
  await editor.press('Control+z', 'Control+z', 'Control+z');
  await expect(editor.nodes).toHaveCount(0);
  await editor.press('Control+Shift+z', 'Control+y', 'Control+y');
  await expect(editor.nodes).toHaveCount(2);
  expect((await canvas.savedWires())['Start']).toBe('Page Node');
});
