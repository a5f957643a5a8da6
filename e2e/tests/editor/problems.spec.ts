import { FAILURE_ID, SUCCESS_ID } from '@waygate/schema';
import { beginDraft } from '../../api/begin-draft.ts';
import { expect, test } from '../../fixtures.ts';
import { expectAccessible } from '../../pages/expect-accessible.ts';

const node = (type: string, displayName: string, connections: Record<string, string>, config: Record<string, never> | object = {}) => ({
  type,
  displayName,
  connections,
  config: JSON.parse(JSON.stringify(config)),
  x: 300,
  y: 200,
});

/** One journey with something wrong of every kind. */
const BROKEN = {
  entryNodeId: 'say',
  nodes: {
    say: node('MessageNode', 'Greeting', { true: 'loop' }, { message: { en: 'Hello', fr: 'Bonjour' }, messageYes: { en: 'Yes' } }),
    loop: node('DataStoreDecisionNode', 'Round and round', { true: 'loop', false: FAILURE_ID, gone: FAILURE_ID }),
    page: node('PageNode', 'Empty page', {}),
    wait: node('PollingWaitNode', 'Wait', { DONE: SUCCESS_ID }, { secondsToWait: 0 }),
    inner: node('InnerTreeEvaluatorNode', 'Inside', { true: SUCCESS_ID, false: FAILURE_ID }, { tree: 'Not there' }),
    alien: node('AlienNode', 'Alien', { outcome: SUCCESS_ID }),
  },
};

test('problems are listed by severity, each with its node and its field, and lead there', async ({
  editor,
  installation,
  administrator,
}) => {
  await beginDraft(installation, administrator, 'Broken', BROKEN);
  await editor.open('Broken');
  const panel = editor.panel(/^Problems/);
  await editor.page.keyboard.press('Alt+2');
  await expect(panel.getByRole('searchbox', { name: 'Filter problems' })).toBeFocused();
  const errors = panel.getByRole('region', { name: 'Errors' }).getByRole('listitem');
  const warnings = panel.getByRole('region', { name: 'Warnings' }).getByRole('listitem');
  for (const text of [
    'Empty page There is nothing on this page',
    'Wait Seconds to wait: The number must be at least 1.',
    'Inside There is no published journey Not there',
    'Round and round These nodes lead to each other without ever asking the person: Round and round',
  ]) {
    await expect(errors.filter({ hasText: words(text) })).toHaveCount(1);
  }
  for (const text of [
    'Alien This server cannot run this node: it has no node type AlienNode',
    'Greeting Outcome False leads nowhere',
    'Round and round The outcome gone is gone',
    'Greeting Positive answer is not there in every language of the journey. Missing: French',
    'Wait No route leads here',
    'The journey No route leads to Success',
  ]) {
    await expect(warnings.filter({ hasText: words(text) })).toHaveCount(1);
  }
  await expectAccessible(editor.page, 'the problems', 'aside');

  await errors.filter({ hasText: 'Seconds to wait' }).getByRole('button').focus();
  await editor.page.keyboard.press('Enter');
  await expect(editor.node('Wait')).toHaveClass(/selected/);
  await expect(editor.node('Wait')).toBeInViewport();
  await editor.page.keyboard.press('Tab');
  await editor.page.keyboard.press('Enter');
  const properties = editor.panel('Properties');
  await expect(properties.getByLabel(/^Seconds to wait/).first()).toBeFocused();

  await editor.page.keyboard.press('Alt+2');
  const nowhere = warnings.filter({ hasText: words('Greeting Outcome False leads nowhere') });
  await nowhere.getByRole('button').first().click();
  await nowhere.getByRole('button', { name: 'Open the properties' }).click();
  await expect(properties.getByRole('combobox', { name: 'False leads to' })).toBeFocused();
  await editor.page.keyboard.press('Alt+2');
  const gone = warnings.filter({ hasText: 'The outcome gone is gone' });
  await gone.getByRole('button').first().click();
  await gone.getByRole('button', { name: 'Open the properties' }).click();
  await expect(properties.getByRole('combobox', { name: 'Attach gone to' })).toBeFocused();

  await editor.page.keyboard.press('Alt+2');
  await panel.getByRole('searchbox').fill('success');
  await expect(warnings).toHaveCount(1);
  await warnings.getByRole('button').focus();
  await editor.page.keyboard.press('Enter');
  await expect(editor.panel('Options')).toBeVisible();
});

