import { FAILURE_ID, SUCCESS_ID } from '@waygate/schema';
import { beginDraft } from '../../api/begin-draft.ts';
import { expect, test } from '../../fixtures.ts';
import { expectAccessible } from '../../pages/expect-accessible.ts';
import { ExpectConnections } from '../../pages/expect-connections.ts';

/** The check table of the push journey in the words of somebody who typed it off a page. */
const CHECK_TABLE = `
| source | outcome | target |
|---|---|---|
| Start (person icon) | → | Page Node |
| Page Node containing:- Platform Username

- Platform Password | → | Data Store Decision |
| Data Store Decision | True | Push Sender |
| | False | Failure |
| Push Sender | Sent | Push Wait Node |
| | Not Registered | Get Authenticator App |
| Push Wait Node | Done | Push Result Verifier Node |
| | Exit | Recovery Code Collector Decision |
| Push Result Verifier Node | Success | Success |
| | Failure | Failure |
| | Expired | Push Sender |
| | Waiting | Push Wait Node |
| Recovery Code Collector Decision | True | Success |
| | False | Retry Limit Decision |
| Retry Limit Decision | Retry | Recovery Code Collector Decision |
| | Reject | Failure |
| Get Authenticator App | → | Push Registration |
| Push Registration | Success | Recovery Code Display Node |
| | Failure | Failure |
| | Timeout | Get Authenticator App |
| Recovery Code Display Node | → | Push Sender |
`;

const check = (connections: Record<string, string>) => ({
  type: 'DataStoreDecisionNode',
  displayName: 'Check',
  config: {},
  connections,
  x: 300,
  y: 200,
});

test.describe('the table of connections', () => {
  test('has a row for every connection, in the order of the journey, sorted and filtered as wished', async ({ editor }) => {
    await editor.open('Login with Push MFA');
    const connections = new ExpectConnections(editor.page);
    await connections.open();
    await expect(connections.rows).toHaveCount(21);
    await expect(connections.rows.first()).toContainText('Start→Page Node');
    const source = connections.table.getByRole('columnheader', { name: 'Source' });
    await source.getByRole('button').focus();
    await editor.page.keyboard.press('Enter');
    await expect(source).toHaveAttribute('aria-sort', 'ascending');
    await expect(connections.rows.first()).toContainText('Data Store Decision');
    await editor.page.keyboard.press('Enter');
    await expect(source).toHaveAttribute('aria-sort', 'descending');
    await expect(connections.rows.first()).toContainText('Start');
    await editor.page.keyboard.press('Enter');
    await expect(source).toHaveAttribute('aria-sort', 'none');
    await connections.open();
    await editor.page.keyboard.type('verifier failure');
    await expect(connections.rows).toHaveCount(1);
    await editor.page.keyboard.type(' nothing');
    await expect(connections.panel.getByText('No connection matches the filter.')).toBeVisible();
  });

  test('is edited by key: a target chosen, a missing connection made, one removed', async ({ editor, installation, administrator }) => {
    await beginDraft(installation, administrator, 'Table', { nodes: { a: check({ false: FAILURE_ID }) }, entryNodeId: 'a' });
    await editor.open('Table');
    const connections = new ExpectConnections(editor.page);
    await connections.open();
    await expect(connections.panel.getByText('2 connections, one outcome leads nowhere')).toBeVisible();
    await connections.lead('Check', 'True', 'Success');
    await expect(editor.wire('Check', 'True', 'Success')).toBeAttached();
    await connections.lead('Check', 'False', 'Success');
    await expect(editor.wire('Check', 'False', 'Success')).toBeAttached();
    await editor.page.keyboard.press('Tab');
    await expect(connections.table.getByRole('button', { name: 'Remove the connection False of Check' })).toBeFocused();
    await editor.page.keyboard.press('Enter');
    await expect(connections.target('Check', 'False')).toHaveText('leads nowhere');
    await expect(connections.target('Check', 'False')).toBeFocused();
    await editor.page.keyboard.press('ArrowUp');
    await expect(connections.target('Check', 'True')).toBeFocused();
    await editor.page.keyboard.press('Control+z');
    await expect(connections.target('Check', 'False')).toHaveText('Success');
    await editor.toBeSaved();
  });

  test('marks a connection whose outcome is gone, to be attached again or removed', async ({ editor, installation, administrator }) => {
    const node = check({ true: SUCCESS_ID, gone: FAILURE_ID });
    await beginDraft(installation, administrator, 'Lost', { nodes: { a: node }, entryNodeId: 'a' });
    await editor.open('Lost');
    const connections = new ExpectConnections(editor.page);
    await connections.open();
    await expect(connections.rows.filter({ hasText: 'gone (gone)' })).toContainText('Failure');
    await connections.table.getByRole('button', { name: 'Attach gone of Check to another outcome' }).focus();
    await editor.page.keyboard.press('Enter');
    const dialog = editor.page.getByRole('dialog');
    await expect(dialog).toBeVisible();
    await dialog.getByRole('button', { name: 'Attach' }).focus();
    await editor.page.keyboard.press('Enter');
    await expect(connections.target('Check', 'False')).toHaveText('Failure');
    await expect(connections.rows).toHaveCount(3);
  });

  test('is copied as Markdown and as CSV', async ({ editor }) => {
    await editor.open('Login');
    const connections = new ExpectConnections(editor.page);
    await connections.open();
    const copied = async (button: string) => {
      await connections.panel.getByRole('button', { name: button }).focus();
      await editor.page.keyboard.press('Enter');
      return () => editor.page.evaluate(() => navigator.clipboard.readText());
    };
    await expect
      .poll(await copied('Copy as Markdown'))
      .toBe(
        '| Source | Outcome | Target |\n| --- | --- | --- |\n| Start | → | Page Node |\n| Page Node | Outcome | Data Store Decision |\n| Data Store Decision | True | Success |\n| Data Store Decision | False | Failure |',
      );
    await expect.poll(await copied('Copy as CSV')).toContain('Data Store Decision,False,Failure');
  });
});

