import { defineNode, deviceProfile, username } from '@waygate/node-kit';
import { z } from 'zod';
import { profileInState } from '../device-profile/collected-profile.ts';
import { decimalField } from '../device-profile/decimal-field.ts';
import { keptProfile } from '../device-profile/kept-profile.ts';
import { kilometersBetween } from '../device-profile/kilometers-between.ts';

export default defineNode({
  type: 'DeviceLocationMatchNode',
  displayName: 'Device Location Match',
  category: 'contextual',
  tags: ['contextual'],
  icon: 'map-pin',
  summary: 'Tells whether the device is near the place where it was when it was saved.',
  config: z.object({
    distance: decimalField('Maximum radius', 'Kilometres that the device may be away from the place that was kept.', '10'),
  }),
  outcomes: { true: 'True', false: 'False', unknownDevice: 'Unknown Device' },
  reads: [deviceProfile, username],
  run: async ({ config, realm, state, subject, ports, goTo }) => {
    const { identifier, location } = profileInState(state.get(deviceProfile)) ?? {};
    if (identifier === undefined || location === undefined) return goTo('unknownDevice', { audit: { located: false } });
    const kept = await keptProfile({ realm, ports, subject, username: state.get(username), identifier });
    if (kept?.profile.location === undefined) return goTo('unknownDevice', { audit: { located: true } });
    const near = kilometersBetween(kept.profile.location, location) < Number(config.distance);
    return goTo(near ? 'true' : 'false');
  },
});
