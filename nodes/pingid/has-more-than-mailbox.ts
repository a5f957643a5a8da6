import type { PairedDevice } from './paired-devices.ts';

/**
 * Whether somebody has paired more than their mailbox. Whoever reads a mailbox can choose a new password by it, so that password and mailbox together are no more than the
 * mailbox, and must not open what a phone protects.
 */
export function hasMoreThanMailbox(paired: readonly PairedDevice[]): boolean {
  return paired.some(({ way }) => way !== 'email');
}
