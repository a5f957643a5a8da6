import { type OfflineCoverage, type OfflineGap, type OfflineKeysView, WaygateError } from '@waygate/schema';
import type { IdentityRecord, IdentityStore, OfflineDeviceRecord, OfflineDeviceStore, RealmObjectStore, Stores } from '@waygate/storage';
import { deviceKeysOf, turnDeviceKey } from './device-cipher.ts';
import { offlineIssuers, turnIssuer } from './offline-issuer.ts';
import { lockedFor } from './offline-lock.ts';
import { isStateInDirectory, keptStanding, standingOf } from './offline-user-state.ts';
import type { PhoneShelf, ShelfView } from './phone-shelf.ts';

export interface OfflineDeviceDeskDeps {
  readonly offlineDevices: OfflineDeviceStore;
  readonly devices: Pick<Stores['devices'], 'push'>;
  readonly identities: Pick<IdentityStore, 'list'>;
  readonly realmObjects: RealmObjectStore;
  readonly shelf: PhoneShelf;
  /** Other ways by which somebody can prove what they know offline, beside a password of their account here. */
  readonly knows?: (realm: string, person: IdentityRecord) => Promise<boolean>;
  /** Other things that somebody can prove to have offline, beside a phone. */
  readonly has?: (realm: string, person: IdentityRecord) => Promise<boolean>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Keys of phones and who could sign on offline, for operators and administrators. What is kept in other places is not asked: the copies here count. */
export interface OfflineDeviceDesk {
  keys(realm: string): Promise<OfflineKeysView>;
  /** Makes another key the one that is written with. @returns its id */
  rotateDeviceKey(realm: string): Promise<string>;
  /** @throws WaygateError `keys.unknown` (notFound), `keys.active`, `keys.in_use` (state) unless it is forced */
  removeDeviceKey(realm: string, id: string, force?: boolean): Promise<void>;
  /** Makes another issuer the one that phones are told of. @returns its name */
  rotateIssuer(realm: string): Promise<string>;
  /** @throws WaygateError `keys.unknown` (notFound), `keys.active`, `keys.in_use` (state) unless it is forced */
  removeIssuer(realm: string, id: string, force?: boolean): Promise<void>;
  /** @param after where the last answer said to go on. @param most how many people are looked at */
  coverage(realm: string, page?: { readonly after?: string; readonly most?: number }): Promise<OfflineCoverage>;
}

/** How many people one answer looks at when nothing else is said. */
const PAGE = 1_000;
const GAPS = { none: 'noDevice', stale: 'staleKey', unreadable: 'unreadable' } as const;

export function createOfflineDeviceDesk(deps: OfflineDeviceDeskDeps): OfflineDeviceDesk {
  const { offlineDevices, devices, identities, realmObjects, shelf, now } = deps;

  const keys = async (realm: string): Promise<OfflineKeysView> => {
    const [settings, deviceKeys, issuers, people, look] = await Promise.all([
      shelf.settings(realm),
      deviceKeysOf(realmObjects, realm),
      offlineIssuers(realmObjects, realm),
      identities.list(realm),
      shelf.copies(realm),
    ]);
    const views = await Promise.all(people.map(({ id, username }) => look({ realm, userId: id, username })));
    const count = (has: (view: ShelfView) => boolean) => views.filter(has).length;
    const phones = views.flatMap((view) => (view.status === 'known' || view.status === 'stale' ? (view.phones?.devices ?? []) : []));
    return {
      mode: settings.encryptionKeyMode,
      deviceKeys: deviceKeys.map(({ kid }, index) => ({ id: kid, active: index === 0, people: count((view) => view.kid === kid) })),
      stale: count(({ status }) => status === 'stale'),
      unreadable: count(({ status }) => status === 'unreadable'),
      otherSettings: count((view) => view.status === 'known' && view.phones.policyHash !== shelf.digestOf(settings)),
      issuers: issuers.map(({ name }, index) => ({
        id: name,
        active: index === 0,
        phones: phones.filter(({ kidS, pinned = kidS }) => kidS === name || pinned === name).length,
      })),
    };
  };

  /** Takes away one of several that take turns. */
  const remove = async (
    realm: string,
    kind: 'offlineDeviceKey' | 'offlineIssuer',
    found: { readonly turn: number; readonly active: boolean; readonly inUse: number } | undefined,
    id: string,
    force: boolean,
  ) => {
    if (found === undefined) throw new WaygateError('notFound', 'keys.unknown', `There is no key ${id}.`);
    if (found.active) throw new WaygateError('state', 'keys.active', `Key ${id} is the newest one. Rotate first.`);
    if (found.inUse > 0 && !force) {
      throw new WaygateError(
        'state',
        'keys.in_use',
        `${found.inUse} still depend on key ${id}: without it they cannot sign on offline until they have signed on online.`,
      );
    }
    await realmObjects.remove(realm, kind, String(found.turn));
  };

  return {
    keys,

    async rotateDeviceKey(realm) {
      return (await turnDeviceKey(realmObjects, realm))[0].kid;
    },

    async removeDeviceKey(realm, id, force = false) {
      const key = (await deviceKeysOf(realmObjects, realm)).find(({ kid }) => kid === id);
      const view = (await keys(realm)).deviceKeys.find((one) => one.id === id);
      const found = key === undefined || view === undefined ? undefined : { turn: key.turn, active: view.active, inUse: view.people };
      await remove(realm, 'offlineDeviceKey', found, id, force);
    },

    async rotateIssuer(realm) {
      return (await turnIssuer(realmObjects, realm))[0].name;
    },

    async removeIssuer(realm, id, force = false) {
      const issuer = (await offlineIssuers(realmObjects, realm)).find(({ name }) => name === id);
      const view = (await keys(realm)).issuers.find((one) => one.id === id);
      const found = issuer === undefined || view === undefined ? undefined : { turn: issuer.turn, active: view.active, inUse: view.phones };
      await remove(realm, 'offlineIssuer', found, id, force);
    },

    async coverage(realm, { after = '', most = PAGE } = {}) {
      const [settings, look, everybody] = await Promise.all([shelf.settings(realm), shelf.copies(realm), identities.list(realm)]);
      const left = everybody.filter(({ active, username }) => active && username > after).sort(byName);
      const people = left.slice(0, most);

      const { stateAttribute: attribute, defaultState: byDefault, stateLifetimeSeconds: lifetimeSeconds } = settings;
      const isTheirs = await shelf.isTheirs(realm, attribute);
      const stateOf = ({ attributes }: IdentityRecord, record: OfflineDeviceRecord | undefined) => {
        if (attribute === '') return byDefault;
        if (isStateInDirectory(settings)) return keptStanding(record?.userState, { attribute, byDefault, lifetimeSeconds }, now()).state;
        return isTheirs ? 'block' : standingOf(attributes[attribute]?.[0] ?? '', byDefault, now()).state;
      };

      const reasonsOf = async (person: IdentityRecord): Promise<readonly OfflineGap[]> => {
        const { id, username } = person;
        const gaps: OfflineGap[] = [];
        if (person.passwordHash === undefined && !((await deps.knows?.(realm, person)) ?? false)) gaps.push('noPassword');
        if (settings.authenticationDuringErrors === 'BLOCK_USER') return [...gaps, 'mode'];
        if (settings.authenticationDuringErrors === 'BYPASS_USER') return gaps;
        const record = await offlineDevices.find(realm, id);
        const state = stateOf(person, record);
        if (state === 'bypass') return gaps;
        if (state !== '') return [...gaps, 'blocked'];
        if (record !== undefined && lockedFor(record, now()) !== undefined) return [...gaps, 'locked'];
        const view = await look({ realm, userId: id, username });
        const paired = new Set((await devices.push.list(realm, id)).map(({ device }) => device.uuid));
        const hasPhone = view.status === 'known' && view.phones.devices.some((phone) => paired.has(phone.id));
        if (hasPhone || settings.usersWithoutPairedDevice === 'BYPASS_USER' || ((await deps.has?.(realm, person)) ?? false)) return gaps;
        return [...gaps, view.status === 'known' ? 'noDevice' : GAPS[view.status]];
      };

      const judged = await Promise.all(
        people.map(async (person) => ({ subject: person.id, username: person.username, reasons: await reasonsOf(person) })),
      );
      const missing = judged.filter(({ reasons }) => reasons.length > 0);
      const last = people.at(-1)?.username;
      return {
        total: judged.length,
        ready: judged.length - missing.length,
        missing,
        ...(last === undefined || left.length <= people.length ? {} : { next: last }),
      };
    },
  };
}

function byName(a: IdentityRecord, b: IdentityRecord): number {
  return a.username < b.username ? -1 : a.username > b.username ? 1 : 0;
}
