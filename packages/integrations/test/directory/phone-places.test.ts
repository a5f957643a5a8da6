import { type DeviceKeeping, deviceKeeping } from '@waygate/schema';
import { openMemoryStores } from '@waygate/storage';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSealer, KeyRing, type PhonePlace, phonePlaces } from '../../src/index.ts';
import { escapeDn } from '../../src/offline/places/escape-dn.ts';
import { loopbackCertificate } from '../mail/loopback-certificate.ts';
import { openOfflineDevices } from '../open-offline-devices.ts';
import { ADMIN, PEOPLE, type Slapd, SUFFIX, startSlapd } from './slapd.ts';

/** Phones of people in a real OpenLDAP. */

let slapd: Slapd;
beforeAll(async () => {
  slapd = await startSlapd();
});
afterAll(() => slapd.stop());

const sealer = createSealer(new KeyRing('k1', new Map([['k1', Buffer.alloc(32)]])));
const stores = openMemoryStores({ sealer, now: () => 0 });
const places = phonePlaces({
  identities: stores.identities,
  directory: () => ({
    allowed: new Set(['localhost']),
    authorities: loopbackCertificate.cert,
    resolve: async () => ['127.0.0.1'],
  }),
});
const directory = () => ({ addresses: [slapd.address], bindDn: ADMIN.dn, bindPassword: ADMIN.password });
const objects = (more: object = {}): DeviceKeeping =>
  deviceKeeping.parse({
    type: 'objects',
    directory: directory(),
    distinguishedNamePattern: `cn={username},${SUFFIX}`,
    createEntries: true,
    ...more,
  });
const entries = (more: object = {}): DeviceKeeping =>
  deviceKeeping.parse({ type: 'attribute', directory: directory(), attribute: 'pf-pingid-local-fallback', searchBase: PEOPLE, ...more });
function placeOf(keeping: DeviceKeeping): PhonePlace {
  const place = places(keeping);
  if (place === undefined) throw new Error('no place');
  return place;
}
const ownerOf = (username: string, realm = '/alpha') => ({ realm, userId: `id-${username}`, username });

describe('objects of a directory', () => {
  it.each(['mia', ' mia ', '#mia', 'mia, the "first" + <one>; = \\', 'Ää 馬', 'mia,dc=example', 'mia+uid=root', 'a/b:c'])(
    'are one for each person, whatever the name is: %s',
    async (username) => {
      const place = placeOf(objects());
      expect(await place.read(ownerOf(username))).toBeUndefined();
      await place.write(ownerOf(username), 'first');
      await place.write(ownerOf(username), 'second');
      expect(await place.read(ownerOf(username))).toBe('second');
      expect(await place.read(ownerOf(`${username}x`))).toBeUndefined();
      await place.write(ownerOf(username), undefined);
      await place.write(ownerOf(username), undefined);
      expect(await place.read(ownerOf(username))).toBeUndefined();
    },
  );

  it('have the class and the name that the realm says', async () => {
    await placeOf(objects()).write(ownerOf('classy'), 'text');
    expect(await slapd.read(`cn=classy,${SUFFIX}`)).toMatchObject({
      objectClass: 'pf-pingid-device',
      cn: 'classy',
      'pf-pingid-local-fallback': 'text',
    });
  });

  it('are apart for each realm where the pattern says so', async () => {
    const place = placeOf(objects({ distinguishedNamePattern: `cn={username} of {realm},${SUFFIX}` }));
    await place.write(ownerOf('mia', '/alpha'), 'alpha');
    await place.write(ownerOf('mia', '/'), 'root');
    expect(await place.read(ownerOf('mia', '/alpha'))).toBe('alpha');
    expect(await place.read(ownerOf('mia', '/'))).toBe('root');
    expect(await slapd.read(`cn=mia of alpha,${SUFFIX}`)).toMatchObject({ cn: 'mia of alpha' });
  });

  it('are made only when the realm says so', async () => {
    const place = placeOf(objects({ createEntries: false }));
    await expect(place.write(ownerOf('nobody'), 'text')).rejects.toMatchObject({ code: 'directory.misconfigured' });
    expect(await slapd.read(`cn=nobody,${SUFFIX}`)).toBeUndefined();
  });

  it('are reached over LDAPS and StartTLS as well, by the names in their certificates', async () => {
    for (const [mode, addresses] of [
      ['START_TLS', [slapd.address]],
      ['LDAPS', [slapd.secureAddress]],
    ] as const) {
      const place = placeOf(objects({ directory: { ...directory(), mode, addresses } }));
      await place.write(ownerOf(`by ${mode}`), 'text');
      expect(await place.read(ownerOf(`by ${mode}`))).toBe('text');
    }
  });
});

