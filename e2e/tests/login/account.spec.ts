import { hash, randomBytes } from 'node:crypto';
import type { Page } from '@playwright/test';
import { OathApp } from '@waygate/phone';
import { tokenOf } from '../../api/am-client.ts';
import type { PhoneAtHand } from '../../api/phone-at-hand.ts';
import { enrol, typePassword } from '../../api/sign-on.ts';
import { expect, test } from '../../fixtures.ts';
import { expectAccessible } from '../../pages/expect-accessible.ts';
import { ExpectAccount } from '../../pages/expect-account.ts';
import { ExpectSignOn } from '../../pages/expect-sign-on.ts';
import type { TestPerson } from '../../server/installation.ts';

/** An app that shows codes, as a journey would keep it. */
const CODE_APP = {
  device: {
    ...{ uuid: 'codes', deviceName: 'Code app', createdDate: 1, lastAccessDate: 2, issuer: 'i', sharedSecret: 'ab' },
    ...{ algorithm: 'TOTP' as const, digits: 6 as const, hash: 'HMAC_SHA1' as const, period: 30, counter: 0, lastLogin: 0 },
    ...{ clockDriftSeconds: 0, checksumDigit: false, truncationOffset: -1 },
  },
  recoveryCodes: [],
  refreshes: [],
};

/** An app with a key of its own, on the same phone. */
const BOUND_APP = {
  device: {
    ...{ uuid: 'bound', deviceName: 'Bank app', createdDate: 1, lastAccessDate: 2, deviceId: 'd', kid: 'k', key: { kty: 'RSA' } },
    ...{ authenticationType: 'BIOMETRIC_ONLY', platform: 'android' },
  },
  recoveryCodes: [],
  refreshes: [],
};

/** Signs on with the password alone and stands on the account page. */
async function comeIn(page: Page, url: string, { username, password }: TestPerson): Promise<void> {
  const signOn = new ExpectSignOn(page);
  await signOn.open(url, 'Login');
  await signOn.typePassword(username, password);
  await new ExpectAccount(page).toBeOf(username);
}

/** Approves what the browser waits for with the phone of somebody who enrolled it by `enrol`, which took its first push. */
async function approve(signOn: ExpectSignOn, phone: PhoneAtHand): Promise<void> {
  await signOn.toHaveHeading('Check your phone');
  await phone.received(2);
  await phone.answer({ type: 'right', refused: false }, await signOn.shownNumber());
}

test("sign out leads to the realm's default journey, and the session is over", async ({
  signOn,
  account,
  authenticator,
  installation,
  person,
  journey,
}) => {
  await signOn.open(installation.server.url, journey);
  await signOn.typePassword(person.username, person.password);
  await signOn.button('Continue').click();
  await authenticator.paste(await signOn.registrationLink());
  await signOn.toShowRecoveryCodes();
  await signOn.button('Done').click();
  await signOn.toWaitForThePhone();
  await authenticator.toAsk(person.username);
  await authenticator.choose(await signOn.shownNumber());
  await account.toBeOf(person.username);
  const cookies = await signOn.page.context().cookies();
  const token = cookies.find(({ name }) => name === 'iPlanetDirectoryPro');
  expect(token).toMatchObject({ httpOnly: true, sameSite: 'Lax' });
  const remembered = await signOn.page.evaluate(() => {
    sessionStorage.setItem('waygate.change', 'as if a change had waited for its proof');
    return Object.keys(localStorage);
  });
  await account.signOut();
  await signOn.toAskForPassword();
  const left = await signOn.page.evaluate(() => ({ tab: JSON.stringify({ ...sessionStorage }), browser: Object.keys(localStorage) }));
  expect(left.tab, 'a change that waited').not.toContain('waygate.change');
  expect(left.browser, 'what names the device is no data of the session').toEqual(remembered);
  await expect(signOn.page, 'the default journey, not the one of before').toHaveURL(/\/sign-on\/alpha$/);
  expect((await signOn.page.context().cookies()).map(({ name }) => name)).not.toContain('iPlanetDirectoryPro');
  await signOn.page.goBack();
  await signOn.toAskForPassword();
  // The default journey asks for no phone.
  await signOn.typePassword(person.username, person.password);
  await account.toBeOf(person.username);
});

