import { importOfflineKeyPair, makeOfflineKey, offlineJwkOf } from '@waygate/mfa';
import type { JsonObject } from '@waygate/schema';
import { continuityService, managedUserService } from '@waygate/schema';
import { openMemoryStores, type Stores } from '@waygate/storage';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  createOfflineDeviceDesk,
  createOfflineDevices,
  createPhoneShelf,
  createSealer,
  KeyRing,
  type OfflineDeviceService,
} from '../src/index.ts';

const REALM = '/alpha';
const sealer = createSealer(new KeyRing('k1', new Map([['k1', Buffer.alloc(32)]])));

let now: number;
let stores: Stores;
let service: OfflineDeviceService;
let desk: ReturnType<typeof createOfflineDeviceDesk>;
let known: Set<string>;
let had: Set<string>;
beforeEach(() => {
  now = 1_790_000_000_000;
  known = new Set();
  had = new Set();
  stores = openMemoryStores({ sealer, now: () => now });
  const shelf = createPhoneShelf({ ...stores, places: () => undefined, failed: () => undefined, now: () => now });
  service = createOfflineDevices({ ...stores, shelf, now: () => now });
  desk = createOfflineDeviceDesk({
    ...stores,
    shelf,
    knows: async (_realm, { username }) => known.has(username),
    has: async (_realm, { username }) => had.has(username),
    now: () => now,
  });
});

const settings = async (more: JsonObject) => stores.services.set(REALM, 'continuity', continuityService.parse(more));
async function person(
  username: string,
  { password = true, phone = true, active = true, attributes = {} as Record<string, string[]> } = {},
) {
  const id = `id-${username}`;
  await stores.identities.create({
    id,
    realm: REALM,
    username,
    active,
    attributes,
    passwordHash: password ? 'hash' : undefined,
    createdAt: 1,
  });
  if (phone) await approves(username);
  return id;
}
/** Somebody's phone approves a push. */
async function approves(username: string) {
  const key = await importOfflineKeyPair(await makeOfflineKey());
  await stores.devices.push.put(REALM, `id-${username}`, {
    device: {
      uuid: `phone-${username}`,
      deviceName: 'Pixel 9',
      createdDate: 1,
      lastAccessDate: 1,
      issuer: 'Example',
      sharedSecret: 's',
      deviceMechanismUID: 'm',
      deviceId: 'token',
      deviceType: 'web',
      communicationType: 'local',
      communicationId: 'local:token',
      capabilities: [],
    },
    recoveryCodes: [],
    refreshes: [],
  });
  const said = { offlineKey: offlineJwkOf(key) };
  await service.approved(REALM, { userId: `id-${username}`, deviceUuid: `phone-${username}`, ...said });
}
const missing = async () => {
  const { missing: all } = await desk.coverage(REALM);
  return Object.fromEntries(all.map(({ username, reasons }) => [username, reasons]));
};

describe('coverage', () => {
  it('says who could sign on offline now, who could not, and why', async () => {
    await person('anna');
    await person('ben', { phone: false });
    await person('carl', { password: false });
    await person('dora', { password: false, phone: false });
    await person('emil', { active: false, phone: false });
    await person('fred');
    await stores.devices.push.remove(REALM, 'id-fred', 'phone-fred');
    expect(await desk.coverage(REALM)).toEqual({
      total: 5,
      ready: 1,
      missing: [
        { subject: 'id-ben', username: 'ben', reasons: ['noDevice'] },
        { subject: 'id-carl', username: 'carl', reasons: ['noPassword'] },
        { subject: 'id-dora', username: 'dora', reasons: ['noPassword', 'noDevice'] },
        { subject: 'id-fred', username: 'fred', reasons: ['noDevice'] },
      ],
    });
    known.add('carl').add('dora');
    had.add('ben').add('dora');
    expect(await missing()).toEqual({ fred: ['noDevice'] });
  });

  it('tells as many as are asked for, and where to go on', async () => {
    for (const name of ['c', 'a', 'd', 'b']) await person(name, { phone: name === 'b' });
    const first = await desk.coverage(REALM, { most: 3 });
    expect(first).toMatchObject({ total: 3, ready: 1, missing: [{ username: 'a' }, { username: 'c' }], next: 'c' });
    const second = await desk.coverage(REALM, { after: 'c', most: 3 });
    expect(second).toEqual({ total: 1, ready: 0, missing: [{ subject: 'id-d', username: 'd', reasons: ['noDevice'] }] });
  });

  it('goes by what an administrator has said of somebody', async () => {
    await person('anna', { attributes: { state: ['block'] } });
    await person('ben', { phone: false, attributes: { state: ['bypass'] } });
    await person('carl', { attributes: { state: ['nonsense'] } });
    await person('dora');
    await settings({ stateAttribute: 'state' });
    expect(await missing()).toEqual({ anna: ['blocked'], carl: ['blocked'] });
    await settings({ stateAttribute: 'state', defaultState: 'block' });
    expect(await missing()).toEqual({ anna: ['blocked'], carl: ['blocked'], dora: ['blocked'] });
  });

  it('goes by what was read of a directory that may be away, and takes everybody for blocked who could write their state', async () => {
    const directory = { addresses: ['directory.example'], bindDn: 'cn=waygate', bindPassword: 'secret' };
    const deviceKeeping = { type: 'attribute', directory, searchBase: 'dc=example' };
    for (const username of ['anna', 'ben', 'carl']) await person(username, { phone: false, attributes: { state: ['bypass'] } });
    const read = (id: string, value: string) =>
      stores.offlineDevices.update(REALM, id, (record) => ({ ...record, userState: { attribute: 'state', value, readAt: now } }));
    await read('id-anna', 'block');
    await read('id-ben', 'bypass');
    await settings({ stateAttribute: 'state', deviceKeeping });
    expect(await missing()).toEqual({ anna: ['blocked'], carl: ['blocked'] });
    now += 300_000;
    expect(await missing()).toEqual({ anna: ['blocked'], ben: ['noDevice'], carl: ['blocked'] });
    await settings({ stateAttribute: 'state' });
    expect(await missing()).toEqual({});
    await stores.services.set(REALM, 'managedUser', managedUserService.parse({ properties: { state: { type: 'string' } } }));
    expect(await missing()).toEqual({ anna: ['blocked'], ben: ['blocked'], carl: ['blocked'] });
  });

  it('goes by the mode of the realm', async () => {
    await person('anna', { phone: false });
    await settings({ usersWithoutPairedDevice: 'BYPASS_USER' });
    expect(await missing()).toEqual({});
    await settings({ authenticationDuringErrors: 'BYPASS_USER' });
    expect(await missing()).toEqual({});
    await settings({ authenticationDuringErrors: 'BLOCK_USER' });
    expect(await missing()).toEqual({ anna: ['mode'] });
  });

  it('knows of locks, of keys that count no more, and of what does not open', async () => {
    for (const name of ['anna', 'ben', 'carl']) await person(name);
    await stores.offlineDevices.update(REALM, 'id-anna', (record) => ({ ...record, lockedUntil: now + 1 }));
    await stores.offlineDevices.update(REALM, 'id-ben', (record) => ({ ...record, kept: { text: 'nonsense', isPlaced: true } }));
    expect(await missing()).toEqual({ anna: ['locked'], ben: ['unreadable'] });
    now += 1;
    await desk.rotateDeviceKey(REALM);
    expect(await missing()).toEqual({ anna: ['staleKey'], ben: ['unreadable'], carl: ['staleKey'] });
    await service.provedOnline(REALM, { id: 'id-anna', username: 'anna' });
    expect(await missing()).toEqual({ ben: ['unreadable'], carl: ['staleKey'] });
    await settings({ encryptionKeyMode: 'LENIENT' });
    expect(await missing()).toEqual({ ben: ['unreadable'] });
  });
});

