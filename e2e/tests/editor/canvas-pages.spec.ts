import type { JourneyDocument } from '@waygate/schema';
import { expect, test } from '../../fixtures.ts';
import { ExpectCanvas } from '../../pages/expect-canvas.ts';

/** A page with a user name and a password on it, and what else the test wants. */
function withPage(more: Parameters<ExpectCanvas['openDraft']>[0] = {}): Parameters<ExpectCanvas['openDraft']> {
  const children: JourneyDocument['innerNodes'] = {
    name: { type: 'UsernameCollectorNode', displayName: 'Who', config: {} },
    word: { type: 'PasswordCollectorNode', displayName: 'Secret', config: {} },
  };
  const nodes = Object.entries(children).map(([_id, { type, displayName }]) => ({ _id, nodeType: type, displayName }));
  const page = { type: 'PageNode', displayName: 'Sign in', config: { nodes }, connections: { outcome: 'Check' }, x: 200, y: 200 };
  const check = { type: 'DataStoreDecisionNode', x: 600, y: 220 };
  return [{ Page: page, Check: check, ...more }, 'Page', { innerNodes: children }];
}

const childrenOf = (document: JourneyDocument, page = 'Sign in') => {
  const found = Object.values(document.nodes).find(({ displayName }) => displayName === page)?.config['nodes'];
  return (found as { displayName: string }[]).map(({ displayName }) => displayName);
};

test('nodes are dragged out of the palette into a page, to the place that is shown', async ({ editor }) => {
  const canvas = new ExpectCanvas(editor);
  await canvas.openDraft();
  await canvas.dragType('Page Node', await canvas.point(300, 200));
  const page = canvas.node('Page Node');
  await canvas.dragType('Password Collector', await canvas.middleOf(page));
  await expect(canvas.child('Password Collector')).toBeVisible();
  // The page has the outcome of its last node now.
  await expect(canvas.handle('Page Node', 'Outcome')).toBeVisible();
  const first = await canvas.middleOf(canvas.child('Password Collector'));
  await canvas.dragType('Username Collector', { x: first.x, y: first.y - 8 }, async () => {
    await expect(canvas.child('Password Collector')).toHaveAttribute('data-drop-before', '');
    await expect(page.locator('[data-page]')).toHaveAttribute('data-drop', '');
  });
  await expect(editor.canvas.locator('[data-drop], [data-drop-before]')).toHaveCount(0);
  expect(childrenOf(await canvas.saved(), 'Page Node')).toEqual(['Username Collector', 'Password Collector']);
});

test('a page asks what else is to stand on it, and offers only what can', async ({ editor }) => {
  const canvas = new ExpectCanvas(editor);
  await canvas.openDraft(...withPage());
  await canvas.node('Sign in').getByRole('button', { name: 'Add to the page' }).click();
  await expect(canvas.quickAdd).toContainText('Onto the page Sign in');
  await editor.page.keyboard.type('node');
  await expect(canvas.offered.filter({ hasText: 'Message Node' })).toHaveCount(1);
  await expect(canvas.offered.filter({ hasText: 'Page Node' })).toHaveCount(0);
  await expect(canvas.offered.filter({ hasText: 'Inner Tree Evaluator' })).toHaveCount(0);
  await editor.page.keyboard.press('Control+a');
  await canvas.quickAddByName('message');
  expect(childrenOf(await canvas.saved())).toEqual(['Who', 'Secret', 'Message Node']);
  await expect(canvas.handle('Sign in', 'True')).toBeVisible();
});

test('a node of the canvas is dragged into a page with what led to it, in one step', async ({ editor }) => {
  const canvas = new ExpectCanvas(editor);
  const [nodes, , more] = withPage({ Robot: { type: 'UsernameCollectorNode', x: 220, y: 560, connections: { outcome: 'Page' } } });
  await canvas.openDraft(nodes, 'Robot', more);
  await canvas.drag(await canvas.grip('Robot'), await canvas.middleOf(canvas.child('Who')), async () => {
    await expect(canvas.node('Sign in').locator('[data-page]')).toHaveAttribute('data-drop', '');
  });
  await expect(canvas.child('Robot')).toBeVisible();
  expect(childrenOf(await canvas.saved())).toHaveLength(3);
  expect(await canvas.savedWires()).toEqual({ Start: 'Sign in', 'Sign in.outcome': 'Check' });
  await expect(editor.page.getByRole('button', { name: 'Undo: Put Robot on the page' })).toBeVisible();
  await editor.press('Control+z');
  expect(await canvas.savedWires()).toEqual({ Start: 'Robot', 'Robot.outcome': 'Sign in', 'Sign in.outcome': 'Check' });
});

