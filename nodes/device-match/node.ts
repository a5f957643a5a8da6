import { defineNode, deviceProfile, username } from '@waygate/node-kit';
import { z } from 'zod';
import { nothingCollected, profileInState } from '../device-profile/collected-profile.ts';
import { countDifferences } from '../device-profile/count-differences.ts';
import { keptProfile } from '../device-profile/kept-profile.ts';

const DAY_MS = 86_400_000;

export default defineNode({
  type: 'DeviceMatchNode',
  displayName: 'Device Match',
  category: 'contextual',
  tags: ['contextual'],
  icon: 'device-mobile',
  summary: 'Tells whether the person has signed on with this device before, by its profile.',
  config: z.object({
    acceptableVariance: z.int().min(0).max(10_000).default(0).meta({
      title: 'Acceptable variance',
      help: 'In how many attributes the metadata may differ from what was kept.',
    }),
    expiration: z
      .int()
      .min(1)
      .max(36_500)
      .default(30)
      .meta({ title: 'Expiration', help: 'A device that was not recognised for so long counts as False.', unit: 'days' }),
  }),
  outcomes: { true: 'True', false: 'False', unknownDevice: 'Unknown Device' },
  reads: [deviceProfile, username],
  run: async ({ config, node, realm, state, subject, ports, now, goTo }) => {
    const { identifier, metadata } = profileInState(state.get(deviceProfile)) ?? {};
    if (identifier === undefined || metadata === undefined) throw nothingCollected(node.displayName, "the device's metadata");
    const kept = await keptProfile({ realm, ports, subject, username: state.get(username), identifier });
    if (kept === undefined) return goTo('unknownDevice');
    const { owner, profile } = kept;
    if (profile.lastSelectedDate + config.expiration * DAY_MS <= now) return goTo('false', { audit: { expired: true } });
    // Nothing to compare with is no match.
    if (profile.metadata === undefined) return goTo('false', { audit: { metadata: false } });
    const differences = countDifferences(profile.metadata, metadata);
    if (differences > config.acceptableVariance) return goTo('false', { audit: { differences } });
    await ports.devices.touchProfile(realm, owner, identifier, now);
    return goTo('true', { audit: { differences } });
  },
});
