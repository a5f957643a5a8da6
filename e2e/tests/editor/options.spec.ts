import { expect, test } from '../../fixtures.ts';
import { expectAccessible } from '../../pages/expect-accessible.ts';
import { outerJourney, ownJourney } from '../../server/own-journey.ts';

test('the author sets every option of the main journey, takes one back, and what was set is in the draft', async ({
  editor,
  installation,
  administrator,
}) => {
  const { name } = await ownJourney(installation, 'Options', { description: 'old' });
  await editor.open(name);
  const panel = await editor.showPanel('Options');
  await panel.getByLabel('Description').fill('A login journey with MFA using push notifications');
  await panel.getByLabel('Identity object').fill('managed/alpha_user');
  await panel.getByLabel('Theme override').fill('zardoz');
  await panel.getByLabel('Categories', { exact: true }).fill('MFA');
  await panel.getByLabel('Categories', { exact: true }).press('Enter');
  await panel.getByRole('switch', { name: 'Must run' }).check();
  await panel.getByRole('switch', { name: 'No session' }).check();
  await panel.getByLabel('Maximum session time').fill('60');
  await panel.getByLabel('Maximum idle time').fill('10');
  await panel.getByLabel('Maximum duration').fill('7');
  await panel.getByRole('switch', { name: 'Only for transactions' }).check();
  await editor.page.getByRole('button', { name: 'Undo: Switch on: Only for transactions' }).click();
  await expect(panel.getByRole('switch', { name: 'Only for transactions' })).not.toBeChecked();
  await editor.toBeSaved();
  await expect
    .poll(async () => (await installation.stores.journeys.draft('/alpha', name, administrator.username))?.document)
    .toMatchObject({
      description: 'A login journey with MFA using push notifications',
      identityResource: 'managed/alpha_user',
      uiConfig: { themeId: 'zardoz', categories: '["MFA"]' },
      enabled: true,
      mustRun: true,
      noSession: true,
      transactionalOnly: false,
      maximumSessionTime: 60,
      maximumIdleTime: 10,
      treeTimeout: 7,
    });
});

test('what is typed into a field is one step to take back, and redo brings it again', async ({ editor, installation }) => {
  const { name } = await ownJourney(installation, 'Steps', { description: 'old' });
  await editor.open(name);
  const panel = await editor.showPanel('Options');
  const field = panel.getByLabel('Description');
  await field.press('End');
  await field.pressSequentially(' and new');
  await panel.getByLabel('Theme override').pressSequentially('t');
  await editor.page.getByRole('button', { name: 'Undo: Change the Theme override' }).click();
  await editor.page.getByRole('button', { name: 'Undo: Change the Description' }).click();
  await expect(field).toHaveValue('old');
  await editor.page.getByRole('button', { name: 'Redo: Change the Description' }).click();
  await expect(field).toHaveValue('old and new');
});

test('a time that is none is told beside the field and kept out of the journey, and an emptied one goes back to the realm', async ({
  editor,
  installation,
  administrator,
}) => {
  const { name } = await ownJourney(installation, 'Times', { treeTimeout: 5 });
  await editor.open(name);
  const panel = await editor.showPanel('Options');
  const field = panel.getByLabel('Maximum duration');
  for (const wrong of ['0', '-3', '1.5']) {
    await field.fill(wrong);
    await expect(field).toHaveAccessibleDescription(/A whole number of minutes from 1/);
  }
  await field.fill('9');
  await expect(field).not.toHaveAccessibleDescription(/A whole number/);
  await expect
    .poll(async () => (await installation.stores.journeys.draft('/alpha', name, administrator.username))?.document.treeTimeout)
    .toBe(9);
  await field.fill('');
  await expect
    .poll(async () => 'treeTimeout' in ((await installation.stores.journeys.draft('/alpha', name, administrator.username))?.document ?? {}))
    .toBe(false);
});

