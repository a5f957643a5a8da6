import { randomBytes } from 'node:crypto';
import { FAILURE_ID, isSealedSecret, type JourneyDocument, journeyDocument, SUCCESS_ID } from '@waygate/schema';
import { test as base, expect } from '../../fixtures.ts';
import { expectAccessible } from '../../pages/expect-accessible.ts';
import { ExpectProperties } from '../../pages/expect-properties.ts';
import { ExpectPublishing } from '../../pages/expect-publishing.ts';
import { ExpectSignOn } from '../../pages/expect-sign-on.ts';

const test = base.extend<{ readonly properties: ExpectProperties; readonly remembering: string }>({
  properties: async ({ editor }, use) => use(new ExpectProperties(editor)),
  /** Name of a journey that remembers people by a cookie, in the editor's hands: its two nodes lack their key. */
  remembering: async ({ installation, administrator }, use) => {
    const document = rememberingJourney(`Remembering ${randomBytes(4).toString('hex')}`);
    const draft = { document, baseVersion: null, revision: null };
    await installation.stores.journeys.saveDraft('/alpha', administrator.username, draft, Date.now());
    await use(document.name);
  },
});

function rememberingJourney(name: string): JourneyDocument {
  const node = (type: string, displayName: string, x: number, connections: Record<string, string>, config: object = {}) => ({
    type,
    displayName,
    config,
    connections,
    x,
    y: 100,
  });
  return journeyDocument.parse({
    name,
    entryNodeId: 'known',
    nodes: {
      known: node('PersistentCookieDecisionNode', 'Known', 0, { true: SUCCESS_ID, false: 'page' }),
      page: node(
        'PageNode',
        'Sign in',
        260,
        { outcome: 'check' },
        {
          nodes: [
            { _id: 'username', nodeType: 'UsernameCollectorNode', displayName: 'Who' },
            { _id: 'password', nodeType: 'PasswordCollectorNode', displayName: 'Word' },
          ],
        },
      ),
      check: node('DataStoreDecisionNode', 'Check', 520, { true: 'remember', false: FAILURE_ID }),
      remember: node('SetPersistentCookieNode', 'Remember', 780, { outcome: SUCCESS_ID }),
    },
    innerNodes: {
      username: { type: 'UsernameCollectorNode', displayName: 'Who', config: {} },
      password: { type: 'PasswordCollectorNode', displayName: 'Word', config: {} },
    },
  });
}

/** A key that stands nowhere else. */
const newKey = () => randomBytes(32).toString('base64');

test('a journey whose key was typed in the editor signs a person on a second time by its cookie', async ({
  editor,
  properties,
  remembering,
  browser,
  installation,
  person,
}) => {
  const key = newKey();
  const publishing = new ExpectPublishing(editor);
  await editor.open(remembering);
  for (const name of ['Known', 'Remember']) {
    await properties.select(name);
    const field = properties.field('hmacSigningKey');
    await expect(field).toContainText('No secret is kept.');
    await field.getByRole('button', { name: 'Enter' }).click();
    await field.getByLabel('New HMAC signing key').fill(key);
    await field.getByLabel('New HMAC signing key').press('Enter');
    await expect(field).toContainText('A secret is kept, sealed.');
  }
  await publishing.publish(1);
  const context = await browser.newContext();
  const signOn = new ExpectSignOn(await context.newPage());
  await signOn.open(installation.server.url, remembering);
  await signOn.typePassword(person.username, person.password);
  await expect(signOn.page).toHaveURL(/\/account/);
  const cookies = await context.cookies();
  const remembered = cookies.find(({ name }) => name === 'session-jwt');
  expect(remembered).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Lax', path: '/' });
  // The session ends, the cookie stays: nobody is asked again.
  await signOn.forgetCookies(/iPlanetDirectoryPro/);
  await signOn.open(installation.server.url, remembering);
  await expect(signOn.page).toHaveURL(/\/account/);
  expect((await context.cookies()).some(({ name }) => /iPlanetDirectoryPro/.test(name))).toBe(true);
  await signOn.forgetCookies();
  await signOn.open(installation.server.url, remembering);
  await signOn.toAskForPassword();
  await context.close();
});

