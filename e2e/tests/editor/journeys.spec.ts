import { expect, test } from '../../fixtures.ts';
import { expectAccessible } from '../../pages/expect-accessible.ts';
import { ExpectJourneys } from '../../pages/expect-journeys.ts';
import { outerJourney, ownJourney, ownName } from '../../server/own-journey.ts';

test('the list says of every journey what state it is in, and finds it by name, category and state', async ({
  editor,
  installation,
  administrator,
}) => {
  const tag = ownName('tag');
  const inner = await ownJourney(installation, 'Inner part', {
    innerTreeOnly: true,
    description: 'Asks who it is',
    uiConfig: { categories: JSON.stringify([tag]) },
  });
  const outer = await outerJourney(installation, 'Outer part', inner.name);
  await installation.stores.journeys.saveDraft(
    '/alpha',
    administrator.username,
    { document: { ...outer, description: 'work in hand' }, baseVersion: null, revision: null },
    Date.now(),
  );
  const journeys = new ExpectJourneys(editor);
  await journeys.open();
  const row = journeys.journey(inner.name);
  await expect(row).toContainText('Asks who it is');
  await expect(row).toContainText('Only inside others');
  await expect(row).toContainText(/Version 1, test, /);
  await expect(row.getByRole('link', { name: outer.name })).toBeVisible();
  await expect(journeys.journey(outer.name)).toContainText('Yours, ');
  await journeys.search(inner.name.toUpperCase());
  await expect(journeys.page.locator('main [data-journey]')).toHaveCount(1);
  await expect(journeys.page.getByRole('status').filter({ hasText: /^1 of \d+ journeys$/ })).toBeVisible();
  await journeys.search('no such thing');
  await expect(journeys.page.getByText('No journey matches.')).toBeVisible();
  await journeys.page.getByRole('button', { name: 'Show all', exact: true }).click();
  await journeys.page.getByRole('combobox', { name: 'Category' }).click();
  await journeys.page.getByRole('option', { name: tag }).click();
  await expect(journeys.page.locator('main [data-journey]')).toHaveCount(1);
  await journeys.page.reload();
  await expect(journeys.page.locator('main [data-journey]')).toHaveCount(1);
  await journeys.page.getByRole('link', { name: inner.name, exact: true }).click();
  await expect(editor.canvas).toBeVisible();
  await journeys.page.goBack();
  await expect(journeys.journey(inner.name)).toBeVisible();
  await expect(journeys.page.locator('main [data-journey]')).toHaveCount(1);
});

test('what went live last can be had first', async ({ editor, installation }) => {
  const early = await ownJourney(installation, 'Zz early');
  const late = await ownJourney(installation, 'Aa late');
  const later = { at: Date.now() + 60_000, author: 'test', note: '' };
  await installation.stores.journeys.publish('/alpha', [{ ...early, description: 'again' }], later);
  const journeys = new ExpectJourneys(editor);
  await journeys.open();
  const order = async () => {
    const names = await journeys.page
      .locator('main [data-journey]')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-journey')));
    return names.filter((name) => name === early.name || name === late.name);
  };
  await expect.poll(order).toEqual([late.name, early.name]);
  await journeys.page.getByRole('button', { name: 'Sort by Last published' }).click();
  await expect.poll(order).toEqual([early.name, late.name]);
  await expect(journeys.page.getByRole('columnheader', { name: 'Last published' })).toHaveAttribute('aria-sort', 'descending');
});

