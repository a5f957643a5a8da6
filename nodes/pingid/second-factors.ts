import { type Evidence, isForOutages } from '@waygate/node-kit';

/**
 * What counts as a second factor among what was proved. A code by e-mail does only beside something that is neither of the mailbox nor merely remembered: a mailbox twice is
 * one factor. What was shown for an outage is none here: it opens the sign-on that it was asked for in, and nothing that lasts.
 */
export function secondFactors<E extends Pick<Evidence, 'factor'>>(proofs: readonly E[]): E[] {
  const online = proofs.filter(({ factor }) => !isForOutages(factor));
  const isMore = online.some(({ factor }) => !factor.startsWith('mailbox:') && !factor.startsWith('remembered:'));
  return online.filter(({ factor }) => factor.startsWith('possession:') || (factor === 'mailbox:code' && isMore));
}
