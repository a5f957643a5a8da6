import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AmClient, recoveryCodesOn, stepOf, tokenOf } from '../../api/am-client.ts';
import { PhoneAtHand } from '../../api/phone-at-hand.ts';
import { RawPhone } from '../../api/raw-phone.ts';
import { linkOn, numberOn, pollOn, toQrPage } from '../../api/sign-on.ts';
import { expect, test } from '../../fixtures.ts';
import { Installation } from '../../server/installation.ts';

test('no secret stands in the log or in the clear on the disk', async () => {
  const installation = await Installation.create({ WAYGATE_LOG_LEVEL: 'trace' });
  const am = new AmClient(installation.server.url);
  const person = await installation.person();
  const phone = new PhoneAtHand();
  await phone.switchOn(installation.server.url);
  const journey = await installation.pushJourney({ 'Push Wait': { secondsToWait: 1 } });
  const qr = await toQrPage(am, journey, person);
  const link = linkOn(qr);
  await phone.scan(link, 'Pixel 9');
  const shown = stepOf(await am.answer(qr));
  const waiting = stepOf(await am.answer(shown));
  const push = await phone.arrival(1);
  await phone.received(1);
  await phone.answer({ choose: 'right', refused: false }, numberOn(waiting));
  const token = tokenOf(await pollOn(am, waiting));
  const refused = await am.submit({ ...waiting, authId: `${waiting.authId}x` });
  expect(refused.status).toBe(400);

  const { secret, challenge } = new RawPhone(link, phone.inbox).link;
  const secrets: Record<string, string> = {
    'the password': person.password,
    'a recovery code': recoveryCodesOn(shown)[0] ?? '',
    'the secret of the phone': secret.toString('base64url'),
    'the secret of the phone, as base64': secret.toString('base64'),
    'the secret of the phone, as hex': secret.toString('hex'),
    'the challenge of the registration': challenge.toString('base64'),
    'the session token': token,
    'an authId': waiting.authId,
    'the one-time key of a step': (JSON.parse(Buffer.from(waiting.authId.split('.')[1] ?? '', 'base64url').toString()) as { otk: string })
      .otk,
    'the key of the inbox': phone.inboxKey,
    'the signature of a push': push.jwt.split('.')[2] ?? '',
  };
  const files = await Promise.all(
    (await readdir(installation.directory, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map(async (entry) => [entry.name, await readFile(join(entry.parentPath, entry.name))] as const),
  );
  expect(files.map(([name]) => name)).toEqual(expect.arrayContaining(['keys.json']));
  expect(installation.server.log).toContain(person.username);
  for (const [what, text] of Object.entries(secrets)) {
    expect(text.length, what).toBeGreaterThan(8);
    expect(installation.server.log, `${what} in the log`).not.toContain(text);
    for (const [name, bytes] of files) expect(bytes.includes(text), `${what} in ${name}`).toBe(false);
  }
  phone.switchOff();
  await installation.remove();
});
