import { randomBytes } from 'node:crypto';
import type { Page } from '@playwright/test';
import type { AuditRecord } from '@waygate/schema';
import { newAuditId } from '@waygate/server/administration';
import { typePassword } from '../../api/sign-on.ts';
import { expect, test } from '../../fixtures.ts';
import { expectAccessible } from '../../pages/expect-accessible.ts';
import { ExpectAudit } from '../../pages/expect-audit.ts';
import type { Installation } from '../../server/installation.ts';

/** A record with an address of the test's own, by which it is found among those of others. */
function written(at: number, address: string, more: Partial<AuditRecord> = {}) {
  const record: AuditRecord = {
    id: newAuditId(at),
    at,
    topic: 'session',
    event: 'session.ended',
    realm: '/alpha',
    result: 'succeeded',
    address,
    ...more,
  };
  return { record };
}

/** Writes as many as there are, newest last. @returns their address */
async function fill(installation: Installation, count: number, more: Partial<AuditRecord> = {}): Promise<string> {
  const address = `2001:db8::${randomBytes(2).toString('hex')}`;
  const begin = Date.now() - 3_600_000;
  const all = Array.from({ length: count }, (_, index) => written(begin + index, address, more));
  await installation.stores.audit.append(all, false);
  return address;
}

test('an administrator follows a sign-on from its entry to its person, its steps and its request, by addresses that can be kept', async ({
  editor,
  installation,
  person,
  am,
}) => {
  await typePassword(am, 'Login', { ...person, password: 'not the password' });
  await typePassword(am, 'Login', person);
  const audit = new ExpectAudit(editor.page, editor.url);
  await audit.open();
  await expect(editor.page.getByText('Entries are kept for 90 days.')).toBeVisible();
  await audit.search('Person', person.username);
  await expect(audit.rows).toHaveCount(2);
  await editor.page.getByLabel('Result', { exact: true }).selectOption('Failed');
  await expect(audit.rows).toHaveCount(1);
  await expect(editor.page).toHaveURL(new RegExp(`/audit\\?result=failed&person=${person.username}$`));
  await editor.page.reload();
  await expect(audit.rows).toHaveCount(1);

  await audit.rows.getByRole('button', { name: /^Open: Sign-on failed, / }).focus();
  await editor.page.keyboard.press('Enter');
  await expect(audit.entry.getByRole('heading', { name: 'Sign-on failed' })).toBeVisible();
  await expect(audit.field('Person concerned')).toContainText(person.id);
  await expect(audit.field('Event name')).toHaveText('authentication.failed');
  await expect(audit.field('Journey')).toHaveText('Login');
  const run = (await audit.field('Sign-on').textContent()) ?? '';
  const id = (await audit.field('Id').textContent()) ?? '';
  await expectAccessible(editor.page, 'an entry');
  await audit.entry.getByRole('button', { name: 'Copy: Sign-on' }).click();
  expect(await editor.page.evaluate(() => navigator.clipboard.readText())).toBe(run);
  await audit.entry.getByRole('button', { name: 'Copy all as JSON' }).click();
  const copied = await editor.page.evaluate(() => navigator.clipboard.readText());
  expect(JSON.parse(copied)).toEqual(await installation.stores.audit.find('/alpha', id));
  await audit.entry.getByRole('button', { name: 'Copy a link to this entry' }).click();
  const link = await editor.page.evaluate(() => navigator.clipboard.readText());

  await editor.page.keyboard.press('Escape');
  await expect(audit.entry).toBeHidden();
  await expect(audit.rows.getByRole('button'), 'one reads on where one was').toBeFocused();
  await editor.page.keyboard.press('Enter');
  await audit.entry.getByRole('link', { name: 'Everything of this sign-on' }).click();
  await expect(editor.page).toHaveURL(new RegExp(`/audit\\?run=${run}$`));
  await expect(audit.rows).toHaveText([/Sign-on failed/, /Sign-on began/]);
  await expect(editor.page.getByLabel('Sign-on', { exact: true }), 'what filters is seen').toHaveValue(run);

  await editor.page.goto(link);
  await audit.entry.getByRole('link', { name: 'Everything of this person' }).click();
  await expect(audit.rows).toHaveText([/Sign-on succeeded/, /Sign-on failed/]);
  await editor.page.goto(link);
  await audit.entry.getByRole('link', { name: 'To the steps of the sign-on' }).click();
  await expect(editor.page.getByRole('heading', { level: 1, name: run })).toBeVisible();
  await editor.page.getByRole('link', { name: 'In the audit log' }).click();
  await expect(audit.rows).toHaveCount(2);
  await editor.page.goto(`${editor.url}/admin/realms/alpha/people/${person.username}`);
  await editor.page.getByRole('link', { name: 'What the audit log says of them' }).click();
  await expect(audit.rows).toHaveCount(2);
});

