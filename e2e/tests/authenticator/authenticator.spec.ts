import { FAILURE_ID, journeyDocument, SUCCESS_ID } from '@waygate/schema';
import { expect, test } from '../../fixtures.ts';
import { ExpectAuthenticator } from '../../pages/expect-authenticator.ts';
import type { ExpectSignOn } from '../../pages/expect-sign-on.ts';
import type { TestPerson } from '../../server/installation.ts';

async function toQrCode(signOn: ExpectSignOn, url: string, journey: string, person: TestPerson): Promise<string> {
  await signOn.open(url, journey);
  await signOn.typePassword(person.username, person.password);
  await signOn.button('Continue').click();
  await signOn.toShowACode();
  return signOn.registrationLink();
}

async function toPush(signOn: ExpectSignOn): Promise<void> {
  await signOn.toShowRecoveryCodes();
  await signOn.button('Done').click();
  await signOn.toWaitForThePhone();
}

test('an account is added from a picture of the QR code', async ({ signOn, authenticator, installation, person, journey }) => {
  await toQrCode(signOn, installation.server.url, journey, person);
  const picture = await signOn.qrCode.screenshot();
  await authenticator.page.getByRole('button', { name: 'Add an account' }).click();
  await authenticator.page
    .getByLabel('Choose a picture of the code')
    .setInputFiles({ name: 'code.png', mimeType: 'image/png', buffer: picture });
  await authenticator.toHaveAdded(person.username);
  await toPush(signOn);
});

test('an account is added by the link on the sign-on page, in a new tab of the same browser', async ({
  signOn,
  account,
  installation,
  person,
  journey,
}) => {
  await toQrCode(signOn, installation.server.url, journey, person);
  const opened = signOn.page.context().waitForEvent('page');
  await signOn.page.getByRole('link', { name: 'Add to the web authenticator' }).click();
  const authenticator = new ExpectAuthenticator(await opened);
  await authenticator.toHaveAdded(person.username);
  expect(authenticator.page.url(), 'the secret is gone from the address').not.toContain('add=');
  await toPush(signOn);
  await authenticator.toAsk(person.username);
  await authenticator.choose(await signOn.shownNumber());
  await account.toBeOf(person.username);
});

test('keys cannot be read out, and nothing of the link is kept', async ({ signOn, authenticator, installation, person, journey }) => {
  const link = await toQrCode(signOn, installation.server.url, journey, person);
  await authenticator.paste(link);
  await authenticator.toHaveAdded(person.username);
  const kept = await authenticator.page.evaluate(async () => {
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('waygate-authenticator');
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const all = await new Promise<{ key: CryptoKey }[]>((resolve, reject) => {
      const request = db.transaction('accounts').objectStore('accounts').getAll();
      request.onsuccess = () => resolve(request.result as { key: CryptoKey }[]);
      request.onerror = () => reject(request.error);
    });
    const exported = await Promise.all(
      all.flatMap(({ key }) =>
        (['raw', 'jwk'] as const).map((format) =>
          crypto.subtle.exportKey(format, key).then(
            () => 'exported',
            (error: Error) => error.name,
          ),
        ),
      ),
    );
    return { extractable: all.map(({ key }) => key.extractable), exported, text: JSON.stringify(all) + JSON.stringify(localStorage) };
  });
  expect(kept.extractable).toEqual([false]);
  expect(kept.exported).toEqual(['InvalidAccessError', 'InvalidAccessError']);
  const secret = /[?&]s=([^&]+)/.exec(link)?.[1] ?? '';
  expect(secret.length).toBeGreaterThan(40);
  expect(kept.text).not.toContain(secret);
});

test('accounts and pushes that wait are there after a reload', async ({
  signOn,
  account,
  authenticator,
  installation,
  person,
  journey,
}) => {
  await authenticator.paste(await toQrCode(signOn, installation.server.url, journey, person));
  await toPush(signOn);
  await authenticator.toAsk(person.username);
  await authenticator.page.reload();
  await authenticator.toAsk(person.username);
  await authenticator.choose(await signOn.shownNumber());
  await authenticator.toHaveSent();
  await authenticator.page.reload();
  await expect(authenticator.page.getByRole('heading', { name: 'Is this you?' }), 'what was answered is not asked again').toHaveCount(0);
  await expect(authenticator.page.getByText('Approved')).toBeVisible();
  await account.toBeOf(person.username);
});

test('a push that came while the authenticator was shut waits for it', async ({
  signOn,
  account,
  authenticator,
  installation,
  person,
  journey,
}) => {
  await authenticator.paste(await toQrCode(signOn, installation.server.url, journey, person));
  await authenticator.toHaveAdded(person.username);
  await authenticator.page.goto('about:blank');
  await toPush(signOn);
  await authenticator.open(installation.server.url);
  await authenticator.toAsk(person.username);
  await authenticator.choose(await signOn.shownNumber());
  await account.toBeOf(person.username);
});

