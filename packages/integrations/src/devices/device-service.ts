import { makeRecoveryCodes } from '@waygate/mfa';
import type { DevicePort } from '@waygate/node-kit';
import type { DeviceStore, PushDeviceRecord } from '@waygate/storage';
import type { RecoveryCodeHasher } from './recovery-code-hasher.ts';

/** Devices as nodes see them, on the device store. Recovery codes leave it once, in clear, when they are made. */
export function createDeviceService(store: DeviceStore, hasher: RecoveryCodeHasher): DevicePort {
  return {
    async listPush(realm, subject) {
      return (await store.listPush(realm, subject.id)).map(({ device }) => device);
    },
    async enrolPush(realm, subject, device, options) {
      const codes = options.recoveryCodes ? makeRecoveryCodes() : [];
      const recoveryCodes = await Promise.all(codes.map((code) => hasher.hash(code)));
      await store.putPush(realm, subject.id, { device, recoveryCodes, refreshes: [] });
      await store.setSkipPreference(realm, subject.id, 'push', 'NOT_SKIPPABLE');
      return codes;
    },
    async touchPush(realm, subject, mechanismUid, at) {
      const found = (await store.listPush(realm, subject.id)).find(({ device }) => device.deviceMechanismUID === mechanismUid);
      if (found === undefined) return;
      await store.updatePush(realm, subject.id, found.device.uuid, (record) => ({
        ...record,
        device: { ...record.device, lastAccessDate: at },
      }));
    },
    listProfiles: (realm, subject) => store.listProfiles(realm, subject.id),
    async saveProfile(realm, subject, profile, most) {
      await store.updateProfiles(realm, subject.id, (profiles) =>
        [...profiles.filter(({ identifier }) => identifier !== profile.identifier), profile]
          .sort((a, b) => a.lastSelectedDate - b.lastSelectedDate)
          .slice(-most),
      );
    },
    async touchProfile(realm, subject, identifier, at) {
      await store.updateProfiles(realm, subject.id, (profiles) =>
        profiles.some((profile) => profile.identifier === identifier)
          ? profiles.map((profile) => (profile.identifier === identifier ? { ...profile, lastSelectedDate: at } : profile))
          : undefined,
      );
    },
    skipPreference: (realm, subject, kind) => store.skipPreference(realm, subject.id, kind),
    async consumeRecoveryCode(realm, subject, kind, code, use) {
      // Only push devices exist so far; for the other kinds a person has none.
      const records = subject === undefined || kind !== 'push' ? [] : await store.listPush(realm, subject.id);
      const candidates = records.flatMap(({ recoveryCodes, lastUse }) => [
        ...recoveryCodes,
        ...(lastUse?.use === use ? [lastUse.hash] : []),
      ]);
      const hash = await hasher.match(code, candidates);
      const owner = records.find(
        ({ recoveryCodes, lastUse }) => hash !== undefined && (recoveryCodes.includes(hash) || lastUse?.hash === hash),
      );
      if (subject === undefined || hash === undefined || owner === undefined) return { accepted: false, left: countCodes(records) };
      const accepted = await store.updatePush(realm, subject.id, owner.device.uuid, (record) => useCode(record, hash, use));
      const left = countCodes(await store.listPush(realm, subject.id));
      return { accepted, left };
    },
  };
}

/** Takes a code out, once; the same use again finds that it was the one. */
function useCode(record: PushDeviceRecord, hash: string, use: string): PushDeviceRecord | undefined {
  if (record.recoveryCodes.includes(hash)) {
    return { ...record, recoveryCodes: record.recoveryCodes.filter((one) => one !== hash), lastUse: { hash, use } };
  }
  return record.lastUse?.hash === hash && record.lastUse.use === use ? record : undefined;
}

function countCodes(records: readonly PushDeviceRecord[]): number {
  return records.reduce((sum, { recoveryCodes }) => sum + recoveryCodes.length, 0);
}
