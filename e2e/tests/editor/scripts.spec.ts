import { randomBytes } from 'node:crypto';
import { FAILURE_ID, journeyDocument } from '@waygate/schema';
import { test as base, expect } from '../../fixtures.ts';
import { expectAccessible } from '../../pages/expect-accessible.ts';
import { ExpectProperties } from '../../pages/expect-properties.ts';
import { ExpectPublishing } from '../../pages/expect-publishing.ts';
import { ExpectScripts } from '../../pages/expect-scripts.ts';

const test = base.extend<{
  readonly scripts: ExpectScripts;
  readonly properties: ExpectProperties;
  readonly decided: string;
  readonly mayWrite: boolean;
  /** Id of the script that the journey runs. */
  readonly script: string;
}>({
  mayWrite: [true, { option: true }],
  script: ['[Empty]', { option: true }],
  scripts: async ({ editor, installation, administrator, mayWrite }, use) => {
    const roles = mayWrite ? ['administrator', 'script-author'] : ['administrator'];
    await installation.stores.identities.update('/', administrator.id, (record) => ({ ...record, attributes: { roles } }));
    await use(new ExpectScripts(editor));
  },
  properties: async ({ editor }, use) => use(new ExpectProperties(editor)),
  /** Name of a journey with a scripted decision, which has no script unless a test says so. */
  decided: async ({ installation, script }, use) => {
    const name = `Decided ${randomBytes(4).toString('hex')}`;
    const decide = {
      type: 'ScriptedDecisionNode',
      displayName: 'Decide',
      config: { script, outcomes: ['true'] },
      connections: { true: FAILURE_ID },
    };
    await installation.publish(journeyDocument.parse({ name, entryNodeId: 'd', nodes: { d: decide } }));
    await use(name);
  },
});

test('an author writes the script that a node needs, is told what is wrong with it and where, and a sign-on runs it', async ({
  editor,
  scripts,
  properties,
  decided,
  installation,
}) => {
  const name = `Ask ${randomBytes(4).toString('hex')}`;
  await editor.open(decided);
  await properties.select('Decide');
  await expect(scripts.choice).toHaveValue('');
  await properties.button('New script').click();
  await scripts.source.fill(`if (callbacks.isEmpty())\n  callbacksBuilder.nameCallback('Your word?';\nelse action.goTo('true');`);
  await scripts.button('Save').click();
  await expect(scripts.dialog).toContainText('A script needs a name.');
  await scripts.button('Check').click();
  await expect(scripts.problems).toContainText('Error: This is not JavaScript');
  await scripts.problems.getByRole('button', { name: 'Go to line 2' }).click();
  await expect(scripts.source).toBeFocused();
  await expect(scripts.dialog).toContainText('Line 2, column 45');
  await editor.page.keyboard.type(')');
  await scripts.button('Check').click();
  await expect(scripts.dialog.getByRole('status')).toHaveText('Nothing is wrong with it as far as can be told without running it.');
  await expectAccessible(editor.page, 'a script', '[role="dialog"]');
  await scripts.name.fill(name);
  await scripts.button('Save').click();
  await expect(scripts.dialog).toBeHidden();
  await expect(scripts.choice).toHaveValue(name);
  const kept = await installation.stores.realmObjects.list('/alpha', 'script');
  expect(kept.find(({ value }) => value['name'] === name)?.id).toBe((await properties.config(decided, 'd'))?.['script']);
  await new ExpectPublishing(editor).publish(2);
  const signOn = await editor.page.request.post(
    `${installation.am('authenticate')}?authIndexType=service&authIndexValue=${encodeURIComponent(decided)}`,
    {
      headers: { 'Accept-API-Version': 'resource=2.1' },
    },
  );
  expect(JSON.stringify(await signOn.json())).toContain('Your word?');
});

test('an author sees who uses a script, changes it, and chooses another', async ({ editor, scripts, properties, decided }) => {
  await editor.open(decided);
  await properties.select('Decide');
  await properties.choose(scripts.choice, 'Scripted Decision Node Script');
  await editor.toBeSaved();
  await properties.button('Edit Scripted Decision Node Script').click();
  await expect(scripts.dialog).toContainText(`Journeys that run it: ${decided}`);
  await scripts.source.fill(`var f = new java.io.File('x');\naction.goTo('true');`);
  await scripts.button('Check').click();
  await expect(scripts.problems).toContainText('Warning: java.io.File: scripts of the next generation have no Java.');
  await scripts.button('Cancel').click();
  await expect(scripts.dialog).toBeHidden();
  await properties.choose(scripts.choice, 'Authentication Tree Decision Node Script');
  expect((await properties.config(decided, 'd'))?.['script']).toBe('01e1a3c0-038b-4c16-956a-6c9d89328cff');
});

test.describe('an administrator without the right', () => {
  test.use({ mayWrite: false, script: '11e1a3c0-038b-4c16-956a-6c9d89328cff' });

  test('reads scripts, changes none, and lets no node run another, but changes the rest of the node', async ({
    editor,
    scripts,
    properties,
    decided,
  }) => {
    await editor.open(decided);
    await properties.select('Decide');
    await expect(scripts.choice).toHaveValue('Scripted Decision Node Script');
    await expect(scripts.choice).toBeDisabled();
    await expect(scripts.choice).toHaveAccessibleDescription(/Choosing a script is part of the right to write scripts/);
    await expect(properties.button('New script')).toBeHidden();
    await properties.button('Show Scripted Decision Node Script').click();
    await expect(scripts.dialog).toContainText('Writing scripts is a right of its own');
    await expect(scripts.source).toHaveAttribute('readonly', '');
    await expect(scripts.button('Save')).toBeHidden();
  });
});
