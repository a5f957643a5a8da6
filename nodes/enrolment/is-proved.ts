import type { Evidence } from '@waygate/node-kit';

/** Whether somebody proved something in this run. A cookie that was stolen must not be worth a device. */
export function isProved(evidence: readonly Evidence[]): boolean {
  return evidence.some(({ factor }) => !factor.startsWith('remembered:'));
}

/** Whether somebody proved in this run that they hold something. */
export function holdsSomething(evidence: readonly Evidence[]): boolean {
  return evidence.some(({ factor }) => factor.startsWith('possession:'));
}