test('a person signs out of other browsers', async ({ browser, signOn, account, installation, person }) => {
  const { url } = installation.server;
  await comeIn(signOn.page, url, person);
  const others = [];
  for (let count = 0; count < 3; count += 1) {
    const context = await browser.newContext();
    const other = new ExpectSignOn(await context.newPage());
    await comeIn(other.page, url, person);
    others.push({ context, other });
  }
  await signOn.page.reload();
  await expect(account.sessions).toHaveCount(4);
  await expect(account.sessions.filter({ hasText: 'This browser' })).toHaveCount(1);
  await account.sessions
    .getByRole('button', { name: /^Sign out there/ })
    .first()
    .click();
  await expect(account.sessions).toHaveCount(3);
  await signOn.page.getByRole('button', { name: 'Sign out everywhere else' }).click();
  await expect(account.sessions).toHaveCount(1);
  for (const { context, other } of others) {
    await other.page.reload();
    await other.toAskForPassword();
    await context.close();
  }
  await signOn.page.reload();
  await account.toBeOf(person.username);
});

test('other browsers are signed out after a fresh proof, by the device or, for whoever has lost it, by the password', async ({
  signOn,
  account,
  installation,
  person,
  phone,
  am,
  journey,
}) => {
  const { page } = signOn;
  const { signOnSessions } = installation.stores;
  await comeIn(signOn.page, installation.server.url, person);
  await enrol(am, journey, person, phone);
  for (let count = 0; count < 2; count += 1) tokenOf(await typePassword(am, 'Login', person));
  /** Lets more than the 15 minutes pass that a proof of this browser is fresh. */
  const pass = async () => {
    const sessions = await signOnSessions.listByUser('/alpha', person.id, Date.now());
    for (const session of sessions.filter(({ userAgent }) => userAgent?.includes('Chrome'))) {
      const token = randomBytes(32).toString('base64url');
      const evidence = session.evidence.map((one) => ({ ...one, at: one.at - 16 * 60_000 }));
      await signOnSessions.create({ ...session, id: hash('sha256', token, 'base64url'), evidence });
      await signOnSessions.end(session.id, 'DESTROY');
      await page.context().addCookies([{ name: 'iPlanetDirectoryPro', value: token, url: installation.server.url }]);
    }
    await page.reload();
    await account.toBeOf(person.username);
  };
  const others = account.sessions.getByRole('button', { name: /^Sign out there/ });
  const confirm = page.getByRole('region', { name: 'First confirm that it is you' });

  await pass();
  const before = await others.count();
  expect(before).toBeGreaterThan(1);
  await others.first().focus();
  await page.keyboard.press('Enter');
  await expect(confirm.getByRole('heading')).toBeFocused();
  await expectAccessible(page, 'the question how to confirm');
  await confirm.getByRole('button', { name: 'Cancel' }).click();
  await expect(confirm).toHaveCount(0);
  await expect(others, 'Cancel ends nothing').toHaveCount(before);

  await others.first().click();
  await confirm.getByRole('link', { name: 'With my password' }).click();
  await signOn.typePassword(person.username, person.password);
  await account.toBeOf(person.username);
  await expect(account.note('That browser is signed out.')).toBeVisible();
  await expect(others).toHaveCount(before - 1);
  await expect(account.sessions.filter({ hasText: 'This browser' }), 'it is the same session').toHaveCount(1);

  await pass();
  await page.getByRole('button', { name: 'Sign out everywhere else' }).or(others.first()).first().click();
  await confirm.getByRole('link', { name: 'With a device or recovery code' }).click();
  await approve(signOn, phone);
  await account.toBeOf(person.username);
  await expect(account.note(/signed out/)).toBeVisible();
});

