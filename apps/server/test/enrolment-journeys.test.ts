import type { OathDevice } from '@waygate/node-kit';
import { codeOf } from '@waygate/phone';
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

describe('a device that is removed while the sign-on waits', () => {
  const waits = (next: string) =>
    journeyOf(
      withPassword('code', {
        code: node('OathTokenVerifierNode', {}, { successOutcome: 'wait', failureOutcome: FAILURE_ID, notRegisteredOutcome: FAILURE_ID }),
        wait: node('MessageNode', { message: { en: 'Go on?' }, messageYes: {}, messageNo: {} }, { true: next, false: FAILURE_ID }),
        add: node('OathRegistrationNode', {}, { successOutcome: SUCCESS_ID, failureOutcome: FAILURE_ID }),
      }),
    );
  const secret = Buffer.from(token.sharedSecret, 'hex');

  async function waiting(next: string) {
    const opened = await openHouse([waits(next)]);
    const { ports, demo, start, typePassword, answer } = opened;
    await ports.devices.oath.enrol('/alpha', demo, token, { recoveryCodes: false, run: 'elsewhere' });
    const asked = await typePassword(await start());
    const code = codeOf({ ...token, secret }, Math.floor(Date.now() / 1000 / token.period));
    const step = await answer(asked, { type: 'NameCallback', value: code }, { type: 'ConfirmationCallback', index: 0 });
    expect(step).toMatchObject({ kind: 'callbacks', callbacks: [{ type: 'TextOutputCallback' }, {}] });
    return { ...opened, goOn: () => answer(step, { type: 'ConfirmationCallback', index: 0 }) };
  }

  it.each([
    ['adds no other', 'add'],
    ['signs nobody on', SUCCESS_ID],
  ])('%s', async (_, next) => {
    const { goOn, stores, demo, faults, visits } = await waiting(next);
    await stores.devices.oath.remove('/alpha', demo.id, token.uuid);
    const before = visits.length;
    expect((await goOn()).kind).toBe('failure');
    expect(visits).toHaveLength(before);
    expect(faults).toMatchObject([{ code: 'journey.device_removed' }]);
  });

  it.each([
    ['adds another while it is there', 'add', 'callbacks'],
    ['signs on while it is there', SUCCESS_ID, 'success'],
  ])('%s', async (_, next, kind) => {
    const { goOn } = await waiting(next);
    expect((await goOn()).kind).toBe(kind);
  });
});
