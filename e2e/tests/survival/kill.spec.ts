import { AmClient, recoveryCodesOn, stepOf, tokenOf, typesOf } from '../../api/am-client.ts';
import { PhoneAtHand } from '../../api/phone-at-hand.ts';
import { enrol, linkOn, numberOn, pollOn, typePassword } from '../../api/sign-on.ts';
import { test as base, expect } from '../../fixtures.ts';
import { ExpectAccount } from '../../pages/expect-account.ts';
import { ExpectAuthenticator } from '../../pages/expect-authenticator.ts';
import { ExpectSignOn } from '../../pages/expect-sign-on.ts';
import { Installation } from '../../server/installation.ts';

/** These tests kill their server, so each has one of its own. */
const test = base.extend<{ own: Installation; hand: PhoneAtHand; crash: () => Promise<void> }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the dependencies of a fixture out of this pattern.
  own: async ({}, use) => {
    const own = await Installation.create();
    await use(own);
    await own.remove();
  },
  hand: async ({ own }, use) => {
    const hand = new PhoneAtHand();
    await hand.switchOn(own.server.url);
    await use(hand);
    hand.switchOff();
  },
  crash: async ({ own, hand }, use) =>
    use(async () => {
      hand.switchOff();
      await own.server.crash();
      await hand.switchOn(own.server.url);
    }),
});

test('killed between any two steps of a first sign-on, the journey goes on and nothing is lost', async ({ own, hand, crash }) => {
  const am = new AmClient(own.server.url);
  const person = await own.person();
  const journey = await own.pushJourney({ 'Push Wait': { secondsToWait: 1 } });
  const page = stepOf(await am.start(journey));
  await crash();
  const app = stepOf(await am.answer(page, { 'User Name': person.username, Password: person.password }));
  await crash();
  const qr = stepOf(await am.answer(app, {}, 'Continue'));
  await crash();
  expect(await hand.scan(linkOn(qr), 'Pixel 9')).toBe(true);
  await crash();
  const shown = stepOf(await am.answer(qr));
  const codes = recoveryCodesOn(shown);
  expect(codes).toHaveLength(10);
  await crash();
  const waiting = stepOf(await am.answer(shown));
  await crash();
  await hand.received(1);
  expect(await hand.answer({ choose: 'right', refused: false }, numberOn(waiting))).toBe(true);
  await crash();
  const token = tokenOf(await pollOn(am, waiting));
  await crash();
  expect((await am.sessionInfo(token)).body).toMatchObject({ username: person.username });
  const devices = await own.stores.devices.push.list('/alpha', person.id);
  expect(devices.map(({ device }) => device.deviceName)).toEqual(['Pixel 9']);
  const again = stepOf(await am.answer(stepOf(await typePassword(am, journey, person)), {}, 'Cancel'));
  expect(tokenOf(await am.answer(again, { 'Recovery Code': codes[9] ?? '' })), 'the codes that were shown are good').toMatch(/.+/);
  expect(hand.arrived.length, 'no push went out twice').toBe(2);
});

test('killed between any two steps of the next sign-on, the journey goes on', async ({ own, hand, crash }) => {
  const am = new AmClient(own.server.url);
  const person = await own.person();
  const journey = await own.pushJourney({ 'Push Wait': { secondsToWait: 1 } });
  await enrol(am, journey, person, hand);
  await hand.received(1);
  const page = stepOf(await am.start(journey));
  await crash();
  const waiting = stepOf(await am.answer(page, { 'User Name': person.username, Password: person.password }));
  await crash();
  await hand.received(2);
  const still = stepOf(await am.answer(waiting));
  expect(numberOn(still)).toBe(numberOn(waiting));
  await crash();
  expect(await hand.answer({ choose: 'right', refused: false }, numberOn(still))).toBe(true);
  await crash();
  const token = tokenOf(await pollOn(am, still));
  await crash();
  expect((await am.sessionInfo(token)).status).toBe(200);
  expect((await am.submit(still)).status, 'a step that was answered before the crash stays answered').toBe(401);
});

test('killed between any two steps of a sign-on by recovery code and of its end, the journey goes on', async ({ own, hand, crash }) => {
  const am = new AmClient(own.server.url);
  const person = await own.person();
  const journey = await own.pushJourney({ 'Push Wait': { secondsToWait: 1 } });
  const { codes } = await enrol(am, journey, person, hand);
  const second = stepOf(await typePassword(am, journey, person));
  await crash();
  const ask = stepOf(await am.answer(second, {}, 'Cancel'));
  await crash();
  const wrong = stepOf(await am.answer(ask, { 'Recovery Code': '0000000000' }));
  await crash();
  const strong = tokenOf(await am.answer(wrong, { 'Recovery Code': codes[0] ?? '' }));
  await crash();
  expect((await am.sessionInfo(strong)).status).toBe(200);
  expect((await am.post('sessions?_action=logout', {}, { cookie: `iPlanetDirectoryPro=${strong}` })).status).toBe(200);
  await crash();
  expect((await am.sessionInfo(strong)).status, 'a session that was ended stays ended').toBe(401);
  const third = stepOf(await am.answer(stepOf(await typePassword(am, journey, person)), {}, 'Cancel'));
  const used = await am.answer(third, { 'Recovery Code': codes[0] ?? '' });
  expect(typesOf(stepOf(used)), 'a code that was used stays used').toEqual(['NameCallback']);
});

test('killed in the midst of many sign-ons, every session that was handed out is there', async ({ own }) => {
  const am = new AmClient(own.server.url);
  const people = await Promise.all(Array.from({ length: 12 }, () => own.person()));
  const tokens: string[] = [];
  let killed: Promise<void> | undefined;
  const signOns = people.map(async (person) => {
    const token = tokenOf(await typePassword(am, 'Login', person));
    tokens.push(token);
    if (tokens.length === 4) killed = own.server.kill();
  });
  const results = await Promise.allSettled(signOns);
  await killed;
  expect(
    results.some(({ status }) => status === 'rejected'),
    'some were under way',
  ).toBe(true);
  await own.server.start();
  for (const token of tokens) expect((await am.sessionInfo(token)).status).toBe(200);
});

test('a person at the browser goes on after the server was killed between any two steps', async ({ own, browser }) => {
  const person = await own.person();
  const journey = await own.pushJourney({ 'Push Wait': { secondsToWait: 1 } });
  const { server } = own;
  const phone = await browser.newContext();
  const authenticator = new ExpectAuthenticator(await phone.newPage());
  await authenticator.open(server.url);
  const context = await browser.newContext();
  const signOn = new ExpectSignOn(await context.newPage());
  await signOn.open(server.url, journey);
  await signOn.toAskForPassword();
  await server.crash();
  await signOn.typePassword(person.username, person.password);
  await signOn.toOfferTheApp();
  await server.crash();
  await signOn.button('Continue').click();
  await signOn.toShowACode();
  await server.crash();
  await authenticator.paste(await signOn.registrationLink());
  await authenticator.toHaveAdded(person.username);
  await signOn.toShowRecoveryCodes();
  await server.crash();
  await signOn.button('Done').click();
  await signOn.toWaitForThePhone();
  await authenticator.toAsk(person.username);
  await server.kill();
  await expect(signOn.page.getByRole('alert'), 'the page says that it tries again').toHaveText(/^The connection is lost/);
  await server.start();
  await authenticator.choose(await signOn.shownNumber());
  await new ExpectAccount(signOn.page).toBeOf(person.username);
  await server.crash();
  await signOn.page.reload();
  await new ExpectAccount(signOn.page).toBeOf(person.username);
  await phone.close();
  await context.close();
});
