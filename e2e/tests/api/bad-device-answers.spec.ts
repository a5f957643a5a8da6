import { randomBytes } from 'node:crypto';
import { stepOf, typesOf } from '../../api/am-client.ts';
import type { PhoneAtHand } from '../../api/phone-at-hand.ts';
import { type Envelope, RawPhone } from '../../api/raw-phone.ts';
import { linkOn, numberOn, PUSH_JOURNEY, toQrPage } from '../../api/sign-on.ts';
import { expect, test } from '../../fixtures.ts';
import type { Installation } from '../../server/installation.ts';

const REFUSED = { code: 400, reason: 'Bad Request', message: 'The message is not known, is over, or the answer does not fit it.' };

async function post(url: string, body: unknown): Promise<{ status: number; body: unknown }> {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  return { status: response.status, body: await response.json() };
}

/** Registers a raw phone that listens where another one does, and waits for the push of the first sign-on. */
async function registered(am: Parameters<typeof toQrPage>[0], person: Parameters<typeof toQrPage>[2], inbox: PhoneAtHand) {
  const qr = await toQrPage(am, PUSH_JOURNEY, person);
  const raw = new RawPhone(linkOn(qr), inbox.inbox);
  expect((await post(raw.link.registerUrl, raw.registration())).status).toBe(200);
  const shown = stepOf(await am.answer(qr));
  const waiting = stepOf(await am.answer(shown));
  const push = await inbox.arrival(1);
  return { raw, waiting, push };
}

test.describe('an answer to a push', () => {
  test('is refused when it is forged, malformed or for another message, and the honest one is taken still', async ({
    am,
    person,
    phone,
    installation,
  }) => {
    const { raw, waiting, push } = await registered(am, person, phone);
    const other = await registeredElsewhere(installation, am);
    const number = numberOn(waiting) ?? '';
    const claims = raw.answerClaims(push.jwt, number);
    const jwt = raw.sign(claims);
    const { messageId } = push;
    const secret = randomBytes(32);
    const [header = '', payload = '', signature = ''] = jwt.split('.');
    const bad: Record<string, unknown> = {
      'signed with another secret': { messageId, jwt: raw.sign(claims, { secret }) },
      'signed by the phone of another person': { messageId, jwt: other.sign(claims) },
      'with the response of another secret': { messageId, jwt: raw.sign({ ...claims, response: raw.response(Buffer.from('x'), secret) }) },
      'with the response to another challenge': { messageId, jwt: raw.sign({ ...claims, response: raw.response(raw.link.challenge) }) },
      'without a response': { messageId, jwt: raw.sign({ challengeResponse: number }) },
      'with a response that is no text': { messageId, jwt: raw.sign({ ...claims, response: 7 }) },
      'with alg none': { messageId, jwt: `${Buffer.from('{"typ":"JWT","alg":"none"}').toString('base64url')}.${payload}.` },
      'with alg none, signed': { messageId, jwt: raw.sign(claims, { header: { typ: 'JWT', alg: 'none' } }) },
      'with another algorithm': { messageId, jwt: raw.sign(claims, { header: { typ: 'JWT', alg: 'HS512' }, hash: 'sha512' }) },
      'without a signature': { messageId, jwt: `${header}.${payload}.` },
      'with a signature that was cut': { messageId, jwt: `${header}.${payload}.${signature.slice(0, 20)}` },
      'with claims that reach a prototype': {
        messageId,
        jwt: raw.sign(JSON.parse('{"__proto__":{"deny":null},"response":"x"}') as object),
      },
      'with claims that are a list': { messageId, jwt: raw.sign([]) },
      'for a message that nobody knows': { messageId: 'AUTHENTICATE:00000000-0000-4000-8000-0000000000001700000000000', jwt },
      'for the registration': { messageId: raw.link.messageId, jwt },
      'without a message': { jwt },
      'without a signed part': { messageId },
      'with numbers for texts': { messageId: 7, jwt: 7 },
      'that is a list': [],
      'that is a text': 'x',
      'that is null': null,
      'that is far too long': { messageId, jwt: `${jwt}${'A'.repeat(20_000)}` },
    };
    for (const [what, body] of Object.entries(bad)) {
      expect(await post(raw.link.authenticateUrl, body), what).toEqual({ status: 400, body: REFUSED });
    }
    const elsewhere = raw.link.authenticateUrl.replace('/realms/alpha', '');
    expect(await post(elsewhere, { messageId, jwt }), 'in another realm').toEqual({ status: 400, body: REFUSED });
    const asRegistration = raw.link.authenticateUrl.replace('authenticate', 'register');
    expect(await post(asRegistration, { messageId, jwt }), 'as a registration').toEqual({ status: 400, body: REFUSED });
    expect((await post(raw.link.authenticateUrl.replace('=authenticate', '=approve'), { messageId, jwt })).status).toBe(400);
    expect(await post(raw.link.authenticateUrl, { messageId, jwt })).toEqual({ status: 200, body: {} });
  });

  test('is taken once: neither the same nor another one after it counts', async ({ am, person, phone, installation }) => {
    const { raw, waiting, push } = await registered(am, person, phone);
    const answer = (claims: object): Envelope => ({ messageId: push.messageId, jwt: raw.sign(claims) });
    const approval = answer(raw.answerClaims(push.jwt, numberOn(waiting)));
    const denial = answer({ ...raw.answerClaims(push.jwt), deny: true });
    expect((await post(raw.link.authenticateUrl, denial)).status).toBe(200);
    for (const later of [denial, approval]) expect(await post(raw.link.authenticateUrl, later)).toEqual({ status: 400, body: REFUSED });
    const message = await installation.stores.pushMessages.find('/alpha', push.messageId);
    expect(message?.state).toBe('DENIED');
  });

  test('of many at once one counts', async ({ am, person, phone, installation }) => {
    const { raw, waiting, push } = await registered(am, person, phone);
    const answers = Array.from({ length: 10 }, (_, index) => {
      const claims = { ...raw.answerClaims(push.jwt, numberOn(waiting)), ...(index % 2 === 0 ? {} : { deny: true }) };
      return post(raw.link.authenticateUrl, { messageId: push.messageId, jwt: raw.sign(claims) });
    });
    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    const settled = (await installation.stores.pushMessages.find('/alpha', push.messageId))?.state;
    expect(settled).toBe(statuses.indexOf(200) % 2 === 0 ? 'SUCCESS' : 'DENIED');
  });

  for (const [what, given] of [
    ['no number', undefined],
    ['an empty number', ''],
    ['null for a number', null],
    ['a list of all numbers', 'all'],
    ['a number in a longer text', 'longer'],
    ['an object', {}],
  ] as const) {
    test(`with ${what} is a denial`, async ({ am, person, phone, installation }) => {
      const { raw, waiting, push } = await registered(am, person, phone);
      const number = numberOn(waiting) ?? '';
      const claims = raw.answerClaims(push.jwt);
      const value = given === 'all' ? (RawPhone.claimsOf(push.jwt)['n'] ?? '').split(',') : given === 'longer' ? `${number}0` : given;
      const jwt = raw.sign(value === undefined ? claims : { ...claims, challengeResponse: value });
      expect((await post(raw.link.authenticateUrl, { messageId: push.messageId, jwt })).status).toBe(200);
      expect((await installation.stores.pushMessages.find('/alpha', push.messageId))?.state).toBe('DENIED');
    });
  }
});

