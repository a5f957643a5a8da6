import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lintPush, lintRegistrationUri, Phone } from '@waygate/phone';
import { SNS_FAULTS, SnsEmulator } from '../../../packages/integrations/test/sns-emulator.ts';
import { AmClient, recoveryCodesOn, stepOf, tokenOf } from '../../api/am-client.ts';
import { linkOn, numberOn, pollOn, toQrPage, typePassword } from '../../api/sign-on.ts';
import { test as base, expect } from '../../fixtures.ts';
import { Installation } from '../../server/installation.ts';
import { waygate } from '../../server/waygate.ts';

const SECRET = 'secret of the account';

/** An installation that pushes through an SNS on this machine, set up with the command line. */
const test = base.extend<{ sns: SnsEmulator; own: Installation; quick: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the dependencies of a fixture out of this pattern.
  sns: async ({}, use) => {
    const sns = await SnsEmulator.start({ secretAccessKey: SECRET });
    await use(sns);
    await sns.close();
  },
  own: async ({ sns }, use) => {
    const own = await Installation.create();
    const file = join(own.directory, 'push.json');
    const settings = {
      accessKey: 'AKIDEXAMPLE',
      secret: SECRET,
      appleEndpoint: sns.applicationArn('APNS'),
      googleEndpoint: sns.applicationArn('GCM'),
      endpoint: sns.url,
    };
    await writeFile(file, JSON.stringify(settings));
    const set = await waygate(own.directory, 'services', 'set', 'pushNotification', '--realm', 'alpha', '--file', file);
    expect(set).toMatchObject({ code: 0, error: '' });
    await use(own);
    await own.remove();
  },
  quick: async ({ own }, use) => use(await own.pushJourney({ 'Push Wait': { secondsToWait: 1 } })),
});

for (const [platform, token] of [
  ['android', 'fcm:token-of-a-phone'],
  ['ios', 'A1B2'.repeat(16)],
] as const) {
  test(`a phone with ${platform} registers and approves through SNS`, async ({ sns, own, quick }) => {
    const am = new AmClient(own.server.url);
    const person = await own.person();
    const phone = new Phone(platform, token);
    const qr = await toQrPage(am, quick, person);
    expect(lintRegistrationUri(linkOn(qr))).toEqual([]);
    expect(await phone.scan(linkOn(qr))).toBe(true);
    expect([...sns.endpoints.values()]).toEqual([
      { applicationArn: sns.applicationArn(platform === 'ios' ? 'APNS' : 'GCM'), attributes: { Enabled: 'true', Token: token } },
    ]);
    const shown = stepOf(await am.answer(qr));
    expect(recoveryCodesOn(shown)).toHaveLength(10);
    const waiting = stepOf(await am.answer(shown));
    const [published] = sns.published;
    expect(published).toMatchObject({ messageStructure: 'json', subject: `Login attempt from ${person.username} at Ping` });
    const push = phone.receiveSns(published?.message ?? '');
    expect(push.claims['n']?.split(',')).toContain(numberOn(waiting));
    const gateway = JSON.parse(published?.message ?? '{}') as Record<string, string>;
    for (const text of [gateway['GCM'], gateway['APNS'], gateway['APNS_SANDBOX']])
      expect(JSON.parse(text ?? '')).toEqual(expect.any(Object));
    const jwt = platform === 'ios' ? JSON.parse(gateway['APNS'] ?? '').aps.data : JSON.parse(gateway['GCM'] ?? '').data.message;
    expect(lintPush(String(jwt))).toEqual([]);
    expect(await phone.choose(numberOn(waiting) ?? '')).toBe(true);
    const token1 = tokenOf(await pollOn(am, waiting));
    expect((await am.sessionInfo(token1)).body).toMatchObject({ username: person.username });

    const next = stepOf(await typePassword(am, quick, person));
    phone.receiveSns(sns.published[1]?.message ?? '');
    expect(await phone.deny()).toBe(true);
    expect(await phone.replay(), 'a denial is taken once').toBe(false);
    expect((await pollOn(am, next)).body).toMatchObject({ code: 401, message: 'Login failure' });

    expect(await phone.refresh(`${token.slice(0, -2)}ff`)).toBe(true);
    const third = stepOf(await typePassword(am, quick, person));
    const endpoint = sns.endpoints.get(sns.published[2]?.targetArn ?? '');
    expect(endpoint?.attributes['Token'], 'the push goes to the new address').toBe(`${token.slice(0, -2)}ff`);
    phone.receiveSns(sns.published[2]?.message ?? '');
    expect(await phone.choose(numberOn(third) ?? '')).toBe(true);
    tokenOf(await pollOn(am, third));
    expect(own.server.log).not.toContain(SECRET);
  });
}

