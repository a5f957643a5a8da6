import { FAILURE_ID, SUCCESS_ID } from '@waygate/schema';
import { beginDraft } from '../../api/begin-draft.ts';
import { expect, test } from '../../fixtures.ts';
import { expectAccessible } from '../../pages/expect-accessible.ts';
import { ExpectOutline } from '../../pages/expect-outline.ts';

test.describe('the outline tells a journey as a tree', () => {
  test('from Start, each node with its outcomes and where they lead', async ({ editor }) => {
    await editor.open('Login with Push MFA');
    const outline = new ExpectOutline(editor.page);
    await outline.open();
    await outline.toBeAt('Start leads to Page Node');
    for (const [says, level] of [
      ['Start leads to Page Node', '1'],
      ['Platform Username', '2'],
      ['Platform Password', '2'],
      ['Outcome leads to Data Store Decision', '2'],
      ['True leads to Push Sender', '3'],
      ['False leads to Failure', '3'],
      ['Sent leads to Push Wait', '4'],
      ['Expired leads to Push Sender told at another place', '6'],
    ] as const) {
      await expect(outline.row(says).first()).toHaveAttribute('aria-level', level);
    }
    await expect(outline.tree.getByRole('treeitem')).toHaveCount(23);
    await expectAccessible(editor.page, 'the outline', 'aside');
  });

  test('arrow keys, Home, End, letters and * go where the pattern of trees says', async ({ editor }) => {
    await editor.open('Login with Push MFA');
    const outline = new ExpectOutline(editor.page);
    const { keyboard } = editor.page;
    await outline.open();
    await keyboard.press('ArrowDown');
    await outline.toBeAt('Platform Username');
    await keyboard.press('ArrowLeft');
    await outline.toBeAt('Start leads to Page Node');
    await keyboard.press('ArrowLeft');
    await expect(outline.active).toHaveAttribute('aria-expanded', 'false');
    await expect(outline.tree.getByRole('treeitem')).toHaveCount(1);
    await keyboard.press('ArrowRight');
    await expect(outline.active).toHaveAttribute('aria-expanded', 'true');
    await keyboard.press('ArrowRight');
    await outline.toBeAt('Platform Username');
    await keyboard.press('End');
    await outline.toBeAt('False leads to Failure');
    await keyboard.press('Home');
    await outline.toBeAt('Start leads to Page Node');
    await keyboard.type('push w');
    await outline.toBeAt('Sent leads to Push Wait');
    await keyboard.press('ArrowLeft');
    await keyboard.press('ArrowDown');
    await outline.toBeAt('Not Registered leads to Get Authenticator App');
    await keyboard.press('*');
    await keyboard.press('ArrowUp');
    await outline.toBeAt(/^Reject leads to Failure/);
  });

  test('a link leads to the place where its node is told, and Enter on a node to its properties', async ({ editor }) => {
    await editor.open('Login with Push MFA');
    const outline = new ExpectOutline(editor.page);
    await outline.open();
    await outline.goTo('Expired leads to Push Sender told at another place');
    await editor.page.keyboard.press('Enter');
    await outline.toBeAt('True leads to Push Sender');
    await expect(editor.node('Push Sender')).toHaveClass(/selected/);
    await editor.page.keyboard.press('Enter');
    await expect(editor.panel('Properties')).toBeVisible();
    await outline.open();
    await outline.toBeAt('True leads to Push Sender');
  });

  test('what is selected on the canvas is selected here', async ({ editor }) => {
    await editor.open('Login with Push MFA');
    const outline = new ExpectOutline(editor.page);
    await outline.open();
    await editor.node('Push Wait').click();
    await expect(outline.row('Sent leads to Push Wait')).toHaveAttribute('aria-selected', 'true');
    await expect(outline.tree.getByRole('treeitem', { selected: true })).toHaveCount(1);
  });
});