test('the person sees who signs on, from where and with what', async ({ signOn, authenticator, installation, person, journey }) => {
  await authenticator.paste(await toQrCode(signOn, installation.server.url, journey, person));
  await toPush(signOn);
  await authenticator.toAsk(person.username);
  const facts = authenticator.page.getByRole('definition');
  await expect(facts.filter({ hasText: 'Ping' })).toBeVisible();
  await expect(facts.filter({ hasText: /^(127\.0\.0\.1|::1)$/ })).toBeVisible();
  await expect(facts.filter({ hasText: /Chrome, Linux/ })).toBeVisible();
  await expect(facts.filter({ hasText: /^\d+ s$/ })).toBeVisible();
});

test('whoever the device does not know cannot approve by biometrics, and can still refuse', async ({
  signOn,
  browser,
  installation,
  person,
}) => {
  const journey = await installation.pushJourney({ 'Push Sender': { pushType: 'BIOMETRIC' }, 'Push Wait': { secondsToWait: 1 } });
  const context = await browser.newContext();
  const authenticator = new ExpectAuthenticator(await context.newPage());
  const forgetFinger = await authenticator.addFingerprint();
  await authenticator.open(installation.server.url);
  await authenticator.paste(await toQrCode(signOn, installation.server.url, journey, person));
  await toPush(signOn);
  await authenticator.toAsk(person.username);
  await forgetFinger();
  await authenticator.approve();
  await expect(authenticator.page.getByRole('alert')).toHaveText(/could not be confirmed/);
  await authenticator.deny();
  await authenticator.toHaveSent();
  await signOn.toHaveFailed(/refused on the phone/);
  await context.close();
});

test('where the device has no lock of its own a PIN stands in', async ({ signOn, account, browser, installation, person }) => {
  const journey = await installation.pushJourney({ 'Push Sender': { pushType: 'BIOMETRIC' }, 'Push Wait': { secondsToWait: 1 } });
  const context = await browser.newContext();
  const authenticator = new ExpectAuthenticator(await context.newPage());
  await authenticator.open(installation.server.url);
  await authenticator.paste(await toQrCode(signOn, installation.server.url, journey, person));
  await toPush(signOn);
  await authenticator.toAsk(person.username);
  const pin = authenticator.page.getByLabel(/^Choose a PIN/);
  await pin.fill('123');
  await authenticator.approve();
  await expect(authenticator.page.getByText('The PIN has at least 6 digits.')).toBeVisible();
  await pin.fill('314159');
  await authenticator.approve();
  await account.toBeOf(person.username);
  await context.close();
});

test('what is no registration link is refused', async ({ authenticator, installation }) => {
  await authenticator.page.getByRole('button', { name: 'Add an account' }).click();
  for (const link of [
    'hello',
    'otpauth://totp/x',
    'pushauth://push/a:b?s=AAAA',
    'javascript:alert(1)',
    `${installation.server.url}/account`,
  ]) {
    await authenticator.page.getByLabel('Or paste the link').fill(link);
    await authenticator.page.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(authenticator.page.getByRole('alert'), link).toHaveText('This is not a registration link of a sign-in page.');
  }
});

test('it can be installed and opens without the network', async ({ authenticator }) => {
  const manifest = await authenticator.page.request.get(new URL('manifest.webmanifest', authenticator.page.url()).href);
  expect(await manifest.json()).toMatchObject({ start_url: expect.any(String), display: 'standalone', icons: expect.any(Array) });
  await authenticator.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await authenticator.page.reload();
  await authenticator.page.context().setOffline(true);
  await authenticator.page.reload();
  await expect(authenticator.page.getByRole('status').filter({ hasText: 'Not connected' })).toBeVisible();
});

test('it says at once that the network is gone, though a stream that is open tells nothing of it, and connects again by itself', async ({
  authenticator,
}) => {
  await authenticator.toBeConnected();
  await authenticator.page.context().setOffline(true);
  await expect(authenticator.page.getByRole('status').filter({ hasText: 'Not connected' })).toBeVisible();
  await authenticator.page.context().setOffline(false);
  await authenticator.toBeConnected();
});

