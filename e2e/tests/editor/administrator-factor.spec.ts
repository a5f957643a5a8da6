import { OathApp } from '@waygate/phone';
import { AmClient, stepOf, tokenOf } from '../../api/am-client.ts';
import { VirtualAuthenticator } from '../../browser/virtual-authenticator.ts';
import { test as base, expect } from '../../fixtures.ts';
import { expectAccessible } from '../../pages/expect-accessible.ts';
import { Installation } from '../../server/installation.ts';
import { ownName } from '../../server/own-journey.ts';

/** A new installation as it is when nobody says otherwise. */
const test = base.extend<object, { readonly installation: Installation }>({
  installation: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the dependencies of a fixture out of this pattern.
    async ({}, use) => {
      const installation = await Installation.create({ WAYGATE_ADMIN_SECOND_FACTOR: 'required' });
      await use(installation);
      await installation.remove();
    },
    { scope: 'worker' },
  ],
});

test('an administrator makes a passkey at the first sign-on, by keyboard, and cannot come in without it', async ({
  signOn,
  installation,
  administrator,
}) => {
  const { page } = signOn;
  const { url } = installation.server;
  const device = new VirtualAuthenticator();
  await device.enter(page);
  await device.setPresent(true);
  await page.goto(`${url}/admin`);
  await signOn.typePassword(administrator.username, administrator.password);
  await expect(page.getByText('Administrators sign in with a second factor.')).toBeVisible();
  await expect(signOn.button('Not now')).toHaveCount(0);
  await expectAccessible(page, 'the page that has an administrator enrol');
  await signOn.button('Make a passkey').focus();
  await page.keyboard.press('Tab');
  await expect(signOn.button('Set up a code app')).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await signOn.toHaveHeading('Make a passkey');
  await signOn.button('Make passkey').click();
  await signOn.toShowRecoveryCodes();
  await signOn.submit.click();
  await signOn.passkeyButton.click();
  await expect(page).toHaveURL(/\/admin\/realms\//);

  await page.context().clearCookies();
  await page.goto(`${url}/admin`);
  await signOn.typePassword(administrator.username, administrator.password);
  await expect(signOn.passkeyButton, 'the password alone is not enough any more').toBeVisible();
  await signOn.passkeyButton.click();
  await expect(page).toHaveURL(/\/admin\/realms\//);
});

test('an administrator adds a code app on the account page, after a fresh proof with the passkey', async ({
  signOn,
  account,
  installation,
  administrator,
}) => {
  const { page } = signOn;
  const { url } = installation.server;
  const device = new VirtualAuthenticator();
  await device.enter(page);
  await device.setPresent(true);
  await page.goto(`${url}/admin`);
  await signOn.typePassword(administrator.username, administrator.password);
  await signOn.button('Make a passkey').click();
  await signOn.button('Make passkey').click();
  await signOn.toShowRecoveryCodes();
  await signOn.submit.click();
  await signOn.passkeyButton.click();
  await expect(page).toHaveURL(/\/admin\/realms\//);

  await page.goto(`${url}/account`);
  await account.toBeOf(administrator.username);
  await expect(account.devices).toHaveCount(1);
  for (const name of ['Add a passkey', 'Add a phone']) await expect(page.getByRole('link', { name })).toBeVisible();
  await page.getByRole('link', { name: 'Add a code app' }).click();
  await signOn.passkeyButton.click();
  const app = new OathApp(await signOn.registrationLink());
  await signOn.button('Next').click();
  await signOn.field('One-time code from your authenticator app').fill(app.code(Date.now()));
  await signOn.button('Submit').click();
  await signOn.toShowRecoveryCodes();
  await signOn.submit.click();
  await account.toBeOf(administrator.username);
  await expect(account.devices).toHaveCount(2);
  await expectAccessible(page, 'the account of an administrator');
  await page.goto(`${url}/admin`);
  await expect(page, 'who added something goes on administering').toHaveURL(/\/admin\/realms\//);
});

test('an administrator reads it in German', async ({ signOn, installation, administrator }) => {
  const { page } = signOn;
  await page.goto(`${installation.server.url}/sign-on/root/AdminLogin?locale=de`);
  await signOn.toHaveHeading('Verwaltung');
  await signOn.field('Benutzername').fill(administrator.username);
  await signOn.field('Passwort').fill(administrator.password);
  await signOn.button('Weiter').click();
  await expect(page.getByText('Wer verwaltet, meldet sich mit einem zweiten Faktor an.')).toBeVisible();
  await expect(signOn.button('Code-App einrichten')).toBeVisible();
});

test('who signed on as an administrator by a password alone is told what is missing, and led to it', async ({
  signOn,
  installation,
  administrator,
}) => {
  const { page } = signOn;
  const { server, stores } = installation;
  const shipped = await stores.journeys.published('/alpha', 'Login');
  if (shipped === undefined) throw new Error('The demo has no journey Login.');
  const name = ownName('Short Cut');
  await stores.journeys.publish('/', [{ ...shipped, name }], { at: Date.now(), author: 'test', note: '' });
  const root = new AmClient(server.url, '');
  const { username, password } = administrator;
  const value = tokenOf(await root.answer(stepOf(await root.start(name)), { 'User Name': username, Password: password }));
  await page.context().addCookies([{ name: 'iPlanetDirectoryPro', value, url: server.url, httpOnly: true, sameSite: 'Lax' }]);
  const refused = page.waitForResponse((response) => response.url().endsWith('/api/me'));
  await page.goto(`${server.url}/admin`);
  expect((await refused).status()).toBe(403);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('A second factor is needed');
  await expectAccessible(page, 'the console without a second factor');
  await page.getByRole('link', { name: 'Sign on again' }).click();
  await signOn.typePassword(username, password);
  await expect(signOn.button('Make a passkey')).toBeVisible();
});
