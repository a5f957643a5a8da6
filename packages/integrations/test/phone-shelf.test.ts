import { spawnSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DeviceKeeping, deviceKeeping, managedUserService } from '@waygate/schema';
import { openMemoryStores, type Stores } from '@waygate/storage';
import { flattenedDecrypt } from 'jose';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createPhoneShelf, createSealer, KeyRing, type PhoneShelf, phonePlaces } from '../src/index.ts';
import { deviceKeysOf, type KeptPhone, sealPhones, turnDeviceKey } from '../src/offline/device-cipher.ts';
import { filePlace } from '../src/offline/places/file-place.ts';
import type { PhonePlace } from '../src/offline/places/phone-place.ts';

const MIA = { realm: '/alpha', userId: 'id-mia', username: 'mia' };
const BEN = { realm: '/alpha', userId: 'id-ben', username: 'ben' };
const sealer = createSealer(new KeyRing('k1', new Map([['k1', Buffer.alloc(32)]])));
const PHONE: KeptPhone = {
  id: 'phone',
  kidR: '8b2e19d38cf7',
  jwk: { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) },
  name: 'Pixel 9',
  primary: true,
  capturedAt: 1_790_000_000,
  kidS: 'b418',
  profiles: ['qr'],
};

let now: number;
let stores: Stores;
let failures: unknown[];
beforeEach(() => {
  now = 1_790_000_000_000;
  failures = [];
  stores = openMemoryStores({ sealer, now: () => now });
});

/** A shelf whose realm keeps phones as it is told. @param place stands in for that of the realm */
async function shelfOn(keeping: DeviceKeeping, more: { place?: PhonePlace; folder?: string; mode?: 'STRICT' | 'LENIENT' } = {}) {
  await stores.services.set('/alpha', 'continuity', {
    ...(await shelf(() => undefined).settings('/alpha')),
    deviceKeeping: keeping,
    encryptionKeyMode: more.mode ?? 'STRICT',
  });
  const { place, folder } = more;
  if (place !== undefined) return shelf(() => place);
  return shelf(
    phonePlaces({
      identities: stores.identities,
      directory: () => ({ allowed: new Set() }),
      ...(folder === undefined ? {} : { folder }),
    }),
  );
}
const shelf = (places: Parameters<typeof createPhoneShelf>[0]['places']): PhoneShelf =>
  createPhoneShelf({ ...stores, places, failed: (_realm, error) => failures.push(error), now: () => now });
