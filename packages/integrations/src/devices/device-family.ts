import { randomUUID } from 'node:crypto';
import { makeRecoveryCodes } from '@waygate/mfa';
import type { DeviceFacts, DeviceFamily, DeviceKind, DevicePort } from '@waygate/node-kit';
import type { DeviceRecords, DeviceStore, StepCodeStore } from '@waygate/storage';
import { z } from 'zod';
import type { RecoveryCodeHasher } from './recovery-code-hasher.ts';

/** How long a step that is sent again shows the recovery codes that it made: longer than anybody tries a step again whose answer was lost. */
const SAME_STEP_MS = 24 * 60 * 60_000;
const keptCodes = z.array(z.string());

/**
 * Devices of one kind as nodes see them. Recovery codes leave it once, in clear, when they are made: the same ones from whichever process takes the step, or a person would
 * write down codes that another process has replaced.
 */
export function createDeviceFamily<D extends DeviceFacts>(
  store: DeviceStore,
  kind: DeviceKind,
  records: DeviceRecords<D>,
  hasher: RecoveryCodeHasher,
  stepCodes: StepCodeStore,
  now: () => number,
  hasEarlier: DevicePort['hasEarlier'],
): DeviceFamily<D> {
  /** Whether a person has more devices than they may have, so that this one has no place. */
  const isBeyond = async (realm: string, userId: string, uuid: string, most: number) => {
    const uuids = (await records.list(realm, userId)).map(({ device }) => device.uuid);
    const place = uuids.indexOf(uuid);
    return (place === -1 ? uuids.length : place) >= most;
  };
  const codesOf = async (realm: string, userId: string, uuid: string, run: string) => {
    const at = now();
    const made = { id: randomUUID(), code: JSON.stringify(makeRecoveryCodes()), madeAt: at };
    const { code } = await stepCodes.keep(JSON.stringify(['recovery-codes', realm, userId, kind, uuid, run]), made, at + SAME_STEP_MS);
    return keptCodes.parse(JSON.parse(code));
  };
  return {
    async list(realm, subject) {
      return (await records.list(realm, subject.id)).map(({ device }) => device);
    },
    async enrol(realm, subject, device, { recoveryCodes: wanted, most = Number.POSITIVE_INFINITY, first = false, run }) {
      const isBeside = async () => first && (await hasEarlier(realm, subject, run));
      if (await isBeside()) return { status: 'notFirst' };
      if (await isBeyond(realm, subject.id, device.uuid, most)) return { status: 'limit' };
      const codes = wanted ? await codesOf(realm, subject.id, device.uuid, run) : [];
      const recoveryCodes = await hasher.hashAll(codes);
      if (!(await records.put(realm, subject.id, { device, recoveryCodes, refreshes: [], run }))) return { status: 'taken' };
      // Of several that came at once only so many stay.
      if (await isBeyond(realm, subject.id, device.uuid, most)) {
        await records.remove(realm, subject.id, device.uuid);
        return { status: 'limit' };
      }
      // Another may have come while this one was being kept. What each of the two finds is the other, and the password alone is worth neither then.
      if (await isBeside()) {
        await records.remove(realm, subject.id, device.uuid);
        return { status: 'notFirst' };
      }
      await store.setSkipPreference(realm, subject.id, kind, 'NOT_SKIPPABLE');
      return { status: 'enrolled', recoveryCodes: codes };
    },
    update: (realm, subject, uuid, change) =>
      records.update(realm, subject.id, uuid, (record) => {
        const device = change(record.device);
        return device === undefined ? undefined : { ...record, device };
      }),
  };
}
