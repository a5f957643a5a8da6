import { defineNode, recoveryCodeDeviceName, recoveryCodes, username } from '@waygate/node-kit';
import { z } from 'zod';
import { isProved } from '../enrolment/is-proved.ts';
import { oathEnableRecoveryCode, pendingOathDevice } from '../oath/state-keys.ts';

export default defineNode({
  type: 'OathDeviceStorageNode',
  displayName: 'OATH Device Storage Node',
  category: 'mfa',
  tags: ['mfa', 'multi-factor authentication'],
  icon: 'device-floppy',
  summary: 'Keeps the app that OATH Registration showed a QR code for earlier in this journey.',
  config: z.object({}),
  outcomes: { successOutcome: 'Success', failureOutcome: 'Failure' },
  reads: [pendingOathDevice, oathEnableRecoveryCode, username],
  writes: [pendingOathDevice, oathEnableRecoveryCode, recoveryCodes, recoveryCodeDeviceName],
  run: async ({ realm, state, request, subject, evidence, ports, runId, idempotencyKey, goTo }) => {
    const pending = state.get(pendingOathDevice);
    // It belongs to whom it was made for, and to nobody whom a later node found.
    if (pending === undefined || subject === undefined || !isProved(evidence) || pending.userId !== subject.id)
      return goTo('failureOutcome');
    const wantsCodes = state.get(oathEnableRecoveryCode) ?? false;
    const enrolment = await ports.devices.oath.enrol(realm, subject, pending.device, { recoveryCodes: wantsCodes, run: runId });
    state.remove(pendingOathDevice);
    state.remove(oathEnableRecoveryCode);
    if (enrolment.status === 'limit') return goTo('failureOutcome', { audit: { reason: 'limit' } });
    const { uuid, deviceName } = pending.device;
    ports.notices.tell({ realm, subject, event: 'deviceAdded', facts: { deviceName }, locales: request.locales, runId, idempotencyKey });
    if (enrolment.recoveryCodes.length > 0) {
      state.setTransient(recoveryCodes, [...enrolment.recoveryCodes]);
      state.setTransient(recoveryCodeDeviceName, deviceName);
    }
    return goTo('successOutcome', { audit: { device: uuid } });
  },
});
