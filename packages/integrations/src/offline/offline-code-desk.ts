import { randomUUID } from 'node:crypto';
import { makeBackupCode } from '@waygate/mfa';
import type { OfflineCodeApp, OfflineCodeRecord, OfflineEvent, OfflineEventKind, Stores } from '@waygate/storage';
import type { RecoveryCodeHasher } from '../devices/recovery-code-hasher.ts';
import { appOf, withoutApp, withoutCounts } from './offline-code-rules.ts';
import type { OfflineDeviceService } from './offline-device-service.ts';
import { lockedFor, type OfflineLock } from './offline-lock.ts';

/** What was tried in vain. */
export interface KeptOfflineLock {
  /** Wrong codes in a row. */
  readonly wrong: number;
  /** Epoch milliseconds; absent when it is not locked. */
  readonly lockedUntil?: number;
}

/** The offline code of a person as they and administrators may see it. Nothing in it is secret. Times are epoch milliseconds. */
export interface KeptOfflineCode extends KeptOfflineLock {
  readonly status: 'none' | 'enrolled' | 'expired';
  /** Whether a code of the app was typed when it was set up: nothing else is ever kept. */
  readonly setupSuccess: boolean;
  readonly uuid?: string;
  readonly deviceName?: string;
  readonly enrolledAt?: number;
  /** When a code was right last, the one that was typed when it was set up included. */
  readonly lastUsedAt?: number;
  /** Number of the last step of 30 seconds whose code was used. */
  readonly lastStep?: number;
  readonly expiresAt?: number;
  readonly hasBackupCode: boolean;
  readonly lastReminder?: number;
  readonly reminderDays?: number;
  /** How many events wait until everything can be reached again. */
  readonly unsentEvents: number;
}

/** A phone of a person that can show codes without a network. */
export interface KeptOfflinePhone {
  readonly uuid: string;
  readonly deviceName: string;
  /** When it last answered online, epoch milliseconds. */
  readonly capturedAt: number;
}

/** Who changes something, when the log and the owner are to learn of it from a server that runs. Without it whoever calls tells them. */
export interface OfflineChange {
  readonly newsBy?: OfflineEvent['by'];
}

/** Offline codes of people, for their owners, administrators and operators: what may be seen of them, and what may be done with them. Nobody can add one here. */
export interface OfflineCodeDesk {
  find(realm: string, userId: string): Promise<KeptOfflineCode>;
  phones(realm: string, userId: string): Promise<KeptOfflineLock & { readonly phones: readonly KeptOfflinePhone[] }>;
  /** @returns whether there is one */
  rename(realm: string, userId: string, deviceName: string, change?: OfflineChange): Promise<boolean>;
  /** @param at from when on it is worth nothing, epoch milliseconds. @returns whether there is one */
  expire(realm: string, userId: string, at: number, change?: OfflineChange): Promise<boolean>;
  /** @returns the new code in clear, for showing once; undefined when there is nothing that it could stand in for */
  renewBackupCode(realm: string, userId: string, change?: OfflineChange): Promise<string | undefined>;
  /** @returns what the app was called; undefined when this call took none away */
  remove(realm: string, userId: string, change?: OfflineChange): Promise<string | undefined>;
  /** Forgets what is known of a phone for an outage, until it answers online again. @returns what it is called; undefined when nothing was known */
  forgetPhone(realm: string, userId: string, uuid: string, change?: OfflineChange): Promise<string | undefined>;
  /** @param days between reminders; what the realm says when undefined. A reminder that was put off is forgotten */
  setReminder(realm: string, userId: string, days: number | undefined): Promise<void>;
  /** Forgets what was tried in vain, of the code and of phones. */
  unlock(realm: string, userId: string): Promise<void>;
}

/**
 * @param known what is known of phones, wherever the realm keeps it
 * @param now epoch milliseconds
 */
