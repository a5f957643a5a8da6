import { defineNode, deviceProfile, flagField } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { nothingCollected, profileInState } from '../device-profile/collected-profile.ts';

const LONGEST_ALIAS = 256;

export default defineNode({
  type: 'DeviceSaveNode',
  displayName: 'Device Profile Save',
  category: 'contextual',
  tags: ['contextual'],
  icon: 'device-mobile',
  summary: 'Keeps the profile of the device with the person, so that it is recognised another time.',
  config: z.object({
    variableName: z.string().max(256).default('').meta({
      title: 'Device name variable',
      help: 'State key with the name that the person gives the device. Without one it is called what it calls itself.',
    }),
    maxSavedProfiles: z.int().min(1).max(100).default(5).meta({
      title: 'Maximum saved profiles',
      help: 'How many devices of a person are kept; the one that was recognised longest ago goes.',
    }),
    saveDeviceMetadata: flagField('Save device metadata', 'Keeps hardware, browser and platform. Device Match needs them.', true),
    saveDeviceLocation: flagField('Save device location', 'Keeps the place. Device Location Match needs it.', true),
  }),
  outcomes: { outcome: 'Outcome' },
  reads: [deviceProfile],
  dynamicReads: ({ variableName }) => (variableName === '' ? [] : [variableName]),
  texts: { unnamed: { en: 'Device', de: 'Gerät' } },
  run: async ({ config, node, realm, state, subject, evidence, ports, now, text, goTo }) => {
    const profile = profileInState(state.get(deviceProfile));
    if (profile === undefined) throw nothingCollected(node.displayName, 'a device profile');
    if (subject === undefined || evidence.length === 0) {
      const message = `${node.displayName} keeps devices only of people who have proved who they are. Put it after a node that proves that.`;
      throw new WaygateError('authoring', 'device.nothing_proved', message);
    }
    const { identifier, metadata, location } = profile;
    const given = config.variableName === '' ? undefined : state.getNamed(config.variableName);
    const platform = metadata?.['platform'];
    const own = typeof platform === 'object' && platform !== null && !Array.isArray(platform) ? platform['deviceName'] : undefined;
    const alias = [given, own].find((name): name is string => typeof name === 'string' && name.trim() !== '') ?? text('unnamed');
    const kept = {
      identifier,
      alias: alias.trim().slice(0, LONGEST_ALIAS),
      ...(config.saveDeviceMetadata && metadata !== undefined ? { metadata } : {}),
      ...(config.saveDeviceLocation && location !== undefined ? { location } : {}),
      lastSelectedDate: now,
    };
    await ports.devices.saveProfile(realm, subject, kept, config.maxSavedProfiles);
    return goTo('outcome');
  },
});
