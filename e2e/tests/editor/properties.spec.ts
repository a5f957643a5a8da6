import { randomBytes } from 'node:crypto';
import { FAILURE_ID, type JourneyDocument, journeyDocument, SUCCESS_ID } from '@waygate/schema';
import { test as base, expect } from '../../fixtures.ts';
import { expectAccessible } from '../../pages/expect-accessible.ts';
import { ExpectProperties } from '../../pages/expect-properties.ts';

const test = base.extend<{ readonly properties: ExpectProperties; readonly workshop: string }>({
  properties: async ({ editor }, use) => use(new ExpectProperties(editor)),
  /** Name of a journey that no other test knows, with one of each thing that can be set up. */
  workshop: async ({ installation }, use) => {
    const document = workshopJourney(`Workshop ${randomBytes(4).toString('hex')}`);
    await installation.publish(document);
    await use(document.name);
  },
});

function workshopJourney(name: string): JourneyDocument {
  return journeyDocument.parse({
    name,
    description: 'One of each thing',
    entryNodeId: 'page',
    nodes: {
      page: {
        type: 'PageNode',
        displayName: 'Welcome page',
        config: {
          pageHeader: { en: 'Welcome', de: 'Willkommen' },
          nodes: [
            { _id: 'username', nodeType: 'UsernameCollectorNode', displayName: 'Who' },
            { _id: 'password', nodeType: 'PasswordCollectorNode', displayName: 'Secret word' },
          ],
        },
        connections: { outcome: 'check' },
        x: 0,
        y: 0,
      },
      check: {
        type: 'DataStoreDecisionNode',
        displayName: 'Check',
        config: {},
        connections: { true: 'sender', false: FAILURE_ID },
        x: 280,
        y: 0,
      },
      sender: {
        type: 'PushAuthenticationSenderNode',
        displayName: 'Sender',
        config: { customPayload: ['first', 'second'], messageTimeout: 120_000 },
        connections: { SENT: 'wait', NOT_REGISTERED: 'register' },
        x: 560,
        y: 0,
      },
      wait: { type: 'PushWaitNode', displayName: 'Wait', config: {}, connections: { DONE: 'inner', EXITED: FAILURE_ID }, x: 840, y: 0 },
      register: {
        type: 'PushRegistrationNode',
        displayName: 'Register',
        config: { issuer: 'Ping' },
        connections: { successOutcome: 'sender', failureOutcome: FAILURE_ID, timeoutOutcome: FAILURE_ID },
        x: 840,
        y: 220,
      },
      inner: {
        type: 'InnerTreeEvaluatorNode',
        displayName: 'Inner',
        config: { tree: '' },
        connections: { true: 'leave', false: FAILURE_ID },
        x: 0,
        y: 320,
      },
      leave: {
        type: 'SetSuccessUrlNode',
        displayName: 'Leave',
        config: { successUrl: '/account' },
        connections: { outcome: SUCCESS_ID },
        x: 280,
        y: 320,
      },
      retry: {
        type: 'RetryLimitDecisionNode',
        displayName: 'Again',
        config: { retryLimit: 3 },
        connections: { Retry: 'page', Reject: FAILURE_ID },
        x: 840,
        y: 420,
      },
      lonely: {
        type: 'MessageNode',
        displayName: 'Lonely',
        config: {},
        connections: { true: SUCCESS_ID, false: FAILURE_ID },
        x: 560,
        y: 320,
      },
    },
    innerNodes: {
      username: { type: 'UsernameCollectorNode', displayName: 'Who', config: {} },
      password: { type: 'PasswordCollectorNode', displayName: 'Secret word', config: {} },
    },
  });
}

