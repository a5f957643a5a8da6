import type { JourneyDocument } from '@waygate/schema';
import { Keyboard } from '../../browser/keyboard.ts';
import { signOnWithNewPhone } from '../../browser/sign-on-with-new-phone.ts';
import { expect, test } from '../../fixtures.ts';
import { ExpectConnections } from '../../pages/expect-connections.ts';
import { ExpectJourneys } from '../../pages/expect-journeys.ts';
import { ExpectOutline } from '../../pages/expect-outline.ts';
import { ExpectProperties } from '../../pages/expect-properties.ts';
import { ExpectPublishing } from '../../pages/expect-publishing.ts';

test('the push journey is built from an empty canvas with the keyboard alone, equals its check table, and signs somebody on', async ({
  editor,
  signOn,
  account,
  authenticator,
  installation,
  person,
}) => {
  // Some six hundred keys, each waited for.
  test.setTimeout(360_000);
  const journey = 'Built by keyboard';
  const keyboard = await Keyboard.of(editor.page);
  const outline = new ExpectOutline(editor.page);
  const properties = new ExpectProperties(editor);

  /** Adds a node behind the outcome that has the keyboard; it may be called otherwise than its type. */
  const add = async (type: string, name = type) => {
    await keyboard.press('Shift+Enter');
    await outline.pick(type);
    await outline.toBeAt(new RegExp(`leads to ${type}`));
    if (name === type) return;
    await keyboard.press('F2');
    await expect(editor.page.getByRole('dialog').getByLabel('Name')).toBeFocused();
    await keyboard.press('Control+a');
    await keyboard.type(name);
    await keyboard.press('Enter');
    await outline.toBeAt(new RegExp(`leads to ${name}`));
  };
  const addAt = async (row: string, type: string, name?: string) => {
    await outline.goTo(row);
    await add(type, name);
  };
  const lead = async (row: string, target: string) => {
    await outline.goTo(row);
    await keyboard.press('Alt+Enter');
    await outline.pick(target);
    await outline.toBeAt(new RegExp(`leads to ${target}`));
  };
  /** Sets a node up in its properties, and comes back to the outline. */
  const setUp = async (row: RegExp, name: string, change: () => Promise<void>) => {
    await outline.goTo(row);
    await keyboard.press('Enter');
    await expect(properties.name).toBeFocused();
    await expect(properties.name).toHaveValue(name);
    await change();
    await outline.open();
  };

  await test.step('a new journey begins with an empty canvas', async () => {
    const journeys = new ExpectJourneys(editor);
    await journeys.open();
    await keyboard.tabTo(journeys.page.getByRole('button', { name: 'New journey' }));
    await keyboard.press('Enter');
    await expect(journeys.dialog('New journey').getByLabel('Name')).toBeFocused();
    await keyboard.type(journey);
    await keyboard.press('Enter');
    await expect(journeys.page.getByRole('heading', { level: 1, name: journey })).toBeVisible();
    await expect(editor.end('Start')).toBeVisible();
    await expect(editor.nodes).toHaveCount(0);
    await keyboard.press('Alt+5');
    const options = editor.panel('Options');
    await keyboard.fill(options.getByLabel('Description'), 'A login journey with MFA using push notifications');
    await keyboard.fill(options.getByLabel('Identity object'), 'managed/alpha_user');
    await keyboard.fill(options.getByLabel('Maximum duration'), '15');
  });

  await test.step('user name and password on one page', async () => {
    await outline.open();
    await outline.toBeAt('Start leads to Failure');
    await add('Page Node');
    for (const type of ['Platform Username', 'Platform Password']) {
      await outline.act('Put a new node on the page');
      await outline.pick(type);
      await expect(outline.row(new RegExp(`^${type}`))).toBeVisible();
    }
    await setUp(/^Start leads to Page Node/, 'Page Node', async () => {
      await keyboard.choose(properties.field('pageHeader').getByRole('combobox'), 'English (en)', 'English');
      await keyboard.type('Sign in');
      await keyboard.choose(properties.field('pageHeader').getByRole('combobox'), 'German (de)', 'German');
      await keyboard.type('Anmelden');
    });
  });

  await test.step('the password is checked, and a push is sent', async () => {
    await addAt('Outcome leads nowhere', 'Data Store Decision');
    await lead('False leads nowhere', 'Failure');
    await addAt('True leads nowhere', 'Push Sender');
    await setUp(/^True leads to Push Sender/, 'Push Sender', async () => {
      await keyboard.turnOn(properties.field('mandatory').getByRole('switch'));
      await keyboard.turnOn(properties.field('contextInfo').getByRole('switch'));
      await keyboard.choose(properties.field('pushType').getByRole('combobox'), 'Display challenge code (falls short of NIST)');
    });
    await expect(outline.row('Skipped leads nowhere')).toHaveCount(0);
    await addAt('Sent leads nowhere', 'Push Wait');
    await addAt('Not Registered leads nowhere', 'Get Authenticator App');
  });

  await test.step('the answer is looked at', async () => {
    await addAt('Done leads nowhere', 'Push Result Verifier Node', 'Push Result Verifier');
    await lead('Success leads nowhere', 'Success');
    await lead('Failure leads nowhere', 'Failure');
    await lead('Expired leads nowhere', 'Push Sender');
    await lead('Waiting leads nowhere', 'Push Wait');
  });

  await test.step('who has no phone at hand types a recovery code', async () => {
    await addAt('Exit leads nowhere', 'Recovery Code Collector Decision');
    await setUp(/^Exit leads to/, 'Recovery Code Collector Decision', async () => {
      await keyboard.choose(properties.field('recoveryCodeType').getByRole('combobox'), 'Push');
    });
    await lead('True leads nowhere', 'Success');
    await addAt('False leads nowhere', 'Retry Limit Decision');
    await lead('Retry leads nowhere', 'Recovery Code Collector Decision');
    await lead('Reject leads nowhere', 'Failure');
  });

  await test.step('who has no account on a phone gets one', async () => {
    await addAt('Outcome leads nowhere', 'Push Registration');
    await setUp(/^Outcome leads to Push Registration/, 'Push Registration', async () => {
      await keyboard.fill(properties.field('issuer').getByRole('textbox', { name: 'Issuer' }), 'Ping');
    });
    await addAt('Success leads nowhere', 'Recovery Code Display Node', 'Recovery Code Display');
    await lead('Outcome leads nowhere', 'Push Sender');
    await lead('Failure leads nowhere', 'Failure');
    await lead('Time Out leads nowhere', 'Get Authenticator App');
  });

  await test.step('nothing is left open', async () => {
    await expect(outline.row(/leads nowhere/)).toHaveCount(0);
    await expect(outline.row(/^No route leads here/)).toHaveCount(0);
    await keyboard.press('Alt+2');
    await expect(editor.panel(/^Problems/).getByText('No problems. This journey can be published as it stands.')).toBeVisible();
  });

  await test.step('it equals the check table of the page that it was built from', async () => {
    const connections = new ExpectConnections(editor.page);
    await connections.open();
    await expect(connections.rows).toHaveCount(21);
    await keyboard.choose(
      connections.panel.getByRole('combobox', { name: 'Compare with a check table' }),
      'Login with Push MFA',
      'Login with Push',
    );
    await expect(connections.verdict).toContainText('Equal to the check table: all 21 connections.');
    await expect(connections.verdict).toContainText('Check table: Login with Push MFA');
  });

  await test.step('it is published', async () => {
    const publishing = new ExpectPublishing(editor);
    await keyboard.press('Control+Enter');
    await expect(publishing.dialog).toBeVisible();
    await keyboard.press('Control+Enter');
    await publishing.toBePublished(1);
  });
  expect(await keyboard.pointing(), 'nothing was done with a mouse').toEqual([]);
  const built = await installation.stores.journeys.published('/alpha', journey);
  const shipped = await installation.stores.journeys.published('/alpha', 'Login with Push MFA');
  expect(Object.keys(settings(built).nodes).sort()).toEqual(Object.keys(settings(shipped).nodes).sort());
  expect(settings(built), 'it is set up as the shipped journey is').toMatchObject(settings(shipped));

  await test.step('somebody signs on with it, with a phone that they register on the way', async () => {
    await signOnWithNewPhone({ signOn, authenticator, account }, installation.server.url, journey, person);
  });
});

/** How a journey and its nodes are set up, by name and without ids. */
function settings(document: JourneyDocument | undefined) {
  const nodes = [...Object.values(document?.nodes ?? {}), ...Object.values(document?.innerNodes ?? {})];
  return {
    description: document?.description,
    identityResource: document?.identityResource,
    treeTimeout: document?.treeTimeout,
    nodes: Object.fromEntries(
      nodes.map(({ displayName, type, config: { nodes: children, ...config } }) => [
        displayName,
        { type, children: Array.isArray(children) ? children.length : 0, config },
      ]),
    ),
  };
}
