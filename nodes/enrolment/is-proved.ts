import { type Evidence, isForOutages } from '@waygate/node-kit';

/** Whether somebody proved something in this run. A cookie that was stolen must not be worth a device, and neither is what was proved while nothing could be asked. */
export function isProved(evidence: readonly Evidence[]): boolean {
  return evidence.some(({ factor }) => !factor.startsWith('remembered:') && !isForOutages(factor));
}

/** What somebody holds that nobody else can read or take over by a telephone number. */
const DEVICES: ReadonlySet<string> = new Set<Evidence['factor']>([
  'possession:push',
  'possession:push-code',
  'possession:oath',
  'possession:passkey',
  'possession:bound-device',
  'possession:recovery-code',
]);

/** Whether somebody proved in this run that they hold a device, or a code for the day when it is lost. */
export function holdsADevice(evidence: readonly Evidence[]): boolean {
  return evidence.some(({ factor }) => DEVICES.has(factor));
}
