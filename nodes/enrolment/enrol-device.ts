import type { DeviceFacts, DeviceFamily, Enrolment, NodeContext } from '@waygate/node-kit';
import { holdsADevice } from './is-proved.ts';

/**
 * Keeps a device, as every node does that keeps one. Whoever has shown no device in this run adds only their first: that is decided where it is kept, since a page may
 * have waited while the owner of the account added another (CVE-2026-3429).
 * @param context of a person of whom something was proved
 */
export function enrolDevice<D extends DeviceFacts>(
  family: DeviceFamily<D>,
  {
    realm,
    subject,
    evidence,
    runId,
  }: Pick<NodeContext, 'realm' | 'evidence' | 'runId'> & { readonly subject: NonNullable<NodeContext['subject']> },
  device: D,
  options: { readonly recoveryCodes: boolean; readonly most?: number },
): Promise<Enrolment> {
  return family.enrol(realm, subject, device, { ...options, run: runId, ...(holdsADevice(evidence) ? {} : { first: true }) });
}
