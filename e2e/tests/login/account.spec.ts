import { tokenOf } from '../../api/am-client.ts';
import { enrol, numberOn, pollOn, typePassword } from '../../api/sign-on.ts';
import { expect, test } from '../../fixtures.ts';
import { ExpectAccount } from '../../pages/expect-account.ts';
import { ExpectSignOn } from '../../pages/expect-sign-on.ts';

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
  await account.signOut();
  await signOn.toAskForPassword();
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
  await signOn.open(url, 'Login');
  await signOn.typePassword(person.username, person.password);
  await account.toBeOf(person.username);
  const others = [];
  for (let count = 0; count < 3; count += 1) {
    const context = await browser.newContext();
    const other = new ExpectSignOn(await context.newPage());
    await other.open(url, 'Login');
    await other.typePassword(person.username, person.password);
    await new ExpectAccount(other.page).toBeOf(person.username);
    others.push({ context, other });
  }
  await signOn.page.reload();
  await expect(account.sessions).toHaveCount(4);
  await expect(account.sessions.filter({ hasText: 'This browser' })).toHaveCount(1);
  await account.sessions.getByRole('button', { name: 'Sign out there' }).first().click();
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

test('a phone is not removed by a password alone, and is removed after the second factor', async ({
  signOn,
  account,
  installation,
  person,
  phone,
  am,
  journey,
}) => {
  const { url } = installation.server;
  const { waiting } = await enrol(am, journey, person, phone);
  await signOn.open(url, 'Login');
  await signOn.typePassword(person.username, person.password);
  await account.toBeOf(person.username);
  await account.removeDevice('Pixel 9');
  await expect(signOn.page.getByRole('alert')).toHaveText(/sign in with your second factor first/);
  await expect(account.devices).toHaveCount(1);

  await phone.received(1);
  await phone.answer({ choose: 'right', refused: false }, numberOn(waiting));
  const token = tokenOf(await pollOn(am, waiting));
  await signOn.page.context().addCookies([{ name: 'iPlanetDirectoryPro', value: token, url, httpOnly: true, sameSite: 'Lax' }]);
  await signOn.page.reload();
  await account.toBeOf(person.username);
  await account.devices.getByRole('button', { name: 'Remove' }).click();
  await signOn.page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await expect(account.devices, 'Cancel removes nothing').toHaveCount(1);
  await account.removeDevice('Pixel 9');
  await expect(signOn.page.getByRole('status').filter({ hasText: '“Pixel 9” is removed.' })).toBeVisible();
  await expect(account.devices).toHaveCount(0);
  expect((await typePassword(am, journey, person)).text, 'the next sign-on registers a phone anew').toContain('Apple App Store');
});

test('whoever is not signed on is asked to, and comes back', async ({ signOn, account, installation, person }) => {
  await signOn.open(installation.server.url, 'Login');
  await signOn.toAskForPassword();
  await signOn.page.goto(`${installation.server.url}/account`);
  await signOn.toAskForPassword();
  await signOn.typePassword(person.username, person.password);
  await account.toBeOf(person.username);
});