test('two windows both show a push, and what is answered in one is gone from the other', async ({
  signOn,
  account,
  authenticator,
  installation,
  person,
  journey,
}) => {
  await authenticator.paste(await toQrCode(signOn, installation.server.url, journey, person));
  await authenticator.toHaveAdded(person.username);
  const second = new ExpectAuthenticator(await authenticator.page.context().newPage());
  await second.open(installation.server.url);
  await authenticator.toBeConnected();
  await toPush(signOn);
  await authenticator.toAsk(person.username);
  await second.toAsk(person.username);
  await second.choose(await signOn.shownNumber());
  await second.toHaveSent();
  await expect(authenticator.page.getByRole('heading', { name: 'Is this you?' })).toHaveCount(0);
  await expect(authenticator.page.getByText(/^Approved, /)).toBeVisible();
  await account.toBeOf(person.username);
});

test('a phone without a network opens the code of the sign-on page, once, or answers twelve digits, and its code signs the person on', async ({
  signOn,
  account,
  authenticator,
  installation,
  person,
  journey,
}) => {
  const { page } = authenticator;
  await authenticator.paste(await toQrCode(signOn, installation.server.url, journey, person));
  await authenticator.toHaveAdded(person.username);
  await toPush(signOn);
  await authenticator.toAsk(person.username);
  await authenticator.choose(await signOn.shownNumber());
  await account.toBeOf(person.username);

  // The page was loaded once with a network, and no more.
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.context().setOffline(true);
  await page.reload();
  await expect(page.getByRole('status').filter({ hasText: 'Not connected' })).toBeVisible();

  const name = `Offline ${person.username}`;
  const node = (type: string, connections: Readonly<Record<string, string>>, config = {}) => ({
    type,
    displayName: type,
    connections,
    config,
  });
  await installation.publish(
    journeyDocument.parse({
      name,
      entryNodeId: 'name',
      nodes: {
        name: node('UsernameCollectorNode', { outcome: 'password' }),
        password: node('PasswordCollectorNode', { outcome: 'check' }),
        check: node('DataStoreDecisionNode', { true: 'phone', false: FAILURE_ID }),
        phone: node(
          'OfflineDeviceChallengeNode',
          { success: SUCCESS_ID, failure: FAILURE_ID, noDevice: FAILURE_ID, locked: FAILURE_ID },
          { issuer: 'Example Corp', application: 'Payroll', challenge: 'QR_OR_MANUAL' },
        ),
      },
    }),
  );
  const toPhone = async () => {
    await signOn.forgetCookies();
    await signOn.open(installation.server.url, name);
    await signOn.field('User Name').fill(person.username);
    await signOn.button('Next').click();
    await signOn.field('Password').fill(person.password);
    await signOn.button('Next').click();
    await signOn.toHaveHeading('Sign in with your authenticator');
  };
  await toPhone();
  const picture = { name: 'code.png', mimeType: 'image/png', buffer: await signOn.qrCode.screenshot() };

  const scan = async () => {
    await page.getByRole('button', { name: 'Scan a sign-in code (no network needed)' }).click();
    await page.getByLabel('Choose a picture of the code').setInputFiles(picture);
  };
  await scan();
  for (const fact of ['Example Corp', person.username, 'Payroll', '127.0.0.1']) {
    await expect(page.getByRole('definition').filter({ hasText: fact }).first()).toBeVisible();
  }
  const code = page.getByLabel('Code of Example Corp');
  await expect(code).toHaveCount(0);
  await authenticator.approve();
  await expect(code).toHaveText(/^\d{3} \d{3}$/);
  await signOn.field('One-time code of the app').fill((await code.textContent()) ?? '');
  await signOn.button('Submit').click();
  await account.toBeOf(person.username);

  await page.getByRole('button', { name: 'Done' }).click();
  await scan();
  await expect(page.getByText('This code was opened already. Let the sign-in page show a new one.')).toBeVisible();

  // The camera is broken.
  await page.getByRole('button', { name: 'Cancel' }).click();
  await toPhone();
  await signOn.button('Twelve digits instead of the QR code').click();
  const digits = (await signOn.page.getByRole('img', { name: /^Digits to type/ }).textContent()) ?? '';
  await page.getByRole('button', { name: 'Answer twelve digits (no network needed)' }).click();
  await page.getByLabel('The twelve digits').fill(digits.slice(0, -2));
  await page.getByRole('button', { name: 'Show the code' }).click();
  await expect(page.getByText('There are twelve digits on the sign-in page. Type all of them.')).toBeVisible();
  await page.getByLabel('The twelve digits').fill(digits);
  await page.getByRole('button', { name: 'Show the code' }).click();
  await authenticator.approve();
  const answer = page.getByLabel(/^Code of /);
  await expect(answer).toHaveText(/^\d{3} \d{3}$/);
  await signOn.field('One-time code of the app').fill((await answer.textContent()) ?? '');
  await signOn.button('Submit').click();
  await account.toBeOf(person.username);
});
