import { makeRecoveryCodes } from '@waygate/mfa';
import type { DeviceFacts, DevicePort, PhoneSeen } from '@waygate/node-kit';
import type { DeviceRecord, DeviceRecords, DeviceStore, StepCodeStore } from '@waygate/storage';
import { createDeviceFamily } from './device-family.ts';
import type { RecoveryCodeHasher } from './recovery-code-hasher.ts';

/** Devices as nodes see them, on the device store. @param stepCodes keeps recovery codes for a step that is sent again @param now epoch milliseconds */
export function createDeviceService(
  store: DeviceStore,
  hasher: RecoveryCodeHasher,
  stepCodes: StepCodeStore,
  now: () => number,
): DevicePort {
  const hasEarlier: DevicePort['hasEarlier'] = async (realm, subject, run) =>
    (await all(realm, subject.id)).some((record) => record.run !== run);
  const push = createDeviceFamily(store, 'push', store.push, hasher, stepCodes, now, hasEarlier);
  return {
    push,
    oath: createDeviceFamily(store, 'oath', store.oath, hasher, stepCodes, now, hasEarlier),
    webauthn: createDeviceFamily(store, 'webauthn', store.webauthn, hasher, stepCodes, now, hasEarlier),
    binding: createDeviceFamily(store, 'binding', store.binding, hasher, stepCodes, now, hasEarlier),
    hasEarlier,
    owned: async (realm, subject) => new Set((await all(realm, subject.id)).map(({ device }) => device.uuid)),
    async touchPush(realm, subject, mechanismUid, at, seen) {
      const found = (await push.list(realm, subject)).find(({ deviceMechanismUID }) => deviceMechanismUID === mechanismUid);
      if (found !== undefined)
        await push.update(realm, subject, found.uuid, (device) => ({
          ...device,
          lastAccessDate: at,
          ...(seen === undefined ? {} : { seen: { ...systemOf(device.seen), ...seen, at } }),
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
    setSkipPreference: (realm, subject, kind, preference) => store.setSkipPreference(realm, subject.id, kind, preference),
    recoveryCodeAdmission: (work) => hasher.admit(work),
    async consumeRecoveryCode(realm, subject, kind, code, use, mayBeUsed = () => true) {
      const devices: DeviceRecords<DeviceFacts> = store[kind];
      const records = subject === undefined ? [] : await devices.list(realm, subject.id);
      const candidates = records.flatMap(({ recoveryCodes, lastUse }) => [
        ...recoveryCodes,
        ...(lastUse?.use === use ? [lastUse.hash] : []),
      ]);
      const hash = await hasher.match(code, candidates);
      const owner = records.find(
        ({ recoveryCodes, lastUse }) => hash !== undefined && (recoveryCodes.includes(hash) || lastUse?.hash === hash),
      );
      if (subject === undefined || hash === undefined || owner === undefined) return { accepted: false, left: countCodes(records) };
      const { uuid, deviceName } = owner.device;
      if (!mayBeUsed(uuid)) return { accepted: false, left: countCodes(records), denied: true };
      if (!(await devices.update(realm, subject.id, uuid, (record) => useCode(record, hash, use)))) {
        return { accepted: false, left: countCodes(await devices.list(realm, subject.id)) };
      }
      const left = await devices.list(realm, subject.id);
      if (countCodes(left) === 0) await renewCodes(realm, subject.id, devices, uuid, use);
      const after = countCodes(left) === 0 ? await devices.list(realm, subject.id) : left;
      // Of a use that is repeated the same codes are shown, which only one of the repetitions made.
      const lastUse = after.find(({ device }) => device.uuid === uuid)?.lastUse;
      const fresh = lastUse?.use === use ? lastUse.fresh : undefined;
      return {
        accepted: true,
        device: uuid,
        left: countCodes(after),
        ...(fresh === undefined ? {} : { renewed: { recoveryCodes: fresh, deviceName } }),
      };
    },
    async forgetNewRecoveryCodes(realm, subject, kind, use) {
      const devices: DeviceRecords<DeviceFacts> = store[kind];
      for (const { device, lastUse } of await devices.list(realm, subject.id)) {
        if (lastUse?.use === use && lastUse.fresh !== undefined)
          await devices.update(realm, subject.id, device.uuid, (record) => withoutFresh(record, use));
      }
    },
  };

  async function all(realm: string, personId: string): Promise<readonly DeviceRecord<DeviceFacts>[]> {
    const kinds: readonly DeviceRecords<DeviceFacts>[] = [store.push, store.oath, store.webauthn, store.binding];
    return (await Promise.all(kinds.map((records) => records.list(realm, personId)))).flat();
  }

  async function renewCodes(
    realm: string,
    personId: string,
    devices: DeviceRecords<DeviceFacts>,
    uuid: string,
    use: string,
  ): Promise<void> {
    const fresh = makeRecoveryCodes();
    const recoveryCodes = await hasher.hashAll(fresh);
    await devices.update(realm, personId, uuid, (record) =>
      record.lastUse?.use === use && record.recoveryCodes.length === 0
        ? { ...record, recoveryCodes, lastUse: { ...record.lastUse, fresh } }
        : undefined,
    );
  }
}

function withoutFresh(record: DeviceRecord<DeviceFacts>, use: string): DeviceRecord<DeviceFacts> | undefined {
  if (record.lastUse?.use !== use) return undefined;
  const { fresh: _, ...lastUse } = record.lastUse;
  return { ...record, lastUse };
}

/** A phone that told its system once and tells it no more runs on what it ran on, for all that is known. Where it was says nothing of where it is. */
function systemOf({ system, version }: PhoneSeen = {}): PhoneSeen {
  return { ...(system === undefined ? {} : { system }), ...(version === undefined ? {} : { version }) };
}

/** Takes a code out, once; the same use again finds that it was the one. */
function useCode(record: DeviceRecord<DeviceFacts>, hash: string, use: string): DeviceRecord<DeviceFacts> | undefined {
  if (record.recoveryCodes.includes(hash)) {
    return { ...record, recoveryCodes: record.recoveryCodes.filter((one) => one !== hash), lastUse: { hash, use } };
  }
  return record.lastUse?.hash === hash && record.lastUse.use === use ? record : undefined;
}

function countCodes(records: readonly DeviceRecord<DeviceFacts>[]): number {
  return records.reduce((sum, { recoveryCodes }) => sum + recoveryCodes.length, 0);
}
