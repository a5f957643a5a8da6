import { defineNode, type Evidence } from '@waygate/node-kit';
import { z } from 'zod';
import { isProved } from '../enrolment/is-proved.ts';

export default defineNode({
  type: 'WaygateProofDecisionNode',
  displayName: 'Proof Decision',
  category: 'mfa',
  tags: ['mfa', 'multi-factor authentication', 'step-up'],
  icon: 'shield-check',
  summary: 'Looks whether something was proved of the person in this run, so that a journey inside another need not ask for it again.',
  config: z.object({
    proof: z
      .enum(['ANYTHING', 'PASSWORD_AS_IT_IS'])
      .default('ANYTHING')
      .meta({
        title: 'Proof',
        help: 'A password of which nobody has looked yet whether it must be changed or has ended is one that Data Store Decision took: Identity Store Decision is to look at it, once the second factor was shown.',
        options: { ANYTHING: 'Anything', PASSWORD_AS_IT_IS: 'A password that was not looked at further' },
      }),
  }),
  outcomes: { true: 'True', false: 'False' },
  run: ({ config, subject, evidence, goTo }) => {
    const isThere = config.proof === 'ANYTHING' ? isProved(evidence) : isTakenAsItIs(evidence);
    return goTo(subject !== undefined && isThere ? 'true' : 'false');
  },
});

/** Whether a password was found right here, and its standing not asked for. */
function isTakenAsItIs(evidence: readonly Evidence[]): boolean {
  const by = (type: string) => evidence.some(({ factor, nodeType }) => factor === 'knowledge:password' && nodeType === type);
  return by('DataStoreDecisionNode') && !by('IdentityStoreDecisionNode');
}
