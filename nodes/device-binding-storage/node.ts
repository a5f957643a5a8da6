import { defineNode, username } from '@waygate/node-kit';
import { z } from 'zod';
import { postponedBinding, postponedDevice } from '../bound-device/state-keys.ts';
import { enrolDevice } from '../enrolment/enrol-device.ts';
import { isProved } from '../enrolment/is-proved.ts';
import { needsFactorText } from '../enrolment/needs-factor-text.ts';

export default defineNode({
  type: 'DeviceBindingStorageNode',
  displayName: 'Device Binding Storage Node',
  category: 'mfa',
  tags: ['mfa', 'multi-factor authentication'],
  icon: 'database',
  summary: 'Stores the device that a Device Binding node left for later.',
  config: z.object({}),
  outcomes: { true: 'True', false: 'False' },
  reads: [username, postponedDevice],
  writes: [postponedDevice],
  texts: { needsFactor: needsFactorText },
  run: async ({ realm, runId, idempotencyKey, request, state, subject, evidence, ports, text, goTo }) => {
    const sealed = state.get(postponedDevice)?.sealed;
    if (subject === undefined || !isProved(evidence) || sealed === undefined)
      return goTo('false', { audit: { reason: 'nothingPostponed' } });
    const opened = ports.postponedDevices.open({ kind: 'binding', realm, runId, personId: subject.id }, sealed);
    const postponed = postponedBinding.safeParse(opened).data;
    if (postponed === undefined) return goTo('false', { audit: { reason: 'notOurs' } });
    const { device, ...most } = postponed;
    const { status } = await enrolDevice(ports.devices.binding, { realm, subject, evidence, runId }, device, {
      recoveryCodes: false,
      ...most,
    });
    state.remove(postponedDevice);
    if (status === 'notFirst') return goTo('false', { failureMessage: text('needsFactor'), audit: { reason: 'needsFactor' } });
    if (status !== 'enrolled') return goTo('false', { audit: { reason: status } });
    const { locales } = request;
    ports.notices.tell({ realm, subject, event: 'deviceAdded', facts: { deviceName: device.deviceName }, locales, runId, idempotencyKey });
    return goTo('true', { audit: { device: device.uuid } });
  },
});
