import { defineNode, recoveryCodeDeviceName, recoveryCodes, username } from '@waygate/node-kit';
import { z } from 'zod';
import { enrolDevice } from '../enrolment/enrol-device.ts';
import { isProved } from '../enrolment/is-proved.ts';
import { needsFactorText } from '../enrolment/needs-factor-text.ts';
import { postponedOathOf } from '../oath/postponed-oath.ts';
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
  texts: { needsFactor: needsFactorText },
  run: async ({ realm, state, request, subject, evidence, ports, runId, idempotencyKey, text, goTo }) => {
    if (subject === undefined || !isProved(evidence)) return goTo('failureOutcome');
    // It belongs to whom it was made for, and to nobody whom a later node found.
    const pending = postponedOathOf(ports, { realm, runId, personId: subject.id }, state.get(pendingOathDevice));
    if (pending === undefined) return goTo('failureOutcome', { audit: { reason: 'nothingPostponed' } });
    if (pending.needsCode) return goTo('failureOutcome', { audit: { reason: 'needsCode' } });
    const wantsCodes = state.get(oathEnableRecoveryCode) ?? false;
    const enrolment = await enrolDevice(ports.devices.oath, { realm, subject, evidence, runId }, pending.device, {
      recoveryCodes: wantsCodes,
    });
    state.remove(pendingOathDevice);
    state.remove(oathEnableRecoveryCode);
    if (enrolment.status === 'notFirst')
      return goTo('failureOutcome', { failureMessage: text('needsFactor'), audit: { reason: 'needsFactor' } });
    if (enrolment.status !== 'enrolled') return goTo('failureOutcome', { audit: { reason: enrolment.status } });
    const { uuid, deviceName } = pending.device;
    ports.notices.tell({ realm, subject, event: 'deviceAdded', facts: { deviceName }, locales: request.locales, runId, idempotencyKey });
    if (enrolment.recoveryCodes.length > 0) {
      state.setTransient(recoveryCodes, [...enrolment.recoveryCodes]);
      state.setTransient(recoveryCodeDeviceName, deviceName);
    }
    return goTo('successOutcome', { audit: { device: uuid } });
  },
});