test('an author begins a journey empty, and another from a shipped one, by keyboard alone', async ({
  editor,
  installation,
  administrator,
}) => {
  const journeys = new ExpectJourneys(editor);
  await journeys.open();
  const { keyboard } = journeys.page;
  const empty = ownName('From nothing');
  await journeys.page.getByRole('button', { name: 'New journey' }).press('Enter');
  const dialog = journeys.dialog('New journey');
  await expect(dialog.getByLabel('Name')).toBeFocused();
  await keyboard.press('Enter');
  await expect(dialog.getByLabel('Name')).toHaveAccessibleDescription('Give it a name.');
  await keyboard.type('Login');
  await keyboard.press('Enter');
  await expect(dialog.getByLabel('Name')).toHaveAccessibleDescription('There is a journey of this name already.');
  await dialog.getByLabel('Name').fill(empty);
  await keyboard.press('Enter');
  await expect(journeys.page.getByRole('heading', { level: 1, name: empty })).toBeVisible();
  await expect(editor.nodes).toHaveCount(0);

  const copy = ownName('From a template');
  await journeys.open();
  await journeys.page.getByRole('button', { name: 'New journey' }).press('Enter');
  await keyboard.type(copy);
  await keyboard.press('Tab');
  await keyboard.press('ArrowDown');
  await expect(dialog.getByRole('radio', { name: 'a shipped journey' })).toBeChecked();
  await dialog.getByRole('combobox', { name: 'Shipped journey' }).press('Enter');
  await journeys.page.getByRole('option', { name: 'Login with Push MFA' }).click();
  await dialog.getByRole('button', { name: 'Create' }).press('Enter');
  await expect(journeys.page.getByRole('heading', { level: 1, name: copy })).toBeVisible();
  await expect(editor.node('Push Sender')).toBeVisible();
  expect((await installation.stores.journeys.draft('/alpha', copy, administrator.username))?.document.name).toBe(copy);
  expect(await installation.stores.journeys.published('/alpha', copy)).toBeUndefined();
});

test('a name that is taken is refused even before the list has come', async ({ editor, installation, administrator }) => {
  const journeys = new ExpectJourneys(editor);
  const { page } = journeys;
  const list = Promise.withResolvers<void>();
  await page.route('**/api/realms/alpha/journeys', async (route) => {
    await list.promise;
    await route.continue();
  });
  await journeys.open();
  await page.getByRole('button', { name: 'New journey' }).click();
  const dialog = journeys.dialog('New journey');
  await dialog.getByLabel('Name').fill('Login');
  await dialog.getByRole('button', { name: 'Create' }).click();
  list.resolve();
  await expect(dialog.getByLabel('Name')).toHaveAccessibleDescription('There is a journey of this name already.');
  await expect(dialog.getByRole('button', { name: 'Create' })).toBeEnabled();
  await expect(dialog).toBeVisible();
  expect(await installation.stores.journeys.draft('/alpha', 'Login', administrator.username)).toBeUndefined();
});

test('a duplicate is a draft of its author, and the first stays as it is', async ({ editor, installation, administrator }) => {
  const first = await ownJourney(installation, 'First');
  const journeys = new ExpectJourneys(editor);
  await journeys.open();
  await journeys.act(first.name, 'Duplicate …');
  const dialog = journeys.dialog(`Duplicate ${first.name}`);
  await expect(dialog.getByLabel('Name of the copy')).toHaveValue(`${first.name} copy`);
  await dialog.getByRole('button', { name: 'Duplicate' }).click();
  await expect(journeys.page.getByRole('heading', { level: 1, name: `${first.name} copy` })).toBeVisible();
  expect((await installation.stores.journeys.draft('/alpha', `${first.name} copy`, administrator.username))?.document.nodes).toEqual(
    first.nodes,
  );
  expect(await installation.stores.journeys.published('/alpha', first.name)).toEqual(first);
});

test('a rename says what happens to sign-ons and links, and then happens', async ({ editor, installation }) => {
  const inner = await ownJourney(installation, 'Before');
  const outer = await outerJourney(installation, 'Runs it', inner.name);
  const journeys = new ExpectJourneys(editor);
  await journeys.open();
  await journeys.act(inner.name, 'Rename …');
  const dialog = journeys.dialog(`Rename ${inner.name}`);
  await expect(dialog).toContainText('Whoever is signing on goes on undisturbed.');
  await expect(dialog).toContainText(outer.name);
  await expect(dialog).toContainText(`/sign-on/alpha/${encodeURIComponent(inner.name)}`);
  const to = ownName('After');
  await dialog.getByLabel('New name').fill(to);
  await dialog.getByRole('button', { name: 'Rename', exact: true }).click();
  await expect(journeys.journey(to)).toBeVisible();
  await expect(journeys.journey(inner.name)).toHaveCount(0);
  await expect(journeys.page.getByRole('heading', { level: 1 })).toBeFocused();
  await expect(journeys.journey(outer.name)).toContainText('Version 2');
  expect(await installation.stores.journeys.published('/alpha', inner.name)).toBeUndefined();
});

