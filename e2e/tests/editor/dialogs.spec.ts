import { expect, test } from '../../fixtures.ts';
import { expectAccessible } from '../../pages/expect-accessible.ts';
import { ExpectJourneys } from '../../pages/expect-journeys.ts';
import { outerJourney, ownJourney } from '../../server/own-journey.ts';
import { plainJourney } from '../../server/plain-journey.ts';

test('everybody can use the dialogs of the canvas', async ({ editor, installation }) => {
  test.setTimeout(300_000);
  const plain = plainJourney();
  const { page } = editor;
  await installation.publish(plain);
  await editor.open(plain.name);
  for (const [key, title] of [
    ['F2', 'Rename'],
    ['c', 'Connect'],
    ['Control+g', 'Group to an inner journey'],
  ] as const) {
    await editor.node('Decide').getByText('Decide', { exact: true }).first().click();
    await editor.press(key);
    const dialog = page.getByRole('dialog', { name: title });
    await expect(dialog).toBeVisible();
    await expectAccessible(page, title, '[role=dialog]');
    await dialog.press('Escape');
    await expect(dialog).toHaveCount(0);
  }
});

test('everybody can use the dialogs of the panels', async ({ editor, installation }) => {
  test.setTimeout(300_000);
  const first = plainJourney();
  const { decide } = first.nodes;
  if (decide === undefined) throw new Error('The plain journey decides nothing.');
  const lost = { ...decide, connections: { ...decide.connections, gone: 'retry' } };
  const plain = { ...first, nodes: { ...first.nodes, decide: lost } };
  const { page } = editor;
  await installation.publish(plain);
  await editor.open(plain.name);
  for (const [tab, button, title] of [
    ['Connections', 'Attach gone of Decide to another outcome', 'Attach the wire'],
    ['Connections', 'Paste a table …', 'Compare with a pasted table'],
    ['Outline', 'Add a note', 'Change the text …'],
    ['Preview', 'QR code', 'QR code'],
  ] as const) {
    const panel = await editor.showPanel(tab);
    await panel.getByRole('button', { name: button, exact: true }).click();
    const dialog = page.getByRole('dialog', { name: title });
    await expect(dialog).toBeVisible();
    await expectAccessible(page, title, '[role=dialog]');
    await dialog.press('Escape');
    await expect(dialog).toHaveCount(0);
  }
});

test('everybody can use the question before a journey is disabled that others run', async ({ editor, installation }) => {
  const inner = await ownJourney(installation, 'Run inside');
  const outer = await outerJourney(installation, 'Runs one', inner.name);
  const journeys = new ExpectJourneys(editor);
  await journeys.open();
  await journeys.toggle(inner.name);
  const dialog = journeys.dialog(`Disable ${inner.name}?`);
  await expect(dialog).toContainText(outer.name);
  await expectAccessible(journeys.page, 'the question before a journey is disabled', '[role=dialog]');
  await journeys.page.keyboard.press('Escape');
  await expect(journeys.enabled(inner.name)).toBeChecked();
});