test('options that do not go together are told beside the field', async ({ editor, installation }) => {
  const { name } = await ownJourney(installation, 'Conflict');
  await editor.open(name);
  const panel = await editor.showPanel('Options');
  await panel.getByLabel('Maximum session time').fill('10');
  await panel.getByLabel('Maximum idle time').fill('20');
  await expect(panel.getByLabel('Maximum idle time')).toHaveAccessibleDescription(/may idle for 20 minutes but ends after 10/);
  await panel.getByRole('switch', { name: 'Only inside other journeys' }).check();
  await panel.getByRole('switch', { name: 'Only for transactions' }).check();
  await expect(panel.getByText('nothing can start it')).toBeVisible();
});

test('a journey becomes the default of its realm and ceases to be, at once, and one that must run is refused', async ({
  editor,
  installation,
}) => {
  const before = (await installation.stores.realms.settings('/alpha'))?.defaultJourney;
  const { name } = await ownJourney(installation, 'Default');
  await editor.open(name);
  const panel = await editor.showPanel('Options');
  const flag = panel.getByRole('switch', { name: /^Default journey of the realm/ });
  // The switch shows what the server says, which takes its time to answer.
  await flag.click();
  await expect(flag).toBeChecked();
  await expect.poll(async () => (await installation.stores.realms.settings('/alpha'))?.defaultJourney).toBe(name);
  await panel.getByRole('switch', { name: 'Must run' }).check();
  await expect(panel.getByText('With this option it cannot be')).toBeVisible();
  await flag.click();
  await expect(flag).not.toBeChecked();
  await expect.poll(async () => (await installation.stores.realms.settings('/alpha'))?.defaultJourney).toBeUndefined();
  const { name: mustRun } = await ownJourney(installation, 'Must', { mustRun: true });
  await editor.open(mustRun);
  await editor.showPanel('Options');
  await flag.click();
  await expect(panel.getByText(/cannot be the default journey: its option mustRun is on/)).toBeVisible();
  await expect(flag).not.toBeChecked();
  const settings = await installation.stores.realms.settings('/alpha');
  if (settings !== undefined && before !== undefined) await installation.stores.realms.put({ ...settings, defaultJourney: before });
});

test('a renamed journey opens under its new name, with the draft, and those that run it follow', async ({
  editor,
  installation,
  administrator,
}) => {
  const { name } = await ownJourney(installation, 'Old');
  const outer = await outerJourney(installation, 'User', name);
  const user = outer.name;
  await editor.open(name);
  const panel = await editor.showPanel('Options');
  await expect(panel.getByRole('link', { name: user })).toBeVisible();
  await panel.getByLabel('Description').fill('kept');
  await panel.getByRole('button', { name: 'Rename …' }).click();
  const dialog = editor.page.getByRole('dialog', { name: `Rename ${name}` });
  await expect(dialog).toContainText('Whoever is signing on goes on undisturbed.');
  await expect(dialog).toContainText(`/sign-on/alpha/${encodeURIComponent(name)}`);
  const to = `${name} new`;
  await dialog.getByLabel('New name').fill('a/b');
  await dialog.getByRole('button', { name: 'Rename', exact: true }).click();
  await expect(dialog.getByLabel('New name')).toHaveAccessibleDescription('A name must have no slashes and no line breaks.');
  await dialog.getByLabel('New name').fill(user);
  await expect(dialog.getByLabel('New name')).toHaveAccessibleDescription('There is a journey of this name already.');
  await dialog.getByLabel('New name').fill(to);
  await dialog.getByRole('button', { name: 'Rename', exact: true }).click();
  await expect(editor.page.getByRole('heading', { level: 1, name: to })).toBeVisible();
  await editor.showPanel('Options');
  await expect(panel.getByLabel('Description')).toHaveValue('kept');
  expect((await installation.stores.journeys.draft('/alpha', to, administrator.username))?.document.description).toBe('kept');
  expect((await installation.stores.journeys.published('/alpha', user))?.nodes[outer.entryNodeId]?.config['tree']).toBe(to);
});

test('the options can be used by everybody', async ({ editor, installation }) => {
  const { name } = await ownJourney(installation, 'Access');
  await editor.open(name);
  const panel = await editor.showPanel('Options');
  await panel.getByLabel('Maximum duration').fill('0');
  await expectAccessible(editor.page, 'options', 'aside');
});
