import { defineNode, deviceProfile, flagField, localizedField } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { readPostedProfile } from '../device-profile/collected-profile.ts';
import { decimalField } from '../device-profile/decimal-field.ts';

export default defineNode({
  type: 'DeviceProfileCollectorNode',
  displayName: 'Device Profile Collector',
  category: 'contextual',
  tags: ['contextual'],
  icon: 'device-mobile',
  summary: 'Asks the browser or app what device it runs on and, if wanted, where it is.',
  config: z.object({
    maximumSize: decimalField('Maximum profile size', 'Kilobytes that a profile may have. A larger one ends the journey in failure.', '3'),
    deviceMetadata: flagField('Collect device metadata', 'Asks for hardware, browser and platform.', true),
    deviceLocation: flagField('Collect device location', 'Asks for the place. The person decides: who refuses goes on without.'),
    message: localizedField('Message', 'What the person reads while the profile is collected.'),
  }),
  outcomes: { outcome: 'Outcome' },
  callbacks: ['DeviceProfileCallback'],
  writes: [deviceProfile],
  texts: { message: { en: 'Looking at the device you sign on with …', de: 'Ihr Gerät wird angesehen …' } },
  run: ({ config, node, answers, state, send, goTo, localized }) => {
    const posted = answers.first('DeviceProfileCallback')?.value ?? '';
    const { deviceMetadata, deviceLocation } = config;
    if (posted === '') {
      const message = localized(config.message, 'message');
      return send([{ type: 'DeviceProfileCallback', metadata: deviceMetadata, location: deviceLocation, message }]);
    }
    if (new TextEncoder().encode(posted).length > Number(config.maximumSize) * 1_024) {
      throw new WaygateError('input', 'device.profile_too_large', `${node.displayName} takes ${config.maximumSize} kilobytes.`);
    }
    const { identifier, metadata, location } = readPostedProfile(posted);
    // What was not asked for is not kept.
    const profile = {
      identifier,
      ...(deviceMetadata && metadata !== undefined ? { metadata } : {}),
      ...(deviceLocation && location !== undefined ? { location } : {}),
    };
    state.setShared(deviceProfile, profile);
    return goTo('outcome', { audit: { collected: Object.keys(profile) } });
  },
});