test('a journey that is used cannot be deleted, and the dialog says by whom, also when it became so a moment ago', async ({
  editor,
  installation,
}) => {
  const inner = await ownJourney(installation, 'Used');
  const journeys = new ExpectJourneys(editor);
  await journeys.open();
  await journeys.act(inner.name, 'Delete …');
  const dialog = journeys.dialog(`Delete ${inner.name}`);
  await expect(dialog).toContainText('Whoever is signing on with it goes on to the end.');
  await expect(dialog).toContainText(`/sign-on/alpha/${encodeURIComponent(inner.name)}`);
  const button = dialog.getByRole('button', { name: 'Delete for good' });
  await expect(button).toBeDisabled();
  await dialog.getByLabel(`Type ${inner.name} to delete it`).fill(inner.name.toLowerCase());
  await expect(button).toBeDisabled();
  const outer = await outerJourney(installation, 'Now runs it', inner.name);
  await dialog.getByLabel(`Type ${inner.name} to delete it`).fill(inner.name);
  await button.click();
  await expect(dialog.getByRole('alert')).toContainText('cannot be deleted while it is in use');
  await expect(dialog.getByRole('link', { name: outer.name })).toBeVisible();
  expect(await installation.stores.journeys.published('/alpha', inner.name)).toEqual(inner);
});

test('who is about to delete a journey is told of a draft that was begun since the list came', async ({ editor, installation }) => {
  const document = await ownJourney(installation, 'Begun since');
  const journeys = new ExpectJourneys(editor);
  await journeys.open();
  await expect(journeys.journey(document.name)).toBeVisible();
  await installation.stores.journeys.saveDraft('/alpha', 'somebody', { document, baseVersion: null, revision: null }, Date.now());
  await journeys.act(document.name, 'Delete …');
  await expect(journeys.dialog(`Delete ${document.name}`).getByRole('listitem')).toContainText('somebody, ');
});

test('a deleted journey is gone from the list and from its address, and so are its drafts', async ({
  editor,
  installation,
  administrator,
}) => {
  const gone = await ownJourney(installation, 'Gone');
  await installation.stores.journeys.saveDraft('/alpha', 'somebody', { document: gone, baseVersion: null, revision: null }, Date.now());
  const journeys = new ExpectJourneys(editor);
  await journeys.open();
  await journeys.act(gone.name, 'Delete …');
  const dialog = journeys.dialog(`Delete ${gone.name}`);
  await expect(dialog).toContainText('somebody, ');
  await dialog.getByLabel(`Type ${gone.name} to delete it`).fill(gone.name);
  await journeys.page.keyboard.press('Enter');
  await expect(journeys.journey(gone.name)).toHaveCount(0);
  await expect(journeys.page.getByRole('heading', { level: 1 })).toBeFocused();
  expect(await installation.stores.journeys.published('/alpha', gone.name)).toBeUndefined();
  expect(await installation.stores.journeys.draft('/alpha', gone.name, 'somebody')).toBeUndefined();
  expect(await installation.stores.journeys.draft('/alpha', gone.name, administrator.username)).toBeUndefined();
});

