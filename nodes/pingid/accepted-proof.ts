import type { MfaMethod } from '@waygate/mfa';
import type { Evidence, Factor } from '@waygate/node-kit';
import { hasMoreThanMailbox } from './has-more-than-mailbox.ts';
import type { PingIdVerdict } from './kept-verdict.ts';
import type { PairedDevice, Way } from './paired-devices.ts';
import { allowedMethods, takesCodesOf } from './required-verdict.ts';
import { secondFactors } from './second-factors.ts';

/** What a factor is proved with. */
const WAY_OF: Readonly<Partial<Record<Factor, Way>>> = {
  'possession:push': 'push',
  'possession:oath': 'code',
  'possession:passkey': 'passkey',
  'possession:sms': 'sms',
  'possession:voice': 'voice',
  'mailbox:code': 'email',
};
const METHOD_OF: Readonly<Partial<Record<Way, MfaMethod>>> = { sms: 'SMS', voice: 'VOICE', email: 'EMAIL' };

/** A proof that the policy takes: what it counts as, and the device that showed it when it is one that evidence names. */
export interface AcceptedProof {
  readonly type: string;
  readonly device: string | undefined;
}

/** The newest second factor that the policy takes. A code by e-mail is none beside a device, unless it was said that it may be. */
export function acceptedProof(asked: {
  readonly evidence: readonly Evidence[];
  readonly verdict: PingIdVerdict;
  readonly paired: readonly PairedDevice[];
  readonly emailBesideDevices: boolean;
}): AcceptedProof | undefined {
  const { evidence, verdict, paired, emailBesideDevices } = asked;
  const takesMail = emailBesideDevices || !hasMoreThanMailbox(paired);
  const factors = secondFactors(evidence).filter(({ factor }) => factor !== 'mailbox:code' || takesMail);
  for (const { factor, device } of factors.toReversed()) {
    if (factor === 'possession:recovery-code') {
      // It is worth what the device is that it stands in for: of one that the policy does not take, or that was removed since, nothing.
      const lost = paired.find(({ uuid }) => uuid === device);
      if (lost !== undefined && takesCodesOf(verdict, lost)) return { type: 'RECOVERY_CODE', device: undefined };
      continue;
    }
    const way = WAY_OF[factor];
    if (way === undefined) continue;
    const method = METHOD_OF[way];
    if (method !== undefined) {
      if (verdict.methods.includes(method)) return { type: method, device: undefined };
      continue;
    }
    // What counts is the device that answered, whichever was chosen; one that was removed since answers for nothing.
    const own = paired.find((one) => one.way === way && one.uuid === device);
    if (own === undefined) continue;
    const [type] = allowedMethods(verdict, own);
    if (type !== undefined) return { type, device: own.uuid };
  }
  return undefined;
}
