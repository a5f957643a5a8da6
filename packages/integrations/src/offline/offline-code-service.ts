import { createHash, randomUUID } from 'node:crypto';
import { makeBackupCode, readBackupCode, verifyOathCode } from '@waygate/mfa';
import type { OfflineCodePort, TypedOfflineCodeResult } from '@waygate/node-kit';
import { type ContinuityService, continuityService, WaygateError } from '@waygate/schema';
import type { OfflineCodeRecord, OfflineCodeStore } from '@waygate/storage';
import type { RecoveryCodeHasher } from '../devices/recovery-code-hasher.ts';
import {
  appCodeJudged,
  appOf,
  backupCodeTaken,
  backupCodeUsed,
  type OfflineCodeRuling,
  withoutApp,
  withoutCounts,
} from './offline-code-rules.ts';
import { lockedFor } from './offline-lock.ts';

const DAY_MS = 86_400_000;
/** How many codes before and after the present one are right when an app is set up. */
const SETUP_STEPS = 2;

export interface OfflineCodeServiceDeps {
  readonly offlineCodes: OfflineCodeStore;
  readonly hasher: RecoveryCodeHasher;
  readonly settings: (realm: string) => Promise<ContinuityService | undefined>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Offline codes for nodes. It asks nothing but this server's own store. */
export function createOfflineCodes({ offlineCodes, hasher, settings, now }: OfflineCodeServiceDeps): OfflineCodePort {
  const settingsOf = async (realm: string) => (await settings(realm)) ?? continuityService.parse({});

  /** One atomic step. */
  const step = async <R>(realm: string, userId: string, rule: (record: OfflineCodeRecord) => OfflineCodeRuling<R>): Promise<R> => {
    let ruling: OfflineCodeRuling<R> | undefined;
    await offlineCodes.update(realm, userId, (record) => {
      ruling = rule(record);
      return ruling.record;
    });
    if (ruling === undefined) throw new WaygateError('unexpected', 'offline.not_judged', 'The store did not ask for a change.');
    return ruling.result;
  };

  return {
    isAllowed: async (realm) => (await settingsOf(realm)).offlineCodes,

    async standing(realm, subject) {
      const [record, { offlineCodes: isAllowed }] = await Promise.all([offlineCodes.find(realm, subject.id), settingsOf(realm)]);
      if (!isAllowed) return { status: 'none' };
      const retryAfter = record === undefined ? undefined : lockedFor(record, now());
      if (retryAfter !== undefined) return { status: 'locked', retryAfter };
      const app = record === undefined ? undefined : appOf(record, now());
      return app === undefined ? { status: 'none' } : { status: 'ready', device: app.device.uuid };
    },

    async enrol(realm, subject, device, code) {
      const shown = { hotpWindowSize: 1, totpTimeSteps: SETUP_STEPS, maximumAllowedClockDrift: SETUP_STEPS };
      const ruling = verifyOathCode(device, code, shown, now());
      if (!ruling.accepted) return { status: 'wrong' };
      const backupCode = makeBackupCode();
      const backupCodeHash = await hasher.hash(backupCode);
      await offlineCodes.update(realm, subject.id, (record) => {
        const { lastReminder: _, ...rest } = withoutCounts(withoutApp(record));
        return { ...rest, app: { device: ruling.device, backupCodeHash } };
      });
      return { status: 'enrolled', backupCode };
    },

    async check({ realm, subject, code, timeSteps, idempotencyKey }): Promise<TypedOfflineCodeResult> {
      if (!(await settingsOf(realm)).offlineCodes) return { status: 'none' };
      const asked = { step: digest(idempotencyKey), now: now() };
      if (/^\d{6}$/.test(code)) return step(realm, subject.id, (record) => appCodeJudged(record, code, timeSteps, asked));
      const backupCode = readBackupCode(code);
      // What cannot be a code was compared with nothing.
      if (backupCode === undefined) return { status: 'wrong' };
      return hasher.admit(async () => {
        let kept: string | undefined;
        const taken = await step(realm, subject.id, (record) => {
          const ruling = backupCodeTaken(record, asked);
          kept = ruling.record?.app?.backupCodeHash;
          return ruling;
        });
        // A refused try costs no hash: whoever is locked out must not be able to keep the server busy.
        if (kept === undefined) return taken;
        const hash = await hasher.match(backupCode, [kept]);
        if (hash === undefined) return taken;
        const event = { id: randomUUID(), kind: 'backupCodeUsed', at: asked.now, by: 'owner', deviceName: '' } as const;
        return step(realm, subject.id, (record) => backupCodeUsed(record, hash, event, asked.step));
      });
    },

    async reminder(realm, subject, wished) {
      const record = await offlineCodes.find(realm, subject.id);
      if (record !== undefined && appOf(record, now()) !== undefined) return 'enrolled';
      const { offlineCodes: isAllowed, offlineReminderDays } = await settingsOf(realm);
      const days = record?.reminderDays ?? wished ?? offlineReminderDays;
      if (!isAllowed || days === 0) return 'off';
      const { lastReminder } = record ?? {};
      return lastReminder !== undefined && now() - lastReminder < days * DAY_MS ? 'notDue' : 'due';
    },

    async putOffReminder(realm, subject) {
      const at = now();
      await offlineCodes.update(realm, subject.id, (record) => ({ ...record, lastReminder: at }));
    },

    async provedOnline(realm, subject) {
      await offlineCodes.update(realm, subject.id, (record) => {
        const isClean = record.wrong === 0 && record.locks === 0 && record.lockedUntil === undefined;
        return isClean ? undefined : withoutCounts(record);
      });
    },
  };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
