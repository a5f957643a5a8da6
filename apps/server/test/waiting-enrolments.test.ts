import type { Step } from '@waygate/engine';
import type { OathDevice } from '@waygate/node-kit';
import { answerWebAuthn, BoundApp, dataInScript, OathApp, Phone, SoftwareAuthenticator } from '@waygate/phone';
import { type Callback, type CallbackOf, FAILURE_ID, type JourneyNode, SUCCESS_ID } from '@waygate/schema';
import { describe, expect, it } from 'vitest';
import { journeyOf, node, openHouse, withPassword } from './house.ts';

const APP = 'com.example.app';
/** What the owner of the account has added while the other sign-on waited. */
const owners: OathDevice = {
  ...{ uuid: 'owners', deviceName: 'OATH Device', createdDate: 1, lastAccessDate: 1, issuer: 'Example', sharedSecret: 'ab'.repeat(20) },
  ...{ algorithm: 'TOTP', digits: 6, hash: 'HMAC_SHA1', period: 30, counter: 0, lastLogin: 0, clockDriftSeconds: 0 },
  ...{ checksumDigit: false, truncationOffset: -1 },
};

type House = Awaited<ReturnType<typeof openHouse>>;
/** A page that waits, with a device before it that needs nothing but the next answer to be kept. */
interface Waiting {
  readonly goOn: () => Promise<Step>;
}
interface Family {
  readonly nodes: Record<string, JourneyNode>;
  /** Goes from the page after the password to the last one before a device is kept. */
  readonly wait: (page: Step, house: House) => Promise<Waiting>;
}

function asked<T extends Callback['type']>(step: Step, type: T): CallbackOf<T> {
  const found = step.kind === 'callbacks' ? step.callbacks.find((one): one is CallbackOf<T> => one.type === type) : undefined;
  if (found === undefined) throw new Error(`It asks for no ${type}: ${JSON.stringify(step)}`);
  return found;
}
const pressed = { type: 'ConfirmationCallback', index: 0 } as const;
const pause = (next: string) =>
  node('MessageNode', { message: { en: 'Go on?' }, messageYes: {}, messageNo: {} }, { true: next, false: FAILURE_ID });
const ends = { successOutcome: SUCCESS_ID, failureOutcome: FAILURE_ID, timeoutOutcome: FAILURE_ID };

/** Answers a page that asks for a passkey. */
const makePasskey = (page: Step, { answer }: House) => {
  const value = answerWebAuthn(new SoftwareAuthenticator(), dataInScript(asked(page, 'TextOutputCallback').message), 'http://localhost');
  return answer(page, { type: 'HiddenValueCallback', value });
};
/** Answers a page that asks for a bound app. */
const bindApp = (page: Step, { answer }: House) => {
  const app = new BoundApp('ios', APP, Date.now);
  const jws = app.bind(asked(page, 'DeviceBindingCallback'));
  return answer(page, { type: 'DeviceBindingCallback', jws, deviceName: 'Pixel', deviceId: app.deviceId, clientError: '' });
};
/** Scans the code of a page with a phone, which answers for itself before the page looks again. */
const scanned: Family['wait'] = async (page, { answer, ports }) => {
  const phone = new Phone('web', 'inbox', async (_url, init) =>
    Response.json(await ports.push.answer('/alpha', 'register', JSON.parse(String(init?.body)))),
  );
  await phone.scan(asked(page, 'HiddenValueCallback').value);
  return { goOn: () => answer(page, { type: 'PollingWaitCallback', seen: true }) };
};

const passkeyEnds = { failure: FAILURE_ID, unsupported: FAILURE_ID, error: FAILURE_ID };
const bindingEnds = { failure: FAILURE_ID, Unsupported: FAILURE_ID, Abort: FAILURE_ID, Timeout: FAILURE_ID };
/** Recovery codes take their time to hash, and are not what this is about. */
const bare = { generateRecoveryCodes: false };
const later = { ...bare, postponeDeviceProfileStorage: true };

