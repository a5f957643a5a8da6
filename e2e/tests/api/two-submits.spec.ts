import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { authenticatorPushService } from '@waygate/schema';
import { AmClient, filled, recoveryCodesOn, stepOf, typesOf } from '../../api/am-client.ts';
import { enrol, linkOn, PUSH_JOURNEY, toQrPage, typePassword } from '../../api/sign-on.ts';
import { expect, test } from '../../fixtures.ts';
import { BuiltServer } from '../../server/built-server.ts';

const statuses = (answers: readonly { status: number }[]) => answers.map(({ status }) => status).sort();

test('of many submits of one step one wins, the others are told, and one push goes out', async ({ am, person, phone }) => {
  await enrol(am, PUSH_JOURNEY, person, phone);
  await phone.received(1);
  const page = stepOf(await am.start(PUSH_JOURNEY));
  const answer = filled(page, { 'User Name': person.username, Password: person.password });
  const answers = await Promise.all(Array.from({ length: 12 }, () => am.submit(answer)));
  expect(statuses(answers)).toEqual([200, ...Array.from({ length: 11 }, () => 409)]);
  for (const { status, body } of answers) if (status === 409) expect(body['message']).toContain('answered already');
  await phone.received(2);
  // A push that was sent twice would be there before the answer to this one.
  await typePassword(am, PUSH_JOURNEY, person);
  await phone.received(3);
  expect(new Set(phone.arrived.map(({ messageId }) => messageId)).size).toBe(3);
  expect(phone.arrived).toHaveLength(3);
});

test('of many polls after a scan one makes the device and the codes', async ({ am, person, phone, installation }) => {
  const qr = await toQrPage(am, PUSH_JOURNEY, person);
  expect(await phone.scan(linkOn(qr), 'Pixel 9')).toBe(true);
  const answers = await Promise.all(Array.from({ length: 8 }, () => am.answer(qr)));
  // Who asks again while the first answer is under way gets that answer; who comes after it is told that it was given.
  const won = answers.filter(({ status }) => status === 200);
  expect(won.length).toBeGreaterThan(0);
  for (const { status } of answers) expect([200, 409]).toContain(status);
  const codes = won.map((answer) => recoveryCodesOn(stepOf(answer)));
  expect(codes[0]).toHaveLength(10);
  expect(new Set(codes.map((list) => list.join())).size, 'all of them are the same codes').toBe(1);
  const [device, ...more] = await installation.stores.devices.push.list('/alpha', person.id);
  expect(more).toEqual([]);
  expect(device?.recoveryCodes).toHaveLength(10);
});

test('a recovery code that is typed in two windows at once signs on in one of them', async ({ am, person, phone }) => {
  const { codes } = await enrol(am, PUSH_JOURNEY, person, phone);
  const code = codes[0] ?? '';
  const pages = [];
  for (let window = 0; window < 2; window += 1) {
    const waiting = stepOf(await typePassword(am, PUSH_JOURNEY, person));
    pages.push(stepOf(await am.answer(waiting, {}, 'Cancel')));
  }
  const answers = await Promise.all(pages.map((page) => am.answer(page, { 'Recovery Code': code })));
  expect(answers.filter(({ body }) => typeof body['tokenId'] === 'string')).toHaveLength(1);
});

test('parallel wrong recovery codes never get more tries than the limit', async ({ am, person, phone, installation }) => {
  await installation.stores.services.set('/alpha', 'authenticatorPushService', authenticatorPushService.parse({ maximumPushes: 100 }));
  await enrol(am, PUSH_JOURNEY, person, phone);
  const pages = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const waiting = stepOf(await typePassword(am, PUSH_JOURNEY, person));
      return stepOf(await am.answer(waiting, {}, 'Cancel'));
    }),
  );
  const answers = await Promise.all(pages.map((page) => am.answer(page, { 'Recovery Code': '0000000000' })));
  // Four tries make one Reject, which begins the count afresh: 20 tries are five times three retries and a Reject.
  expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(15);
  await installation.stores.services.remove('/alpha', 'authenticatorPushService');
});

test('two servers on one store: one submit wins, and its effect happens once', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'waygate-e2e-'));
  const first = await BuiltServer.start(directory);
  const second = await BuiltServer.start(directory, { WAYGATE_PUBLIC_URL: first.url });
  const password = /Demo password\s+(\S+)/.exec(first.said)?.[1] ?? '';
  const one = new AmClient(first.url);
  const two = new AmClient(`http://localhost:${second.port}`);
  for (let round = 0; round < 3; round += 1) {
    const page = stepOf(await one.start(PUSH_JOURNEY));
    const answer = filled(page, { 'User Name': 'demo', Password: password });
    const answers = await Promise.all([one.submit(answer), two.submit(answer)]);
    expect(statuses(answers)).toEqual([200, 409]);
    const app = answers.find(({ status }) => status === 200);
    // The one that lost goes on where the other one stands.
    const next = app && (await two.answer(stepOf(app), {}, 'Continue'));
    expect(next && typesOf(stepOf(next))).toContain('HiddenValueCallback');
  }
  await Promise.all([first.stop(), second.stop()]);
  await rm(directory, { recursive: true, force: true });
});
