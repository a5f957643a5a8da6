import { runNode } from '@waygate/node-kit/testing';
import { describe, expect, it } from 'vitest';
import node from './node.ts';

const settings = async (config: object, shared: Record<string, string | boolean | number>) =>
  (await runNode(node, { config: { ...config }, shared })).guarded['pingIdSettings'];

it('has everything off, and nothing mandatory, unless somebody says so', async () => {
  expect(await settings({}, {})).toEqual({
    adminMessage: '',
    smsBackup: false,
    phoneBackup: false,
    emailBackup: false,
    emailBesideDevices: false,
    useCode: false,
    otpFallback: false,
    mandatory: [],
  });
});

describe.each([
  ['SMSBackup', 'smsBackup'],
  ['phoneBackup', 'phoneBackup'],
  ['emailBackup', 'emailBackup'],
] as const)('%s', (variable, member) => {
  it.each([
    [true, 'false', false],
    [false, 'true', true],
    [true, false, false],
    [true, '', true],
  ])('overrides the console, which says %s, with %j', async (console, flow, expected) => {
    expect(await settings({ [variable]: console }, { [variable]: flow })).toMatchObject({ [member]: expected });
  });
});

describe.each([
  ['useCode', 'useCode', 'useCode'],
  ['OTP Fallback', 'otpFallback', 'otpFallback'],
] as const)('%s', (variable, field, member) => {
  it.each([
    [false, 'false', false],
    [true, 'false', true],
    [false, 'true', true],
    [true, 'true', true],
  ])('is off only when console (%s) and flow (%s) are', async (console, flow, expected) => {
    expect(await settings({ [field]: console }, { [variable]: flow })).toMatchObject({ [member]: expected });
  });
});

it('takes the message of the administrator and the mandatory methods of the flow', async () => {
  const shared = { AdminMessage: ' Mind the gap. ', mandatoryAuthenticationMethods: 'SMS  VOICE\nEMAIL' };
  expect(await settings({ mandatoryAuthenticationMethods: 'TOTP' }, shared)).toMatchObject({
    adminMessage: 'Mind the gap.',
    mandatory: ['SMS', 'VOICE', 'EMAIL'],
  });
  expect(await settings({ mandatoryAuthenticationMethods: 'TOTP' }, {})).toMatchObject({ mandatory: ['TOTP'] });
});

it.each(['', ' \n'])('keeps the mandatory methods of the console when the variable of the flow is blank: %j', async (blank) => {
  expect(await settings({ mandatoryAuthenticationMethods: 'TOTP' }, { mandatoryAuthenticationMethods: blank })).toMatchObject({
    mandatory: ['TOTP'],
  });
});

it('lets the console alone say that e-mail is a backup of devices', async () => {
  expect(await settings({}, { emailBackup: 'true', emailBesideDevices: 'true' })).toMatchObject({ emailBesideDevices: false });
  expect(await settings({ emailBesideDevices: true }, { emailBackup: 'false' })).toMatchObject({ emailBesideDevices: true });
  expect(node.cautions({ emailBesideDevices: true })).toMatchObject([{ code: 'mailbox_beside_devices' }]);
  expect(node.cautions({ emailBesideDevices: false })).toEqual([]);
});

it.each([
  [{ useCode: 'yes' }, 'The variable useCode must be true or false.'],
  [{ SMSBackup: 'TRUE' }, 'The variable SMSBackup must be true or false.'],
  [{ AdminMessage: 'x'.repeat(1_001) }, 'The variable AdminMessage must be a text of at most 1000 characters.'],
  [{ mandatoryAuthenticationMethods: true }, 'The variable mandatoryAuthenticationMethods must be a text.'],
  [
    { mandatoryAuthenticationMethods: 'SMS totp' },
    'No method is called totp. Methods are written in upper case: PINGID_DESKTOP PINGID_MOBILE SMS VOICE EMAIL TOTP SECURITY_KEY PLATFORM YUBIKEY OATH_TOKEN.',
  ],
])('breaks at %o, and never takes it for off or none', async (shared, message) => {
  await expect(runNode(node, { shared })).rejects.toMatchObject({ code: 'pingid.variable', message });
});

it('is not published with a method that does not exist', () => {
  expect(node.config.safeParse({ mandatoryAuthenticationMethods: 'FAX' }).error?.issues[0]?.message).toContain('No method is called FAX.');
});