test('whatever the canvas does with a mouse can be done here with keys', async ({ editor, installation, administrator }) => {
  await beginDraft(installation, administrator, 'Outlined');
  await editor.open('Outlined');
  const outline = new ExpectOutline(editor.page);
  const { keyboard } = editor.page;
  await outline.open();
  await outline.toBeAt('Start leads to Failure');

  await test.step('adds a node after an outcome', async () => {
    await keyboard.press('Shift+Enter');
    await outline.pick('Data Store Decision');
    await outline.toBeAt(/^Start leads to Data Store Decision/);
    await expect(editor.wire('Start', 'Start', 'Data Store Decision')).toBeAttached();
  });

  await test.step('connects an outcome with a target', async () => {
    await outline.goTo('True leads nowhere');
    await keyboard.press('Alt+Enter');
    await outline.pick('Success');
    await outline.toBeAt('True leads to Success');
    await outline.goTo('False leads nowhere');
    await keyboard.press('Enter');
    await outline.pick('Failure');
    await outline.toBeAt('False leads to Failure');
  });

  await test.step('inserts a node into a wire', async () => {
    await outline.goTo(/^Start leads to/);
    await outline.act('Insert a node before Data Store Decision');
    await outline.pick('Page Node');
    await outline.toBeAt(/^Start leads to Page Node empty page/);
  });

  await test.step('puts nodes on a page, and the one that must be last comes last', async () => {
    await outline.act('Put a new node on the page');
    await outline.pick('Platform Username');
    await outline.act('Put a new node on the page');
    await outline.pick('Platform Password');
    await expect(outline.row('Outcome leads to Data Store Decision')).toBeVisible();
  });

  await test.step('reorders a page, takes a node off it and puts it back', async () => {
    await outline.goTo('Platform Password');
    await keyboard.press('Alt+ArrowUp');
    await outline.toBeAt('Platform Password');
    await expect(outline.row('Platform Password')).toHaveAttribute('aria-posinset', '1');
    await outline.act('Take off the page');
    await expect(outline.row('No route leads here (1)')).toBeVisible();
    await outline.toBeAt(/^Platform Password/);
    await outline.act('Put on a page');
    await outline.pick('Page Node');
    await outline.toBeAt('Platform Password');
    await expect(outline.row(/^No route leads here/)).toHaveCount(0);
  });

  await test.step('renames', async () => {
    await outline.goTo(/^Outcome leads to Data Store Decision/);
    await keyboard.press('F2');
    await expect(editor.page.getByRole('dialog').getByLabel('Name')).toBeFocused();
    await keyboard.press('Control+a');
    await keyboard.type('Check password');
    await keyboard.press('Enter');
    await outline.toBeAt('Outcome leads to Check password Data Store Decision');
  });

  await test.step('duplicates and deletes', async () => {
    await keyboard.press('Control+d');
    await outline.toBeAt(/^Check password/);
    await expect(outline.row('No route leads here (1)')).toBeVisible();
    await keyboard.press('Delete');
    await expect(outline.row(/^No route leads here/)).toHaveCount(0);
    await expect(outline.active).toBeVisible();
  });

  await test.step('disconnects', async () => {
    await outline.goTo('True leads to Success');
    await keyboard.press('Delete');
    await outline.toBeAt('True leads nowhere');
    await keyboard.press('Control+z');
    await outline.toBeAt('True leads to Success');
  });

  await test.step('writes, changes and deletes a note', async () => {
    await keyboard.press('Shift+Tab');
    await editor.page.getByRole('button', { name: 'Add a note' }).focus();
    await keyboard.press('Enter');
    await expect(editor.page.getByLabel('Text of the note').last()).toBeFocused();
    await keyboard.type('Ask the help desk');
    await keyboard.press('Tab');
    await keyboard.press('Tab');
    await keyboard.press('Enter');
    await outline.toBeAt('Ask the help desk');
    await keyboard.press('Delete');
    await expect(outline.row(/^Notes/)).toHaveCount(0);
  });

  await test.step('and jumps to the canvas', async () => {
    await outline.goTo(/^Outcome leads to Check password/);
    await keyboard.press('Space');
    await expect(editor.node('Check password')).toBeInViewport();
    await expect(editor.node('Check password')).toHaveClass(/selected/);
  });
  await editor.toBeSaved();
});