test.describe('a comparison with a check table', () => {
  test('says that the shipped journey equals the table of its page, and the template it comes from', async ({ editor }) => {
    await editor.open('Login with Push MFA');
    const connections = new ExpectConnections(editor.page);
    await connections.open();
    await connections.paste(CHECK_TABLE);
    await expect(connections.verdict).toContainText('Equal to the check table: all 21 connections.');
    await connections.panel.getByRole('button', { name: 'Stop comparing' }).last().focus();
    await editor.page.keyboard.press('Enter');
    await expect(connections.verdict).toBeEmpty();
    await connections.compareWith('Login with Push MFA');
    await expect(connections.verdict).toContainText('Equal to the check table: all 21 connections.');
    await expectAccessible(editor.page, 'the table of connections', 'aside');
  });

  test('tells what is missing, too much or leads elsewhere, and mends it', async ({ editor, installation, administrator }) => {
    const nodes = {
      a: check({ true: FAILURE_ID, false: 'b' }),
      b: { ...check({ true: SUCCESS_ID }), displayName: 'Second', y: 400 },
    };
    await beginDraft(installation, administrator, 'Compared', { nodes, entryNodeId: 'a' });
    await editor.open('Compared');
    const connections = new ExpectConnections(editor.page);
    await connections.open();
    await connections.paste(
      'source,outcome,target\nStart,→,Check\nCheck,True,Success\nCheck,False,Second\nSecond,False,Failure\nThird,True,Success',
    );
    await expect(connections.verdict).toContainText('Not equal to the check table: 2 equal, 2 missing, 1 too much, 1 with another target.');
    await expect(connections.rows.filter({ hasText: 'Third' })).toContainText('missing');
    await expect(connections.rows.filter({ hasText: 'too much' })).toContainText('SecondTrueSuccess');
    await connections.panel.getByRole('checkbox', { name: 'Only differences' }).focus();
    await editor.page.keyboard.press('Space');
    await expect(connections.rows).toHaveCount(4);
    await expectAccessible(editor.page, 'a comparison with differences', 'aside');
    for (const name of ['Lead True of Check to Success', 'Lead False of Second to Failure']) {
      await connections.table.getByRole('button', { name }).focus();
      await editor.page.keyboard.press('Enter');
      await expect(connections.table.getByRole('button', { name })).toHaveCount(0);
    }
    await expect(connections.verdict).toContainText('4 equal, 1 missing, 1 too much, 0 with another target.');
  });

  test('can be with another journey of the realm', async ({ editor, journey }) => {
    await editor.open('Login');
    const connections = new ExpectConnections(editor.page);
    await connections.open();
    await connections.compareWith(journey);
    await expect(connections.verdict).toContainText('Not equal to the check table: 3 equal');
    await expect(connections.verdict).toContainText(`Check table: ${journey}`);
  });

  test('refuses what is no table and says why', async ({ editor }) => {
    await editor.open('Login');
    const connections = new ExpectConnections(editor.page);
    await connections.open();
    await connections.paste('Hello');
    const dialog = editor.page.getByRole('dialog');
    await expect(dialog.getByText('There is no table in this text')).toBeVisible();
    await dialog.getByLabel('Check table').fill('{"a":');
    await dialog.getByRole('button', { name: 'Compare' }).focus();
    await editor.page.keyboard.press('Enter');
    await expect(dialog.getByText('This is not JSON that holds a table or a journey.')).toBeVisible();
    await editor.page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  });
});

test('a table of a thousand nodes is drawn as far as it is in view, counts all of it, and is found by name', async ({
  editor,
  installation,
  administrator,
}) => {
  test.slow();
  const nodes = Object.fromEntries(
    Array.from({ length: 1_000 }, (_, index) => [
      `n${index}`,
      {
        ...check({ true: index < 999 ? `n${index + 1}` : SUCCESS_ID, false: FAILURE_ID }),
        displayName: `Check ${index}`,
        x: (index % 40) * 300,
        y: Math.floor(index / 40) * 200,
      },
    ]),
  );
  await beginDraft(installation, administrator, 'Long table', { nodes, entryNodeId: 'n0' });
  await editor.page.goto(`${editor.url}/admin/realms/alpha/journeys/Long%20table`);
  await expect(editor.end('Start')).toBeVisible({ timeout: 60_000 });
  const connections = new ExpectConnections(editor.page);
  await connections.open();
  await expect(connections.panel.getByText('2001 connections')).toBeVisible();
  await expect(connections.table).toHaveAttribute('aria-rowcount', '2002');
  expect(await connections.rows.count()).toBeLessThan(200);
  await connections.target('Check 0', 'True').focus();
  for (let moves = 0; moves < 80; moves += 1) await editor.page.keyboard.press('ArrowDown');
  await expect(connections.target('Check 40', 'True')).toBeFocused();
  await expect(connections.target('Check 40', 'True')).toBeInViewport();
  await connections.open();
  await editor.page.keyboard.type('check 999 true');
  await expect(connections.rows).toHaveCount(2);
  await connections.lead('Check 999', 'True', 'Failure');
});