describe('keys', () => {
  it('say how many people depend on each, and how many must sign on online first', async () => {
    for (const name of ['anna', 'ben', 'carl']) await person(name);
    const { deviceKeys, issuers } = await desk.keys(REALM);
    const [old, issuer] = [deviceKeys[0]?.id ?? '', issuers[0]?.id ?? ''];
    expect(await desk.keys(REALM)).toEqual({
      mode: 'STRICT',
      deviceKeys: [{ id: old, active: true, people: 3 }],
      stale: 0,
      unreadable: 0,
      otherSettings: 0,
      issuers: [{ id: issuer, active: true, phones: 3 }],
    });
    const fresh = await desk.rotateDeviceKey(REALM);
    const next = await desk.rotateIssuer(REALM);
    await service.provedOnline(REALM, { id: 'id-anna', username: 'anna' });
    await approves('ben');
    await settings({ stateLifetimeSeconds: 1 });
    expect(await desk.keys(REALM)).toEqual({
      mode: 'STRICT',
      deviceKeys: [
        { id: fresh, active: true, people: 2 },
        { id: old, active: false, people: 1 },
      ],
      stale: 1,
      unreadable: 0,
      otherSettings: 2,
      issuers: [
        { id: next, active: true, phones: 1 },
        { id: issuer, active: false, phones: 2 },
      ],
    });
    await settings({ encryptionKeyMode: 'LENIENT' });
    expect(await desk.keys(REALM)).toMatchObject({ stale: 0 });
  });

  it('are taken away when nobody depends on them, or by force', async () => {
    await person('anna');
    const { deviceKeys, issuers } = await desk.keys(REALM);
    const [old, issuer] = [deviceKeys[0]?.id ?? '', issuers[0]?.id ?? ''];
    await expect(desk.removeDeviceKey(REALM, old)).rejects.toMatchObject({ code: 'keys.active' });
    await expect(desk.removeIssuer(REALM, issuer)).rejects.toMatchObject({ code: 'keys.active' });
    await expect(desk.removeIssuer(REALM, 'ffff', true)).rejects.toMatchObject({ code: 'keys.unknown' });
    await desk.rotateDeviceKey(REALM);
    await desk.rotateIssuer(REALM);
    await expect(desk.removeDeviceKey(REALM, old)).rejects.toMatchObject({ code: 'keys.in_use' });
    await expect(desk.removeIssuer(REALM, issuer)).rejects.toMatchObject({ code: 'keys.in_use' });
    await approves('anna');
    await desk.removeDeviceKey(REALM, old);
    await desk.removeIssuer(REALM, issuer);
    expect(await desk.keys(REALM)).toMatchObject({ deviceKeys: [{ people: 1 }], issuers: [{ phones: 1 }], stale: 0 });
    const [active] = (await desk.keys(REALM)).deviceKeys;
    await desk.rotateDeviceKey(REALM);
    await desk.removeDeviceKey(REALM, active?.id ?? '', true);
    expect(await desk.keys(REALM)).toMatchObject({ stale: 1, deviceKeys: [{ people: 0 }] });
    expect(await missing()).toEqual({ anna: ['staleKey'] });
  });

  it('are turned once by each of two who do so at the same moment, and never to the same turn', async () => {
    const before = (await desk.keys(REALM)).issuers.length;
    const ids = await Promise.all([desk.rotateIssuer(REALM), desk.rotateIssuer(REALM)]);
    const { issuers } = await desk.keys(REALM);
    expect(issuers.filter(({ active }) => active)).toHaveLength(1);
    expect(issuers.length - before).toBe(new Set(ids).size);
  });
});