const FAMILIES: Readonly<Record<string, Family>> = {
  'a code app, at the page that confirms a code': {
    nodes: {
      add: node('OathRegistrationNode', later, { successOutcome: 'code', failureOutcome: FAILURE_ID }),
      code: node(
        'OathTokenVerifierNode',
        {},
        { successOutcome: 'keep', failureOutcome: FAILURE_ID, notRegisteredOutcome: FAILURE_ID, recoveryCodeOutcome: FAILURE_ID },
      ),
      keep: node('OathDeviceStorageNode', {}, { successOutcome: SUCCESS_ID, failureOutcome: FAILURE_ID }),
    },
    async wait(page, { answer }) {
      const app = new OathApp(asked(page, 'HiddenValueCallback').value);
      const confirm = await answer(page, pressed);
      return { goOn: () => answer(confirm, { type: 'NameCallback', value: app.code(Date.now()) }, pressed) };
    },
  },
  'a code app, at its QR code': {
    nodes: { add: node('OathRegistrationNode', bare, { successOutcome: SUCCESS_ID, failureOutcome: FAILURE_ID }) },
    wait: async (page, { answer }) => ({ goOn: () => answer(page, pressed) }),
  },
  'a passkey that is kept later': {
    nodes: {
      add: node('WebAuthnRegistrationNode', later, { success: 'pause', ...passkeyEnds }),
      pause: pause('keep'),
      keep: node('WebAuthnDeviceStorageNode', bare, { success: SUCCESS_ID, failure: FAILURE_ID }),
    },
    async wait(page, house) {
      const paused = await makePasskey(page, house);
      return { goOn: () => house.answer(paused, pressed) };
    },
  },
  'a passkey': {
    nodes: { add: node('WebAuthnRegistrationNode', bare, { success: SUCCESS_ID, ...passkeyEnds }) },
    wait: async (page, house) => ({ goOn: () => makePasskey(page, house) }),
  },
  'a bound app that is kept later': {
    nodes: {
      add: node('DeviceBindingNode', { applicationIds: [APP], postponeDeviceProfileStorage: true }, { success: 'pause', ...bindingEnds }),
      pause: pause('keep'),
      keep: node('DeviceBindingStorageNode', {}, { true: SUCCESS_ID, false: FAILURE_ID }),
    },
    async wait(page, house) {
      const paused = await bindApp(page, house);
      return { goOn: () => house.answer(paused, pressed) };
    },
  },
  'a bound app': {
    nodes: { add: node('DeviceBindingNode', { applicationIds: [APP] }, { success: SUCCESS_ID, ...bindingEnds }) },
    wait: async (page, house) => ({ goOn: () => bindApp(page, house) }),
  },
  'a phone': { nodes: { add: node('PushRegistrationNode', bare, ends) }, wait: scanned },
  'a phone that shows codes, too': { nodes: { add: node('CombinedMultiFactorRegistrationNode', bare, ends) }, wait: scanned },
};

/** A sign-on by the password alone that needs one more answer to add a device. */
async function waiting({ nodes, wait }: Family) {
  const house = await openHouse([journeyOf(withPassword('add', nodes))]);
  const { goOn } = await wait(await house.typePassword(await house.start()), house);
  return { ...house, goOn };
}
const names = Object.keys(FAMILIES);
const familyOf = (name: string): Family => FAMILIES[name] ?? { nodes: {}, wait: async () => ({ goOn: () => Promise.reject(name) }) };

describe('a device that is added with a password alone', () => {
  it.each(names)('is kept where it is the first: %s', async (name) => {
    const { goOn, ports, demo, faults } = await waiting(familyOf(name));
    expect(await goOn()).toMatchObject({ kind: 'success' });
    expect((await ports.devices.owned('/alpha', demo)).size).toBeGreaterThan(0);
    expect(faults).toEqual([]);
  });

  it.each(names)('is not kept beside one that its owner has added while the page waited: %s', async (name) => {
    const { goOn, ports, demo, faults } = await waiting(familyOf(name));
    await ports.devices.oath.enrol('/alpha', demo, owners, { recoveryCodes: false, run: 'elsewhere' });
    expect(await goOn()).toMatchObject({ kind: 'failure', message: expect.stringContaining('second factor already') });
    expect(await ports.devices.owned('/alpha', demo)).toEqual(new Set([owners.uuid]));
    expect(faults).toEqual([]);
  });
});
