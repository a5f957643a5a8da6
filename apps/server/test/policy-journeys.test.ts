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

/** Says what the script does before it goes on. */
const writer =
  ({ realmObjects }: Awaited<ReturnType<typeof openHouse>>['stores']) =>
  async (source: string) => {
    const text = Buffer.from(`${source}\naction.goTo('true');`).toString('base64');
    const value = script.parse({ _id: 's', name: 's', script: text, context: 'SCRIPTED_DECISION_NODE', evaluatorVersion: '2.0' });
    await realmObjects.put('/alpha', [{ kind: 'script', id: 's', value: value as JsonObject }]);
  };

/**
 * A sign-on whose second factor is a recovery code, with a policy and then a script, which does nothing to begin with.
 * @param first what comes first: where it is the code, the policy judges one that was used up already
 * @param onFalse where it leads who was denied
 */
async function house(first: 'policy' | 'code' = 'policy', onFalse: string = FAILURE_ID) {
  const [afterPolicy, afterCode] = first === 'policy' ? ['code', 'script'] : ['script', 'settings'];
  const nodes: Record<string, JourneyNode> = withPassword(first === 'policy' ? 'settings' : 'code', {
    settings: node('WaygatePingIdFlowSettingsNode', SETTINGS, { outcome: 'policy' }),
    policy: node('WaygatePingIdInitializeMfaNode', { policy: OLD_PHONES }, { mfa: afterPolicy, allowed: FAILURE_ID, denied: FAILURE_ID }),
    code: node('RecoveryCodeCollectorDecisionNode', { recoveryCodeType: 'PUSH' }, { true: afterCode, false: FAILURE_ID }),
    script: node('ScriptedDecisionNode', { script: 's', outcomes: ['true'] }, { true: 'complete' }),
    complete: node('WaygatePingIdCompleteMfaNode', {}, { true: SUCCESS_ID, false: onFalse }),
    another: node('WaygatePingIdRegistrationWelcomeNode', {}, { PINGID_MOBILE: SUCCESS_ID, cancel: FAILURE_ID }),
  });
  const opened = await openHouse([journeyOf(nodes, 'Scripted')]);
  const { stores, ports, demo, faults, logged } = opened;
  /** Has the script say something before it goes on. */
  const write = writer(stores);
  await write('');
  const enrol = async (uuid: string, version: string) => {
    const phone = { ...PHONE, uuid, deviceMechanismUID: uuid, seen: { system: 'android', version, at: Date.now() } };
    const enrolled = await ports.devices.push.enrol('/alpha', demo, phone, { recoveryCodes: true, run: 'elsewhere' });
    return enrolled.status === 'enrolled' ? enrolled.recoveryCodes : [];
  };
  const codes = { denied: await enrol('denied', '9'), allowed: await enrol('allowed', '15') };
  const signOn = async (code = '') => opened.answer(await opened.typePassword(await opened.start()), { type: 'NameCallback', value: code });
  const codesLeft = async (uuid: string) =>
    (await stores.devices.push.list('/alpha', demo.id)).find(({ device }) => device.uuid === uuid)?.recoveryCodes.length;
  return { ports, demo, faults, logged, visits: opened.visits, write, codes, codesLeft, signOn };
}

describe('a policy that denies a phone', () => {
  it('denies its recovery codes, too, while those of another phone are taken', async () => {
    const { signOn, codes, faults } = await house('code');
    expect(await signOn(codes.denied[0])).toMatchObject({ kind: 'failure' });
    expect(await signOn(codes.allowed[0])).toMatchObject({
      kind: 'success',
      session: { evidence: [{ factor: 'knowledge:password' }, { factor: 'possession:recovery-code', device: 'allowed' }] },
    });
    expect(faults).toEqual([]);
  });

  it('refuses a recovery code of it before the code is used up', async () => {
    const { signOn, codes, codesLeft, visits } = await house();
    for (let tries = 0; tries < 3; tries += 1) expect(await signOn(codes.denied[0])).toMatchObject({ kind: 'failure' });
    expect(visits.findLast(({ nodeId }) => nodeId === 'code')).toMatchObject({ audit: { denied: 'policy' } });
    expect([await codesLeft('denied'), await codesLeft('allowed')]).toEqual([10, 10]);
    expect(await signOn(codes.allowed[0])).toMatchObject({ kind: 'success' });
    expect(await codesLeft('allowed')).toBe(9);
  });

  it('has it set up no other phone either, where the journey leads who was denied to setting one up', async () => {
    const { signOn, codes, faults } = await house('code', 'another');
    expect(await signOn(codes.denied[0])).toMatchObject({ kind: 'failure' });
    expect(faults).toEqual([]);
  });

  it.each(['putShared', 'putTransient'])('is not talked out of it by a script that writes a verdict or takes one away: %s', async (put) => {
    const { signOn, codes, faults, write, demo } = await house('code');
    const verdict = JSON.stringify({ personId: demo.id, methods: MFA_METHODS, phones: { denied: ['PINGID_MOBILE'] } });
    for (const [index, written] of [verdict, JSON.stringify(verdict), "''", 'null'].entries()) {
      await write(`nodeState.${put}('pingIdVerdict', ${written});`);
      expect(await signOn(codes.denied[index]), written).toMatchObject({ kind: 'failure' });
    }
    await write(`nodeState.remove('pingIdVerdict');`);
    expect(await signOn(codes.denied[5])).toMatchObject({ kind: 'failure' });
    expect(await signOn(codes.allowed[0])).toMatchObject({ kind: 'success' });
    expect(faults).toEqual([]);
  });

  it('opens no device to whoever has it forget by a script that it was asked', async () => {
    const { signOn, codes, faults, write } = await house('code', 'another');
    await write(`nodeState.remove('pingIdVerdict');`);
    expect(await signOn(codes.denied[0])).toMatchObject({ kind: 'failure' });
    expect(faults).toEqual([]);
  });

  it('tells scripts nothing of what it said', async () => {
    const { signOn, codes, logged, write } = await house();
    const names = ['pingIdVerdict', 'pingIdSettings', 'passwordlessRecord'];
    await write(`logger.error(${JSON.stringify(names)}.map((name) => String(nodeState.get(name))).join());`);
    await signOn(codes.allowed[0]);
    expect(logged).toEqual(['s error null,null,null']);
  });
});

describe('the settings of the flow', () => {
  it('are what Flow Settings decided, whatever a script makes of the state behind it', async () => {
    const nodes: Record<string, JourneyNode> = withPassword('settings', {
      settings: node('WaygatePingIdFlowSettingsNode', SETTINGS, { outcome: 'script' }),
      script: node('ScriptedDecisionNode', { script: 's', outcomes: ['true'] }, { true: 'setting' }),
      setting: node('WaygatePingIdSettingDecisionNode', { setting: 'USE_CODE' }, { true: FAILURE_ID, false: SUCCESS_ID }),
    });
    const opened = await openHouse([journeyOf(nodes, 'Scripted')]);
    const settings = JSON.stringify({ ...SETTINGS, adminMessage: '', smsBackup: true, useCode: true, mandatory: [] });
    for (const source of [
      `nodeState.putShared('pingIdSettings', ${settings});`,
      `nodeState.putTransient('pingIdSettings', ${settings});`,
      `nodeState.remove('pingIdSettings');`,
    ]) {
      await writer(opened.stores)(source);
      expect(await opened.typePassword(await opened.start()), source).toMatchObject({ kind: 'success' });
    }
    expect(opened.faults).toEqual([]);
  });
});