test('the menu of a row and the dialogs that ask can be used by everybody, and leave where they came from', async ({
  editor,
  installation,
  administrator,
}) => {
  const node = { type: 'DataStoreDecisionNode', displayName: 'Check', config: {}, connections: { true: SUCCESS_ID, gone: FAILURE_ID } };
  await beginDraft(installation, administrator, 'Asked', { nodes: { a: { ...node, x: 300, y: 200 } }, entryNodeId: 'a' });
  await editor.open('Asked');
  const outline = new ExpectOutline(editor.page);
  const { keyboard } = editor.page;
  await outline.open();
  await outline.goTo(/^False leads nowhere/);
  await keyboard.press('Shift+F10');
  await expect(editor.page.getByRole('menuitem', { name: 'Add a node after False …' })).toBeVisible();
  await expectAccessible(editor.page, 'the menu of a row', '[role="menu"]');
  await keyboard.press('Escape');
  await outline.toBeAt('False leads nowhere');
  await keyboard.press('Shift+Enter');
  await expect(editor.page.getByRole('dialog').getByRole('option').first()).toBeVisible();
  await expectAccessible(editor.page, 'the dialog that asks for a node', '[role="dialog"]');
  await keyboard.type('no such thing');
  await expect(editor.page.getByRole('dialog')).toContainText('Nothing here is called so.');
  await keyboard.press('Escape');
  await outline.toBeAt('False leads nowhere');

  await test.step('a wire whose outcome is gone is attached to another', async () => {
    await outline.goTo('gone (gone) leads to Failure');
    await keyboard.press('Alt+Enter');
    await outline.pick('False');
    await expect(outline.row('False leads to Failure')).toBeVisible();
    await expect(outline.row(/gone/)).toHaveCount(0);
    await expect(outline.active).toBeVisible();
  });
  await test.step('where two nodes have one name, both are told apart', async () => {
    await outline.goTo(/^Start leads to Check/);
    await keyboard.press('Control+d');
    await expect(outline.row('No route leads here (1)')).toBeVisible();
    await outline.goTo('True leads to Success');
    await keyboard.press('Alt+Enter');
    await expect(editor.page.getByRole('option', { name: 'Check (a)' })).toBeVisible();
    await expect(editor.page.getByRole('option', { name: /^Check \(/ })).toHaveCount(2);
    await keyboard.press('Escape');
  });
});

test('a journey of a thousand nodes is told whole, and keys work in it', async ({ editor, installation, administrator }) => {
  test.slow();
  const nodes = Object.fromEntries(
    Array.from({ length: 1_000 }, (_, index) => [
      `n${index}`,
      {
        type: 'DataStoreDecisionNode',
        displayName: `Check ${index}`,
        config: {},
        connections: { true: `n${Math.min(999, index * 2 + 1)}`, false: `n${Math.min(999, index * 2 + 2)}` },
        x: (index % 40) * 300,
        y: Math.floor(index / 40) * 200,
      },
    ]),
  );
  await beginDraft(installation, administrator, 'Thousand', { nodes, entryNodeId: 'n0' });
  await editor.page.goto(`${editor.url}/admin/realms/alpha/journeys/Thousand`);
  await expect(editor.end('Start')).toBeVisible({ timeout: 60_000 });
  const outline = new ExpectOutline(editor.page);
  await outline.open();
  await expect(outline.tree.getByRole('treeitem')).toHaveCount(2_001);
  await editor.page.keyboard.press('End');
  await expect(outline.active).toBeInViewport();
  await editor.page.keyboard.press('Home');
  await outline.toBeAt(/leads to Check 0/);
  await editor.page.keyboard.press('ArrowDown');
  await outline.toBeAt(/^True leads to Check 1/);
  await expect(outline.active).toBeInViewport();
});
