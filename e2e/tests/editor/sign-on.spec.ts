import { watchContext } from '../../browser/watch-context.ts';
import { expect, test } from '../../fixtures.ts';
import { ExpectEditor } from '../../pages/expect-editor.ts';
import { ExpectSignOn } from '../../pages/expect-sign-on.ts';

test('an administrator signs on through a journey of the root realm and comes to what they wanted to see', async ({
  browser,
  installation,
  administrator,
}) => {
  const { url } = installation.server;
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const problems = watchContext(context, url, { console: true });
  const page = await context.newPage();
  await page.goto(`${url}/admin/realms/alpha/journeys/Login`);
  const signOn = new ExpectSignOn(page);
  await signOn.typePassword(administrator.username, administrator.password);
  const editor = new ExpectEditor(page, url);
  await expect(page).toHaveURL(`${url}/admin/realms/alpha/journeys/Login`);
  await expect(editor.end('Success')).toBeVisible();
  await expect(editor.nodes.first()).toBeVisible();
  await context.close();
  expect(problems).toEqual([]);
});

test('who is no administrator is told so, and sees nothing of it', async ({ browser, installation }) => {
  const { url } = installation.server;
  const context = await browser.newContext();
  const page = await context.newPage();
  const { username, password } = await installation.person('/');
  await page.goto(`${url}/admin`);
  await new ExpectSignOn(page).typePassword(username, password);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('You are no administrator');
  await expect(page.getByRole('link', { name: 'Sign on as somebody else' })).toBeVisible();
  await context.close();
});

test('the shipped push journey is drawn whole, and nothing in the browser complains', async ({ editor }) => {
  await editor.open('Login with Push MFA');
  await expect(editor.node('Push Sender')).toBeVisible();
  await expect(editor.wire('Push Sender', 'Sent', 'Push Wait')).toBeAttached();
});
