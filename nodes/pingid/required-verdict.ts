import { MFA_METHODS, type MfaMethod } from '@waygate/mfa';
import type { GuardedView, Subject } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import { keptVerdict, type PingIdVerdict } from './kept-verdict.ts';
import type { PairedDevice } from './paired-devices.ts';
import type { pingIdVerdict } from './state-keys.ts';

/**
 * What the policy said about this person.
 * @throws WaygateError `pingid.policy_missing` (authoring) when it was not asked in this run, or last about somebody else
 */
export function requiredVerdict(subject: Subject, guarded: Pick<GuardedView<typeof pingIdVerdict>, 'get'>): PingIdVerdict {
  const verdict = keptVerdict(subject, guarded);
  if (verdict !== undefined) return verdict;
  throw new WaygateError(
    'authoring',
    'pingid.policy_missing',
    'No policy was evaluated for this person. Put PingID Initialize MFA before this node.',
  );
}

/** Which of the methods of a device the policy lets it be used as: none for a phone that it has not judged. */
export function allowedMethods({ methods, phones }: PingIdVerdict, device: PairedDevice): readonly MfaMethod[] {
  const own = device.way === 'push' ? (Object.hasOwn(phones, device.uuid) ? phones[device.uuid] : []) : methods;
  return device.methods.filter((method) => own?.includes(method));
}

/** Whether recovery codes of a device are taken: they are worth what the device is that they stand in for, and no method of their own where the policy names methods. */
export function takesCodesOf(verdict: PingIdVerdict, device: PairedDevice): boolean {
  return isUnrestricted(verdict) && allowedMethods(verdict, device).length > 0;
}

/** Whether recovery codes of any phone of a person are taken. */
export function takesCodesOfPhones(verdict: PingIdVerdict, paired: readonly PairedDevice[]): boolean {
  return paired.some((device) => device.way === 'push' && takesCodesOf(verdict, device));
}

/** Whether any method will do: then a recovery code will too. */
function isUnrestricted({ methods }: PingIdVerdict): boolean {
  return MFA_METHODS.every((method) => methods.includes(method));
}