test('the panel of problems can be opened before the check has come, and the keyboard begins in it all the same', async ({
  editor,
  installation,
  administrator,
}) => {
  await beginDraft(installation, administrator, 'Slowly checked', BROKEN);
  const checked = Promise.withResolvers<void>();
  await editor.page.route('**/check', async (route) => {
    await checked.promise;
    await route.continue();
  });
  await editor.open('Slowly checked');
  const panel = editor.panel(/^Problems/);
  await editor.page.keyboard.press('Alt+2');
  await expect(panel).toBeFocused();
  checked.resolve();
  await expect(panel.getByRole('searchbox', { name: 'Filter problems' })).toBeFocused();
});

test('F8 goes from problem to problem, and what was mended is gone from the list', async ({ editor, installation, administrator }) => {
  const decide = node('DataStoreDecisionNode', 'Decide', { true: SUCCESS_ID });
  await beginDraft(installation, administrator, 'Nearly', {
    entryNodeId: 'a',
    nodes: { a: decide, b: { ...decide, displayName: 'Never reached', connections: { true: SUCCESS_ID, false: FAILURE_ID }, y: 500 } },
  });
  await editor.open('Nearly');
  const panel = editor.panel(/^Problems/);
  await editor.page.keyboard.press('Alt+2');
  const status = panel.getByRole('status');
  await expect(status).toHaveText('2 warnings');
  await expect(editor.page.getByRole('tab', { name: 'Problems (2)' })).toBeVisible();
  await editor.press('F8');
  await expect(editor.node('Decide')).toHaveClass(/selected/);
  await editor.page.keyboard.press('F8');
  await expect(editor.node('Never reached')).toHaveClass(/selected/);
  await editor.page.keyboard.press('Shift+F8');
  await expect(editor.node('Decide')).toHaveClass(/selected/);
  await editor.page.keyboard.press('F8');
  await editor.page.keyboard.press('Delete');
  await expect(status).toHaveText('one warning');
  await editor.page.keyboard.press('Control+z');
  await expect(status).toHaveText('2 warnings');
  await editor.page.keyboard.press('Control+Shift+z');
  await expect(status).toHaveText('one warning');
});

test('a journey without problems is said to be ready', async ({ editor }) => {
  await editor.open('Login with Push MFA');
  await editor.page.keyboard.press('Alt+2');
  const panel = editor.panel(/^Problems/);
  await expect(panel.getByText('No problems. This journey can be published as it stands.')).toBeVisible();
  await expectAccessible(editor.page, 'no problems', 'aside');
});

test('an author who reads German reads the problems in German', async ({ editor, installation, administrator }) => {
  await beginDraft(installation, administrator, 'Kaputt', BROKEN);
  await editor.page.addInitScript(() => localStorage.setItem('waygate-language', 'de'));
  await editor.page.goto(`${editor.url}/admin/realms/alpha/journeys/Kaputt`);
  await expect(editor.node('Greeting')).toBeVisible();
  await editor.page.keyboard.press('Alt+2');
  const panel = editor.panel(/^Probleme/);
  await expect(panel.getByRole('region', { name: 'Fehler' }).getByText('Die Zahl muss mindestens 1 sein.')).toBeVisible();
  await expect(panel.getByText('Kein Weg führt zum Erfolg: Mit dieser Journey kann sich niemand anmelden.')).toBeVisible();
  await expect(panel.getByText(/Es fehlt: Französisch/)).toBeVisible();
});

/** The parts of a row stand below each other, without space between them. */
function words(text: string): RegExp {
  return new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '\\s*'));
}
