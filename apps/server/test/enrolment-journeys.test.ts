import type { OathDevice } from '@waygate/node-kit';
import { FAILURE_ID, type JsonObject, SUCCESS_ID } from '@waygate/schema';
import { describe, expect, it } from 'vitest';
import { journeyOf, node, openHouse, withPassword } from './house.ts';

const token: OathDevice = {
  ...{ uuid: 'o1', deviceName: 'OATH Device', createdDate: 1, lastAccessDate: 1, issuer: 'Example', sharedSecret: 'ab'.repeat(20) },
  ...{ algorithm: 'TOTP', digits: 6, hash: 'HMAC_SHA1', period: 30, counter: 0, lastLogin: 0, clockDriftSeconds: 0 },
  ...{ checksumDigit: false, truncationOffset: -1 },
};

/** Every node that adds a device, with what it is set up by and its outcomes. */
const ENROLLING: readonly (readonly [type: string, config: JsonObject, success: string, failure: string])[] = [
  ['PushRegistrationNode', {}, 'successOutcome', 'failureOutcome'],
  ['OathRegistrationNode', {}, 'successOutcome', 'failureOutcome'],
  ['WebAuthnRegistrationNode', {}, 'success', 'failure'],
  ['DeviceBindingNode', { applicationIds: ['com.example.app'] }, 'success', 'failure'],
];

async function house(type: string, config: JsonObject, success: string, failure: string) {
  const journey = journeyOf(
    withPassword('code', {
      code: node('OathTokenVerifierNode', {}, { successOutcome: 'add', failureOutcome: 'add', notRegisteredOutcome: 'add' }),
      add: node(type, config, { [success]: SUCCESS_ID, [failure]: FAILURE_ID }),
    }),
  );
  return openHouse([journey]);
}

describe('a password alone', () => {
  it.each(ENROLLING)('is worth a first factor, and none beside one that the person has of any kind: %s', async (...how) => {
    const { demo, ports, start, answer, typePassword, faults } = await house(...how);
    const first = await typePassword(await start());
    expect(first.kind).toBe('callbacks');
    await ports.devices.oath.enrol('/alpha', demo, token, { recoveryCodes: false, run: 'elsewhere' });
    const asked = await typePassword(await start());
    const wrong = await answer(asked, { type: 'NameCallback', value: '000000' }, { type: 'ConfirmationCallback', index: 0 });
    expect(wrong).toMatchObject({ kind: 'failure', message: expect.stringContaining('second factor already') });
    expect(faults).toEqual([]);
    expect(await ports.devices.push.list('/alpha', demo)).toEqual([]);
    expect(await ports.devices.webauthn.list('/alpha', demo)).toEqual([]);
    expect(await ports.devices.binding.list('/alpha', demo)).toEqual([]);
  });
});