test('the author sets every kind of field that the nodes of this server have', async ({ editor, properties, workshop }) => {
  const { page, panel, field } = { page: editor.page, panel: properties.panel, field: properties.field.bind(properties) };
  await editor.open(workshop);

  await properties.select('Register');
  await expect(panel.getByRole('heading', { level: 2 })).toHaveText('Push Registration');
  await field('issuer').getByRole('textbox', { name: 'Issuer' }).fill('Acme');
  await expect(field('issuer')).toContainText('Default: ForgeRock');
  await field('timeout').getByRole('textbox', { name: 'Registration response timeout' }).fill('120');
  await expect(field('timeout')).toContainText('10 to 600 seconds. = 2 minutes');
  await properties.choose(field('accountName').getByRole('combobox', { name: 'Account name' }), 'E-mail address');
  await field('bgColor').getByRole('textbox', { name: 'Background color', exact: true }).fill('a1b2c3');
  await expect(field('bgColor').getByLabel('Pick Background color')).toHaveValue('#a1b2c3');
  await field('bgColor').getByLabel('Pick Background color').fill('#00ff00');
  await field('imgUrl').getByRole('textbox', { name: 'Logo image URL' }).fill('https://example.com/logo.png');
  await expect(field('imgUrl').getByRole('link')).toHaveAttribute('href', 'https://example.com/logo.png');
  await field('generateRecoveryCodes').getByRole('switch', { name: 'Generate recovery codes' }).setChecked(false);
  await properties.choose(field('scanQRCodeMessage').getByRole('combobox'), 'German (de)', 'ger');
  await expect(field('scanQRCodeMessage').getByRole('textbox', { name: 'QR code message, German' })).toBeFocused();
  await page.keyboard.type('Bitte scannen');
  await properties.choose(field('scanQRCodeMessage').getByRole('combobox'), 'fr-BE as typed', 'fr_be');
  await page.keyboard.type('Scannez');
  await field('scanQRCodeMessage').getByRole('button', { name: 'Add a language to QR code message: English' }).click();
  await page.keyboard.type('Please scan');
  await expect(field('scanQRCodeMessage').locator('[data-language="en"]')).toContainText('for everybody else');
  await properties.button('Remove French (Belgium) from QR code message').press('Enter');
  await expect(field('scanQRCodeMessage').getByRole('combobox')).toBeFocused();
  expect(await properties.config(workshop, 'register')).toEqual({
    issuer: 'Acme',
    timeout: 120,
    accountName: 'EMAIL_ADDRESS',
    bgColor: '00ff00',
    imgUrl: 'https://example.com/logo.png',
    generateRecoveryCodes: false,
    scanQRCodeMessage: { de: 'Bitte scannen', en: 'Please scan' },
  });

  await properties.button('Reset to default: Issuer').press('Enter');
  await expect(field('issuer').getByRole('textbox', { name: 'Issuer' })).toBeFocused();
  await expect(field('issuer').getByRole('textbox', { name: 'Issuer' })).toHaveValue('ForgeRock');
  await expect(properties.button('Reset to default: Issuer')).toBeHidden();

  await properties.select('Sender');
  const add = field('customPayload').getByRole('textbox', { name: 'Add to Custom payload attributes' });
  await add.fill('third');
  await add.press('Enter');
  await add.fill('fourth');
  await properties.button('Move Custom payload attributes, 1 down').click();
  await properties.button('Remove Custom payload attributes, 3').click();
  expect((await properties.config(workshop, 'sender'))?.['customPayload']).toEqual(['second', 'first', 'fourth']);

  await properties.select('Again');
  await field('retryLimit').getByRole('textbox', { name: 'Retry limit' }).fill('2');
  await expect(field('retryLimit')).toContainText('1 to 1,000 retries. = 3 attempts');
  await expect(field('retryLimit')).toContainText('Default: 3 retries');

  await properties.select('Welcome page');
  await field('stage').getByRole('textbox', { name: 'Stage' }).fill('{\n  "themeId": "x"\n}');
  expect((await properties.config(workshop, 'page'))?.['stage']).toBe('{\n  "themeId": "x"\n}');
  await properties.button('Clear Stage').click();
  await properties.name.fill('Front door');
  await expect(editor.node('Front door')).toBeVisible();
  expect(await properties.config(workshop, 'page')).not.toHaveProperty('stage');
});

