import type { NodeContext } from '@waygate/node-kit';
import { holdsADevice, isProved } from './is-proved.ts';

/**
 * Whether a device may be added for whoever the journey is about: only with proof of the person, and of something that they hold when they have a device from before. A
 * password that is known to others must not be worth a second factor of their own (CVE-2026-3429).
 */
export async function enrolmentStanding({
  realm,
  subject,
  evidence,
  runId,
  ports,
}: Pick<NodeContext, 'realm' | 'subject' | 'evidence' | 'runId' | 'ports'>): Promise<'may' | 'needsProof' | 'needsFactor'> {
  if (subject === undefined || !isProved(evidence)) return 'needsProof';
  if (holdsADevice(evidence)) return 'may';
  return (await ports.devices.hasEarlier(realm, subject, runId)) ? 'needsFactor' : 'may';
}