test('children are put in another order by dragging and by keyboard, and keep the wires of the page', async ({ editor }) => {
  const canvas = new ExpectCanvas(editor);
  await canvas.openDraft(...withPage());
  const secret = await canvas.middleOf(canvas.child('Secret'));
  const who = await canvas.middleOf(canvas.child('Who'));
  await canvas.drag(secret, { x: who.x, y: who.y - 8 });
  expect(childrenOf(await canvas.saved())).toEqual(['Secret', 'Who']);
  expect(await canvas.savedWires()).toEqual({ Start: 'Sign in', 'Sign in.outcome': 'Check' });
  await canvas.child('Secret').click();
  await editor.page.keyboard.press('Alt+ArrowDown');
  await expect.poll(async () => childrenOf(await canvas.saved())).toEqual(['Who', 'Secret']);
});

test('a child is dragged out onto the canvas, onto a wire, and onto another page', async ({ editor }) => {
  const canvas = new ExpectCanvas(editor);
  await canvas.openDraft(...withPage({ Other: { type: 'PageNode', config: { nodes: [] }, x: 220, y: 560 } }));
  await canvas.drag(await canvas.middleOf(canvas.child('Who')), await canvas.point(600, 620));
  await expect(canvas.node('Who')).toBeVisible();
  expect(childrenOf(await canvas.saved())).toEqual(['Secret']);

  await canvas.drag(await canvas.grip('Who'), await canvas.middleOf(canvas.child('Secret')));
  await expect(canvas.child('Who')).toBeVisible();
  await canvas.drag(await canvas.middleOf(canvas.child('Who')), await canvas.middleOf(canvas.node('Other')));
  await expect(canvas.node('Other').locator('[data-child]')).toHaveText('Who');

  await canvas.drag(await canvas.middleOf(canvas.child('Secret')), await canvas.onWire('Start', 'Start', 'Sign in'));
  await expect(canvas.node('Secret')).toBeVisible();
  expect((await canvas.savedWires())['Start']).toBe('Secret');
  expect((await canvas.savedWires())['Secret.outcome']).toBe('Sign in');
});

test('what cannot stand on a page is not taken, and why is said', async ({ editor }) => {
  const canvas = new ExpectCanvas(editor);
  await canvas.openDraft(...withPage());
  await canvas.dragType('Inner Tree Evaluator', await canvas.middleOf(canvas.node('Sign in')));
  await expect(canvas.refusal).toHaveText('Inner Tree Evaluator cannot stand on a page.');
  await expect(canvas.child('Inner Tree Evaluator')).toHaveCount(0);
  const who = await canvas.middleOf(canvas.child('Who'));
  await canvas.drag(await canvas.grip('Check'), { x: who.x, y: who.y - 8 });
  await expect(canvas.refusal).toContainText('Check has several outcomes, so it can only be the last on a page.');
  await expect(canvas.node('Check')).toBeVisible();
  // It goes with the next press.
  await canvas.click(await canvas.point(500, 700));
  await expect(canvas.refusal).toBeEmpty();
});

test('a child is renamed, doubled, taken off and deleted where it stands', async ({ editor }) => {
  const canvas = new ExpectCanvas(editor);
  await canvas.openDraft(...withPage());
  await canvas.child('Who').click();
  await editor.page.keyboard.press('F2');
  await editor.page.getByRole('dialog', { name: 'Rename' }).getByLabel('Name').fill('Your name');
  await editor.page.keyboard.press('Enter');
  await expect(canvas.child('Your name')).toBeVisible();
  await canvas.child('Secret').click();
  await editor.page.keyboard.press('Control+d');
  expect(childrenOf(await canvas.saved())).toEqual(['Your name', 'Secret', 'Secret']);
  await canvas.choose(await canvas.middleOf(canvas.child('Secret').first()), 'Take off the page');
  await expect(canvas.node('Secret')).toBeVisible();
  await canvas.child('Your name').click();
  await editor.page.keyboard.press('Delete');
  await expect(canvas.child('Your name')).toHaveCount(0);
  expect(childrenOf(await canvas.saved())).toEqual(['Secret']);
});