export function createOfflineCodeDesk(
  { offlineCodes, offlineDevices, devices }: Pick<Stores, 'offlineCodes' | 'offlineDevices' | 'devices'>,
  known: Pick<OfflineDeviceService, 'known' | 'forget'>,
  hasher: RecoveryCodeHasher,
  now: () => number,
): OfflineCodeDesk {
  const news = (kind: OfflineEventKind, told: Pick<OfflineEvent, 'deviceName' | 'until'>, { newsBy }: OfflineChange): OfflineEvent[] =>
    newsBy === undefined ? [] : [{ id: randomUUID(), kind, at: now(), by: newsBy, ...told }];

  /** Changes the app in one atomic step. @returns what it was called; undefined when there is none */
  const changeApp = async (
    realm: string,
    userId: string,
    kind: OfflineEventKind,
    by: OfflineChange,
    change: (app: OfflineCodeApp, record: OfflineCodeRecord) => OfflineCodeRecord,
    told: Partial<Pick<OfflineEvent, 'deviceName' | 'until'>> = {},
  ): Promise<string | undefined> => {
    let found: string | undefined;
    await offlineCodes.update(realm, userId, (record) => {
      if (record.app === undefined) {
        found = undefined;
        return undefined;
      }
      found = record.app.device.deviceName;
      const next = change(record.app, record);
      return { ...next, unsentEvents: [...record.unsentEvents, ...news(kind, { deviceName: found, ...told }, by)] };
    });
    return found;
  };

  return {
    async find(realm, userId) {
      return shown(await offlineCodes.find(realm, userId), now());
    },

    async phones(realm, userId) {
      const [record, paired, all] = await Promise.all([
        offlineDevices.find(realm, userId),
        devices.push.list(realm, userId),
        known.known(realm, userId),
      ]);
      const phones = all.flatMap(({ id, capturedAt }) => {
        const own = paired.find(({ device }) => device.uuid === id)?.device;
        return own === undefined ? [] : [{ uuid: id, deviceName: own.deviceName, capturedAt: capturedAt * 1000 }];
      });
      return { phones, ...lockOf(record, now()) };
    },

    async rename(realm, userId, deviceName, by = {}) {
      const renamed = (app: OfflineCodeApp) => ({ ...app, device: { ...app.device, deviceName } });
      const change = (app: OfflineCodeApp, record: OfflineCodeRecord) => ({ ...record, app: renamed(app) });
      return (await changeApp(realm, userId, 'codeRenamed', by, change, { deviceName })) !== undefined;
    },

    async expire(realm, userId, at, by = {}) {
      const change = (app: OfflineCodeApp, record: OfflineCodeRecord) => ({ ...record, app: { ...app, expiresAt: at } });
      return (await changeApp(realm, userId, 'codeExpired', by, change, { until: at })) !== undefined;
    },

    async renewBackupCode(realm, userId, by = {}) {
      const code = makeBackupCode();
      const backupCodeHash = await hasher.hash(code);
      const changed = await changeApp(realm, userId, 'backupCodeNew', by, (app, record) => ({
        ...record,
        app: { ...app, backupCodeHash },
      }));
      return changed === undefined ? undefined : code;
    },

    remove: (realm, userId, by = {}) => changeApp(realm, userId, 'codeRemoved', by, (_app, record) => withoutCounts(withoutApp(record))),

    async forgetPhone(realm, userId, uuid, by = {}) {
      const [all, paired] = await Promise.all([known.known(realm, userId), devices.push.list(realm, userId)]);
      if (all.every(({ id }) => id !== uuid)) return undefined;
      await known.forget(realm, userId, uuid);
      const deviceName = paired.find(({ device }) => device.uuid === uuid)?.device.deviceName ?? uuid;
      await offlineCodes.update(realm, userId, (before) => ({
        ...before,
        unsentEvents: [...before.unsentEvents, ...news('phoneRemoved', { deviceName }, by)],
      }));
      return deviceName;
    },

    async setReminder(realm, userId, days) {
      await offlineCodes.update(realm, userId, ({ lastReminder: _, reminderDays: _days, ...record }) => ({
        ...record,
        ...(days === undefined ? {} : { reminderDays: days }),
      }));
    },

    async unlock(realm, userId) {
      await offlineCodes.update(realm, userId, withoutCounts);
      if ((await offlineDevices.find(realm, userId)) === undefined) return;
      await offlineDevices.update(realm, userId, ({ lockedUntil: _, ...record }) => ({ ...record, wrong: 0, locks: 0 }));
    },
  };
}

function shown(record: OfflineCodeRecord | undefined, now: number): KeptOfflineCode {
  const { app, lastReminder, reminderDays, unsentEvents = [] } = record ?? {};
  const facts =
    app === undefined || record === undefined
      ? { status: 'none' as const, setupSuccess: false, hasBackupCode: false }
      : {
          status: appOf(record, now) === undefined ? ('expired' as const) : ('enrolled' as const),
          setupSuccess: true,
          uuid: app.device.uuid,
          deviceName: app.device.deviceName,
          enrolledAt: app.device.createdDate,
          lastUsedAt: app.device.lastAccessDate,
          lastStep: Math.floor(app.device.lastLogin / app.device.period),
          hasBackupCode: app.backupCodeHash !== undefined,
          ...(app.expiresAt === undefined ? {} : { expiresAt: app.expiresAt }),
        };
  return {
    ...facts,
    ...lockOf(record, now),
    ...(lastReminder === undefined ? {} : { lastReminder }),
    ...(reminderDays === undefined ? {} : { reminderDays }),
    unsentEvents: unsentEvents.length,
  };
}

function lockOf(lock: OfflineLock | undefined, now: number): KeptOfflineLock {
  const { wrong = 0, lockedUntil } = lock ?? {};
  return lock === undefined || lockedUntil === undefined || lockedFor(lock, now) === undefined ? { wrong } : { wrong, lockedUntil };
}