test('who is signing on ends on a journey that is disabled and renamed meanwhile, and nobody new begins', async ({
  editor,
  installation,
  browser,
  person,
}) => {
  const running = await ownJourney(installation, 'Running');
  const journeys = new ExpectJourneys(editor);
  await journeys.open();
  const context = await browser.newContext();
  const visitor = await context.newPage();
  const address = `${installation.server.url}/sign-on/alpha/${encodeURIComponent(running.name)}`;
  await visitor.goto(address);
  await visitor.getByLabel('User Name').fill(person.username);
  await journeys.toggle(running.name);
  await expect(journeys.page.getByText(`${running.name} is disabled. Whoever is signing on with it goes on to the end.`)).toBeVisible();
  expect((await installation.stores.journeys.published('/alpha', running.name))?.enabled).toBe(false);
  await journeys.act(running.name, 'Rename …');
  await journeys
    .dialog(/^Rename/)
    .getByLabel('New name')
    .fill(`${running.name} later`);
  await journeys
    .dialog(/^Rename/)
    .getByRole('button', { name: 'Rename', exact: true })
    .click();
  await expect(journeys.journey(`${running.name} later`)).toBeVisible();
  await visitor.getByLabel('Password').first().fill(person.password);
  await visitor.getByRole('button', { name: 'Next' }).click();
  await expect(visitor).toHaveURL(/\/account$/);
  const newcomer = await (await browser.newContext()).newPage();
  await newcomer.goto(address);
  await expect(newcomer.getByRole('heading', { level: 1, name: 'No such sign-in page' })).toBeVisible();
  await newcomer.context().close();
  await context.close();
});

test('a switch that the server refuses goes back, and the reason is told', async ({ editor, installation }) => {
  const refused = await ownJourney(installation, 'Refused');
  const journeys = new ExpectJourneys(editor);
  await journeys.open();
  await journeys.page.route(`**/journeys/*/enable`, (route) => route.abort());
  const flag = journeys.enabled(refused.name);
  await journeys.toggle(refused.name);
  await expect(journeys.page.getByText(/^Nothing was changed: The server does not answer/)).toBeVisible();
  await expect(flag).toBeChecked();
});

test('the default journey is chosen in the list, and disabling it asks first', async ({ editor, installation }) => {
  const settings = await installation.stores.realms.settings('/alpha');
  const chosen = await ownJourney(installation, 'Chosen');
  const journeys = new ExpectJourneys(editor);
  await journeys.open();
  await journeys.act(chosen.name, 'Make it the default');
  await expect(journeys.journey(chosen.name).getByText('Default', { exact: true })).toBeVisible();
  await expect.poll(async () => (await installation.stores.realms.settings('/alpha'))?.defaultJourney).toBe(chosen.name);
  await journeys.toggle(chosen.name);
  const dialog = journeys.dialog(`Disable ${chosen.name}?`);
  await expect(dialog).toContainText('who comes without naming a journey cannot sign on any more');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(journeys.enabled(chosen.name)).toBeChecked();
  await journeys.act(chosen.name, 'No longer the default');
  await expect.poll(async () => (await installation.stores.realms.settings('/alpha'))?.defaultJourney).toBeUndefined();
  if (settings !== undefined) await installation.stores.realms.put(settings);
});

test('the preview URL of a published journey is copied, and leads to it', async ({ editor, installation }) => {
  const live = await ownJourney(installation, 'Copied & pasted');
  const journeys = new ExpectJourneys(editor);
  await journeys.open();
  await journeys.act(live.name, 'Copy the preview URL');
  await expect(journeys.page.getByText(`The preview URL of ${live.name} is copied.`)).toBeVisible();
  const url = await journeys.page.evaluate(() => navigator.clipboard.readText());
  expect(url).toBe(`${installation.server.url}/sign-on/alpha/${encodeURIComponent(live.name)}`);
  await journeys.page.goto(url);
  await expect(journeys.page.getByLabel('User Name')).toBeVisible();
});

test('a realm without journeys says how to begin, and a server that does not answer, that nothing is lost', async ({
  editor,
  installation,
}) => {
  const settings = await installation.stores.realms.settings('/alpha');
  if (settings === undefined) throw new Error('The demo has no realm alpha.');
  const path = `/empty-${crypto.randomUUID().slice(0, 8)}`;
  await installation.stores.realms.put({ ...settings, path, defaultJourney: undefined });
  const journeys = new ExpectJourneys(editor);
  await journeys.open(path);
  await expect(journeys.page.getByText('There are no journeys in this realm yet.')).toBeVisible();
  await expectAccessible(journeys.page, 'a realm without journeys');
  await journeys.page.route('**/api/realms/*/journeys', (route) => route.abort());
  await journeys.page.reload();
  await expect(journeys.page.getByRole('alert')).toContainText('The server does not answer. Nothing is lost');
  await journeys.page.unroute('**/api/realms/*/journeys');
  await journeys.page.getByRole('button', { name: 'Try again' }).click();
  await expect(journeys.page.getByText('There are no journeys in this realm yet.')).toBeVisible();
});