test('a long list is told in parts, and what is new waits beside it until it is wanted', async ({ editor, installation }) => {
  const audit = new ExpectAudit(editor.page, editor.url);
  const address = await fill(installation, 230);
  await audit.open(`?address=${encodeURIComponent(address)}`);
  await expect(audit.rows).toHaveCount(100);
  await audit.toHaveFound('The newest 100 entries');
  await audit.press('Look further back');
  await expect(audit.rows).toHaveCount(200);
  const read = audit.rows.nth(150).getByRole('button');
  await read.scrollIntoViewIfNeeded();
  const before = await read.boundingBox();

  const begun = written(Date.now(), address, { topic: 'configuration', event: 'configuration.changed', result: 'begun' });
  await installation.stores.audit.append([begun], false);
  const show = editor.page.getByRole('button', { name: 'Show 1 new entry' });
  await expect(show).toBeVisible({ timeout: 30_000 });
  await expect(audit.rows, 'nothing moves before it is wanted').toHaveCount(200);
  expect(await read.boundingBox()).toEqual(before);
  await show.focus();
  await editor.page.keyboard.press('Enter');
  await expect(audit.rows).toHaveCount(201);
  await expect(audit.rows.first()).toContainText('Begun');
  await audit.toStandOnNewest();

  // More than can be put before the list: it is loaded anew, in a narrow window below a long form.
  await editor.page.setViewportSize({ width: 320, height: 640 });
  const newest = written(Date.now() + 1_000, address, { event: 'session.ended', person: { id: 'newest', name: 'the newest' } });
  const many = Array.from({ length: 120 }, (_, index) => written(Date.now() + index, address));
  await installation.stores.audit.append([...many, newest], false);
  await editor.page.getByRole('button', { name: 'Show the newest entries' }).focus({ timeout: 30_000 });
  await editor.page.keyboard.press('Enter');
  await expect(audit.rows).toHaveCount(100);
  await expect(audit.rows.first()).toContainText('the newest');
  await audit.toStandOnNewest();

  // A server that does not answer then is what one stands on.
  await installation.stores.audit.append(
    many.map((_, index) => written(Date.now() + 2_000 + index, address)),
    false,
  );
  const showNewest = editor.page.getByRole('button', { name: 'Show the newest entries' });
  await showNewest.focus({ timeout: 30_000 });
  await editor.page.route('**/api/realms/alpha/audit?*', (route) => route.abort());
  await editor.page.keyboard.press('Enter');
  await expect(editor.page.getByRole('alert')).toContainText('The server does not answer.');
  await expect(editor.page.locator(':focus')).toHaveText(/The server does not answer./);
  await editor.page.keyboard.press('Tab');
  await expect(editor.page.getByRole('button', { name: 'Try again' })).toBeFocused();
});

test('what is filtered is exported whole, in tables that no spreadsheet runs; who exports is written down, and can stop', async ({
  editor,
  installation,
  administrator,
}) => {
  const audit = new ExpectAudit(editor.page, editor.url);
  const address = await fill(installation, 120, { userAgent: '=HYPERLINK("https://evil.example")' });
  await audit.open(`?address=${encodeURIComponent(address)}`);
  await expect(audit.rows).toHaveCount(100);
  const lines = await audit.exportAs('Lines of JSON (NDJSON)');
  expect(lines.name).toMatch(/^audit-alpha-\d{4}-\d\d-\d\d\.ndjson$/);
  const records = lines.text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as AuditRecord);
  expect([records.length, new Set(records.map((one) => one.address))]).toEqual([120, new Set([address])]);
  await expect(editor.page.getByRole('status').filter({ hasText: 'Exported: 120 entries, in audit-alpha-' })).toBeVisible();
  const table = await audit.exportAs('Table (CSV)');
  const rows = table.text.trimEnd().split('\r\n');
  expect([table.name.endsWith('.csv'), rows.length]).toEqual([true, 121]);
  expect(rows[1]).toContain(`"'=HYPERLINK(""https://evil.example"")"`);
  expect(table.text).not.toContain('"=');

  // It can be stopped while the server still reads: the answer is held back.
  const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
  await editor.page.route('**/audit/export', async (route) => {
    await held;
    await route.abort().catch(() => undefined);
  });
  await audit.press('Export');
  await editor.page.getByRole('menuitem', { name: 'Table (CSV)' }).click();
  await expect(editor.page.getByRole('status').filter({ hasText: 'Exporting: 0 entries so far' })).toBeVisible();
  await audit.press('Cancel');
  await expect(editor.page.getByRole('status').filter({ hasText: 'The export was cancelled. Nothing was saved.' })).toBeVisible();
  letGo();

  await audit.open(`?event=configuration.changed&actor=${administrator.username}`);
  await expect(audit.rows).toHaveText([/audit\.exported/, /audit\.exported/]);
  await audit.rows.first().getByRole('button').click();
  await expect(audit.field('How many')).toHaveText('120');
  await expect(audit.field('Filtered by')).toHaveText('address');
});

