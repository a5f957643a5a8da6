import { defineNode, flagField, recoveryCodeDeviceName, recoveryCodes, username } from '@waygate/node-kit';
import { z } from 'zod';
import { enrolDevice } from '../enrolment/enrol-device.ts';
import { isProved } from '../enrolment/is-proved.ts';
import { needsFactorText } from '../enrolment/needs-factor-text.ts';
import { pendingDevice, postponedPasskey } from '../webauthn/state-keys.ts';
import { maxSavedDevices } from '../webauthn/webauthn-fields.ts';

export default defineNode({
  type: 'WebAuthnDeviceStorageNode',
  displayName: 'WebAuthn Device Storage Node',
  category: 'mfa',
  tags: ['mfa', 'multi-factor authentication'],
  icon: 'device-floppy',
  summary: 'Keeps the passkey that WebAuthn Registration made earlier in this journey.',
  config: z.object({
    generateRecoveryCodes: flagField('Generate recovery codes', 'Makes ten codes for the day when the device is lost.', true),
    maxSavedDevices,
  }),
  outcomes: { success: 'Success', failure: 'Failure', exceedDeviceLimit: 'Exceed Device Limit' },
  activeOutcomes: ({ maxSavedDevices: most }) => (most > 0 ? ['success', 'failure', 'exceedDeviceLimit'] : ['success', 'failure']),
  reads: [pendingDevice, username],
  writes: [pendingDevice, recoveryCodes, recoveryCodeDeviceName],
  texts: { needsFactor: needsFactorText },
  run: async ({ config, realm, state, request, subject, evidence, ports, runId, idempotencyKey, text, goTo }) => {
    const sealed = state.get(pendingDevice)?.sealed;
    // It belongs to whom it was made for, and to nobody whom a later node found.
    if (sealed === undefined || subject === undefined || !isProved(evidence)) return goTo('failure');
    const opened = ports.postponedDevices.open({ kind: 'webauthn', realm, runId, personId: subject.id }, sealed);
    const pending = postponedPasskey.safeParse(opened).data;
    if (pending === undefined) return goTo('failure', { audit: { reason: 'notOurs' } });
    const most = config.maxSavedDevices;
    const enrolment = await enrolDevice(ports.devices.webauthn, { realm, subject, evidence, runId }, pending.device, {
      recoveryCodes: config.generateRecoveryCodes,
      ...(most > 0 ? { most } : {}),
    });
    state.remove(pendingDevice);
    // An id that somebody else has would make two people one.
    if (enrolment.status === 'taken') return goTo('failure', { audit: { reason: 'registered' } });
    if (enrolment.status === 'notFirst') return goTo('failure', { failureMessage: text('needsFactor'), audit: { reason: 'needsFactor' } });
    if (enrolment.status === 'limit') return goTo(most > 0 ? 'exceedDeviceLimit' : 'failure');
    const { uuid, deviceName, aaguid, credentialId } = pending.device;
    const { locales } = request;
    ports.notices.tell({ realm, subject, event: 'deviceAdded', facts: { deviceName }, locales, runId, idempotencyKey });
    if (enrolment.recoveryCodes.length > 0) {
      state.setTransient(recoveryCodes, [...enrolment.recoveryCodes]);
      state.setTransient(recoveryCodeDeviceName, deviceName);
    }
    return goTo('success', { audit: { registeredDeviceUuid: uuid, registeredAaguid: aaguid, credentialId, deviceName } });
  },
});