test('when SNS fails the person is told, and what did not go out does not count against them', async ({ sns, own, quick }) => {
  const am = new AmClient(own.server.url);
  const person = await own.person();
  const phone = new Phone('android', 'fcm:token');
  const qr = await toQrPage(am, quick, person);
  await phone.scan(linkOn(qr));
  const shown = stepOf(await am.answer(qr));
  await am.answer(shown);
  for (const trouble of [SNS_FAULTS.disabled, SNS_FAULTS.forbidden]) {
    sns.failNext('Publish', trouble);
    const failed = await typePassword(am, quick, person);
    expect(failed.body, trouble.code).toMatchObject({ code: 401, message: expect.stringContaining('could not be sent to your phone') });
    expect(failed.text).not.toMatch(/sns|arn|aws/i);
  }
  for (const count of [2, 3]) {
    stepOf(await typePassword(am, quick, person));
    expect(sns.published).toHaveLength(count);
  }
  expect((await typePassword(am, quick, person)).body).toMatchObject({ code: 401, message: expect.stringContaining('Too many') });
});

test('a phone that SNS does not take is told so, and the code can be scanned again', async ({ sns, own, quick }) => {
  const am = new AmClient(own.server.url);
  const person = await own.person();
  const qr = await toQrPage(am, quick, person);
  sns.failNext('CreatePlatformEndpoint', SNS_FAULTS.forbidden, 5);
  expect(await new Phone('android', 'fcm:token').scan(linkOn(qr))).toBe(false);
  const still = stepOf(await am.answer(qr));
  expect(linkOn(still)).toBe(linkOn(qr));
});

test('the settings of the service are checked, sealed and never shown', async ({ own }) => {
  const got = await waygate(own.directory, 'services', 'get', 'pushNotification', '--realm', 'alpha', '--json');
  expect(JSON.parse(got.out)).toMatchObject({ accessKey: 'AKIDEXAMPLE', secret: '********' });
  expect(got.out).not.toContain(SECRET);
  const file = join(own.directory, 'bad.json');
  for (const [what, settings] of [
    ['an ARN that is none', { accessKeyId: 'a', accessKeySecret: 'b', APNS: 'arn:aws:s3:::bucket', GCM: '' }],
    ['no secret', { accessKey: 'a' }],
    ['an unknown member', { accessKey: 'a', secret: 'b', colour: 'red' }],
  ] as const) {
    await writeFile(file, JSON.stringify(settings));
    expect((await waygate(own.directory, 'services', 'set', 'pushNotification', '--realm', 'alpha', '--file', file)).code, what).toBe(1);
  }
  const download = { accessKeyId: 'AKID2', accessKeySecret: 'other', APNS: '', GCM: 'arn:aws:sns:us-east-1:123456789012:app/GCM/x' };
  await writeFile(file, JSON.stringify(download));
  expect((await waygate(own.directory, 'services', 'set', 'pushNotification', '--realm', 'alpha', '--file', file)).code).toBe(0);
  const after = await waygate(own.directory, 'services', 'get', 'pushNotification', '--realm', 'alpha', '--json');
  expect(JSON.parse(after.out)).toMatchObject({ accessKey: 'AKID2', googleEndpoint: download.GCM });
});