test('nothing found, a server that does not answer, an entry that is gone and a right that was taken away each say so', async ({
  editor,
  installation,
  administrator,
}) => {
  const audit = new ExpectAudit(editor.page, editor.url);
  await audit.open('?address=192.0.2.1');
  await expect(editor.page.getByText('No entry was found')).toBeVisible();
  await expectAccessible(editor.page, 'nothing found');
  await audit.open('?entry=000000000-0000-000000000000');
  await expect(audit.entry.getByText('There is no such entry in this realm (any more).')).toBeVisible();

  await editor.page.route('**/api/realms/alpha/audit?*', (route) => route.abort());
  await audit.open('?address=192.0.2.2');
  await expect(editor.page.getByRole('alert')).toContainText('The server does not answer.');
  await editor.page.unroute('**/api/realms/alpha/audit?*');
  await audit.press('Try again');
  await expect(editor.page.getByText('No entry was found')).toBeVisible();

  await installation.stores.identities.update('/', administrator.id, (record) => ({ ...record, attributes: {} }));
  await audit.search('Person', 'somebody');
  await expect(editor.page.getByRole('alert')).toContainText('The audit log is not for you');
  await editor.page.reload();
  await expect(editor.page.getByRole('heading', { level: 1, name: 'You are no administrator' })).toBeVisible();
});

test('in the narrowest window in German everything is there without scrolling to the side, who and when below the event', async ({
  editor,
  installation,
}) => {
  const { page } = editor;
  const person = { id: 'somebody', name: 'maximiliane.von-und-zu-hohenstein@mail.department.example.com' };
  const long = { target: { kind: 'client', id: 'x'.repeat(60) }, reason: 'admin.second_factor', userAgent: 'Mozilla/5.0 '.repeat(8) };
  const address = await fill(installation, 3, { person, actor: { kind: 'operator', name: 'root' }, result: 'refused', ...long });
  await page.addInitScript(() => localStorage.setItem('waygate-language', 'de'));
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto(`${editor.url}/admin/realms/alpha/audit?address=${encodeURIComponent(address)}&time=between&from=2020-01-01T00:00`);
  const rows = page.getByRole('table', { name: 'Gefundene Einträge' }).locator('tbody tr');
  await expect(rows).toHaveCount(3);
  await expect(rows.first()).toContainText('Sitzung beendet');
  await expect(rows.first().getByText(`${person.name} · `)).toBeVisible();
  await expect(page.getByLabel('Adresse des Clients', { exact: true })).toBeVisible();
  expect(await beyond(page, 'main'), 'the list').toEqual([]);
  await expectAccessible(page, 'the list in German', 'main');
  await rows.first().getByRole('button').click();
  await expect(page.getByRole('dialog').getByText(long.target.id)).toBeVisible();
  expect(await beyond(page, '[role="dialog"]'), 'an entry').toEqual([]);
});

/** What of a part of a page is beside the window or cut off at its side, or has to be scrolled to the side. */
function beyond(page: Page, within: string): Promise<readonly string[]> {
  return page.locator(within).evaluate((part) =>
    [part, ...part.querySelectorAll('*')]
      .filter((one) => {
        const { left, right, width, height } = one.getBoundingClientRect();
        // What only screen readers find is a point.
        if (width <= 1 || height <= 1) return false;
        const isCut =
          one.scrollWidth > one.clientWidth + 1 && ['hidden', 'clip', 'auto', 'scroll'].includes(getComputedStyle(one).overflowX);
        return (
          left < -0.5 ||
          right > window.innerWidth + 0.5 ||
          (isCut && !(one instanceof HTMLInputElement || one instanceof HTMLSelectElement))
        );
      })
      .map((one) => `${one.tagName} ${one.className}: ${one.textContent.slice(0, 60)}`),
  );
}