test('what the server says of a value stands at its field, and goes when it is mended', async ({ editor, properties, workshop }) => {
  await editor.open(workshop);
  await properties.select('Sender');
  const timeout = properties.field('messageTimeout').getByRole('textbox', { name: 'Message timeout' });
  await timeout.fill('5');
  await properties.toSayOf(timeout, /The number must be at least 10000/);
  await expect(editor.page.getByRole('status').filter({ hasText: 'Message timeout: The number must be' })).toBeAttached();
  await timeout.fill('90000');
  await expect(timeout).not.toHaveAttribute('aria-invalid', 'true');
  const item = properties.field('customPayload').getByRole('textbox', { name: 'Custom payload attributes, 2' });
  await item.fill('');
  await expect(properties.field('customPayload').getByRole('group')).toHaveAccessibleDescription(
    /The text must have at least 1 characters/,
  );
  await expect(item).toHaveAttribute('aria-invalid', 'true');
  await item.fill('other');
  await expect(properties.field('customPayload').getByRole('group')).not.toHaveAccessibleDescription(/must have/);

  await properties.select('Leave');
  const url = properties.field('successUrl').getByRole('textbox', { name: 'Success URL' });
  await url.fill('javascript:alert(1)');
  await properties.toSayOf(url, /Give an address that begins with https/);
  await expect(properties.field('successUrl').getByRole('link')).toBeHidden();

  // What belongs to no field stands at the head, and what belongs to an outcome stands there.
  await properties.select('Lonely');
  await expect(properties.panel.getByRole('list', { name: 'Problems of this node' })).toContainText('No route leads here.');
  await properties.select('Sender');
  await expect(properties.panel.locator('[data-outcome-field="SKIPPED"]')).toContainText('leads nowhere');
});

test('what is typed in a field is one step to take back, and the browser takes back letters in it', async ({
  editor,
  properties,
  workshop,
}) => {
  const { page } = editor;
  await editor.open(workshop);
  await properties.select('Register');
  const issuer = properties.field('issuer').getByRole('textbox', { name: 'Issuer' });
  await issuer.press('End');
  await page.keyboard.type(' Bank of the North');
  await expect(page.getByRole('button', { name: 'Undo: Change Issuer of Register' })).toBeEnabled();
  await page.keyboard.press('Control+z');
  // The browser's own undo: the field has the focus still, and what it shows is what the journey has.
  await expect(issuer).toBeFocused();
  await expect(issuer).not.toHaveValue('Ping Bank of the North');
  await issuer.fill('');
  await page.keyboard.type('Bank of the South');
  expect((await properties.config(workshop, 'register'))?.['issuer']).toBe('Bank of the South');
  await editor.press('Control+z');
  await expect(issuer).toHaveValue('Ping');
  await expect(page.getByRole('button', { name: 'Undo', exact: true })).toBeDisabled();
  await editor.press('Control+Shift+z');
  await expect(issuer).toHaveValue('Bank of the South');

  // A switch has no letters to take back: there the keys are the journey's.
  const codes = properties.field('generateRecoveryCodes').getByRole('switch');
  await codes.setChecked(false);
  await codes.press('Control+z');
  await expect(codes).toBeChecked();
  await codes.press('Control+Shift+z');
  await expect(codes).not.toBeChecked();
});

test('an outcome that a setting takes away keeps its wire as lost, to be attached to another or removed', async ({
  editor,
  properties,
  workshop,
}) => {
  await editor.open(workshop);
  await properties.select('Sender');
  const capture = properties.field('captureFailure').getByRole('switch', { name: 'Capture failure' });
  const failureTo = properties.panel.getByRole('combobox', { name: 'Failure leads to' });
  await capture.setChecked(true);
  await properties.choose(failureTo, 'Failure');
  await expect(editor.wire('Sender', 'Failure', 'Failure')).toBeAttached();
  await capture.setChecked(false);
  const lost = properties.section('Lost wires');
  await expect(lost).toContainText('FAILURE led to Failure');
  await expect(editor.canvas.getByLabel('Lost wire from Sender, FAILURE, to Failure')).toBeAttached();
  await properties.choose(lost.getByRole('combobox', { name: 'Attach FAILURE to' }), 'Skipped');
  await expect(lost).toBeHidden();
  await expect(properties.panel.getByRole('combobox', { name: 'Skipped leads to' })).toBeFocused();
  await expect(editor.wire('Sender', 'Skipped', 'Failure')).toBeAttached();
  expect((await properties.draft(workshop)).nodes['sender']?.connections).toEqual({
    SENT: 'wait',
    NOT_REGISTERED: 'register',
    SKIPPED: FAILURE_ID,
  });

  await editor.press('Control+z');
  await expect(lost).toContainText('FAILURE led to Failure');
  await lost.getByRole('button', { name: 'Remove the wire FAILURE' }).click();
  await expect(lost).toBeHidden();
  expect((await properties.draft(workshop)).nodes['sender']?.connections).toEqual({ SENT: 'wait', NOT_REGISTERED: 'register' });
});

