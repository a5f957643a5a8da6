import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { loadJourneys, outputOf } from '@waygate/scenarios';
import type { WireStep } from '@waygate/schema';
import { stepOf, tokenOf } from '../../api/am-client.ts';
import { VirtualAuthenticator } from '../../browser/virtual-authenticator.ts';
import { expect, test } from '../../fixtures.ts';
import { expectAccessible } from '../../pages/expect-accessible.ts';
import { ExpectAccount } from '../../pages/expect-account.ts';
import { ExpectSignOn } from '../../pages/expect-sign-on.ts';
import { ROOT } from '../../server/built-server.ts';
import type { Installation, TestPerson } from '../../server/installation.ts';
import { journeyThrough } from '../../server/step-journeys.ts';

const MAKE = { requiresResidentKey: true, userVerificationRequirement: 'REQUIRED', excludeCredentials: true, generateRecoveryCodes: false };

test('a person makes a passkey, though the browser says no at first, and signs on with it from the field for the name', async ({
  signOn,
  account,
  installation,
  person,
}) => {
  const { page } = signOn;
  const device = new VirtualAuthenticator();
  await device.enter(page);
  const journey = journeyThrough(['WebAuthnRegistrationNode', 'success', MAKE]);
  await installation.publish(journey);
  await signOn.open(installation.server.url, journey.name);
  await signOn.typePassword(person.username, person.password);
  await signOn.toHaveHeading('Make a passkey');
  await expectAccessible(page, 'the page that makes a passkey');

  await signOn.field('Name of this passkey (optional)').fill('My laptop');
  await signOn.button('Make passkey').click();
  await expect(page.getByRole('status')).toHaveText('Follow your browser …');
  await expect(signOn.button('Cancel')).toBeFocused();
  await signOn.button('Cancel').click();
  await expect(page.getByRole('alert')).toHaveText('That was cancelled, or took too long. Try again.');
  await expect(signOn.button('Try again')).toBeFocused();

  // The finger is not the owner's.
  await device.setVerifies(false);
  await device.setPresent(true);
  await signOn.button('Try again').click();
  await expect(page.getByRole('alert')).toBeVisible();
  await expectAccessible(page, 'the page after the browser said no');
  expect(await passkeysOf(installation, person)).toEqual([]);

  await device.setVerifies(true);
  await signOn.button('Try again').click();
  await account.toBeOf(person.username);
  expect(await passkeysOf(installation, person)).toEqual(['My laptop']);

  // A password alone is not worth another one.
  await signOn.open(installation.server.url, journey.name, '?ForceAuth=true');
  await signOn.typePassword(person.username, person.password);
  await signOn.toHaveFailed(/second factor already/);

  // There is one on this device already.
  const beside = journeyThrough(['WebAuthnAuthenticationNode', 'success', {}], ['WebAuthnRegistrationNode', 'success', MAKE]);
  await installation.publish(beside);
  await signOn.open(installation.server.url, beside.name, '?ForceAuth=true');
  await signOn.typePassword(person.username, person.password);
  await signOn.button('Use passkey').click();
  await signOn.button('Make passkey').click();
  await expect(page.getByText('There is a passkey for your account on this device already.')).toBeVisible();
  await signOn.button('Go on without a passkey').click();
  await signOn.toHaveFailed();

  // Chosen in the field: nobody types or presses anything.
  const shipped = loadJourneys(join(ROOT, 'journeys')).find(({ name }) => name === 'Login with Passkey');
  if (shipped !== undefined) await installation.publish(shipped);
  await signOn.forgetCookies();
  await signOn.open(installation.server.url, 'Login with Passkey');
  await account.toBeOf(person.username);
});

