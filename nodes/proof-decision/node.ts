import { defineNode } from '@waygate/node-kit';
import { z } from 'zod';
import { isProved } from '../enrolment/is-proved.ts';

export default defineNode({
  type: 'WaygateProofDecisionNode',
  displayName: 'Proof Decision',
  category: 'mfa',
  tags: ['mfa', 'multi-factor authentication', 'step-up'],
  icon: 'shield-check',
  summary: 'Looks whether something was proved of the person in this run, so that a journey inside another need not ask for it again.',
  config: z.object({}),
  outcomes: { true: 'True', false: 'False' },
  run: ({ subject, evidence, goTo }) => goTo(subject !== undefined && isProved(evidence) ? 'true' : 'false'),
});
