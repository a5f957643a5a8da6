import { defineNode, recoveryCodeDeviceName, recoveryCodes } from '@waygate/node-kit';
import { z } from 'zod';
import { recoveryCodePage, recoveryCodePageTexts } from '../recovery-codes/recovery-code-page.ts';

export default defineNode({
  type: 'RecoveryCodeDisplayNode',
  displayName: 'Recovery Code Display Node',
  category: 'mfa',
  tags: ['mfa', 'multi-factor authentication'],
  icon: 'list-checks',
  summary: 'Shows fresh recovery codes, once.',
  config: z.object({}),
  outcomes: { outcome: 'Outcome' },
  callbacks: ['TextOutputCallback'],
  reads: [recoveryCodes, recoveryCodeDeviceName],
  writes: [recoveryCodes, recoveryCodeDeviceName],
  texts: recoveryCodePageTexts,
  run: ({ answers, state, text, send, goTo }) => {
    const codes = state.get(recoveryCodes);
    if (answers.submitted || codes === undefined || codes.length === 0) return goTo('outcome');
    const deviceName = state.get(recoveryCodeDeviceName) ?? text('unnamed');
    // Gone from state as they are shown, so that neither Back nor a refresh can show them again.
    state.remove(recoveryCodes);
    state.remove(recoveryCodeDeviceName);
    return send([recoveryCodePage(text, deviceName, codes)]);
  },
});
