import { defineNode, username } from '@waygate/node-kit';
import { z } from 'zod';

export default defineNode({
  type: 'EnableDeviceManagementNode',
  displayName: 'Enable Device Management',
  category: 'mfa',
  tags: ['mfa', 'multi-factor authentication'],
  icon: 'device-mobile-cog',
  summary: 'Says which proof lets the person change their devices.',
  config: z.object({
    deviceEnforcementStrategy: z
      .enum(['SAME', 'ANY', 'NONE'])
      .default('SAME')
      .meta({
        title: 'Device check enforcement strategy',
        help: 'With which devices shown in this session the person may change their devices. A fresh proof is always asked for, and none of these makes it less.',
        options: { SAME: 'Devices of the same kind', ANY: 'Any device', NONE: 'No further demand' },
      }),
  }),
  cautions: ({ deviceEnforcementStrategy }) =>
    deviceEnforcementStrategy === 'NONE'
      ? [
          {
            path: 'deviceEnforcementStrategy',
            code: 'device_management_none',
            text: 'In AM this lets a password alone change second factors. Here it does not: whoever has a device must have shown one in the last 15 minutes.',
          },
        ]
      : [],
  outcomes: { successOutcome: 'Success', failureOutcome: 'Failure' },
  reads: [username],
  run: async ({ config, realm, state, ports, evidence, goTo }) => {
    const strategy = config.deviceEnforcementStrategy;
    const name = state.get(username);
    const person = name === undefined ? undefined : await ports.identities.find(realm, name);
    if (person === undefined || (strategy === 'ANY' && evidence.length === 0)) return goTo('failureOutcome', { audit: { strategy } });
    return goTo('successOutcome', {
      sessionProperties: { DeviceManagement: strategy },
      nodeTypes: strategy === 'SAME' ? [] : ['ElevatedPrivileges'],
      audit: { strategy },
    });
  },
});
