import { defineNode, oneTimePassword, oneTimePasswordNote, oneTimePasswordTimestamp } from '@waygate/node-kit';
import { z } from 'zod';

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
  writes: [oneTimePassword, oneTimePasswordTimestamp, oneTimePasswordNote],
  run: async ({ config, realm, runId, idempotencyKey, state, ports, now, goTo }) => {
    for (const key of [oneTimePassword, oneTimePasswordTimestamp, oneTimePasswordNote]) state.remove(key);
    const { note, readable } = await ports.oneTimeCodes.make({ realm, runId }, config.length, now, idempotencyKey);
    state.setTransient(oneTimePasswordNote, note);
    // Scripts expect a code here (AM). Whatever can be read must prove nothing, so it is another.
    state.setTransient(oneTimePassword, readable);
    state.setTransient(oneTimePasswordTimestamp, Math.floor(now / 1000));
    return goTo('outcome');
  },
});
