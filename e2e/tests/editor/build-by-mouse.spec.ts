import { SUCCESS_ID } from '@waygate/schema';
import { signOnWithNewPhone } from '../../browser/sign-on-with-new-phone.ts';
import { expect, test } from '../../fixtures.ts';
import { ExpectCanvas } from '../../pages/expect-canvas.ts';
import { ExpectConnections } from '../../pages/expect-connections.ts';
import { ExpectProperties } from '../../pages/expect-properties.ts';
import { ExpectPublishing } from '../../pages/expect-publishing.ts';

/** Columns and rows on the canvas, CSS pixels from its upper left corner. */
const COLUMN = [220, 400, 580, 760, 940] as const;
const ROW = [120, 360, 600] as const;

/** Where the author lets each node go. */
const NODES = [
  ['Page Node', COLUMN[0], ROW[0]],
  ['Data Store Decision', COLUMN[1], ROW[0]],
  ['Push Sender', COLUMN[2], ROW[0]],
  ['Push Wait', COLUMN[3], ROW[0]],
  ['Push Result Verifier Node', COLUMN[4], ROW[0]],
  ['Get Authenticator App', COLUMN[1], ROW[1]],
  ['Push Registration', COLUMN[2], ROW[1]],
  ['Recovery Code Display Node', COLUMN[3], ROW[1]],
  ['Recovery Code Collector Decision', COLUMN[4], ROW[1]],
  ['Retry Limit Decision', COLUMN[4], ROW[2]],
] as const;

/** The check table: source, outcome as it is called on the canvas, target. Start is the twenty-first. */
const CONNECTIONS = [
  ['Start', 'Start', 'Page Node'],
  ['Page Node', 'Outcome', 'Data Store Decision'],
  ['Data Store Decision', 'True', 'Push Sender'],
  ['Data Store Decision', 'False', 'Failure'],
  ['Push Sender', 'Sent', 'Push Wait'],
  ['Push Sender', 'Not Registered', 'Get Authenticator App'],
  ['Push Wait', 'Done', 'Push Result Verifier'],
  ['Push Wait', 'Exit', 'Recovery Code Collector Decision'],
  ['Push Result Verifier', 'Success', 'Success'],
  ['Push Result Verifier', 'Failure', 'Failure'],
  ['Push Result Verifier', 'Expired', 'Push Sender'],
  ['Push Result Verifier', 'Waiting', 'Push Wait'],
  ['Recovery Code Collector Decision', 'True', 'Success'],
  ['Recovery Code Collector Decision', 'False', 'Retry Limit Decision'],
  ['Retry Limit Decision', 'Retry', 'Recovery Code Collector Decision'],
  ['Retry Limit Decision', 'Reject', 'Failure'],
  ['Get Authenticator App', 'Outcome', 'Push Registration'],
  ['Push Registration', 'Success', 'Recovery Code Display'],
  ['Push Registration', 'Failure', 'Failure'],
  ['Push Registration', 'Time Out', 'Get Authenticator App'],
  ['Recovery Code Display', 'Outcome', 'Push Sender'],
] as const;