test('a phone is renamed and removed only after the second factor, to which the page leads and from which it comes back', async ({
  signOn,
  account,
  installation,
  person,
  phone,
  am,
  journey,
}) => {
  const { page } = signOn;
  await enrol(am, journey, person, phone);
  await comeIn(signOn.page, installation.server.url, person);
  await expect(account.devices).toHaveText(/Pixel 9.*Phone that approves sign-ins.*10 recovery codes left/);

  await account.devices.getByRole('button', { name: 'Rename: Pixel 9' }).click();
  await expect(account.nameField('Pixel 9')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(account.devices.getByRole('button', { name: 'Rename: Pixel 9' }), 'the keyboard is back where it was').toBeFocused();
  await page.keyboard.press('Enter');
  await account.nameField('Pixel 9').fill('Work phone');
  await page.keyboard.press('Enter');

  await signOn.toHaveHeading('Check your phone');
  await expect(signOn.button("I don't have my phone"), 'no password comes first: whoever is signed on is known').toBeVisible();
  await approve(signOn, phone);
  await account.toBeOf(person.username);
  await expect(page.getByRole('status').filter({ hasText: 'It is called “Work phone” now.' })).toBeVisible();

  await installation.stores.devices.oath.put('/alpha', person.id, CODE_APP);
  await page.reload();
  await account.devices.getByRole('button', { name: 'Use first: Work phone' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status').filter({ hasText: 'You are asked for “Work phone” first from now on.' })).toBeVisible();
  await expect(account.devices.filter({ hasText: 'Comes first' })).toHaveText(/Work phone/);
  await expect(account.devices.getByRole('button', { name: 'No longer first: Work phone' }), 'the keyboard is where it was').toBeFocused();
  await installation.stores.devices.oath.remove('/alpha', person.id, CODE_APP.device.uuid);
  await page.reload();
  await expect(page.getByRole('link', { name: /^Add a/ }), 'a second phone would be none').toHaveText([/passkey/, /code/]);

  await account.devices.getByRole('button', { name: /^New codes/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'New codes' }).click();
  await expect(page.getByRole('region', { name: 'Your recovery codes' }).getByRole('listitem')).toHaveCount(10);
  await page.getByRole('button', { name: 'Done' }).click();

  await installation.stores.devices.binding.put('/alpha', person.id, BOUND_APP);
  await page.reload();
  await account.devices.getByRole('button', { name: 'Remove: Work phone' }).click();
  await expect(page.getByRole('dialog')).toContainText('Then all that is left is: Bank app.');
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await expect(account.devices, 'Cancel removes nothing').toHaveCount(2);
  await account.removeDevice('Work phone');
  await expect(page.getByRole('status').filter({ hasText: '“Work phone” is removed.' })).toBeVisible();
  // What was shown with the phone still does for what else was on it.
  await account.removeDevice('Bank app');
  await expect(page.getByRole('status').filter({ hasText: '“Bank app” is removed.' })).toBeVisible();
  await expect(account.devices).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'What you sign in with' })).toBeFocused();
  await expect(page.getByRole('link', { name: 'Add a phone' })).toHaveAttribute('href', /\/sign-on\/alpha\/.*ForceAuth=true/);
});

test('an app for outages is set up beside a second factor, gets a new backup code, and is removed', async ({
  signOn,
  account,
  installation,
  person,
  phone,
  am,
  journey,
}) => {
  const { page } = signOn;
  await comeIn(signOn.page, installation.server.url, person);
  await expect(account.offline).toContainText('add a second factor above first');
  await expect(account.offline.getByRole('link', { name: 'Set up an app' })).toHaveCount(0);
  await enrol(am, journey, person, phone);
  await page.reload();
  await account.offline.getByRole('link', { name: 'Set up an app' }).click();
  await approve(signOn, phone);
  await signOn.toShowACode();
  await expect(page.getByRole('heading', { level: 1 }), 'nothing scrolls the QR code away').toBeFocused();
  const app = new OathApp(await signOn.registrationLink());
  const code = app.code(Date.now());
  await signOn.field('One-time code of the app').fill(code === '000000' ? '000001' : '000000');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('This is not the code that the app shows.');
  await signOn.field('One-time code of the app').fill(app.code(Date.now()));
  await signOn.button('Confirm').click();
  await signOn.toHaveHeading('Your backup code');
  await expectAccessible(page, 'backup code');
  const backupCode = await page.locator('ul.codes').getByRole('listitem').textContent();
  expect(backupCode).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
  await signOn.button('Done').click();

  await account.toBeOf(person.username);
  await expect(account.offline.getByRole('listitem')).toHaveText(/Offline Code.*Your backup code was not used/);
  await account.offline.getByRole('button', { name: 'New backup code: Offline Code' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'New backup code' }).click();
  const shown = page.getByRole('region', { name: 'Your backup code' }).getByRole('listitem');
  await expect(shown).toHaveText(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
  await expect(shown).not.toHaveText(backupCode ?? '');
  await signOn.button('Done').click();
  await expectAccessible(page, 'account with an offline code');
  await account.offline.getByRole('button', { name: 'Remove: Offline Code' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByRole('status').filter({ hasText: '“Offline Code” is removed.' })).toBeVisible();
  await expect(account.offline.getByRole('heading')).toBeFocused();
  await expect(account.offline.getByRole('link', { name: 'Set up an app' })).toBeVisible();
});

test('whoever is not signed on is asked to, and comes back', async ({ signOn, account, installation, person }) => {
  await signOn.open(installation.server.url, 'Login');
  await signOn.toAskForPassword();
  await signOn.page.goto(`${installation.server.url}/account`);
  await signOn.toAskForPassword();
  await signOn.typePassword(person.username, person.password);
  await account.toBeOf(person.username);
});
