import { expect, test } from '../../fixtures.ts';
import { ExpectCanvas } from '../../pages/expect-canvas.ts';

const CHOICE = {
  Ask: { type: 'MessageNode', x: 200, y: 160 },
  Then: { type: 'UsernameCollectorNode', x: 560, y: 160 },
  Else: { type: 'PasswordCollectorNode', x: 560, y: 420 },
} as const;

test('every outcome has a handle with its name, and wires are pulled from it to a node, its handle or an end', async ({ editor }) => {
  const canvas = new ExpectCanvas(editor);
  await canvas.openDraft(CHOICE, 'Ask');
  await expect(canvas.node('Ask').getByRole('listitem')).toHaveText(['True', 'False']);
  await expect(editor.end('Start').locator('.react-flow__handle')).toHaveCount(1);
  await expect(editor.end('Success').locator('.react-flow__handle')).toHaveCount(1);
  await canvas.dragWire('Ask', 'True', 'Then');
  await canvas.dragWire('Ask', 'False', await canvas.middleOf(canvas.node('Else').locator('.react-flow__handle').first()));
  await canvas.dragWire('Then', 'Outcome', 'Success');
  await canvas.dragWire('Else', 'Outcome', await canvas.middleOf(canvas.node('Ask')));
  expect(await canvas.savedWires()).toEqual({
    Start: 'Ask',
    'Ask.true': 'Then',
    'Ask.false': 'Else',
    'Then.outcome': 'Success',
    'Else.outcome': 'Ask',
  });
  // An outcome leads to one place: pulled anew, it leads there instead.
  await canvas.dragWire('Then', 'Outcome', 'Failure');
  await canvas.dragWire('Start', 'Start', 'Else');
  expect(await canvas.savedWires()).toMatchObject({ Start: 'Else', 'Then.outcome': 'Failure' });
});

test('a wire can be pulled by the name of its outcome, too, and from a click to a click', async ({ editor }) => {
  const canvas = new ExpectCanvas(editor);
  await canvas.openDraft(CHOICE, 'Ask');
  const dot = await canvas.middleOf(canvas.handle('Ask', 'True'));
  await canvas.drag({ x: dot.x - 22, y: dot.y }, await canvas.grip('Then'));
  await expect(editor.wire('Ask', 'True', 'Then')).toBeAttached();
  await canvas.handle('Ask', 'False').click();
  await canvas.node('Else').locator('.react-flow__handle').first().click();
  await expect(editor.wire('Ask', 'False', 'Else')).toBeAttached();
});

test('a node is connected by keyboard: its outcome and its target are chosen by name', async ({ editor }) => {
  const canvas = new ExpectCanvas(editor);
  await canvas.openDraft(CHOICE, 'Ask');
  await canvas.node('Ask').focus();
  await editor.page.keyboard.press('Enter');
  await canvas.toHaveSelected('Ask');
  await editor.page.keyboard.press('c');
  const dialog = editor.page.getByRole('dialog', { name: 'Connect' });
  await expect(dialog.getByLabel('Outcome of Ask').first()).toHaveValue('True');
  await expect(dialog.getByLabel('Leads to').first()).toBeFocused();
  await editor.page.keyboard.type('Els');
  await editor.page.keyboard.press('ArrowDown');
  await editor.page.keyboard.press('Enter');
  await editor.page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(editor.wire('Ask', 'True', 'Else')).toBeAttached();
  // The next free outcome is proposed.
  await editor.press('c');
  await expect(dialog.getByLabel('Outcome of Ask').first()).toHaveValue('False');
  // The first puts the list away, the second the dialog.
  await editor.page.keyboard.press('Escape');
  await editor.page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});

test('what cannot be connected says why', async ({ editor }) => {
  const canvas = new ExpectCanvas(editor);
  await canvas.openDraft(CHOICE, 'Ask');
  await canvas.dragWire('Ask', 'True', 'Start');
  await expect(canvas.refusal).toContainText('Nothing leads to Start: it is where people come in.');
  await editor.page.getByRole('button', { name: 'Close' }).click();
  await expect(canvas.refusal).toBeEmpty();
  expect(await canvas.editor.canvas.locator('.react-flow__edge').count()).toBe(1);
});