test('an author builds Login with Push MFA from an empty canvas with the mouse, publishes it, and a person signs on through it', async ({
  editor,
  signOn,
  account,
  authenticator,
  installation,
  person,
}) => {
  // A hundred gestures of a hand take longer than most tests.
  test.setTimeout(180_000);
  const canvas = new ExpectCanvas(editor);
  const properties = new ExpectProperties(editor);
  const { page } = editor;
  await page.setViewportSize({ width: 1920, height: 1000 });
  await canvas.openDraft();
  await expect(editor.nodes).toHaveCount(0);
  for (const _ of [1, 2, 3]) await editor.canvas.getByRole('button', { name: 'Zoom out' }).click();

  await test.step('drags the nodes onto the canvas', async () => {
    await canvas.drag(await canvas.grip('Success'), await canvas.point(1130, ROW[0]));
    await canvas.drag(await canvas.grip('Failure'), await canvas.point(1130, ROW[2]));
    await canvas.drag(await canvas.grip('Start'), await canvas.point(80, ROW[0]));
    for (const [name, x, y] of NODES) {
      await canvas.dragType(name, await canvas.point(x, y));
      await expect(canvas.node(name)).toBeVisible();
    }
    await canvas.dragType('Platform Password', await canvas.middleOf(canvas.node('Page Node')));
    const below = await canvas.middleOf(canvas.child('Platform Password'));
    await canvas.dragType('Platform Username', { x: below.x, y: below.y - 6 });
    await expect(canvas.node('Page Node').locator('[data-child]')).toHaveText(['Platform Username', 'Platform Password']);
  });

  await test.step('names and sets up what the defaults do not say', async () => {
    for (const [from, to] of [
      ['Push Result Verifier Node', 'Push Result Verifier'],
      ['Recovery Code Display Node', 'Recovery Code Display'],
    ] as const) {
      await canvas.click(await canvas.grip(from));
      await expect(properties.name).toHaveValue(from);
      await properties.name.fill(to);
      await expect(canvas.node(to)).toBeVisible();
    }
    await canvas.click(await canvas.grip('Push Sender'));
    await expect(properties.name).toHaveValue('Push Sender');
    for (const key of ['mandatory', 'contextInfo']) await properties.field(key).getByRole('switch').setChecked(true);
    await properties.choose(properties.field('pushType').getByRole('combobox'), 'Display challenge code (falls short of NIST)');
    await canvas.click(await canvas.grip('Push Wait'));
    await expect(properties.name).toHaveValue('Push Wait');
    await properties.field('secondsToWait').getByRole('textbox').fill('1');
    await canvas.click(await canvas.grip('Push Registration'));
    await expect(properties.name).toHaveValue('Push Registration');
    await properties.field('issuer').getByRole('textbox', { name: 'Issuer' }).fill('Ping');
    await canvas.click(await canvas.grip('Recovery Code Collector Decision'));
    await expect(properties.name).toHaveValue('Recovery Code Collector Decision');
    await properties.choose(properties.field('recoveryCodeType').getByRole('combobox'), 'Push');
  });

  await test.step('pulls the twenty-one wires', async () => {
    for (const [from, outcome, to] of CONNECTIONS) {
      await canvas.dragWire(from, outcome, to);
      await expect(editor.wire(from, outcome, to)).toBeAttached();
    }
  });

  await test.step('compares equal to the check table', async () => {
    const connections = new ExpectConnections(page);
    await page.getByRole('tab', { name: 'Connections' }).click();
    await connections.panel.getByRole('combobox', { name: 'Compare with a check table' }).click();
    await page.getByRole('option', { name: 'Login with Push MFA', exact: true }).first().click();
    await expect(connections.verdict).toContainText('Equal to the check table: all 21 connections.');
    const shipped = await installation.stores.journeys.published('/alpha', 'Login with Push MFA');
    const built = await canvas.saved();
    const configOf = (nodes: typeof built.nodes, name: string) =>
      Object.values(nodes).find(({ displayName }) => displayName === name)?.config;
    for (const name of [
      'Push Sender',
      'Push Registration',
      'Recovery Code Collector Decision',
      'Retry Limit Decision',
      'Get Authenticator App',
    ])
      expect(configOf(built.nodes, name), name).toEqual(configOf(shipped?.nodes ?? {}, name));
    expect(Object.values(built.nodes).some(({ connections: wires }) => Object.values(wires).includes(SUCCESS_ID))).toBe(true);
  });

  await test.step('publishes it', async () => {
    const publishing = new ExpectPublishing(editor);
    await publishing.open();
    await publishing.publishButton.click();
    await publishing.toBePublished(1);
  });

  await test.step('and a person signs on through it with the web authenticator', async () => {
    await signOnWithNewPhone({ signOn, authenticator, account }, installation.server.url, canvas.name, person);
  });
});
