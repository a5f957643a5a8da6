import { enrol } from '../../api/sign-on.ts';
import { test } from '../../fixtures.ts';
import { expectAccessible } from '../../pages/expect-accessible.ts';

test('every page of a first sign-on can be used by everybody', async ({
  signOn,
  account,
  authenticator,
  installation,
  person,
  journey,
}) => {
  test.setTimeout(120_000);
  const { page } = signOn;
  await expectAccessible(authenticator.page, 'authenticator without an account');
  await signOn.open(installation.server.url, journey);
  await signOn.toAskForPassword();
  await expectAccessible(page, 'user name and password');
  await signOn.typePassword(person.username, 'wrong password');
  await signOn.toHaveFailed();
  await expectAccessible(page, 'failure');
  await signOn.button('Try again').click();
  await signOn.typePassword(person.username, person.password);
  await signOn.toOfferTheApp();
  await expectAccessible(page, 'app');
  await signOn.button('Continue').click();
  await signOn.toShowACode();
  await expectAccessible(page, 'QR code');
  await authenticator.page.getByRole('button', { name: 'Add an account' }).click();
  await expectAccessible(authenticator.page, 'adding an account');
  await authenticator.page.getByRole('button', { name: 'Cancel' }).click();
  await authenticator.paste(await signOn.registrationLink());
  await signOn.toShowRecoveryCodes();
  await expectAccessible(page, 'recovery codes');
  await expectAccessible(authenticator.page, 'authenticator with an account');
  await signOn.button('Done').click();
  await signOn.toWaitForThePhone();
  await authenticator.toAsk(person.username);
  await expectAccessible(page, 'waiting for the phone');
  await expectAccessible(authenticator.page, 'push with numbers');
  await authenticator.choose(await signOn.shownNumber());
  await account.toBeOf(person.username);
  await expectAccessible(page, 'account');
  await expectAccessible(authenticator.page, 'authenticator after an answer');
});

for (const [pushType, what] of [
  ['CODE_ENTRY', 'code entry'],
  ['DEFAULT', 'tap to accept'],
  ['BIOMETRIC', 'biometrics'],
] as const) {
  test(`the pages of ${what} can be used by everybody`, async ({ signOn, authenticator, installation, person }) => {
    const journey = await installation.pushJourney({ 'Push Sender': { pushType }, 'Push Wait': { secondsToWait: 60 } });
    await signOn.open(installation.server.url, journey);
    await signOn.typePassword(person.username, person.password);
    await signOn.button('Continue').click();
    await authenticator.paste(await signOn.registrationLink());
    await signOn.toShowRecoveryCodes();
    await signOn.button('Done').click();
    await signOn.toWaitForThePhone();
    await authenticator.toAsk(person.username);
    await expectAccessible(signOn.page, `${what}: waiting`);
    await expectAccessible(authenticator.page, `${what}: push`);
    await authenticator.page.getByRole('button', { name: 'This was not me' }).click();
    await expectAccessible(authenticator.page, `${what}: denying`);
  });
}

test('the page for a recovery code, and the pages that tell what is wrong, can be used by everybody', async ({
  signOn,
  installation,
  person,
  phone,
  am,
  journey,
}) => {
  await enrol(am, journey, person, phone);
  await signOn.open(installation.server.url, journey);
  await signOn.typePassword(person.username, person.password);
  await signOn.button('Cancel').click();
  await signOn.toAskForARecoveryCode();
  await expectAccessible(signOn.page, 'recovery code');
  await signOn.field('Recovery Code').fill('0000000000');
  await signOn.button('Next').click();
  await signOn.page.getByRole('alert').waitFor();
  await expectAccessible(signOn.page, 'wrong recovery code');
  await signOn.open(installation.server.url, 'No Such Journey');
  await signOn.toHaveHeading('No such sign-in page');
  await expectAccessible(signOn.page, 'no such page');
});
