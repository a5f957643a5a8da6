import { createHmac, randomBytes } from 'node:crypto';
import { AmClient, filled, stepOf, tokenOf, typesOf } from '../../api/am-client.ts';
import { enrol, linkOn, numberOn, PUSH_JOURNEY, pollOn, toQrPage, typePassword } from '../../api/sign-on.ts';
import { expect, test } from '../../fixtures.ts';

const STALE = { code: 409, reason: 'Conflict', message: expect.stringContaining('answered already') };
const OVER = { code: 401, reason: 'Unauthorized', message: 'Session has timed out', detail: { errorCode: '110' } };
const decode = (segment = '') => JSON.parse(Buffer.from(segment, 'base64url').toString()) as Record<string, unknown>;
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

test('a step that was answered cannot be answered again, and the journey goes on with the newer one', async ({ am, person }) => {
  const page = stepOf(await am.start(PUSH_JOURNEY));
  const answer = filled(page, { 'User Name': person.username, Password: person.password });
  const next = stepOf(await am.submit(answer));
  for (const replay of [answer, filled(page, { 'User Name': 'demo', Password: 'x' })]) {
    expect((await am.submit(replay)).body).toEqual(STALE);
  }
  expect(typesOf(stepOf(await am.answer(next, {}, 'Continue')))).toContain('HiddenValueCallback');
});

test('every step has an authId of its own, of 128 random bits and more', async ({ am, person }) => {
  const page = stepOf(await am.start(PUSH_JOURNEY));
  const next = stepOf(await am.answer(page, { 'User Name': person.username, Password: person.password }));
  const claims = [page, next].map(({ authId }) => decode(authId.split('.')[1]));
  const [first, second] = claims;
  expect(first?.['sessionId']).toBe(second?.['sessionId']);
  expect(first?.['otk']).not.toBe(second?.['otk']);
  expect(Buffer.from(String(second?.['otk']), 'base64url').length).toBeGreaterThanOrEqual(16);
  expect(JSON.stringify(claims)).not.toContain(person.username);
});

test('a forged or broken authId is refused', async ({ am }) => {
  const page = stepOf(await am.start(PUSH_JOURNEY));
  const other = stepOf(await am.start(PUSH_JOURNEY));
  const [header = '', payload = '', signature = ''] = page.authId.split('.');
  const claims = decode(payload);
  const signedByMe = (head: string, body: string) =>
    `${head}.${body}.${createHmac('sha256', randomBytes(32)).update(`${head}.${body}`).digest('base64url')}`;
  const forged: Record<string, unknown> = {
    'another session in it': `${header}.${encode({ ...claims, sessionId: decode(other.authId.split('.')[1])['sessionId'] })}.${signature}`,
    'another realm in it': `${header}.${encode({ ...claims, realm: '/' })}.${signature}`,
    'the signature of another': `${header}.${payload}.${other.authId.split('.')[2]}`,
    'a signature of another key': signedByMe(header, payload),
    'no signature': `${header}.${payload}.`,
    'alg none': `${encode({ typ: 'JWT', alg: 'none' })}.${payload}.`,
    'alg none, signed': signedByMe(encode({ typ: 'JWT', alg: 'none' }), payload),
    'a header of another length': `${encode({ typ: 'JWT', alg: 'HS256', kid: '../../dev/null' })}.${payload}.${signature}`,
    'two parts': `${header}.${payload}`,
    'one part': 'x',
    nothing: '',
    'a number': 7,
    null: null,
    'a list': [page.authId],
    'an object': { authId: page.authId },
    'far too long': `${header}.${payload}${'A'.repeat(10_000)}.${signature}`,
  };
  for (const [what, authId] of Object.entries(forged)) {
    const refused = await am.submit({ ...page, authId });
    expect(refused.status, what).toBe(400);
    expect(String(refused.body['message']), what).toMatch(/^(Failed to parse JWT|AuthId JWT Signature not valid)$/);
  }
  expect((await am.answer(page, { 'User Name': 'nobody', Password: 'x' })).status).toBe(401);
});

test('an authId of another realm or another installation is refused', async ({ am, installation }) => {
  const page = stepOf(await am.start(PUSH_JOURNEY));
  const root = new AmClient(installation.server.url, '');
  expect((await root.submit(page)).body).toMatchObject({ code: 400, message: 'This step belongs to another realm.' });
  expect((await am.post('authenticate?realm=/', page)).status).toBe(400);
  const foreign = stepOf(await root.post('authenticate'));
  expect((await am.submit({ ...page, authId: foreign.authId })).status).toBe(400);
});

test('nothing can be answered after success', async ({ am, installation, person, phone }) => {
  const journey = await installation.pushJourney({ 'Push Wait': { secondsToWait: 1 } });
  const { waiting } = await enrol(am, journey, person, phone);
  await phone.received(1);
  expect(await phone.answer({ choose: 'right', refused: false }, numberOn(waiting))).toBe(true);
  const steps = [waiting];
  let end = await am.answer(waiting);
  while (Array.isArray(end.body['callbacks'])) {
    steps.push(stepOf(end));
    end = await pollOn(am, stepOf(end));
  }
  const token = tokenOf(end);
  for (const step of steps) expect((await am.submit(step)).body).toEqual(OVER);
  expect((await am.sessionInfo(token)).status).toBe(200);
});

test('nothing can be answered after failure', async ({ am, person }) => {
  const page = stepOf(await am.start(PUSH_JOURNEY));
  const wrong = filled(page, { 'User Name': person.username, Password: 'wrong password' });
  expect((await am.submit(wrong)).body).toMatchObject({ code: 401, message: 'Login failure' });
  const right = filled(page, { 'User Name': person.username, Password: person.password });
  for (const later of [wrong, right]) expect((await am.submit(later)).body).toEqual(OVER);
});

test('an authId of one journey does not open another step of a second one', async ({ am, person, installation }) => {
  const mine = stepOf(await am.start(PUSH_JOURNEY));
  const theirs = await toQrPage(am, PUSH_JOURNEY, await installation.person());
  const mixed = await am.submit({ ...theirs, authId: mine.authId });
  expect(mixed.status).toBe(400);
  const next = stepOf(await am.answer(mine, { 'User Name': person.username, Password: person.password }));
  expect(typesOf(next)).toContain('ConfirmationCallback');
  expect(linkOn(theirs)).toMatch(/^pushauth:/);
});

test('a journey that is named when a step is answered changes nothing', async ({ am, person }) => {
  const page = stepOf(await am.start(PUSH_JOURNEY));
  const answer = filled(page, { 'User Name': person.username, Password: person.password });
  const next = stepOf(await am.post('authenticate?authIndexType=service&authIndexValue=Login', answer));
  expect(typesOf(next)).toEqual(['TextOutputCallback', 'ConfirmationCallback']);
  expect((await typePassword(am, 'Login', person)).body['tokenId']).toEqual(expect.any(String));
});