test.describe('a registration', () => {
  test('is refused when it is forged or malformed, and the honest one is taken still, once', async ({
    am,
    person,
    phone,
    installation,
  }) => {
    const qr = await toQrPage(am, PUSH_JOURNEY, person);
    const raw = new RawPhone(linkOn(qr), phone.inbox);
    const { messageId, jwt } = raw.registration();
    const claims = raw.registrationClaims();
    const bad: Record<string, unknown> = {
      'signed with another secret': { messageId, jwt: raw.sign(claims, { secret: randomBytes(32) }) },
      'with the response of another secret': {
        messageId,
        jwt: raw.sign({ ...claims, response: raw.response(raw.link.challenge, randomBytes(32)) }),
      },
      'without a device': { messageId, jwt: raw.sign({ response: claims['response'] }) },
      'over a way that nothing carries': { messageId, jwt: raw.sign({ ...claims, communicationType: 'pigeon' }) },
      'with a device that is far too long': { messageId, jwt: raw.sign({ ...claims, deviceId: 'x'.repeat(5_000) }) },
      'with capabilities that are no list': { messageId, jwt: raw.sign({ ...claims, capabilities: 'code-entry' }) },
      'for another message': { messageId: messageId.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10)), jwt },
    };
    for (const [what, body] of Object.entries(bad))
      expect(await post(raw.link.registerUrl, body), what).toEqual({ status: 400, body: REFUSED });
    expect(typesOf(stepOf(await am.answer(qr)))).toContain('HiddenValueCallback');
    expect(await installation.stores.devices.push.list('/alpha', person.id)).toEqual([]);
    expect((await post(raw.link.registerUrl, { messageId, jwt })).status).toBe(200);
    expect((await post(raw.link.registerUrl, { messageId, jwt })).status).toBe(400);
  });
});

test('a refresh cannot be replayed, forged, or move a phone to another platform', async ({ am, person, phone, installation }) => {
  const { raw } = await registered(am, person, phone);
  const url = raw.link.registerUrl.replace('register', 'refresh');
  const refresh = (deviceId: string, more: object = {}, secret = raw.link.secret) => ({
    mechanismUid: raw.mechanismUid,
    username: person.id,
    jwt: raw.sign({ deviceId, deviceName: 'Raw', deviceType: 'web', communicationType: 'local', ...more }, { secret }),
  });
  const device = async () => (await installation.stores.devices.push.list('/alpha', person.id))[0]?.device.deviceId;
  const first = refresh('inbox-one');
  expect((await post(url, first)).status).toBe(200);
  expect((await post(url, refresh('inbox-two'))).status).toBe(200);
  for (const bad of [
    first,
    refresh('inbox-three', {}, randomBytes(32)),
    refresh('inbox-three', { communicationType: 'gcm' }),
    { ...first, username: 'nobody' },
  ]) {
    expect(await post(url, bad)).toEqual({ status: 400, body: REFUSED });
  }
  expect(await device()).toBe('inbox-two');
});

test('a phone of one person cannot answer the push of another', async ({ am, person, phone, installation }) => {
  const { raw } = await registered(am, person, phone);
  const second = await installation.person();
  const qr = await toQrPage(am, PUSH_JOURNEY, second);
  const theirs = new RawPhone(linkOn(qr), phone.inbox);
  await post(theirs.link.registerUrl, theirs.registration());
  const waiting = stepOf(await am.answer(stepOf(await am.answer(qr))));
  const push = await phone.arrival(2);
  const jwt = raw.sign(raw.answerClaims(push.jwt, numberOn(waiting)));
  expect(await post(raw.link.authenticateUrl, { messageId: push.messageId, jwt })).toEqual({ status: 400, body: REFUSED });
});

async function registeredElsewhere(installation: Installation, am: Parameters<typeof toQrPage>[0]): Promise<RawPhone> {
  const qr = await toQrPage(am, PUSH_JOURNEY, await installation.person());
  const raw = new RawPhone(linkOn(qr), 'elsewhere');
  await post(raw.link.registerUrl, raw.registration());
  return raw;
}
