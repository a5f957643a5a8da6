import { evaluatePolicy, type PolicyFacts, type PolicyPhone, type PolicyVerdict } from './evaluate-policy.ts';
import { MFA_METHODS, type MfaMethod } from './methods.ts';
import type { MfaPolicy } from './mfa-policy.ts';

/** What a policy says about a person with these phones. */
export interface PersonVerdict {
  readonly result: PolicyVerdict['result'];
  /** What MFA may be done with beside phones; the phones are judged one by one. */
  readonly methods: readonly MfaMethod[];
  /** Phones that may answer, by uuid, and as what. */
  readonly phones: Readonly<Record<string, readonly MfaMethod[]>>;
  /** Names of the rules that decided, for traces. */
  readonly rules: readonly string[];
}

const PHONES: ReadonlySet<MfaMethod> = new Set(['PINGID_MOBILE', 'PINGID_DESKTOP']);

/**
 * Evaluates a policy for each phone of a person, and once for everything that is no phone. They are let in without MFA only if they would be with every phone, and are
 * denied only if nothing is left that they could use.
 */
export function judgeDevices(
  policy: MfaPolicy,
  facts: Omit<PolicyFacts, 'phone'>,
  phones: readonly (PolicyPhone & { readonly uuid: string })[],
): PersonVerdict {
  const judge = (phone: PolicyFacts['phone']) => evaluatePolicy(policy, { ...facts, phone });
  const without = judge('none');
  const each = phones.map((phone) => ({ uuid: phone.uuid, verdict: judge(phone) }));
  const verdicts = each.length === 0 ? [without] : each.map(({ verdict }) => verdict);
  const rules = [...new Set([without, ...verdicts].flatMap(({ rule }) => (rule === undefined ? [] : [rule])))];
  if (verdicts.every(({ result }) => result === 'allow')) return { result: 'allow', methods: [], phones: {}, rules };
  const usable = each.flatMap(({ uuid, verdict }) => {
    const methods = methodsOf(verdict).filter((method) => PHONES.has(method));
    return methods.length === 0 ? [] : [[uuid, methods] as const];
  });
  const methods = without.result === 'allow' ? MFA_METHODS : methodsOf(without);
  if (usable.length === 0 && methods.length === 0) return { result: 'deny', methods, phones: {}, rules };
  return { result: 'mfa', methods, phones: Object.fromEntries(usable), rules };
}

function methodsOf(verdict: PolicyVerdict): readonly MfaMethod[] {
  if (verdict.result === 'mfa') return verdict.methods;
  return verdict.result === 'allow' ? MFA_METHODS : [];
}
