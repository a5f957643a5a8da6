import { enrol, PUSH_JOURNEY } from '../../api/sign-on.ts';
import { expect, test } from '../../fixtures.ts';
import { ExpectSignOn } from '../../pages/expect-sign-on.ts';
import { journeyThrough } from '../../server/step-journeys.ts';

test('a person signs on with the keyboard alone', async ({ signOn, account, authenticator, installation, person, journey }) => {
  const { page } = signOn;
  await signOn.open(installation.server.url, journey);
  await expect(signOn.field('User Name'), 'the first field has the focus').toBeFocused();
  await page.keyboard.type(person.username);
  await page.keyboard.press('Tab');
  await expect(signOn.field('Password')).toBeFocused();
  await page.keyboard.type(person.password);
  await page.keyboard.press('Enter');
  await signOn.toOfferTheApp();
  await expect(page.getByRole('heading', { level: 1 }), 'a page without a field has the focus on its heading').toBeFocused();
  await pressTo(page, 'button', 'Continue');
  await signOn.toShowACode();
  await authenticator.paste(await signOn.registrationLink());
  await authenticator.toHaveAdded(person.username);
  await signOn.toShowRecoveryCodes();
  await pressTo(page, 'button', 'Done');
  await signOn.toWaitForThePhone();
  await authenticator.toAsk(person.username);
  const number = await signOn.shownNumber();
  await pressTo(authenticator.page, 'button', number);
  await authenticator.toHaveSent();
  await account.toBeOf(person.username);
});

/** Goes to a control with Tab and presses it. */
async function pressTo(page: ExpectSignOn['page'], role: 'button' | 'link', name: string): Promise<void> {
  const target = page.getByRole(role, { name, exact: true });
  await expect(target).toBeVisible();
  for (let tabs = 0; tabs < 25; tabs += 1) {
    await page.keyboard.press('Tab');
    if (await target.evaluate((element) => element === document.activeElement)) {
      await page.keyboard.press('Enter');
      return;
    }
  }
  throw new Error(`Tab does not lead to ${name}.`);
}

test('a refresh shows the same step, and the sign-on goes on', async ({
  signOn,
  account,
  authenticator,
  installation,
  person,
  journey,
}) => {
  const { page } = signOn;
  const handles: string[] = [];
  page.on('response', async (response) => {
    if (!response.url().includes('/authenticate')) return;
    // What a page that is gone was answered cannot be read any more.
    const body = (await response.json().catch(() => undefined)) as { authId?: string } | undefined;
    if (body?.authId !== undefined) handles.push(body.authId);
  });
  /** What a tab keeps says which step it stands at, to nobody but the server. */
  const toKeepNothingOf = async (...shown: string[]) => {
    const kept = await page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }, document.cookie]));
    expect(kept).toContain('waygate.step');
    expect(handles.length).toBeGreaterThan(0);
    for (const text of [...shown, ...handles, ...handles.map((handle) => handle.split('.')[1] ?? '')]) expect(kept).not.toContain(text);
  };
  await signOn.open(installation.server.url, journey);
  await signOn.typePassword(person.username, person.password);
  await signOn.toOfferTheApp();
  await toKeepNothingOf('Google Play Store');
  await page.reload();
  await signOn.toOfferTheApp();
  // Another language says it at once, too, and what is said so can be answered.
  await page.getByRole('button', { name: 'Deutsch' }).click();
  const inGerman = page.getByText(/^Holen Sie die App im Apple App Store oder bei Google Play Store\.$/);
  await expect(inGerman).toBeVisible();
  await signOn.button('Weiter').click();
  await expect(inGerman).toBeHidden();
  await page.getByRole('button', { name: 'English' }).click();
  await signOn.toShowACode();
  const link = await signOn.registrationLink();
  const secret = new URL(link).searchParams.get('s') ?? '';
  expect(secret).not.toBe('');
  await toKeepNothingOf(link, secret);
  await page.reload();
  await signOn.toShowACode();
  expect(await signOn.registrationLink(), 'the code is still the one that was shown').toBe(link);
  await authenticator.paste(link);
  const codes = await signOn.toShowRecoveryCodes();
  await toKeepNothingOf(...codes);
  await page.reload();
  expect(await signOn.toShowRecoveryCodes(), 'codes that nobody has confirmed are not lost').toEqual(codes);
  await signOn.button('Done').click();
  await signOn.toWaitForThePhone();
  const number = await signOn.shownNumber();
  await page.reload();
  await signOn.toWaitForThePhone();
  expect(await signOn.shownNumber(), 'no second push went out').toBe(number);
  await authenticator.choose(number);
  await account.toBeOf(person.username);
});