test('of two passkeys the one that is at hand is used', async ({ browser, installation, person }) => {
  const journey = journeyThrough(['WebAuthnRegistrationNode', 'success', MAKE]);
  const beside = journeyThrough(['WebAuthnAuthenticationNode', 'success', { asScript: false }]);
  await installation.publish(journey);
  await installation.publish(beside);
  const pages: Page[] = [];
  const { webauthn } = installation.stores.devices;
  const of = ['/alpha', person.id] as const;
  const made: Awaited<ReturnType<typeof webauthn.list>>[number][] = [];
  for (const name of ['Laptop', 'Telephone']) {
    const page = await (await browser.newContext()).newPage();
    const device = new VirtualAuthenticator();
    await device.enter(page);
    await device.setPresent(true);
    const signOn = new ExpectSignOn(page);
    await signOn.open(installation.server.url, journey.name);
    await signOn.typePassword(person.username, person.password);
    await signOn.field('Name of this passkey (optional)').fill(name);
    await signOn.button('Make passkey').click();
    await new ExpectAccount(page).toBeOf(person.username);
    pages.push(page);
    // Out of the way of the next, which a password alone makes only as the first.
    for (const record of await webauthn.list(...of)) {
      made.push(record);
      await webauthn.remove(...of, record.device.uuid);
    }
  }
  for (const record of made) await webauthn.put(...of, record);
  expect(await passkeysOf(installation, person)).toEqual(['Laptop', 'Telephone']);
  for (const page of pages) {
    const signOn = new ExpectSignOn(page);
    await signOn.open(installation.server.url, beside.name, '?ForceAuth=true');
    await signOn.typePassword(person.username, person.password);
    await signOn.toHaveHeading('Sign in with your passkey');
    await signOn.button('Use passkey').click();
    await new ExpectAccount(page).toBeOf(person.username);
    await page.context().close();
  }
});

test('a page as AM has them runs the scripts, and posts what they leave in its form', async ({ page, am, installation, person }) => {
  const device = new VirtualAuthenticator();
  await device.enter(page);
  await device.setPresent(true);
  const options = { generateRecoveryCodes: false };
  const journey = journeyThrough(['WebAuthnRegistrationNode', 'success', options], ['WebAuthnAuthenticationNode', 'success']);
  await installation.publish(journey);
  await page.route('**/am-page', (route) => route.fulfill({ contentType: 'text/html', body: AM_PAGE }));
  await page.goto(`${installation.server.url}/am-page`);
  const enter = { 'User Name': person.username, Password: person.password };
  const making = stepOf(await am.answer(stepOf(await am.start(journey.name)), enter));
  const using = stepOf(await am.submit(await runInPage(page, making)));
  expect(await device.count()).toBe(1);
  tokenOf(await am.submit(await runInPage(page, using)));
});

/** What scripts of nodes find in a page of AM's: a place for each callback, the field of the hidden value, and the button. */
const AM_PAGE = `<!doctype html><title>AM</title><div id="callback_0"></div><div id="callback_1"></div>
<input id="webAuthnOutcome" type="hidden"><button id="loginButton_0" type="button" onclick="this.textContent = 'sent'">Next</button>`;

async function runInPage(page: Page, step: WireStep): Promise<WireStep> {
  await page.reload();
  const scripts = step.callbacks.map((callback) => String(outputOf(callback, 'message') ?? '')).filter((script) => script !== '');
  for (const content of scripts) await page.addScriptTag({ content });
  await expect(page.locator('#callback_1')).toHaveText('Waiting for your device...');
  await expect(page.getByRole('button')).toHaveText('sent');
  const value = await page.locator('#webAuthnOutcome').inputValue();
  const callbacks = step.callbacks.map((callback) =>
    callback.type === 'HiddenValueCallback' && callback.input !== undefined
      ? { ...callback, input: callback.input.map((input) => ({ ...input, value })) }
      : callback,
  );
  return { ...step, callbacks };
}

async function passkeysOf({ stores }: Installation, { id }: TestPerson): Promise<readonly string[]> {
  return (await stores.devices.webauthn.list('/alpha', id)).map(({ device }) => device.deviceName);
}
