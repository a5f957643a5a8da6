import { defineNode, deviceProfile } from '@waygate/node-kit';
import { z } from 'zod';
import { nothingCollected, profileInState } from '../device-profile/collected-profile.ts';

export default defineNode({
  type: 'DeviceTamperingVerificationNode',
  displayName: 'Device Tampering Verification',
  category: 'contextual',
  tags: ['contextual'],
  icon: 'shield-check',
  summary: 'Tells whether an app found its phone free of tampering, by the score that it sent.',
  config: z.object({
    score: z
      .string()
      .regex(/^(0(\.\d{1,6})?|1(\.0{1,6})?)$/, 'Write a number from 0 to 1, such as 0.5.')
      .default('0')
      .meta({ title: 'Score threshold', help: 'Highest score that is still taken; 0 is a phone that nobody tampered with.' }),
  }),
  outcomes: { true: 'True', false: 'False' },
  reads: [deviceProfile],
  run: ({ config, node, state, goTo }) => {
    const metadata = profileInState(state.get(deviceProfile))?.metadata;
    if (metadata === undefined) throw nothingCollected(node.displayName, "the device's metadata");
    const platform = metadata['platform'];
    const score = typeof platform === 'object' && platform !== null && !Array.isArray(platform) ? platform['jailBreakScore'] : undefined;
    // Who sends no score is not let through: browsers have none.
    return goTo(typeof score === 'number' && score <= Number(config.score) ? 'true' : 'false');
  },
});
