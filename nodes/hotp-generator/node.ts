import { defineNode, oneTimePassword, oneTimePasswordDelivery, oneTimePasswordTimestamp } from '@waygate/node-kit';
import { z } from 'zod';
import { randomDigits } from '../one-time-code/random-digits.ts';

export default defineNode({
  type: 'OneTimePasswordGeneratorNode',
  displayName: 'HOTP Generator',
  category: 'mfa',
  tags: ['otp', 'mfa', 'multi-factor authentication'],
  icon: 'password',
  summary: 'Makes a one-time code, in the place of one that was made before.',
  config: z.object({
    length: z
      .int()
      .min(6)
      .max(64)
      .default(8)
      .meta({ title: 'One-time password length', help: 'How many digits the code has, 6 at least.' }),
  }),
  outcomes: { outcome: 'Outcome' },
  writes: [oneTimePassword, oneTimePasswordTimestamp, oneTimePasswordDelivery],
  run: ({ config, state, now, goTo }) => {
    for (const key of [oneTimePassword, oneTimePasswordTimestamp, oneTimePasswordDelivery]) state.remove(key);
    state.setTransient(oneTimePassword, randomDigits(config.length));
    state.setTransient(oneTimePasswordTimestamp, Math.floor(now / 1000));
    return goTo('outcome');
  },
});
