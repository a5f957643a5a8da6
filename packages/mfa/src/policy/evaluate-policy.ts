import { isInNetwork, readAddress, readNetwork } from './ip-network.ts';
import { MFA_METHODS, type MfaMethod } from './methods.ts';
import type { MfaPolicy, PolicyConditions } from './mfa-policy.ts';

/** The phone that would answer. What it did not tell is undefined. */
export interface PolicyPhone {
  readonly system: string | undefined;
  readonly version: string | undefined;
  /** Address that it answered from last, and when, epoch milliseconds. */
  readonly address: string | undefined;
  readonly answeredAt: number | undefined;
}

/** What a policy is evaluated on. Undefined means that it is not known, which is never taken for a no. */
export interface PolicyFacts {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly groups: readonly string[] | undefined;
  readonly application: string | undefined;
  readonly clientIp: string | undefined;
  /** Second factors that were proved in sessions that still live; `at` in epoch milliseconds. */
  readonly proofs: readonly { readonly at: number; readonly clientIp: string | undefined }[] | undefined;
  /** When pushes were sent that the person did not approve, epoch milliseconds. */
  readonly pushes: readonly number[] | undefined;
  /** `none` when no phone is involved: no condition about a phone holds then. */
  readonly phone: PolicyPhone | 'none' | undefined;
}

/** What a policy says; `rule` names the rule that decided first, for traces. */
export type PolicyVerdict =
  | { readonly result: 'allow' | 'deny'; readonly rule: string | undefined }
  | { readonly result: 'mfa'; readonly methods: readonly MfaMethod[]; readonly rule: string | undefined };

/** Undefined: it may hold or not. */
type Truth = boolean | undefined;

/**
 * Says what a sign-on needs. A rule that may or may not match, because something is not known, is answered by the stricter of what it says and of what the rules after
 * it say: nothing that is unknown, and no error, makes a sign-on weaker.
 */
export function evaluatePolicy(policy: MfaPolicy, facts: PolicyFacts): PolicyVerdict {
  const uncertain: PolicyVerdict[] = [];
  let verdict: PolicyVerdict = { result: 'mfa', methods: MFA_METHODS, rule: undefined };
  for (const { name, when, action, methods } of policy.rules) {
    const matches = all(truthsOf(policy, when, facts));
    if (matches === false) continue;
    const said: PolicyVerdict =
      action === 'mfa'
        ? { result: action, methods: MFA_METHODS.filter((one) => methods?.includes(one) ?? true), rule: name }
        : { result: action, rule: name };
    if (matches) {
      verdict = said;
      break;
    }
    uncertain.push(said);
  }
  return uncertain.reduceRight(stricter, verdict);
}

const STRICTNESS = { allow: 0, mfa: 1, deny: 2 } as const;

/** The stricter of two verdicts; the second one where they are equal. */
function stricter(after: PolicyVerdict, rule: PolicyVerdict): PolicyVerdict {
  if (after.result === 'mfa' && rule.result === 'mfa') {
    const methods = after.methods.filter((method) => rule.methods.includes(method));
    return methods.length === 0 ? { result: 'deny', rule: rule.rule } : { result: 'mfa', methods, rule: rule.rule };
  }
  return STRICTNESS[rule.result] > STRICTNESS[after.result] ? rule : after;
}

function all(truths: readonly Truth[]): Truth {
  if (truths.includes(false)) return false;
  return truths.includes(undefined) ? undefined : true;
}

function any(truths: readonly Truth[]): Truth {
  if (truths.includes(true)) return true;
  return truths.includes(undefined) ? undefined : false;
}

function truthsOf(policy: MfaPolicy, when: PolicyConditions, facts: PolicyFacts): Truth[] {
  const { groups, applications, networks, recentAuthentication: recent, mobileOs, pushes, deviceNetworks } = when;
  return [
    ...(groups === undefined ? [] : [isInGroup(groups, facts.groups)]),
    ...(applications === undefined ? [] : [facts.application === undefined ? undefined : applications.includes(facts.application)]),
    ...(networks === undefined ? [] : [isInNetworks(policy, networks, facts.clientIp)]),
    ...(recent === undefined ? [] : [isRecent(policy, recent, facts)]),
    ...(mobileOs === undefined ? [] : [isOlder(mobileOs, facts.phone)]),
    ...(pushes === undefined ? [] : [isPushed(pushes, facts)]),
    ...(deviceNetworks === undefined ? [] : [isPhoneThere(policy, deviceNetworks, facts)]),
  ];
}

function isInGroup(wanted: readonly string[], groups: PolicyFacts['groups']): Truth {
  const folded = groups?.map((group) => group.toLowerCase());
  return folded && wanted.some((group) => folded.includes(group.toLowerCase()));
}

function isInNetworks({ networks }: MfaPolicy, names: readonly string[], text: string | undefined): Truth {
  const address = text === undefined ? undefined : readAddress(text);
  if (address === undefined) return undefined;
  const ranges = names.map((name) => (Object.hasOwn(networks, name) ? networks[name]?.map(readNetwork) : undefined));
  return any(ranges.map((range) => range && any(range.map((one) => one && isInNetwork(address, one)))));
}

function isSameAddress(a: string | undefined, b: string | undefined): Truth {
  const [one, other] = [a, b].map((text) => (text === undefined ? undefined : readAddress(text)));
  return one && other && one.bits === other.bits && one.value === other.value;
}

function isRecent(
  policy: MfaPolicy,
  { minutes, networks }: NonNullable<PolicyConditions['recentAuthentication']>,
  facts: PolicyFacts,
): Truth {
  const { proofs, now, clientIp } = facts;
  if (proofs === undefined) return undefined;
  const recent = proofs.filter(({ at }) => isWithin(at, minutes, now));
  return any(
    recent.map((proof) =>
      networks === undefined ? isSameAddress(proof.clientIp, clientIp) : isInNetworks(policy, networks, proof.clientIp),
    ),
  );
}

function isOlder({ system, below }: NonNullable<PolicyConditions['mobileOs']>, phone: PolicyFacts['phone']): Truth {
  if (phone === 'none') return false;
  if (phone?.system === undefined) return undefined;
  if (phone.system.toLowerCase() !== system) return false;
  return phone.version === undefined ? undefined : isVersionBelow(phone.version, below);
}

function isVersionBelow(version: string, below: string): Truth {
  if (!/^\d{1,5}(\.\d{1,5}){0,3}$/.test(version)) return undefined;
  const [is, wanted] = [version, below].map((text) => text.split('.').map(Number));
  for (let place = 0; place < 4; place += 1) {
    const difference = (is?.[place] ?? 0) - (wanted?.[place] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

function isPushed({ atLeast, minutes }: NonNullable<PolicyConditions['pushes']>, { pushes, now }: PolicyFacts): Truth {
  return pushes && pushes.filter((at) => isWithin(at, minutes, now)).length >= atLeast;
}

function isPhoneThere(
  policy: MfaPolicy,
  { networks, minutes }: NonNullable<PolicyConditions['deviceNetworks']>,
  { phone, now }: PolicyFacts,
): Truth {
  if (phone === 'none') return false;
  if (phone?.answeredAt === undefined || !isWithin(phone.answeredAt, minutes, now)) return undefined;
  return isInNetworks(policy, networks, phone.address);
}

/** Whether a time is at most so many minutes ago; one that is still to come is not. */
function isWithin(at: number, minutes: number, now: number): boolean {
  return at <= now && now - at <= minutes * 60_000;
}