test('the nodes on a page are added, put in order, taken off and gone to from its list', async ({ editor, properties, workshop }) => {
  const { page } = editor;
  await editor.open(workshop);
  await properties.select('Welcome page');
  const list = properties.section('Nodes on the page');
  const rows = list.locator('[data-page-child]');
  await expect(rows).toContainText(['Who', 'Secret word']);
  await properties.choose(list.getByRole('combobox', { name: 'Add a node to the page' }), /^Message Node/, 'message');
  await expect(rows).toContainText(['Who', 'Secret word', 'Message Node']);
  // A node with one outcome goes before the last one that has two.
  await properties.choose(list.getByRole('combobox', { name: 'Add a node to the page' }), /^Success URL/, 'success');
  await expect(rows).toContainText(['Who', 'Secret word', 'Success URL', 'Message Node']);

  await properties.button('Move Secret word up').click();
  await expect(rows).toContainText(['Secret word', 'Who', 'Success URL', 'Message Node']);
  await expect(rows.first().locator(':focus')).toBeVisible();
  await page.keyboard.press('Alt+ArrowDown');
  await page.keyboard.press('Alt+ArrowDown');
  await expect(rows).toContainText(['Who', 'Success URL', 'Secret word', 'Message Node']);
  await expect(page.getByRole('status').filter({ hasText: 'Secret word is now 3 of 4' })).toBeAttached();

  await properties.button('Take Success URL off the page').click();
  await expect(rows).toContainText(['Who', 'Secret word', 'Message Node']);
  await expect(editor.node('Success URL').filter({ hasNotText: 'Leave' })).toBeVisible();
  await properties.button('Delete Message Node').click();
  const { nodes, innerNodes } = await properties.draft(workshop);
  expect(nodes['page']?.config['nodes']).toEqual([
    expect.objectContaining({ _id: 'username' }),
    expect.objectContaining({ _id: 'password' }),
  ]);
  expect(Object.keys(innerNodes).sort()).toEqual(['password', 'username']);

  await properties.button('Show Who').click();
  await expect(properties.name).toHaveValue('Who');
  await expect(properties.panel).toContainText('Stands on the page Welcome page, place 1 of 2.');
  await properties.field('prepopulate').getByRole('switch', { name: 'Pre-fill' }).setChecked(true);
  expect(await properties.config(workshop, 'username')).toEqual({ prepopulate: true });
  await properties.button('Show Welcome page').click();
  await expect(properties.name).toHaveValue('Welcome page');
});

test('a journey is found by its name, opened from there, and may be one that is not there yet', async ({
  editor,
  properties,
  workshop,
}) => {
  await editor.open(workshop);
  await properties.select('Inner');
  const field = properties.field('tree');
  const journey = field.getByRole('combobox', { name: 'Journey' });
  await properties.toSayOf(journey, /Choose the journey that this node runs/);
  await journey.click();
  await expect(editor.page.getByRole('option', { name: workshop })).toBeHidden();
  await properties.choose(journey, 'Login', 'log');
  await expect(journey).not.toHaveAttribute('aria-invalid', 'true');
  await expect(field.getByRole('link', { name: 'Open Login' })).toBeVisible();
  expect((await properties.config(workshop, 'inner'))?.['tree']).toBe('Login');

  // Without an answer the field still takes a name, and says that it cannot tell.
  await editor.page.route('**/api/realms/alpha/journeys', (route) => route.abort());
  await properties.select('Leave');
  await properties.select('Inner');
  await expect(field).toContainText('The journeys of the realm could not be fetched.');
  await editor.page.unroute('**/api/realms/alpha/journeys');
  await field.getByRole('button', { name: 'Try again' }).click();
  await expect(field.getByRole('link', { name: 'Open Login' })).toBeVisible();

  await journey.fill('Somewhere else');
  await expect(field).toContainText('This realm has no journey of this name.');
  await properties.toSayOf(journey, /no published journey Somewhere else/);
  expect((await properties.config(workshop, 'inner'))?.['tree']).toBe('Somewhere else');

  await properties.choose(journey, 'Login', 'Login');
  await field.getByRole('link', { name: 'Open Login' }).click();
  await expect(editor.page.getByRole('heading', { level: 1, name: 'Login', exact: true })).toBeVisible();
});

