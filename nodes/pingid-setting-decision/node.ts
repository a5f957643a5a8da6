import { defineNode } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { pairedDevices } from '../pingid/paired-devices.ts';
import { provedSubject } from '../pingid/proved-subject.ts';
import { requiredVerdict, takesCodesOfPhones } from '../pingid/required-verdict.ts';
import { pingIdSettings, pingIdVerdict } from '../pingid/state-keys.ts';

export default defineNode({
  type: 'WaygatePingIdSettingDecisionNode',
  displayName: 'PingID Setting Decision',
  category: 'mfa',
  tags: ['mfa', 'pingid'],
  icon: 'arrows-split',
  summary: 'Goes by a setting of the PingID flow that is on or off, or by whether the policy takes recovery codes.',
  config: z.object({
    setting: z
      .enum(['USE_CODE', 'OTP_FALLBACK', 'RECOVERY_CODES'])
      .default('OTP_FALLBACK')
      .meta({
        title: 'Setting',
        help: 'What is looked at. Recovery codes are on where the policy takes those of a phone of the person, so that nobody is asked for one in vain.',
        options: {
          USE_CODE: 'Direct passcode usage',
          OTP_FALLBACK: 'One-time passcode fallback',
          RECOVERY_CODES: 'Recovery codes of a phone',
        },
      }),
  }),
  outcomes: { true: 'On', false: 'Off' },
  guards: [pingIdSettings, pingIdVerdict],
  run: async ({ config, realm, subject: identified, evidence, guarded, ports, goTo }) => {
    if (config.setting === 'RECOVERY_CODES') {
      const subject = provedSubject(identified, evidence);
      const verdict = requiredVerdict(subject, guarded);
      return goTo(takesCodesOfPhones(verdict, await pairedDevices(realm, subject, ports)) ? 'true' : 'false');
    }
    const settings = guarded.get(pingIdSettings);
    if (settings === undefined) {
      throw new WaygateError('authoring', 'pingid.settings_missing', 'Put PingID Flow Settings before this node.');
    }
    return goTo((config.setting === 'USE_CODE' ? settings.useCode : settings.otpFallback) ? 'true' : 'false');
  },
});