const put = (on: PhoneShelf, phones: readonly KeptPhone[] = [PHONE], owner = MIA) => on.change(owner, { phones: () => phones });
const phonesOn = async (on: PhoneShelf, owner = MIA) => {
  const view = await on.look(owner);
  return view.status === 'known' ? view.phones.devices.map(({ id }) => id) : view.status;
};
async function folderOf() {
  const folder = await mkdtemp(join(tmpdir(), 'waygate-phones-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A place in the memory of the test, which can be cut off. */
function remotePlace() {
  const kept = new Map<string, string>();
  const remote = { kept, isCut: false, isHanging: false, asked: 0 };
  const reached = async () => {
    remote.asked += 1;
    if (remote.isHanging) await new Promise(() => undefined);
    if (remote.isCut) throw new Error('cut');
  };
  const place: PhonePlace = {
    async read({ userId }) {
      await reached();
      return kept.get(userId);
    },
    async write({ userId }, text) {
      await reached();
      if (text === undefined) kept.delete(userId);
      else kept.set(userId, text);
    },
  };
  return { ...remote, place, remote };
}

describe('what is known of phones', () => {
  it('is a JWE that any library opens, for one person of one realm', async () => {
    const [key] = await deviceKeysOf(stores.realmObjects, '/alpha');
    await put(await shelfOn({ type: 'waygate' }));
    const text = (await stores.offlineDevices.find('/alpha', 'id-mia'))?.kept?.text ?? '';
    const { plaintext, protectedHeader, additionalAuthenticatedData } = await flattenedDecrypt(
      JSON.parse(text),
      Buffer.from(key.secret, 'base64url'),
    );
    expect(protectedHeader).toEqual({ alg: 'dir', enc: 'A256GCM', kid: key.kid });
    expect(Buffer.from(additionalAuthenticatedData ?? []).toString()).toBe('/alpha|id-mia');
    expect(JSON.parse(Buffer.from(plaintext).toString())).toMatchObject({
      v: 1,
      user: 'id-mia',
      devices: [PHONE],
      writtenAt: 1_790_000_000,
      policyHash: expect.stringMatching(/^[\w-]{22}$/),
    });
  });

  it('is nothing in the place of somebody else, or when it was altered', async () => {
    const { place, kept } = remotePlace();
    const on = await shelfOn({ type: 'file' }, { place });
    await put(on);
    kept.set('id-ben', kept.get('id-mia') ?? '');
    expect(await phonesOn(on, BEN)).toBe('unreadable');
    await stores.offlineDevices.remove('/alpha', 'id-mia');
    const jwe = JSON.parse(kept.get('id-mia') ?? '');
    kept.set('id-mia', JSON.stringify({ ...jwe, ciphertext: `${jwe.ciphertext.slice(0, -2)}AA` }));
    expect(await phonesOn(on)).toBe('unreadable');
    kept.set('id-mia', 'nonsense');
    expect(await phonesOn(on)).toBe('unreadable');
  });

  it('says by what settings it was written, whatever the password of the directory is', async () => {
    const hashOf = async (keeping: object) => {
      const on = await shelfOn(deviceKeeping.parse(keeping), { place: remotePlace().place });
      await put(on);
      const view = await on.look(MIA);
      return view.status === 'known' ? view.phones.policyHash : '';
    };
    const objects = {
      type: 'objects',
      distinguishedNamePattern: 'cn={username},dc=example',
      directory: { addresses: ['a'], bindDn: 'b', bindPassword: 'c' },
    };
    const first = await hashOf(objects);
    expect(await hashOf({ ...objects, directory: { ...objects.directory, bindPassword: 'another' } })).toBe(first);
    expect(await hashOf({ ...objects, createEntries: true })).not.toBe(first);
  });
});

describe('another key for devices', () => {
  it.each([
    ['STRICT', 'stale'],
    ['LENIENT', ['phone']],
  ] as const)('with %s leaves what was written with an earlier one %s, until it is written anew', async (mode, expected) => {
    const on = await shelfOn({ type: 'waygate' }, { mode });
    await put(on);
    const [fresh] = await turnDeviceKey(stores.realmObjects, '/alpha');
    expect(await phonesOn(on)).toEqual(expected);
    // An online success: the same phones, written with the new key.
    await on.change(MIA, { phones: (phones) => phones });
    expect(await on.look(MIA)).toMatchObject({ status: 'known', kid: fresh.kid, phones: { devices: [PHONE] } });
  });

  it('leaves nothing of what was written with a key that is gone, with either', async () => {
    for (const mode of ['STRICT', 'LENIENT'] as const) {
      const on = await shelfOn({ type: 'waygate' }, { mode });
      await put(on);
      const [, old] = await turnDeviceKey(stores.realmObjects, '/alpha');
      await stores.realmObjects.remove('/alpha', 'offlineDeviceKey', String(old?.turn));
      expect(await phonesOn(on)).toBe('stale');
      await on.change(MIA, { phones: (phones) => phones });
      expect(await phonesOn(on), 'the phone must give its key again').toEqual([]);
    }
  });
});

describe('a place that can be cut off', () => {
  it('counts while it answers: what is taken away there is gone here', async () => {
    const { place, kept } = remotePlace();
    const on = await shelfOn({ type: 'file' }, { place });
    await put(on);
    expect(await phonesOn(on)).toEqual(['phone']);
    kept.clear();
    expect(await phonesOn(on)).toBe('none');
  });

  it('is not needed to read what was written there, and is let alone for a while', async () => {
    const { place, remote } = remotePlace();
    const on = await shelfOn({ type: 'file' }, { place });
    await put(on);
    remote.isCut = true;
    expect(await phonesOn(on)).toEqual(['phone']);
    expect(failures).toHaveLength(1);
    const { asked } = remote;
    expect(await phonesOn(on)).toEqual(['phone']);
    expect(remote.asked, 'nobody waits for it again').toBe(asked);
    now += 30_000;
    remote.isCut = false;
    remote.kept.clear();
    expect(await phonesOn(on)).toBe('none');
  });

  it('is waited for three seconds when it says nothing', async () => {
    const { place, remote } = remotePlace();
    const on = await shelfOn({ type: 'file' }, { place });
    await put(on);
    remote.isHanging = true;
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const looked = phonesOn(on);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(await looked).toEqual(['phone']);
    expect(failures).toMatchObject([{ message: 'It takes too long.' }]);
  });

  it('is told later of what it missed: a phone that came, and one that went', async () => {
    const { place, remote, kept } = remotePlace();
    const on = await shelfOn({ type: 'file' }, { place });
    remote.isCut = true;
    await put(on);
    expect([await phonesOn(on), kept.size]).toEqual([['phone'], 0]);
    remote.isCut = false;
    now += 30_000;
    expect([await phonesOn(on), kept.size]).toEqual([['phone'], 1]);
    remote.isCut = true;
    await put(on, []);
    expect([await phonesOn(on), kept.size]).toEqual([[], 1]);
    remote.isCut = false;
    now += 60_000;
    expect([await phonesOn(on), kept.size]).toEqual([[], 0]);
  });

  it('brings nothing back that is older than what is known here', async () => {
    const { place, kept } = remotePlace();
    const on = await shelfOn({ type: 'file' }, { place });
    await put(on, [PHONE, { ...PHONE, id: 'stolen', primary: false }]);
    const old = kept.get('id-mia') ?? '';
    now += 60_000;
    await put(on);
    kept.set('id-mia', old);
    expect(await phonesOn(on)).toEqual(['phone']);
  });

  it('teaches this server what another one learnt', async () => {
    const { place, kept, remote } = remotePlace();
    const on = await shelfOn({ type: 'file' }, { place });
    const [key] = await deviceKeysOf(stores.realmObjects, '/alpha');
    kept.set('id-mia', sealPhones(MIA, key, { v: 1, user: 'id-mia', devices: [PHONE], writtenAt: 1_790_000_000, policyHash: '' }));
    expect(await phonesOn(on)).toEqual(['phone']);
    remote.isCut = true;
    expect(await phonesOn(on)).toEqual(['phone']);
  });
});

describe('an attribute of the account', () => {
  it('has it, beside the others of the person', async () => {
    const identity = { id: 'id-mia', realm: '/alpha', username: 'mia', active: true, attributes: { mail: ['mia@example.com'] } };
    await stores.identities.create({ ...identity, passwordHash: undefined, createdAt: 1 });
    const on = await shelfOn(deviceKeeping.parse({ type: 'attribute' }));
    await put(on);
    const attributes = async () => (await stores.identities.findById('/alpha', 'id-mia'))?.attributes;
    expect(await attributes()).toEqual({ mail: ['mia@example.com'], offlineDevices: [expect.stringContaining('"ciphertext"')] });
    expect(await phonesOn(on)).toEqual(['phone']);
    await put(on, []);
    expect(await attributes()).toEqual({ mail: ['mia@example.com'] });
  });

  it('rids nobody of their phone who can empty it themselves, and is believed where they cannot', async () => {
    const identity = { id: 'id-mia', realm: '/alpha', username: 'mia', active: true, attributes: {} };
    await stores.identities.create({ ...identity, passwordHash: undefined, createdAt: 1 });
    const on = await shelfOn(deviceKeeping.parse({ type: 'attribute' }));
    await put(on);
    const empty = () => stores.identities.update('/alpha', 'id-mia', (record) => ({ ...record, attributes: {} }));
    const editable = (userEditable: boolean) =>
      stores.services.set(
        '/alpha',
        'managedUser',
        managedUserService.parse({ properties: { offlineDevices: { type: 'string', title: 'Phones', userEditable } } }),
      );
    await editable(true);
    await empty();
    expect(await phonesOn(on)).toEqual(['phone']);
    // Whoever removes the phone itself still does.
    now += 1_000;
    await put(on, []);
    expect(await phonesOn(on)).toEqual([]);
    await editable(false);
    now += 1_000;
    await put(on);
    await empty();
    expect(await phonesOn(on)).toBe('none');
  });
});

describe('a file', () => {
  it('is for whoever runs the server alone, and called by a digest', async () => {
    const folder = join(await folderOf(), 'deep', 'phones');
    const on = await shelfOn({ type: 'file' }, { folder });
    await put(on);
    const [file = ''] = await readdir(folder);
    expect(file).toBe(`${hash('sha256', '/alpha|id-mia')}.json`);
    expect((await stat(join(folder, file))).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect(await readFile(join(folder, file), 'utf8')).not.toContain('Pixel');
    expect(await phonesOn(on)).toEqual(['phone']);
    await put(on, []);
    expect(await readdir(folder)).toEqual([]);
  });

  it('is the old one when the process is killed before the new one is in its place', async () => {
    const folder = await folderOf();
    const place = filePlace(folder);
    await place.write(MIA, 'old');
    const killed = spawnSync(process.execPath, ['--conditions=development', join(import.meta.dirname, 'write-until-killed.ts'), folder]);
    expect(killed.signal).toBe('SIGKILL');
    expect(await readdir(folder)).toHaveLength(2);
    expect(await place.read(MIA)).toBe('old');
    const draft = (await readdir(folder)).find((name) => name.endsWith('.draft')) ?? '';
    expect(await readFile(join(folder, draft), 'utf8')).toBe('new');
    await utimes(join(folder, draft), new Date(0), new Date(0));
    await place.write(MIA, 'newest');
    expect(await readdir(folder)).toHaveLength(1);
    expect(await place.read(MIA)).toBe('newest');
  });

  it('stays as it was when it cannot be replaced, and what was kept here counts', async () => {
    const folder = await folderOf();
    const on = await shelfOn({ type: 'file' }, { folder });
    await put(on);
    await rm(folder, { recursive: true });
    await writeFile(folder, 'no folder');
    now += 1_000;
    await put(on, [{ ...PHONE, id: 'second' }]);
    expect(failures).not.toEqual([]);
    expect(await phonesOn(on)).toEqual(['second']);
    await rm(folder);
    await mkdir(folder);
    now += 60_000;
    expect(await phonesOn(on)).toEqual(['second']);
    expect(await readdir(folder)).toHaveLength(1);
  });
});