test('a secret that is typed is nowhere in clear: not in the browser, not in an answer, not after undo and redo, not in an export', async ({
  editor,
  properties,
  remembering,
}) => {
  const key = newKey();
  const { page } = editor;
  const sent: string[] = [];
  const answers: Promise<string>[] = [];
  page.on('request', (request) => {
    if ((request.postData() ?? '').includes(key)) sent.push(new URL(request.url()).pathname);
  });
  page.on('response', (response) => {
    if (response.url().includes('/api/')) answers.push(response.text().catch(() => ''));
  });
  await editor.open(remembering);
  await properties.select('Remember');
  const field = properties.field('hmacSigningKey');
  await field.getByRole('button', { name: 'Enter' }).click();
  await field.getByLabel('New HMAC signing key').fill(key);
  await field.getByRole('button', { name: 'Keep' }).click();
  await expect(field).toContainText('A secret is kept, sealed.');
  await expect(field.getByRole('button', { name: 'Replace' })).toBeFocused();
  expect(isSealedSecret((await properties.config(remembering, 'remember'))?.['hmacSigningKey'])).toBe(true);
  const clear = async () => {
    const stored = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
    expect(stored).not.toContain(key);
    expect(await page.content()).not.toContain(key);
  };
  await clear();
  await editor.press('Control+z');
  await expect(field).toContainText('No secret is kept.');
  await clear();
  await editor.press('Control+y');
  await expect(field).toContainText('A secret is kept, sealed.');
  await clear();
  await editor.press('Control+a', 'Control+c');
  expect(await page.evaluate(() => navigator.clipboard.readText())).not.toContain(key);
  await editor.toBeSaved();
  const exported = await page.request.post(`${editor.url}/api/realms/alpha/export`, {
    headers: { 'x-requested-with': 'test' },
    data: { names: [remembering], format: 'native', withInner: false, drafts: true },
  });
  expect(exported.ok()).toBe(true);
  const text = await exported.text();
  expect(text).toContain('remember.hmac.signing.key}');
  expect(text).not.toMatch(/sealed:/);
  expect(text).not.toContain(key);
  for (const answer of await Promise.all(answers)) expect(answer).not.toContain(key);
  expect(sent).toEqual(['/api/seal']);
});

test('a secret that could not be kept stays in its field until it is', async ({ editor, properties, remembering }) => {
  const { page } = editor;
  await editor.open(remembering);
  await properties.select('Remember');
  const field = properties.field('hmacSigningKey');
  await field.getByRole('button', { name: 'Enter' }).click();
  const input = field.getByLabel('New HMAC signing key');
  await page.context().setOffline(true);
  await input.fill(newKey());
  await field.getByRole('button', { name: 'Keep' }).click();
  await expect(field.getByRole('alert')).toContainText('It is not kept yet: The server does not answer.');
  await expect(input).toBeFocused();
  await expect(input).not.toHaveValue('');
  await page.context().setOffline(false);
  await field.getByRole('button', { name: 'Try again' }).click();
  await expect(field).toContainText('A secret is kept, sealed.');
});

test('a secret can be replaced, removed, and named as a variable of the server, which the check looks for', async ({
  editor,
  properties,
  remembering,
}) => {
  await editor.open(remembering);
  await properties.select('Remember');
  const field = properties.field('hmacSigningKey');
  await field.getByRole('button', { name: 'Enter' }).click();
  await field.getByLabel('New HMAC signing key').fill('too-short');
  await field.getByRole('button', { name: 'Keep' }).click();
  // What is wrong with it is said though nobody but the server can read it.
  await expect(field).toContainText('A signing key is 32 bytes or more in base64.');
  await field.getByRole('button', { name: 'Replace' }).click();
  await field.getByLabel('New HMAC signing key').press('Escape');
  await expect(field).toContainText('A secret is kept, sealed.');
  await field.getByRole('button', { name: 'Name a variable' }).click();
  const name = field.getByLabel('Variable for HMAC signing key');
  await name.fill('my.secret');
  await name.press('Enter');
  await properties.toSayOf(name, /This is not the name of a variable/);
  await name.fill('&{esv.nobody.set}');
  await name.press('Enter');
  await expect(field).toContainText('&{esv.nobody.set}');
  await expect(field).toContainText('The secret &{esv.nobody.set} is to be entered.');
  await expectAccessible(editor.page, 'a secret field', '[data-field="hmacSigningKey"]');
  expect((await properties.config(remembering, 'remember'))?.['hmacSigningKey']).toBe('&{esv.nobody.set}');
  await field.getByRole('button', { name: 'Remove' }).click();
  await expect(field).toContainText('No secret is kept.');
  expect((await properties.config(remembering, 'remember'))?.['hmacSigningKey']).toBeUndefined();
});

test('a secret that stands in clear in what is pasted is left out, and that is said', async ({ editor, properties, remembering }) => {
  const key = newKey();
  const fragment = {
    waygate: 'journey fragment',
    nodes: {
      one: {
        type: 'SetPersistentCookieNode',
        displayName: 'Pasted',
        config: { hmacSigningKey: key, maxLife: 7 },
        connections: {},
        x: 0,
        y: 0,
      },
    },
    innerNodes: {},
  };
  await editor.open(remembering);
  await editor.page.evaluate((text) => navigator.clipboard.writeText(text), JSON.stringify(fragment));
  await editor.press('Control+v');
  await expect(editor.node('Pasted')).toBeVisible();
  await expect(editor.page.getByText('A secret stood there in clear and was left out.')).toBeVisible();
  await editor.toBeSaved();
  const pasted = Object.values((await properties.draft(remembering)).nodes).find(({ displayName }) => displayName === 'Pasted');
  expect(pasted?.config).toEqual({ maxLife: 7 });
  expect(await editor.page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toContain(key);
});