test('what a file brought along that does not fit is shown, kept, and replaced when the author says so', async ({
  editor,
  properties,
  installation,
}) => {
  const name = `Imported ${randomBytes(4).toString('hex')}`;
  const odd = {
    messageTimeout: '60000',
    userMessage: ['en', 'Hello'],
    mandatory: 'yes',
    customPayload: 'one',
    pushType: 'CARRIER_PIGEON',
    contextInfo: null,
    legacyMode: { deep: [1, 2] },
  };
  const foreign = { script: '01e1a3c0-038b-4c16-956a-6c9d89328cff', outcomes: ['yes', 'no'] };
  await installation.publish(
    journeyDocument.parse({
      name,
      entryNodeId: 'odd',
      nodes: {
        odd: { type: 'PushAuthenticationSenderNode', displayName: 'Odd', config: odd, connections: { SENT: 'foreign' }, x: 0, y: 0 },
        foreign: { type: 'product-VendorNode', displayName: 'Foreign', config: foreign, connections: { yes: SUCCESS_ID }, x: 300, y: 0 },
      },
    }),
  );
  await editor.open(name);
  await properties.select('Odd');
  const { field } = { field: properties.field.bind(properties) };
  await expect(field('messageTimeout')).toContainText('Here stands something that is no number. It is kept until you replace it.');
  await expect(field('messageTimeout')).toContainText('"60000"');
  await expect(field('userMessage')).toContainText('Here stands something that is no set of texts by name.');
  await expect(field('mandatory')).toContainText('Here stands something that is neither yes nor no.');
  await expect(field('customPayload')).toContainText('Here stands something that is no list of texts.');
  await expect(field('pushType').getByRole('combobox', { name: 'Push type' })).toHaveValue('CARRIER_PIGEON (not offered here)');
  await expect(field('contextInfo').getByRole('switch')).not.toBeChecked();
  await expect(properties.section('Kept, not used here')).toContainText('legacyMode');
  await expect(properties.section('Kept, not used here')).toContainText('"deep"');

  await field('messageTimeout').getByRole('button', { name: 'Take it as 60000' }).click();
  await expect(field('messageTimeout').getByRole('textbox', { name: 'Message timeout' })).toHaveValue('60000');
  await expect(field('messageTimeout').getByRole('textbox', { name: 'Message timeout' })).toBeFocused();
  await field('customPayload').getByRole('button', { name: 'Take it as ["one"]' }).click();
  await field('mandatory').getByRole('button', { name: 'Replace the value of' }).click();
  await field('userMessage').getByRole('button', { name: 'Replace the value of User message' }).click();
  expect(await properties.config(name, 'odd')).toEqual({
    ...odd,
    messageTimeout: 60_000,
    customPayload: ['one'],
    mandatory: false,
    userMessage: {},
  });

  await properties.select('Foreign');
  await expect(properties.panel.getByRole('note')).toContainText('This server does not have the node type product-VendorNode');
  await expect(properties.section('Configuration, as it came')).toHaveText(JSON.stringify(foreign, null, 2));
  await properties.name.fill('From afar');
  expect((await properties.draft(name)).nodes['foreign']).toMatchObject({
    displayName: 'From afar',
    config: foreign,
    connections: { yes: SUCCESS_ID },
  });
});

