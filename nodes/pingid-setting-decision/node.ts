import { defineNode } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { pingIdSettings } from '../pingid/state-keys.ts';

export default defineNode({
  type: 'WaygatePingIdSettingDecisionNode',
  displayName: 'PingID Setting Decision',
  category: 'mfa',
  tags: ['mfa', 'pingid'],
  icon: 'arrows-split',
  summary: 'Goes by a setting of the PingID flow that is on or off.',
  config: z.object({
    setting: z
      .enum(['USE_CODE', 'OTP_FALLBACK'])
      .default('OTP_FALLBACK')
      .meta({
        title: 'Setting',
        help: 'The setting that is looked at.',
        options: { USE_CODE: 'Direct passcode usage', OTP_FALLBACK: 'One-time passcode fallback' },
      }),
  }),
  outcomes: { true: 'On', false: 'Off' },
  guards: [pingIdSettings],
  run: ({ config, guarded, goTo }) => {
    const settings = guarded.get(pingIdSettings);
    if (settings === undefined) {
      throw new WaygateError('authoring', 'pingid.settings_missing', 'Put PingID Flow Settings before this node.');
    }
    return goTo((config.setting === 'USE_CODE' ? settings.useCode : settings.otpFallback) ? 'true' : 'false');
  },
});
