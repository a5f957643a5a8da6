import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import node from './node.ts';

const SETTINGS = {
  adminMessage: '',
  smsBackup: true,
  phoneBackup: true,
  emailBackup: true,
  useCode: false,
  otpFallback: false,
  mandatory: [],
};

it.each([
  ['USE_CODE', { useCode: true }],
  ['OTP_FALLBACK', { otpFallback: true }],
])('goes by %s alone', async (setting, on) => {
  const outcome = async (settings: object) =>
    (await runNode(node, { config: { setting }, guarded: { pingIdSettings: { ...SETTINGS, ...settings } } })).outcome;
  expect([await outcome(on), await outcome({})]).toEqual(['true', 'false']);
  expect(await outcome({ useCode: !('useCode' in on), otpFallback: 'useCode' in on })).toBe('false');
});

it('is broken without settings', async () => {
  await expect(runNode(node)).rejects.toMatchObject({ code: 'pingid.settings_missing' });
});