test('a node type of tomorrow has its form too, from what its schema says alone', async ({ editor, properties, installation }) => {
  const { page } = editor;
  const text = { type: 'string', maxLength: 256 };
  const texts = { type: 'object', additionalProperties: { type: 'string' } };
  const members = {
    apiKey: { ...text, title: 'API key', help: 'Key of the service.', field: 'secret' },
    headers: { ...texts, default: {}, title: 'Headers', help: 'Sent along.', field: 'key-value' },
    algorithms: {
      type: 'array',
      items: { type: 'string', enum: ['ES256', 'RS256'] },
      default: ['ES256'],
      options: { ES256: 'Elliptic curve', RS256: 'RSA' },
      title: 'Algorithms',
      help: 'Those that are taken.',
    },
    script: { ...text, title: 'Script', help: 'What it runs.', field: 'script' },
    options: { type: 'object', additionalProperties: {}, default: {}, title: 'Options', help: 'Passed on.', field: 'json' },
  };
  // This server has no such node: only its catalogue is told of one, as a server of tomorrow would.
  await page.route('**/api/catalogue', async (route) => {
    const answer = await route.fetch();
    const { nodes } = (await answer.json()) as { nodes: { type: string }[] };
    const tomorrow = {
      ...nodes.find(({ type }) => type === 'MessageNode'),
      type: 'TomorrowNode',
      displayName: 'Tomorrow',
      config: { type: 'object', properties: members },
      defaults: { headers: {}, algorithms: ['ES256'], options: {} },
    };
    await route.fulfill({ json: { nodes: [...nodes, tomorrow] } });
  });
  const typed: unknown[] = [];
  await page.route('**/api/seal', async (route) => {
    typed.push(route.request().postDataJSON());
    await route.fulfill({ json: { sealed: 'sealed:1:to.morrow.is.another.day' } });
  });
  const name = `Tomorrow ${randomBytes(4).toString('hex')}`;
  await installation.publish(
    journeyDocument.parse({
      name,
      entryNodeId: 'node',
      nodes: {
        node: { type: 'TomorrowNode', displayName: 'Node', config: { apiKey: 'stands in clear', script: '8a7e-decide' }, connections: {} },
      },
    }),
  );
  await editor.open(name);
  await properties.select('Node');

  const secret = properties.field('apiKey');
  await expect(secret).toContainText('Something stands here in clear, which is not shown.');
  await expect(page.getByText('stands in clear', { exact: true })).toHaveCount(0);
  await secret.getByRole('button', { name: 'Replace' }).click();
  await expect(secret.getByLabel('New API key')).toBeFocused();
  await page.keyboard.type('new key');
  await page.keyboard.press('Enter');
  await expect(secret.getByRole('button', { name: 'Replace' })).toBeFocused();
  await expect(secret).toContainText('A secret is kept, sealed. It is not shown.');
  expect(await page.content()).not.toContain('new key');
  expect(typed).toEqual([{ type: 'TomorrowNode', field: 'apiKey', value: 'new key' }]);

  const headers = properties.field('headers');
  const newName = headers.getByRole('textbox', { name: 'Headers, new name' });
  await newName.fill('Accept');
  await headers.getByRole('textbox', { name: 'Headers, new value' }).fill('text/plain');
  await headers.getByRole('button', { name: 'Add' }).click();
  await expect(newName).toBeFocused();
  await newName.fill('Accept');
  await properties.toSayOf(newName, 'There is a value of this name already.');
  await newName.fill('__proto__');
  await properties.toSayOf(newName, 'This name is reserved.');
  await newName.fill('X-Place');
  await headers.getByRole('textbox', { name: 'Headers, new value' }).fill('here');
  await page.keyboard.press('Enter');
  const firstName = headers.getByRole('textbox', { name: 'Headers, name 1' });
  await firstName.fill('Accept-Language');
  await headers.getByRole('textbox', { name: 'Headers, value of Accept-Language' }).fill('de');

  await properties.field('algorithms').getByRole('checkbox', { name: 'RSA' }).setChecked(true);
  const script = properties.field('script');
  await expect(script.getByRole('combobox', { name: 'Script' })).toHaveValue('8a7e-decide');
  await expect(script).toContainText('This realm has no such script.');
  const options = properties.field('options').getByRole('textbox', { name: 'Options' });
  await options.fill('{ "retries": 3');
  await properties.toSayOf(options, /This is no JSON yet/);
  await options.fill('{ "__proto__": 3 }');
  await properties.toSayOf(options, /The name __proto__ is not allowed/);
  await options.fill('{ "retries": 3 }');
  await expect(options).not.toHaveAttribute('aria-invalid', 'true');
  await properties.name.focus();
  await expectAccessible(page, 'node with every other kind of field', '[role="tabpanel"]');
  expect(await properties.config(name, 'node')).toEqual({
    apiKey: 'sealed:1:to.morrow.is.another.day',
    headers: { 'Accept-Language': 'de', 'X-Place': 'here' },
    algorithms: ['ES256', 'RS256'],
    script: '8a7e-decide',
    options: { retries: 3 },
  });
});

