import { MFA_METHODS } from '@waygate/mfa';
import type { PushDevice } from '@waygate/node-kit';
import { FAILURE_ID, type JourneyNode, type JsonObject, SUCCESS_ID, script } from '@waygate/schema';
import { describe, expect, it } from 'vitest';
import { journeyOf, node, openHouse, withPassword } from './house.ts';

const PHONE: PushDevice = {
  ...{ uuid: 'phone', deviceName: 'Pixel 9', createdDate: 1, lastAccessDate: 1, issuer: 'Example' },
  ...{ sharedSecret: Buffer.alloc(32, 7).toString('base64'), deviceMechanismUID: 'mechanism', deviceId: 'token' },
  ...{ deviceType: 'android', communicationType: 'gcm', communicationId: 'arn', capabilities: [] },
};
/** Phones below Android 12 are denied, and one that does not tell its version is none to believe. */
const OLD_PHONES = { rules: [{ name: 'Old phones', when: { mobileOs: { system: 'android', below: '12' } }, action: 'deny' }] };
const SETTINGS = { SMSBackup: true, phoneBackup: false, emailBackup: false, useCode: false, otpFallback: false };

/** A sign-on whose second factor is a recovery code, with a policy before it and a script behind it, which does nothing to begin with. @param onFalse where it leads who was denied */
async function house(onFalse: string = FAILURE_ID) {
  const nodes: Record<string, JourneyNode> = withPassword('settings', {
    settings: node('WaygatePingIdFlowSettingsNode', SETTINGS, { outcome: 'policy' }),
    policy: node('WaygatePingIdInitializeMfaNode', { policy: OLD_PHONES }, { mfa: 'code', allowed: FAILURE_ID, denied: FAILURE_ID }),
    code: node('RecoveryCodeCollectorDecisionNode', { recoveryCodeType: 'PUSH' }, { true: 'script', false: FAILURE_ID }),
    script: node('ScriptedDecisionNode', { script: 's', outcomes: ['true'] }, { true: 'complete' }),
    complete: node('WaygatePingIdCompleteMfaNode', {}, { true: SUCCESS_ID, false: onFalse }),
    another: node('WaygatePingIdRegistrationWelcomeNode', {}, { PINGID_MOBILE: SUCCESS_ID, cancel: FAILURE_ID }),
  });
  const opened = await openHouse([journeyOf(nodes, 'Scripted')]);
  const { stores, ports, demo, faults, logged } = opened;
  /** Has the script say something before it goes on. */
  const write = async (source: string) => {
    const text = Buffer.from(`${source}\naction.goTo('true');`).toString('base64');
    const value = script.parse({ _id: 's', name: 's', script: text, context: 'SCRIPTED_DECISION_NODE', evaluatorVersion: '2.0' });
    await stores.realmObjects.put('/alpha', [{ kind: 'script', id: 's', value: value as JsonObject }]);
  };
  await write('');
  const enrol = async (uuid: string, version: string) => {
    const phone = { ...PHONE, uuid, deviceMechanismUID: uuid, seen: { system: 'android', version, at: Date.now() } };
    const enrolled = await ports.devices.push.enrol('/alpha', demo, phone, { recoveryCodes: true, run: 'elsewhere' });
    return enrolled.status === 'enrolled' ? enrolled.recoveryCodes : [];
  };
  const codes = { denied: await enrol('denied', '9'), allowed: await enrol('allowed', '15') };
  const signOn = async (code = '') => opened.answer(await opened.typePassword(await opened.start()), { type: 'NameCallback', value: code });
  return { ports, demo, faults, logged, write, codes, signOn };
}

describe('a policy that denies a phone', () => {
  it('denies its recovery codes, too, while those of another phone are taken', async () => {
    const { signOn, codes, faults } = await house();
    expect(await signOn(codes.denied[0])).toMatchObject({ kind: 'failure' });
    expect(await signOn(codes.allowed[0])).toMatchObject({
      kind: 'success',
      session: { evidence: [{ factor: 'knowledge:password' }, { factor: 'possession:recovery-code', device: 'allowed' }] },
    });
    expect(faults).toEqual([]);
  });

  it('has it set up no other phone either, where the journey leads who was denied to setting one up', async () => {
    const { signOn, codes, faults } = await house('another');
    expect(await signOn(codes.denied[0])).toMatchObject({ kind: 'failure' });
    expect(faults).toEqual([]);
  });

  it.each(['putShared', 'putTransient'])('is not talked out of it by a script that writes a verdict: %s', async (put) => {
    const { signOn, codes, faults, write, demo } = await house();
    const verdict = JSON.stringify({ subjectId: demo.id, at: 1, methods: MFA_METHODS, phones: { denied: ['PINGID_MOBILE'] } });
    for (const [index, written] of [verdict, JSON.stringify(verdict), "''", 'null'].entries()) {
      await write(`nodeState.${put}('pingIdVerdict', ${written});`);
      expect(await signOn(codes.denied[index]), written).toMatchObject({ kind: 'failure' });
    }
    await write(`nodeState.remove('pingIdVerdict');`);
    expect(await signOn(codes.denied[5])).toMatchObject({ kind: 'failure' });
    expect(new Set(faults.map(({ code }) => code))).toEqual(new Set(['node.state_shape', 'pingid.policy_missing']));
  });

  it('keeps what it said to the sign-on that it said it in, and scripts cannot read it', async () => {
    const { signOn, codes, faults, logged, write, ports, demo } = await house();
    await write(`logger.error(nodeState.get('pingIdVerdict'));`);
    const runsOn = (version: string) =>
      ports.devices.push.update('/alpha', demo, 'denied', (phone) => ({ ...phone, seen: { system: 'android', version, at: Date.now() } }));
    await runsOn('15');
    expect(await signOn(codes.denied[0])).toMatchObject({ kind: 'success' });
    const [, verdict = ''] = /^s error (\S+)$/.exec(logged[0] ?? '') ?? [];
    expect(verdict).not.toBe('');
    expect(Buffer.from(verdict.split('.')[3] ?? '', 'base64url').toString()).not.toContain('PINGID_MOBILE');
    await runsOn('9');
    await write(`nodeState.putShared('pingIdVerdict', '${verdict}');`);
    expect(await signOn(codes.denied[1])).toMatchObject({ kind: 'failure' });
    expect(faults.map(({ code }) => code)).toEqual(['pingid.policy_missing']);
  });
});
