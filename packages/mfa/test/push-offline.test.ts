import { beforeEach, expect, it } from 'vitest';
import {
  answerMessage,
  createPushService,
  importOfflineKey,
  importPushKey,
  type OfflineEnroller,
  offlineEnrolmentOf,
  offlineJwkOf,
  type PushService,
  readPush,
  readRegistrationLink,
  registrationMessage,
} from '../src/index.ts';
import { device, issuer } from './offline-vector.ts';
import { MIA, PushWorld, REALM, RUN } from './push-world.ts';

const offlineKey = offlineJwkOf(device);
const FACTS = {
  mechanismUid: 'm-1',
  deviceId: 'token-1',
  deviceName: 'Phone',
  deviceType: 'web',
  communicationType: 'gcm',
  capabilities: [],
};

let world: PushWorld;
let approved: Parameters<OfflineEnroller['approved']>[1][];
let service: PushService;
let isBroken: boolean;
let failures: unknown[];
beforeEach(() => {
  world = new PushWorld();
  approved = [];
  isBroken = false;
  failures = [];
  const told = async (key: unknown) => {
    if (isBroken) throw new Error('no store');
    return (await importOfflineKey(key)) === undefined ? undefined : offlineEnrolmentOf(issuer);
  };
  service = createPushService({
    ...world.deps,
    offline: {
      welcome: (_realm, { offlineKey: key }) => told(key),
      failed: (realm, error) => failures.push([realm, error]),
      approved: (_realm, answer) => {
        approved.push(answer);
        return told(answer.offlineKey);
      },
    },
  });
});

/** Registers a phone. @returns its key, and what the server said */
async function register(more: object = { offlineKey }) {
  const { messageId, uri } = await world.register();
  const link = readRegistrationLink(uri);
  const key = await importPushKey(link.secret);
  const reply = await service.answer(REALM, 'register', await registrationMessage(key, link, { ...FACTS, ...more }));
  const status = await service.status(REALM, messageId, RUN);
  if (status.status !== 'approved' || status.device === undefined) throw new Error('not registered');
  await world.stores.devices.push.put(REALM, MIA.id, { device: status.device, recoveryCodes: [], refreshes: [] });
  return { key, reply, device: status.device };
}

async function answer(phone: Awaited<ReturnType<typeof register>>, approve: boolean, more: object = { offlineKey }) {
  const sent = await world.send(phone.device);
  const delivery = world.transport.deliveries.at(-1);
  if (sent.status !== 'sent' || delivery === undefined) throw new Error('not sent');
  const push = await readPush(phone.key, sent.messageId, delivery.jwt);
  if (push === undefined) throw new Error('not readable');
  return service.answer(REALM, 'authenticate', await answerMessage(phone.key, push, { approve }, more));
}

it('tells a phone with a key of its own which server to trust, with the registration and with an approval', async () => {
  const phone = await register();
  expect(phone.reply).toEqual({ offline: offlineEnrolmentOf(issuer) });
  expect(approved, 'nothing was proved yet').toEqual([]);
  expect(await answer(phone, true)).toEqual({ offline: offlineEnrolmentOf(issuer) });
  expect(approved).toEqual([{ userId: MIA.id, deviceUuid: phone.device.uuid, offlineKey }]);
});

it('answers a phone without such a key as ever, and knows of its approval', async () => {
  const phone = await register({});
  expect(phone.reply).toEqual({});
  expect(await answer(phone, true, {})).toEqual({});
  expect(approved).toEqual([{ userId: MIA.id, deviceUuid: phone.device.uuid, offlineKey: undefined }]);
});

it('takes the answer of a phone whose key is none, as if it had given none', async () => {
  const wrong = { offlineKey: { ...offlineKey, y: offlineKey.x } };
  const phone = await register(wrong);
  expect([phone.reply, await answer(phone, true, wrong)]).toEqual([{}, {}]);
});

it('keeps nothing of a denial', async () => {
  const phone = await register();
  expect(await answer(phone, false)).toEqual({});
  expect(approved).toEqual([]);
});

it('takes an approval though nothing can be kept', async () => {
  const phone = await register();
  isBroken = true;
  expect(await answer(phone, true)).toEqual({});
  expect(approved).toHaveLength(1);
  expect(failures).toEqual([[REALM, new Error('no store')]]);
});
