import type { WebAuthnDevice } from '@waygate/node-kit';
import { expect, it } from 'vitest';
import { COLLECTIONS } from '../src/collections.ts';
import { compositeId } from '../src/composite-id.ts';
import { MemoryDocumentStore } from '../src/memory/memory-document-store.ts';
import { DeviceRepository } from '../src/repositories/device-repository.ts';
import { sealDocument } from '../src/repositories/sealed-document.ts';
import { webAuthnDevice } from './samples/other-devices.ts';
import { sealer } from './sealer.ts';

// Names with what ids must escape.
const REALM = '/al\npha';
const MIA = 'id-\\mia';

const passkey = (uuid: string, credentialId: string, createdDate = 1): WebAuthnDevice => ({
  ...webAuthnDevice(uuid),
  credentialId,
  createdDate,
});
const recordOf = (device: WebAuthnDevice) => ({ device, recoveryCodes: [], refreshes: [] });

/** A passkey as versions wrote one that did not write down whose its id is. */
async function keptBefore(store: MemoryDocumentStore, userId: string, device: WebAuthnDevice, broken = false): Promise<void> {
  const { uuid } = device;
  const place = ['webauthn-device', REALM, broken ? 'somebody else' : userId, uuid] as const;
  const body = JSON.stringify({ uuid, ...sealDocument(sealer, place, recordOf(device)) });
  const id = compositeId(REALM, userId, uuid);
  const keys = { user: compositeId(REALM, userId) };
  await store.write([{ collection: COLLECTIONS.webauthnDevices, id, expect: 'any', body, keys }], 1);
}

const opened = (store: MemoryDocumentStore) => new DeviceRepository(store, sealer, () => 1).webauthn;

it('gives the id of a passkey that an older version kept to nobody else, and looks for such once', async () => {
  const store = new MemoryDocumentStore();
  for (let number = 0; number < 1_100; number += 1) await keptBefore(store, MIA, passkey(`p${number}`, `credential-${number}`));
  const taken = await Promise.all(
    [0, 499, 500, 1_099].map((n) => opened(store).put(REALM, 'id-tom', recordOf(passkey('new', `credential-${n}`)))),
  );
  expect(taken).toEqual([false, false, false, false]);
  expect(await opened(store).list(REALM, 'id-tom')).toEqual([]);
  expect(await opened(store).put('/other', 'id-tom', recordOf(passkey('new', 'credential-0')))).toBe(true);
  expect(await opened(store).put(REALM, MIA, recordOf(passkey('p0', 'credential-0')))).toBe(true);
  // What comes past the repository after that is not looked for any more.
  await keptBefore(store, MIA, passkey('late', 'late'));
  expect(await opened(store).put(REALM, 'id-tom', recordOf(passkey('new', 'late')))).toBe(true);
});

it('leaves an id to the two people who have it already, and gives it to a third only when both have lost it', async () => {
  const store = new MemoryDocumentStore();
  await keptBefore(store, 'id-a', passkey('one', 'same'));
  await keptBefore(store, 'id-b', passkey('one', 'same'));
  const devices = opened(store);
  const register = (userId: string) => devices.put(REALM, userId, recordOf(passkey('one', 'same')));
  expect([await register('id-a'), await register('id-b'), await register('id-tom')]).toEqual([true, true, false]);
  await devices.remove(REALM, 'id-a', 'one');
  expect([await register('id-a'), await register('id-tom'), await register('id-b')]).toEqual([false, false, true]);
  await devices.remove(REALM, 'id-b', 'one');
  expect([await register('id-tom'), await register('id-a'), await register('id-b')]).toEqual([true, false, false]);
});

it('goes on where one passkey cannot be read, and looks again for it when it can', async () => {
  const store = new MemoryDocumentStore();
  await keptBefore(store, 'id-a', passkey('broken', 'hers'), true);
  await keptBefore(store, MIA, passkey('one', 'same'));
  expect(await opened(store).put(REALM, 'id-tom', recordOf(passkey('new', 'same')))).toBe(false);
  expect(await opened(store).put(REALM, 'id-tom', recordOf(passkey('new', 'other')))).toBe(true);
  await keptBefore(store, 'id-a', passkey('broken', 'hers'));
  expect(await opened(store).put(REALM, 'id-tom', recordOf(passkey('new', 'hers')))).toBe(false);
});

it('tries again after the store did not answer', async () => {
  const store = new MemoryDocumentStore();
  await keptBefore(store, MIA, passkey('one', 'same'));
  const devices = opened(store);
  const scan = store.scan.bind(store);
  store.scan = () => Promise.reject(new Error('no answer'));
  await expect(devices.put(REALM, 'id-tom', recordOf(passkey('new', 'same')))).rejects.toThrow('no answer');
  store.scan = scan;
  expect(await devices.put(REALM, 'id-tom', recordOf(passkey('new', 'same')))).toBe(false);
});