test('a realm may be called as a part of the console is', async ({ editor, installation }) => {
  const settings = await installation.stores.realms.settings('/alpha');
  if (settings === undefined) throw new Error('The demo has no realm alpha.');
  await installation.stores.realms.put({ ...settings, path: '/sign-ons', defaultJourney: undefined });
  const journeys = new ExpectJourneys(editor);
  await journeys.open('/sign-ons');
  await journeys.page.getByRole('combobox', { name: 'Realm' }).click();
  await journeys.page.getByRole('option', { name: 'alpha', exact: true }).click();
  await expect(journeys.page).toHaveURL(/\/realms\/alpha\/journeys$/);
});

test('a name that is HTML is a name', async ({ editor, installation }) => {
  const name = ownName('<img src=x onerror="window.pwned=1">');
  await ownJourney(installation, 'x');
  const shipped = await installation.stores.journeys.published('/alpha', 'Login');
  if (shipped === undefined) throw new Error('The demo has no journey Login.');
  await installation.publish({ ...shipped, name, description: '<script>window.pwned=1</script>' });
  const journeys = new ExpectJourneys(editor);
  await journeys.open();
  await journeys.search('onerror');
  await expect(journeys.page.getByRole('link', { name, exact: true })).toBeVisible();
  await journeys.page.getByRole('link', { name, exact: true }).click();
  await expect(editor.page.getByRole('heading', { level: 1, name })).toBeVisible();
  expect(await editor.page.evaluate(() => 'pwned' in window)).toBe(false);
});

test('a name may have signs that mean something in addresses', async ({ editor, installation }) => {
  const { name } = await ownJourney(installation, '50% of a%2Fb? #1 & ..;+');
  const journeys = new ExpectJourneys(editor);
  await journeys.open();
  await journeys.page.getByRole('link', { name, exact: true }).click();
  await expect(editor.page.getByRole('heading', { level: 1, name, exact: true })).toBeVisible();
  await expect(editor.nodes.first()).toBeVisible();
  await editor.page.reload();
  await expect(editor.page.getByRole('heading', { level: 1, name, exact: true })).toBeVisible();
});

test('the list can be used by everybody, as a table and, where there is no room, as cards', async ({ editor, installation }) => {
  test.setTimeout(300_000);
  const shown = await ownJourney(installation, 'Everybody');
  const journeys = new ExpectJourneys(editor);
  await journeys.open();
  await expect(journeys.page.getByRole('table', { name: 'Journeys' })).toBeVisible();
  await journeys.page.getByLabel(`Select ${shown.name}`, { exact: true }).check();
  await expectAccessible(journeys.page, 'list of journeys');
  for (const [action, title] of [
    ['Rename …', `Rename ${shown.name}`],
    ['Delete …', `Delete ${shown.name}`],
    ['Duplicate …', `Duplicate ${shown.name}`],
    ['Export …', `Export ${shown.name}`],
  ] as const) {
    await journeys.act(shown.name, action);
    await expect(journeys.dialog(title)).toBeVisible();
    await expectAccessible(journeys.page, title, '[role=dialog]');
    await journeys.page.keyboard.press('Escape');
    await expect(journeys.dialog(title)).toHaveCount(0);
  }
  await journeys.page.getByRole('button', { name: 'New journey' }).click();
  await expect(journeys.dialog('New journey')).toBeVisible();
  await expectAccessible(journeys.page, 'new journey', '[role=dialog]');
  await journeys.page.keyboard.press('Escape');
  await journeys.page.setViewportSize({ width: 360, height: 720 });
  await expect(journeys.page.getByRole('list', { name: 'Journeys' })).toBeVisible();
  await journeys.search(shown.name);
  await expect(journeys.journey(shown.name).getByRole('switch')).toBeVisible();
  await expectAccessible(journeys.page, 'cards of journeys');
  await journeys.act(shown.name, 'Rename …');
  await expect(journeys.dialog(`Rename ${shown.name}`)).toBeVisible();
});