test('wires, ends, notes and the journey itself have properties of their own', async ({ editor, properties, workshop }) => {
  const { page } = editor;
  await editor.open(workshop);
  await expect(properties.panel).toContainText('One of each thing');
  await expect(properties.section('How to go on')).toBeVisible();

  await editor.wire('Sender', 'Sent', 'Wait').focus();
  await page.keyboard.press('Enter');
  await expect(properties.panel.getByRole('heading', { level: 2 })).toHaveText('Wire');
  await properties.choose(properties.panel.getByRole('combobox', { name: 'Leads to' }), 'Register', 'reg');
  await expect(editor.wire('Sender', 'Sent', 'Register')).toBeAttached();
  await properties.choose(properties.panel.getByRole('combobox', { name: 'Outcome' }), 'Skipped');
  await expect(editor.wire('Sender', 'Skipped', 'Register')).toBeAttached();
  await properties.button('Remove the wire').click();
  await expect(editor.wire('Sender', 'Skipped', 'Register')).not.toBeAttached();

  await editor.end('Start').click();
  await properties.choose(properties.panel.getByRole('combobox', { name: 'Start leads to' }), 'Check');
  expect((await properties.draft(workshop)).entryNodeId).toBe('check');
  await editor.end('Success').click();
  await expect(properties.section('Reached from')).toContainText('Leave, Outcome');
  await properties.button('Show Leave, Outcome').click();
  await expect(properties.name).toHaveValue('Leave');

  await editor.press('Shift+N');
  const note = properties.panel.getByRole('textbox', { name: 'Text' });
  await note.fill('Ask the bank about this');
  await expect(editor.canvas.locator('[data-note]')).toHaveText('Ask the bank about this');
  await properties.button('Delete the note').click();
  await expect(editor.canvas.locator('[data-note]')).toHaveCount(0);

  await editor.press('Control+a');
  await expect(properties.panel.getByRole('heading', { level: 2 })).toHaveText('12 selected');
  await properties.button('Align left').click();
  const { nodes } = await properties.draft(workshop);
  expect(new Set(Object.values(nodes).map(({ x }) => x)).size).toBe(1);
  await properties.button('Delete').click();
  await expect(editor.nodes).toHaveCount(0);
});

test('a node is set up with the keyboard alone', async ({ editor, properties, workshop }) => {
  const { page } = editor;
  await editor.open(workshop);
  await editor.node('Sender').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Alt+1');
  await expect(properties.name).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(properties.field('messageTimeout').getByRole('textbox', { name: 'Message timeout' })).toBeFocused();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('60000');
  await page.keyboard.press('Tab');
  await expect(properties.button('Reset to default: Message timeout')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(properties.field('userMessage').getByRole('combobox')).toBeFocused();
  await page.keyboard.type('german');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(properties.field('userMessage').getByRole('textbox', { name: 'User message, German' })).toBeFocused();
  await page.keyboard.type('Hallo');
  expect(await properties.config(workshop, 'sender')).toMatchObject({ messageTimeout: 60_000, userMessage: { de: 'Hallo' } });
});

test('the properties can be used by everybody', async ({ editor, properties, workshop }) => {
  test.setTimeout(180_000);
  const { page } = editor;
  await editor.open(workshop);
  await expectAccessible(page, 'journey', '[role="tabpanel"]');
  await properties.select('Sender');
  await properties.field('captureFailure').getByRole('switch').setChecked(true);
  await properties.choose(properties.panel.getByRole('combobox', { name: 'Failure leads to' }), 'Failure');
  await properties.field('captureFailure').getByRole('switch').setChecked(false);
  await expect(properties.section('Lost wires')).toBeVisible();
  await properties.field('messageTimeout').getByRole('textbox', { name: 'Message timeout' }).fill('1');
  await expect(properties.field('messageTimeout')).toContainText('The number must be at least 10000.');
  await expectAccessible(page, 'node with a lost wire and a value that is wrong', '[role="tabpanel"]');
  await properties.select('Welcome page');
  await properties.panel.getByText('About this node').click();
  await expectAccessible(page, 'page', '[role="tabpanel"]');
  await editor.end('Failure').click();
  await expectAccessible(page, 'end', '[role="tabpanel"]');
  await editor.press('Control+a');
  await expectAccessible(page, 'several nodes', '[role="tabpanel"]');
});

test('the form speaks German to who reads German', async ({ editor, workshop }) => {
  const { page } = editor;
  await page.addInitScript(() => localStorage.setItem('waygate-language', 'de'));
  await page.goto(`${editor.url}/admin/realms/alpha/journeys/${encodeURIComponent(workshop)}`);
  await editor.node('Sender').click();
  const panel = editor.panel('Eigenschaften');
  await panel.getByRole('textbox', { name: 'Message timeout' }).fill('5');
  await expect(panel.getByRole('textbox', { name: 'Message timeout' })).toHaveAccessibleDescription(/10\.000 bis 600\.000 Millisekunden/);
  await expect(panel.getByRole('region', { name: 'Ausgänge' })).toBeVisible();
});
