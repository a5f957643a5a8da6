import { createHash } from 'node:crypto';
import { type ContinuityService, continuityService, deviceKeeping, managedUserOf } from '@waygate/schema';
import type { OfflineDeviceRecord, OfflineDeviceStore, RealmObjectStore, ServiceStore } from '@waygate/storage';
import { type DeviceKey, deviceKeysOf, type KeptPhone, type KeptPhones, keyIdOf, openPhones, sealPhones } from './device-cipher.ts';
import { isStateInDirectory } from './offline-user-state.ts';
import type { PhoneOwner, PhonePlace } from './places/phone-place.ts';
import type { PhonePlaces } from './places/phone-places.ts';

/** How long a place may take, and for how long it is let alone after it could not be reached, milliseconds. */
const WITHIN_MS = 3_000;
const LET_ALONE_MS = 30_000;
/** The accounts here, which are there even while the place of the phones is not. */
const ACCOUNT = deviceKeeping.parse({ type: 'attribute' });

export interface PhoneShelfDeps {
  readonly offlineDevices: OfflineDeviceStore;
  readonly realmObjects: RealmObjectStore;
  readonly services: Pick<ServiceStore, 'get'>;
  readonly places: PhonePlaces;
  /** Told of a place that could not be read or written; what is kept here goes on being used. */
  readonly failed: (realm: string, error: unknown) => void;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * What is known of somebody's phones; `stale` is what was written with a key that does not count any more (`phones` when it could still be opened), `unreadable` what no key opens. `kid` names the
 * key that it was written with.
 */
export type ShelfView =
  | { readonly status: 'known'; readonly phones: KeptPhones; readonly kid: string }
  | { readonly status: 'stale'; readonly phones: KeptPhones | undefined; readonly kid: string }
  | { readonly status: 'none' | 'unreadable'; readonly phones?: undefined; readonly kid?: string };

/** A change of a person's phones, and along with it of what is counted of them. */
export interface ShelfChange {
  /** @returns the phones from now on; undefined to leave them. What does not open is as good as none. */
  readonly phones?: (phones: readonly KeptPhone[]) => readonly KeptPhone[] | undefined;
  readonly record?: (record: OfflineDeviceRecord) => OfflineDeviceRecord | undefined;
}

/**
 * Phones of people, encrypted: in Waygate's own store, and besides where the realm wants them. The place that the realm names is what counts while it answers; while it
 * does not, the copy does that was kept here when it was written.
 */
export interface PhoneShelf {
  settings(realm: string): Promise<ContinuityService>;
  look(owner: PhoneOwner): Promise<ShelfView>;
  /** The same for many people of a realm, of what is kept here alone: no place is asked. */
  copies(realm: string): Promise<(owner: PhoneOwner) => Promise<ShelfView>>;
  /** Digest of settings that phones are kept by, without what is secret in them. */
  digestOf(settings: ContinuityService): string;
  change(owner: PhoneOwner, change: ShelfChange): Promise<void>;
  /** What an attribute of the person says, where the realm keeps it. @throws whatever could not be reached */
  attribute(owner: PhoneOwner, name: string): Promise<string | undefined>;
  /** Whether people may write an attribute of their account here themselves. */
  isTheirs(realm: string, name: string): Promise<boolean>;
}

/** What a place says of somebody; no answer when it could not be asked. */
type Elsewhere = { readonly text: string | undefined } | 'silent';

export function createPhoneShelf({ offlineDevices, realmObjects, services, places, failed, now }: PhoneShelfDeps): PhoneShelf {
  const quietUntil = new Map<string, number>();
  const settingsOf = async (realm: string) => (await services.get(realm, 'continuity')) ?? continuityService.parse({});

  /** Asks a place, which may be a server on the other side of what is cut. */
  const asked = async <T>(realm: string, work: () => Promise<T>): Promise<{ readonly answer: T } | 'silent'> => {
    if ((quietUntil.get(realm) ?? 0) > now()) return 'silent';
    try {
      const answer = await inTime(work());
      quietUntil.delete(realm);
      return { answer };
    } catch (error) {
      quietUntil.set(realm, now() + LET_ALONE_MS);
      failed(realm, error);
      return 'silent';
    }
  };

  const placed = async (place: PhonePlace, owner: PhoneOwner, text: string, isEmpty: boolean): Promise<boolean> =>
    (await asked(owner.realm, () => place.write(owner, isEmpty ? undefined : text))) !== 'silent';

  const isTheirs = async (realm: string, name: string): Promise<boolean> => {
    const { properties } = managedUserOf(await services.get(realm, 'managedUser'));
    return Object.hasOwn(properties, name) && properties[name]?.userEditable === true;
  };

  /** Attribute of the account here that phones are kept in; empty where they are kept elsewhere. */
  const attributeHere = async (realm: string): Promise<string> => {
    const { deviceKeeping: keeping } = await settingsOf(realm);
    return keeping.type === 'attribute' && keeping.directory === undefined ? keeping.attribute : '';
  };

  /** The newest that opens of what is kept here and elsewhere, with the copy here brought up to it. */
  const newest = async (owner: PhoneOwner, place: PhonePlace | undefined, keys: readonly DeviceKey[]): Promise<string | undefined> => {
    const { realm, userId } = owner;
    const copy = (await offlineDevices.find(realm, userId))?.kept;
    if (place === undefined) return copy?.text;
    const read = await asked(realm, () => place.read(owner));
    const elsewhere: Elsewhere = read === 'silent' ? read : { text: read.answer };
    if (elsewhere === 'silent') return copy?.text;
    const own = copy === undefined ? undefined : openPhones(owner, keys, copy.text);
    const other = elsewhere.text === undefined ? undefined : openPhones(owner, keys, elsewhere.text);
    if (copy !== undefined && !copy.isPlaced && (other === undefined || own === undefined || own.writtenAt >= other.writtenAt)) {
      // It could not be written there when it was learnt.
      if (await placed(place, owner, copy.text, own?.devices.length === 0)) await noted(realm, userId, copy.text, true);
      return copy.text;
    }
    // Somebody has taken it away there. Whoever could have done so for themselves has not: without a phone they may be let in without one.
    if (elsewhere.text === undefined && (await isTheirs(realm, await attributeHere(realm)))) return copy?.text;
    if (elsewhere.text === undefined) return noted(realm, userId, undefined, true).then(() => undefined);
    // An older one, or one that was meddled with, takes the place of nothing.
    if (copy !== undefined && own !== undefined && (other === undefined || other.writtenAt < own.writtenAt)) return copy.text;
    if (copy?.text !== elsewhere.text && other !== undefined) await noted(realm, userId, elsewhere.text, true);
    return elsewhere.text;
  };

  const noted = (realm: string, userId: string, text: string | undefined, isPlaced: boolean) =>
    offlineDevices.update(realm, userId, ({ kept, ...record }) => {
      if (text === undefined) return kept === undefined ? undefined : record;
      return kept?.text === text && kept.isPlaced === isPlaced ? undefined : { ...record, kept: { text, isPlaced } };
    });

  return {
    settings: settingsOf,

    digestOf,

    async look(owner) {
      const [settings, keys] = await Promise.all([settingsOf(owner.realm), deviceKeysOf(realmObjects, owner.realm)]);
      return viewOf(owner, settings, keys, await newest(owner, places(settings.deviceKeeping), keys));
    },

    async copies(realm) {
      const [settings, keys] = await Promise.all([settingsOf(realm), deviceKeysOf(realmObjects, realm)]);
      return async (owner) => viewOf(owner, settings, keys, (await offlineDevices.find(realm, owner.userId))?.kept?.text);
    },

    async change(owner, { phones: changePhones = () => undefined, record: changeRecord = () => undefined }) {
      const { realm, userId } = owner;
      const [settings, keys] = await Promise.all([settingsOf(realm), deviceKeysOf(realmObjects, realm)]);
      const place = places(settings.deviceKeeping);
      const found = await newest(owner, place, keys);
      const policyHash = digestOf(settings);
      const done: { written?: { readonly text: string; readonly isEmpty: boolean } } = {};
      await offlineDevices.update(realm, userId, (before) => {
        delete done.written;
        const [here, there] = [before.kept?.text, found].map((text) => (text === undefined ? undefined : openPhones(owner, keys, text)));
        const phones = (here?.writtenAt ?? 0) >= (there?.writtenAt ?? 0) ? here : there;
        const devices = changePhones(phones?.devices ?? []);
        const record = changeRecord(before);
        if (devices === undefined) return record;
        const writtenAt = Math.floor(now() / 1000);
        const text = sealPhones(owner, keys[0], { v: 1, user: userId, devices: [...devices], writtenAt, policyHash });
        done.written = { text, isEmpty: devices.length === 0 };
        return { ...(record ?? before), kept: { text, isPlaced: place === undefined } };
      });
      const { written } = done;
      if (written === undefined || place === undefined) return;
      if (await placed(place, owner, written.text, written.isEmpty)) await noted(realm, userId, written.text, true);
    },

    async attribute(owner, name) {
      const settings = await settingsOf(owner.realm);
      if (!isStateInDirectory(settings)) return places(ACCOUNT)?.attribute?.(owner, name);
      const attribute = places(settings.deviceKeeping)?.attribute;
      if (attribute === undefined) return undefined;
      const read = await asked(owner.realm, () => attribute(owner, name));
      if (read === 'silent') throw new Error('The directory of the person does not answer.');
      return read.answer;
    },

    isTheirs,
  };
}

function viewOf(
  owner: PhoneOwner,
  { encryptionKeyMode }: ContinuityService,
  keys: readonly [DeviceKey, ...DeviceKey[]],
  text: string | undefined,
): ShelfView {
  if (text === undefined) return { status: 'none' };
  const kid = keyIdOf(text);
  if (kid === undefined) return { status: 'unreadable' };
  const phones = openPhones(owner, keys, text);
  if (kid !== keys[0].kid && (encryptionKeyMode === 'STRICT' || keys.every((key) => key.kid !== kid)))
    return { status: 'stale', phones, kid };
  return phones === undefined ? { status: 'unreadable', kid } : { status: 'known', phones, kid };
}

function digestOf({ deviceKeeping, ...settings }: ContinuityService): string {
  const open = JSON.stringify([settings, deviceKeeping], (key, value: unknown) => (key === 'bindPassword' ? undefined : value));
  return createHash('sha256').update(open).digest('base64url').slice(0, 22);
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('It takes too long.')), WITHIN_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
