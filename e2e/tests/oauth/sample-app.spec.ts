import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test as base, expect } from '../../fixtures.ts';
import { expectAccessible } from '../../pages/expect-accessible.ts';
import { ExpectAccount } from '../../pages/expect-account.ts';
import { ExpectConsent } from '../../pages/expect-consent.ts';
import { ExpectSampleApp } from '../../pages/expect-sample-app.ts';
import { ExpectSignOn } from '../../pages/expect-sign-on.ts';
import { Installation } from '../../server/installation.ts';
import { SampleApp } from '../../server/sample-app.ts';
import { waygate } from '../../server/waygate.ts';

interface Fixtures {
  /** An application of one's own house, known to a server that it may call. */
  readonly home: { readonly installation: Installation; readonly sample: SampleApp; addClient(id: string, more?: object): Promise<void> };
}

const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the dependencies of a fixture out of this pattern.
  home: async ({}, use) => {
    const sample = await SampleApp.start();
    const installation = await Installation.create({ WAYGATE_CORS_ORIGINS: sample.origin });
    await use({
      installation,
      sample,
      addClient: async (id, more = {}) => {
        const file = join(installation.directory, `${id}.json`);
        const settings = {
          clientType: 'Public',
          clientName: 'Sample application',
          redirectionUris: [`${sample.origin}/`, `${sample.origin}/silent.html`],
          scopes: ['openid', 'profile', 'email'],
          grantTypes: ['authorization_code', 'refresh_token'],
          isConsentImplied: true,
          ...more,
        };
        await writeFile(file, JSON.stringify(settings));
        const made = await waygate(installation.directory, 'clients', 'create', id, '--realm', 'alpha', '--file', file);
        expect(made, made.error).toMatchObject({ code: 0 });
        sample.settings = { issuer: `${installation.server.url}/am/oauth2/realms/root/realms/alpha`, clientId: id };
      },
    });
    await installation.remove();
    await sample.stop();
  },
});

test('an application in the browser signs a person on, renews in a hidden frame and signs them out', async ({ page, home }) => {
  const { installation, sample, addClient } = home;
  await addClient('sample');
  const person = await installation.person();
  const app = new ExpectSampleApp(page, sample.origin);
  const signOn = new ExpectSignOn(page);
  await app.open();
  await app.press('Renew');
  await app.toSay('Error login_required');
  await app.press('Sign in');
  await signOn.typePassword(person.username, person.password);
  await app.toSay('Signed in');
  expect(await app.claim('sub')).toBe(`(usr!${person.username})`);
  expect(await app.claim('preferred_username')).toBe(person.username);
  expect(await app.claim('amr')).toBe('pwd');
  await app.press('Renew');
  await app.toSay('Renewed');
  await app.press('Sign in');
  await app.toSay('Signed in');
  await app.press('Sign out');
  await app.toSay('Signed out, refresh invalid_grant');
  await app.press('Renew');
  await app.toSay('Error login_required');
  await app.press('Sign in');
  await signOn.toAskForPassword();
});

test('an application that demands a journey gets it, whatever session there is', async ({ page, home }) => {
  const { installation, sample, addClient } = home;
  const journey = await installation.pushJourney({});
  await addClient('strict', { treeName: journey });
  const person = await installation.person();
  const signOn = new ExpectSignOn(page);
  await signOn.open(installation.server.url, 'Login');
  await signOn.typePassword(person.username, person.password);
  await expect(page).toHaveURL(/\/account$/);
  const app = new ExpectSampleApp(page, sample.origin);
  await app.open();
  await app.press('Renew');
  await app.toSay('Error login_required');
  await app.press('Sign in');
  await expect(page).toHaveURL(new RegExp(`/sign-on/alpha/${encodeURIComponent(journey)}\\?`));
  await signOn.typePassword(person.username, person.password);
  await signOn.toOfferTheApp();
});

test('a person is asked whether they agree, can say no, and can change their mind', async ({ page, home }) => {
  const { installation, sample, addClient } = home;
  await addClient('asks', { isConsentImplied: false });
  const person = await installation.person();
  const app = new ExpectSampleApp(page, sample.origin);
  const signOn = new ExpectSignOn(page);
  const consent = new ExpectConsent(page);
  const wishes = ['Know who you are', 'See your name and language', 'See your e-mail address'];
  await app.open();
  await app.press('Sign in');
  await signOn.typePassword(person.username, person.password);
  await consent.toAskFor('Sample application', wishes);
  const howLong = page.getByText('Sample application gets access for up to 7 days.');
  await expect(howLong, 'this address is not one of the application alone').toContainText('You are asked again each time.');
  await expectAccessible(page, 'the page that asks for an agreement');
  await page.reload();
  await consent.decide("Don't allow");
  await app.toSay('Error access_denied');
  await app.press('Sign in');
  await consent.toAskFor('Sample application', wishes);
  const asked = page.url();
  await consent.decide('Allow');
  await app.toSay('Signed in');
  expect(await app.claim('sub')).toBe(`(usr!${person.username})`);
  await page.goto(asked);
  await expect(page.getByRole('alert'), 'a question is answered once').toHaveText(/This question was answered/);
});

test('a person sees on the account page which applications use their account, and takes back what one was given', async ({
  page,
  home,
}) => {
  const { installation, addClient, sample } = home;
  await addClient('taken', { isConsentImplied: false });
  const person = await installation.person();
  const app = new ExpectSampleApp(page, sample.origin);
  const signOn = new ExpectSignOn(page);
  const consent = new ExpectConsent(page);
  const account = new ExpectAccount(page);
  const mine = `${installation.server.url}/account?realm=/alpha`;
  await app.open();
  await app.press('Sign in');
  await signOn.typePassword(person.username, person.password);
  await consent.toAskFor('Sample application', ['Know who you are', 'See your name and language', 'See your e-mail address']);
  await page.goto(mine);
  await expect(account.applications).toContainText('No application can use your account.');
  await app.open();
  await app.press('Sign in');
  await consent.decide('Allow');
  await app.toSay('Signed in');
  await page.goto(mine);
  const row = account.applications.getByRole('listitem');
  await expect(row).toHaveText(
    /Sample application.*Know who you are, See your name and language, and See your e-mail address.*last used.*Has access until/,
  );
  await expectAccessible(page, 'the account page with an application');
  await row.getByRole('button', { name: 'Take back: Sample application' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await expect(row, 'Cancel takes nothing').toHaveCount(1);
  await row.getByRole('button', { name: 'Take back: Sample application' }).click();
  await expectAccessible(page, 'the question whether access is taken back');
  await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click();
  await expect(account.note('“Sample application” can no longer use your account.')).toBeVisible();
  await expect(account.applications.getByRole('heading')).toBeFocused();
  await expect(row).toHaveCount(0);
  await app.open();
  await app.press('Sign in');
  await consent.toAskFor('Sample application', ['Know who you are', 'See your name and language', 'See your e-mail address']);
});
