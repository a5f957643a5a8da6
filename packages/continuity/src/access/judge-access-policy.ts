import type { Factor } from '@waygate/node-kit';
import type { AccessPolicy } from '@waygate/schema';
import { type GroupMembership, isInGroups } from './is-in-groups.ts';

/** The rules of an access policy; `gone` when there is none where there should be one. */
export type AccessPolicyFacts = Pick<AccessPolicy, 'rules'> | 'gone';

/** What proves each method that a rule can ask for. */
const PROVED_BY: Readonly<Record<Method, Factor>> = { password: 'knowledge:password' };
type Method = AccessPolicy['rules'][number]['actions']['chains'][number]['authenticationMethods'][number]['key'];

type PolicyVerdict =
  | { readonly kind: 'allow' }
  | { readonly kind: 'signOn'; readonly why: 'method' }
  | { readonly kind: 'refuse'; readonly why: 'offlineGroup' | 'offlinePolicy' };

/**
 * Judges somebody by an access policy: the first rule that is for a group of theirs decides, and they must have proved every method of one of its chains.
 * @param groups of the person
 * @param proved what they proved, as evidence names it
 */
export function judgeAccessPolicy(policy: AccessPolicyFacts, groups: GroupMembership, proved: readonly string[]): PolicyVerdict {
  // Nobody can say any more who was meant, so nobody is.
  if (policy === 'gone') return { kind: 'refuse', why: 'offlinePolicy' };
  const rule = policy.rules.find(({ conditions }) => isInGroups(conditions.groups.include, groups));
  if (rule === undefined) return { kind: 'refuse', why: 'offlineGroup' };
  const isProved = rule.actions.chains.some(({ authenticationMethods }) =>
    authenticationMethods.every(({ key }) => proved.includes(PROVED_BY[key])),
  );
  return isProved ? { kind: 'allow' } : { kind: 'signOn', why: 'method' };
}
