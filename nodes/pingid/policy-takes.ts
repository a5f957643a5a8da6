import type { Evidence, GuardedView, Subject } from '@waygate/node-kit';
import { acceptedProof } from './accepted-proof.ts';
import { keptVerdict } from './kept-verdict.ts';
import type { PairedDevice } from './paired-devices.ts';
import { pingIdVerdict } from './state-keys.ts';

/**
 * Whether what was proved may open something that lasts. Where the policy was asked in this run, it must take the proof: what does not let somebody in adds no device either,
 * and an answer about somebody else takes nothing. Where it was not asked, or PingID Complete MFA has found that it takes a proof, it has nothing to say: whether there is a
 * second factor at all is for others to see.
 */
export function policyTakes(asked: {
  readonly subject: Subject;
  readonly guarded: Pick<GuardedView<typeof pingIdVerdict>, 'get'>;
  readonly evidence: readonly Evidence[];
  readonly paired: readonly PairedDevice[];
  readonly emailBesideDevices: boolean;
}): boolean {
  const { subject, guarded, ...proved } = asked;
  if (guarded.get(pingIdVerdict) === undefined) return true;
  const verdict = keptVerdict(subject, guarded);
  return verdict !== undefined && acceptedProof({ ...proved, verdict }) !== undefined;
}