test('Back never shows a password or a recovery code, and the person can go on', async ({
  signOn,
  account,
  authenticator,
  installation,
  person,
  journey,
}) => {
  const { page } = signOn;
  await page.goto(`${installation.server.url}/account`);
  // Nobody is signed on yet, so it leads on by itself; whoever goes elsewhere in the midst of that is in a race with it.
  await expect(page).toHaveURL(/\/sign-on\//);
  await signOn.open(installation.server.url, journey);
  await signOn.typePassword(person.username, person.password);
  await signOn.button('Continue').click();
  await signOn.toShowACode();
  await authenticator.paste(await signOn.registrationLink());
  const codes = await signOn.toShowRecoveryCodes();
  await page.goBack();
  await signOn.toAskForPassword();
  await expect(signOn.field('Password')).toHaveValue('');
  await page.goForward();
  expect(await signOn.toShowRecoveryCodes(), 'forward again is the step that waits').toEqual(codes);
  await signOn.button('Done').click();
  await signOn.toWaitForThePhone();
  await authenticator.choose(await signOn.shownNumber());
  await account.toBeOf(person.username);
  await page.goBack();
  await expect(page.getByText(codes[0] ?? '')).toHaveCount(0);
  await expect(page.getByText('Tap the number')).toHaveCount(0);
});

test('two tabs sign on beside each other', async ({ signOn, context, installation, person, phone, am, journey }) => {
  const { codes } = await enrol(am, journey, person, phone);
  await signOn.open(installation.server.url, journey);
  const second = new ExpectSignOn(await context.newPage());
  await second.open(installation.server.url, journey);
  await signOn.typePassword(person.username, person.password);
  await signOn.toWaitForThePhone();
  await second.typePassword(person.username, person.password);
  await second.toWaitForThePhone();
  await second.button('Cancel').click();
  await second.field('Recovery Code').fill(codes[0] ?? '');
  await second.button('Next').click();
  await expect(second.page).toHaveURL(/\/account$/);
  await signOn.toWaitForThePhone();
  await signOn.button('Cancel').click();
  await signOn.field('Recovery Code').fill(codes[1] ?? '');
  await signOn.button('Next').click();
  await expect(signOn.page).toHaveURL(/\/account$/);
});

test('a copy of a tab is told that the sign-on went on elsewhere', async ({ signOn, context, installation, person, journey }) => {
  await signOn.open(installation.server.url, journey);
  await signOn.typePassword(person.username, person.password);
  await signOn.toOfferTheApp();
  const kept = await signOn.page.evaluate(() => JSON.stringify(sessionStorage));
  const copy = new ExpectSignOn(await context.newPage());
  await copy.page.addInitScript((text) => {
    for (const [name, value] of Object.entries(JSON.parse(text) as Record<string, string>)) sessionStorage.setItem(name, value);
  }, kept);
  await copy.open(installation.server.url, journey);
  await copy.toOfferTheApp();
  await signOn.button('Continue').click();
  await signOn.toShowACode();
  await copy.button('Continue').click();
  await copy.toHaveHeading('This page is out of date');
  await signOn.toShowACode();
  await copy.button('Start again').click();
  await copy.toAskForPassword();
});

test('a refresh of a copy that was left behind says so, and one in another browser begins anew', async ({
  signOn,
  context,
  browser,
  installation,
  person,
  journey,
}) => {
  await signOn.open(installation.server.url, journey);
  await signOn.typePassword(person.username, person.password);
  await signOn.toOfferTheApp();
  const kept = await signOn.page.evaluate(() => JSON.stringify(sessionStorage));
  const open = async (page: ExpectSignOn['page']) => {
    await page.addInitScript((text) => {
      for (const [name, value] of Object.entries(JSON.parse(text) as Record<string, string>)) sessionStorage.setItem(name, value);
    }, kept);
    const copy = new ExpectSignOn(page);
    await copy.open(installation.server.url, journey);
    return copy;
  };
  const elsewhere = await browser.newContext();
  await (await open(await elsewhere.newPage())).toAskForPassword();
  await elsewhere.close();
  await signOn.button('Continue').click();
  await signOn.toShowACode();
  const copy = await open(await context.newPage());
  await copy.toHaveHeading('This page is out of date');
  await signOn.page.reload();
  await signOn.toShowACode();
});

test('a refresh waits for a server that is away, and goes on with the same step', async ({ signOn, installation, person, journey }) => {
  const { page } = signOn;
  await signOn.open(installation.server.url, journey);
  await signOn.typePassword(person.username, person.password);
  await signOn.toOfferTheApp();
  let asked = 0;
  await page.route('**/authenticate?*', async (route) => {
    asked += 1;
    await (asked === 1 ? route.fulfill({ status: 503, json: { code: 503 } }) : route.continue());
  });
  await page.reload();
  await signOn.toOfferTheApp();
  expect(asked).toBe(2);
});

test('a double click answers once', async ({ signOn, installation, person, phone, am, journey }) => {
  await enrol(am, journey, person, phone);
  await phone.received(1);
  const posts: string[] = [];
  signOn.page.on('request', (request) => {
    if (request.url().includes('/authenticate')) posts.push(request.url());
  });
  await signOn.open(installation.server.url, journey);
  await signOn.field('User Name').fill(person.username);
  await signOn.field('Password').fill(person.password);
  await signOn.button('Next').dblclick();
  await signOn.toWaitForThePhone();
  await phone.received(2);
  expect(phone.arrived).toHaveLength(2);
  expect(posts.length, 'the start, one answer, and what the page asks by itself').toBeLessThanOrEqual(3);
});

test('Cancel counts also while the page is asking for news', async ({ signOn, installation, person, phone, am, journey }) => {
  await enrol(am, journey, person, phone);
  await signOn.open(installation.server.url, journey);
  await signOn.typePassword(person.username, person.password);
  await signOn.toWaitForThePhone();
  let pressed = false;
  await signOn.page.route('**/authenticate*', async (route) => {
    if (!pressed) {
      pressed = true;
      await signOn.button('Cancel').click();
    }
    await route.continue();
  });
  await signOn.toAskForARecoveryCode();
});

test('a lost connection loses nothing', async ({ signOn, account, context, installation, person, phone, am, journey }) => {
  await enrol(am, journey, person, phone);
  await signOn.open(installation.server.url, journey);
  await signOn.field('User Name').fill(person.username);
  await signOn.field('Password').fill(person.password);
  await context.setOffline(true);
  await signOn.button('Next').click();
  await expect(signOn.page.getByRole('alert')).toHaveText(/^The server does not answer/);
  await context.setOffline(false);
  await signOn.button('Next').click();
  await signOn.toWaitForThePhone();
  await context.setOffline(true);
  await expect(signOn.page.getByRole('alert')).toHaveText(/^The connection is lost/);
  await phone.received(2);
  expect(await phone.answer({ choose: 'right', refused: false }, await signOn.shownNumber())).toBe(true);
  await context.setOffline(false);
  await account.toBeOf(person.username);
});

test('a server that has too much to do is asked again by the page, and nothing is typed twice', async ({
  signOn,
  installation,
  person,
  phone,
  am,
  journey,
}) => {
  await enrol(am, journey, person, phone);
  await signOn.open(installation.server.url, journey);
  // Asked for before, so that the two answers below meet the step with the password and not the start.
  await signOn.toAskForPassword();
  const json = { code: 503, reason: 'Service Unavailable', message: 'Try again.', detail: { errorCode: 'hash.busy' } };
  const busy = { status: 503, headers: { 'Retry-After': '1' }, json };
  await signOn.page.route('**/authenticate*', (route) => route.fulfill(busy), { times: 2 });
  await signOn.typePassword(person.username, person.password);
  await expect(signOn.page.getByRole('alert')).toHaveText(/^Many people are signing in at this moment/);
  await signOn.toWaitForThePhone();
});

test('a page whose network made too many sign-ons says so, and begins and goes on by itself when it may', async ({
  signOn,
  account,
  installation,
  person,
}) => {
  const json = { code: 429, reason: 'Too Many Requests', message: 'Try again.', detail: { errorCode: 'requests.too_many' } };
  const limit = () =>
    signOn.page.route('**/authenticate*', (route) => route.fulfill({ status: 429, headers: { 'Retry-After': '1' }, json }), { times: 1 });
  await limit();
  await signOn.open(installation.server.url, 'Login');
  await expect(signOn.page.getByRole('status')).toHaveText(/^Too many sign-ins come from your network/);
  await signOn.toAskForPassword();
  await limit();
  await signOn.typePassword(person.username, person.password);
  await expect(signOn.page.getByRole('alert')).toHaveText(/^Too many sign-ins come from your network/);
  await account.toBeOf(person.username);

  await signOn.forgetCookies();
  await limit();
  const opened: (string | null)[] = [];
  signOn.page.on('request', (request) => {
    const { pathname, searchParams } = new URL(request.url());
    if (pathname.endsWith('/authenticate')) opened.push(searchParams.get('suspendedId'));
  });
  await signOn.open(installation.server.url, 'Login', '?suspendedId=too-old');
  await expect(signOn.page.getByRole('status')).toHaveText(/^Too many sign-ins come from your network/);
  await signOn.toHaveHeading('This link no longer works');
  expect(opened, 'a link that was held up is still the link').toEqual(['too-old', 'too-old']);
});

test('a server that does not answer when the page comes is asked again by the page', async ({ signOn, installation, person, journey }) => {
  const json = { code: 503, reason: 'Service Unavailable', message: 'The store does not answer.' };
  await signOn.page.route('**/authenticate*', (route) => route.fulfill({ status: 503, json }), { times: 1 });
  await signOn.open(installation.server.url, journey);
  await expect(signOn.page.getByRole('status')).toHaveText(/does not answer/);
  await signOn.typePassword(person.username, person.password);
});

test('a step that a server may have taken is not sent a second time by the page', async ({ signOn, installation, person, journey }) => {
  await signOn.open(installation.server.url, journey);
  await signOn.toAskForPassword();
  let sent = 0;
  await signOn.page.route('**/authenticate*', (route) => {
    sent += 1;
    const json = { code: 503, reason: 'Service Unavailable', message: 'The store does not answer.' };
    return route.fulfill({ status: 503, headers: { 'Retry-After': '0' }, json });
  });
  await signOn.typePassword(person.username, person.password);
  await expect(signOn.page.getByRole('alert')).toHaveText(/^The server does not answer/);
  await expect(signOn.button('Next')).toBeEnabled();
  expect(sent).toBe(1);
});

test('a sign-on that does not exist says so and leads to one that does', async ({ signOn, installation }) => {
  await signOn.open(installation.server.url, 'No Such Journey');
  await signOn.toHaveHeading('No such sign-in page');
  await signOn.page.getByRole('link', { name: 'Go to the sign-in page' }).click();
  await signOn.toAskForPassword();
});

test("AM's links lead to the hosted page", async ({ signOn, installation }) => {
  const { url } = installation.server;
  const named = encodeURIComponent(PUSH_JOURNEY);
  for (const path of [
    `/am/XUI/?realm=/alpha&authIndexType=service&authIndexValue=${named}`,
    `/am/XUI/?realm=alpha&service=${named}`,
    `/am/XUI/?realm=%2Falpha&authIndexType=service&authIndexValue=${named}#/`,
    `/am/XUI/?realm=/alpha#/service/${named}`,
    `/am/UI/Login?realm=/alpha&service=${named}`,
  ]) {
    await signOn.page.goto(`${url}${path}`);
    await signOn.toAskForPassword();
    await expect(signOn.page, path).toHaveURL(/\/sign-on\/alpha/);
    await signOn.typePassword('nobody', 'nothing at all');
    await signOn.toHaveFailed();
  }
});

test('a person signs on where the application wants them to land', async ({ signOn, installation, person }) => {
  await signOn.open(installation.server.url, 'Login', '?goto=%2Faccount%3Ffrom%3Dapp');
  await signOn.typePassword(person.username, person.password);
  await expect(signOn.page).toHaveURL(/\/account\?from=app$/);
  await signOn.forgetCookies();
  await signOn.open(installation.server.url, 'Login', '?goto=https%3A%2F%2Fevil.example%2F');
  await signOn.typePassword(person.username, person.password);
  await expect(signOn.page).toHaveURL(/\/account$/);
});

test('whoever is signed on already is led on at once', async ({ signOn, account, installation, person }) => {
  await signOn.open(installation.server.url, 'Login');
  await signOn.typePassword(person.username, person.password);
  await account.toBeOf(person.username);
  await signOn.open(installation.server.url, 'Login');
  await account.toBeOf(person.username);
});

test('the page speaks the language of the person', async ({ browser, installation, person }) => {
  const context = await browser.newContext({ locale: 'de-CH' });
  const german = new ExpectSignOn(await context.newPage());
  await german.open(installation.server.url, PUSH_JOURNEY);
  await german.toHaveHeading('Anmelden');
  await german.field('Benutzername').fill(person.username);
  await german.field('Passwort').fill('wrong password');
  await german.button('Weiter').click();
  await german.toHaveHeading('Anmeldung fehlgeschlagen');
  await expect(german.page.locator('html')).toHaveAttribute('lang', 'de');
  await context.close();
});

test('whom an application expects stands in the field, and can be changed', async ({ signOn, account, installation, person }) => {
  await signOn.open(installation.server.url, 'Login', '?login_hint=somebody');
  await expect(signOn.field('User Name')).toHaveValue('somebody');
  await expect(signOn.field('Password')).toBeFocused();
  await signOn.typePassword(person.username, person.password);
  await account.toBeOf(person.username);
});

test('a choice shows which answer is chosen already, and goes on by it', async ({ signOn, account, installation, person }) => {
  const journey = journeyThrough([
    'ChoiceCollectorNode',
    'Gold',
    { choices: ['Plain', 'Gold', 'None'], defaultChoice: 'Gold', prompt: 'Which plan?' },
  ]);
  await installation.publish(journey);
  await signOn.open(installation.server.url, journey.name);
  await signOn.typePassword(person.username, person.password);
  const plans = signOn.page.getByRole('group', { name: 'Which plan?' }).getByRole('radio');
  await expect(plans).toHaveCount(3);
  await expect(signOn.page.getByRole('radio', { name: 'Gold' })).toBeChecked();
  await signOn.button('Next').click();
  await account.toBeOf(person.username);
});