describe('an attribute of an entry', () => {
  beforeEach(async () => {
    if ((await slapd.read(`uid=mia,${PEOPLE}`)) !== undefined) return;
    await slapd.add('mia', 'secret', { objectClass: ['inetOrgPerson', 'pf-pingid-user'] });
  });

  it('is written to the entry that the search finds, and read from it', async () => {
    const place = placeOf(entries());
    await place.write(ownerOf('mia'), 'text');
    expect(await slapd.read(`uid=mia,${PEOPLE}`)).toMatchObject({ 'pf-pingid-local-fallback': 'text' });
    expect(await place.read(ownerOf('mia'))).toBe('text');
    await place.write(ownerOf('mia'), undefined);
    expect(await place.read(ownerOf('mia'))).toBeUndefined();
  });

  it('is not of somebody whom a name with a star in it could mean', async () => {
    const place = placeOf(entries());
    await place.write(ownerOf('mia'), 'text');
    for (const name of ['*', 'm*', 'mia)(uid=*']) expect(await place.read(ownerOf(name))).toBeUndefined();
    await expect(place.write(ownerOf('m*'), 'text')).rejects.toMatchObject({ code: 'directory.misconfigured' });
  });

  it('says what state an administrator has given somebody, for as long as it says, and when nobody answers', async () => {
    let now = 1_790_000_000_000;
    const own = openMemoryStores({ sealer, now: () => now });
    const failures: unknown[] = [];
    const service = openOfflineDevices(own, () => now, places, failures);
    await own.services.set('/alpha', 'continuity', { ...(await service.settings('/alpha')), deviceKeeping: entries() });
    const wish = { attribute: 'pf-pingid-state', byDefault: 'bypass', lifetimeSeconds: 300 } as const;
    const stateOf = () => service.userState('/alpha', { id: 'id-mia', username: 'mia' }, wish);
    expect(await stateOf()).toEqual({ state: 'bypass', readAt: now });
    const readAt = now;
    await slapd.set(`uid=mia,${PEOPLE}`, { 'pf-pingid-state': 'Block ' });
    now += 299_999;
    expect(await stateOf()).toEqual({ state: 'bypass', readAt });
    now += 1;
    expect(await stateOf()).toEqual({ state: 'block', readAt: now });
    const { address, secureAddress } = slapd;
    await slapd.stop();
    const lastRead = now;
    now += 3_600_000;
    expect(await stateOf(), 'nobody answers').toEqual({ state: 'block', readAt: lastRead });
    expect(failures).toHaveLength(1);
    slapd = await startSlapd({ address, secureAddress });
  });

  describe('that says the state of somebody, of a directory that is cut off', () => {
    const MIA = { id: 'id-mia', username: 'mia' };
    const START = 1_790_000_000_000;
    /** What counts of Mia once the directory is gone, after she has proved a second factor online, or has never. */
    async function cutOff(
      said: string,
      {
        isSeenOnline = true,
        seconds = 0,
        byDefault = 'bypass',
      }: { isSeenOnline?: boolean; seconds?: number; byDefault?: '' | 'bypass' | 'block' } = {},
    ) {
      let now = START;
      const own = openMemoryStores({ sealer, now: () => now });
      const service = openOfflineDevices(own, () => now, places);
      const settings = { ...(await service.settings('/alpha')), deviceKeeping: entries(), stateAttribute: 'pf-pingid-state' };
      await own.services.set('/alpha', 'continuity', settings);
      await slapd.set(`uid=mia,${PEOPLE}`, { 'pf-pingid-state': said });
      if (isSeenOnline) await service.provedOnline('/alpha', MIA);
      const { address, secureAddress } = slapd;
      await slapd.stop();
      try {
        now += seconds * 1000;
        await service.provedOnline('/alpha', MIA);
        return await service.userState('/alpha', MIA, { attribute: 'pf-pingid-state', byDefault, lifetimeSeconds: 300 });
      } finally {
        slapd = await startSlapd({ address, secureAddress });
      }
    }

    it.each(['', 'bypass', 'block'] as const)('nobody gets in of whom it was never read, though the default is "%s"', async (byDefault) => {
      expect(await cutOff('block', { isSeenOnline: false, byDefault })).toEqual({ state: 'block', isUnread: true });
    });

    it.each([
      ['block', 0, 'block'],
      ['block', 86_400, 'block'],
      ['bypass', 299, 'bypass'],
      ['bypass', 300, ''],
      [' ', 299, 'bypass'],
      [' ', 300, ''],
    ] as const)('"%s" as it was read at the last online proof, %i seconds ago, is "%s"', async (said, seconds, state) => {
      expect(await cutOff(said, { seconds })).toEqual({ state, readAt: START });
    });

    it('a word that nobody knows keeps out however old it is', async () => {
      expect(await cutOff('no', { seconds: 86_400 })).toEqual({ state: 'block', readAt: START, isUnknown: true });
    });
  });
});

it.each([
  ['mia', 'mia'],
  [' mia', '\\ mia'],
  ['mia ', 'mia\\ '],
  [' ', '\\ '],
  ['#1', '\\#1'],
  ['a"b+c,d;e<f=g>h\\i', 'a\\"b\\+c\\,d\\;e\\<f\\=g\\>h\\\\i'],
  ['a\0b\nc', 'a\\00b\\0ac'],
  ['馬', '馬'],
])('writes %j in a distinguished name as %j', (value, escaped) => {
  expect(escapeDn(value)).toBe(escaped);
});