test('the end of a wire is pulled to another node, and its start to another outcome', async ({ editor }) => {
  const canvas = new ExpectCanvas(editor);
  await canvas.openDraft({ ...CHOICE, Ask: { ...CHOICE.Ask, connections: { true: 'Then' } } }, 'Ask');
  const target = canvas.node('Then').locator('.react-flow__handle').first();
  const end = await canvas.middleOf(target);
  await canvas.click(await canvas.onWire('Ask', 'True', 'Then'));
  await canvas.drag({ x: end.x - 14, y: end.y }, await canvas.grip('Else'));
  await expect(editor.wire('Ask', 'True', 'Else')).toBeAttached();
  const start = await canvas.middleOf(canvas.handle('Ask', 'True'));
  await canvas.drag({ x: start.x + 14, y: start.y }, await canvas.middleOf(canvas.handle('Ask', 'False')));
  expect(await canvas.savedWires()).toEqual({ Start: 'Ask', 'Ask.false': 'Else' });
});

test('a wire is removed by key, menu and button; Start then leads to Failure', async ({ editor }) => {
  const canvas = new ExpectCanvas(editor);
  await canvas.openDraft({ ...CHOICE, Ask: { ...CHOICE.Ask, connections: { true: 'Then', false: 'Else' } } }, 'Ask');
  await canvas.click(await canvas.onWire('Ask', 'True', 'Then'));
  await editor.page.keyboard.press('Delete');
  await expect(editor.wire('Ask', 'True', 'Then')).toHaveCount(0);
  await canvas.choose(await canvas.onWire('Ask', 'False', 'Else'), 'Delete');
  await expect(editor.wire('Ask', 'False', 'Else')).toHaveCount(0);
  await canvas.click(await canvas.onWire('Start', 'Start', 'Ask'));
  await editor.canvas.getByRole('button', { name: 'Remove this wire' }).click();
  expect(await canvas.savedWires()).toEqual({ Start: 'Failure' });
});

test('a wire whose outcome went with a setting stays to be seen, and is attached again', async ({ editor }) => {
  const canvas = new ExpectCanvas(editor);
  const sender = { type: 'PushAuthenticationSenderNode', config: { captureFailure: true }, x: 200, y: 160 };
  await canvas.openDraft({ ...CHOICE, Ask: { ...sender, connections: { FAILURE: 'Then' } } }, 'Ask');
  await expect(editor.wire('Ask', 'Failure', 'Then')).toBeAttached();
  await canvas.click(await canvas.grip('Ask'));
  const panel = await editor.showPanel('Properties');
  await panel
    .getByRole('switch', { name: /Capture Failure/i })
    .or(panel.getByRole('checkbox', { name: /Capture Failure/i }))
    .first()
    .click({ force: true });
  const lost = editor.canvas.getByLabel('Lost wire from Ask, FAILURE, to Then');
  await expect(lost).toBeAttached();
  await expect(canvas.node('Ask').getByText('FAILURE (gone)')).toBeVisible();
  // A new wire cannot begin where there is no outcome.
  await canvas.dragWire('Ask', 'FAILURE (gone)', 'Else');
  await expect(canvas.refusal).toContainText('This outcome of Ask is gone. Drag its wire to another outcome.');
  await canvas.drag(await canvas.middleOf(canvas.handle('Ask', 'FAILURE (gone)')), await canvas.middleOf(canvas.handle('Ask', 'Sent')));
  await expect(editor.wire('Ask', 'Sent', 'Then')).toBeAttached();
  await expect(lost).toHaveCount(0);
  expect(await canvas.savedWires()).toEqual({ Start: 'Ask', 'Ask.SENT': 'Then' });
  // And by keyboard.
  await editor.press('Control+z');
  await lost.focus();
  await editor.page.keyboard.press('Enter');
  await canvas.choose(await canvas.middleOf(lost.locator('.react-flow__edge-path')), 'Attach the wire to another outcome …');
  const dialog = editor.page.getByRole('dialog', { name: 'Attach the wire' });
  await dialog.getByRole('button', { name: 'Attach the wire' }).click();
  await expect(editor.wire('Ask', 'Sent', 'Then')).toBeAttached();
  expect(await editor.page.evaluate(() => document.scrollingElement?.scrollTop), 'a long menu moves no page').toBe(0);
});
