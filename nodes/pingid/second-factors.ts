import type { Evidence } from '@waygate/node-kit';

/**
 * What counts as a second factor among what was proved. A code by e-mail does only beside something that is neither of the mailbox nor merely remembered: a mailbox twice is
 * one factor.
 */
export function secondFactors<E extends Pick<Evidence, 'factor'>>(proofs: readonly E[]): E[] {
  const isMore = proofs.some(({ factor }) => !factor.startsWith('mailbox:') && !factor.startsWith('remembered:'));
  return proofs.filter(({ factor }) => factor.startsWith('possession:') || (factor === 'mailbox:code' && isMore));
}
