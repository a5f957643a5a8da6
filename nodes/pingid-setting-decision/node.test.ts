import { MFA_METHODS } from '@waygate/mfa';
import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import { pingIdWorld } from '../test/pingid-world.ts';
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

it('goes by whether the policy takes recovery codes of a phone of the person', async () => {
  const world = await pingIdWorld();
  const outcome = async (verdict: { methods: string[]; phones: Record<string, string[]> }) => {
    const about = { subject: world.mia, evidence: [world.proof()], guarded: { pingIdVerdict: world.verdict({ ...verdict }) } };
    return (await runNode(node, { config: { setting: 'RECOVERY_CODES' }, ports: world.ports, ...about })).outcome;
  };
  const all = { methods: [...MFA_METHODS], phones: { pixel: ['PINGID_MOBILE'] } };
  expect(await outcome(all), 'who has no phone has no codes of one').toBe('false');
  await world.phone('pixel');
  expect(await outcome(all)).toBe('true');
  expect(await outcome({ ...all, phones: {} }), 'a phone that is denied').toBe('false');
  expect(await outcome({ ...all, methods: ['PINGID_MOBILE'] }), 'a policy that names methods').toBe('false');
});
