import type { Application, ProviderState } from '@waygate/schema';
import { type GroupMembership, isInGroups } from './is-in-groups.ts';
import { type AccessPolicyFacts, judgeAccessPolicy } from './judge-access-policy.ts';

/** How a provider is, as far as it is known: `unknown` when nobody watches what is named. */
export type KnownState = ProviderState | 'unknown';

/** What is known of somebody who wants into an application. */
export interface AccessFacts {
  readonly application: Application;
  /** How its identity provider is; undefined when it has none and so is never offline. */
  readonly idp: KnownState | undefined;
  /** The access policy that it goes by offline: `gone` when its provider has none of that id. Left out where it goes by none, and its groups alone decide. */
  readonly policy?: AccessPolicyFacts;
  /** Whether a session with the application is to be begun; one that is open is judged by less. */
  readonly entering: boolean;
  /** Whether they asked for a rehearsal of an outage. */
  readonly rehearses: boolean;
  /** Undefined when nobody is signed on. */
  readonly person:
    | {
        readonly journeys: readonly string[];
        readonly groups: GroupMembership;
        /** What they proved, as evidence names it. */
        readonly proved: readonly string[];
        /** Present when the sign-on was made offline, with how what it went without is now. */
        readonly offline?: { readonly state: KnownState; readonly rehearsal?: string };
      }
    | undefined;
}

/** What is to be done with somebody who wants into an application. */
export type Verdict =
  | { readonly kind: 'allow' }
  /** `over`: nobody is signed on. `recheck`: they are, offline, and the connection is back. `journey`: by another journey. `rehearsal`: they want to rehearse. `method`: without what the access policy asks for. */
  | { readonly kind: 'signOn'; readonly why: 'over' | 'recheck' | 'journey' | 'rehearsal' | 'method' }
  /** `closed`: nobody may enter. `group`: they are in no group that may. `offlineGroup`: they are in none that may offline. `offlinePolicy`: what says who may offline is not there. */
  | { readonly kind: 'refuse'; readonly why: 'closed' | 'group' | 'offlineGroup' | 'offlinePolicy' }
  /** `blocked`: an operator lets nobody in. */
  | { readonly kind: 'outage'; readonly why: 'provider' | 'blocked' };

/**
 * Who may enter an application, by Access Gateway's table: while its identity provider is online everybody who signs on as usual and is in its groups; while it is not, nobody
 * but, where offline access is ACTIVE, people whom its groups or its access policy allow. TEST lets testers whom they allow rehearse that. A session with the application that was begun online lasts its time; one
 * that was begun offline is judged anew each time, and ends when what it went without is back.
 */
export function judgeAccess(facts: AccessFacts): Verdict {
  const { application, person } = facts;
  if (application.status !== 'ACTIVE') return { kind: 'refuse', why: 'closed' };
  if (person?.offline?.rehearsal !== undefined) return judgeRehearsal(facts, person, person.offline.rehearsal);
  if (person?.offline !== undefined) return judgeOffline(facts, person, person.offline.state);
  const outage = facts.entering || person === undefined ? outageOf(facts) : undefined;
  if (outage !== undefined) return outage;
  if (person === undefined) return { kind: 'signOn', why: 'over' };
  const refused = inGeneral(application, person);
  if (refused !== undefined) return refused;
  // Who rehearses leaves out what an outage leaves out. That is for those alone who could come in without.
  if (facts.rehearses && facts.idp !== undefined && application.offline.state === 'TEST') return { kind: 'signOn', why: 'rehearsal' };
  const isOffline = facts.entering && facts.idp !== undefined && facts.idp !== 'online';
  return isOffline ? byPolicy(facts, person) : { kind: 'allow' };
}

type Person = NonNullable<AccessFacts['person']>;

/** A session that was made offline, while `state` is how what it went without is now. */
function judgeOffline(facts: AccessFacts, person: Person, state: KnownState): Verdict {
  const { application, idp } = facts;
  // The provider of the application may be another than the one that the sign-on went without.
  if (idp === 'blocked') return { kind: 'outage', why: 'blocked' };
  // What nobody watches any more cannot be said to be away still.
  if (state === 'online' || state === 'unknown') return { kind: 'signOn', why: 'recheck' };
  if (state === 'blocked') return { kind: 'outage', why: 'blocked' };
  if (application.offline.state !== 'ACTIVE') return { kind: 'outage', why: 'provider' };
  return inGeneral(application, person) ?? byPolicy(facts, person);
}

/** A session that was made in a rehearsal, which is good for nothing but what was rehearsed. */
function judgeRehearsal(facts: AccessFacts, person: Person, rehearsed: string): Verdict {
  const { application } = facts;
  const outage = outageOf(facts);
  if (outage !== undefined) return outage;
  if (rehearsed !== application.id || application.offline.state !== 'TEST') return { kind: 'signOn', why: 'recheck' };
  return inGeneral(application, person) ?? byPolicy(facts, person);
}

/** What keeps everybody out who is not in yet. */
function outageOf({ application, idp }: AccessFacts): Verdict | undefined {
  if (idp === undefined || idp === 'online') return undefined;
  if (idp === 'blocked') return { kind: 'outage', why: 'blocked' };
  // What is not known to be there counts as away.
  return application.offline.state === 'ACTIVE' ? undefined : { kind: 'outage', why: 'provider' };
}

/** What must be so online and offline. */
function inGeneral({ groups, journey }: Application, person: Person): Verdict | undefined {
  if (groups.length > 0 && !isInGroups(groups, person.groups)) return { kind: 'refuse', why: 'group' };
  if (journey !== undefined && !person.journeys.includes(journey)) return { kind: 'signOn', why: 'journey' };
  return undefined;
}

function byPolicy({ application, policy }: AccessFacts, { groups, proved }: Person): Verdict {
  if (policy !== undefined) return judgeAccessPolicy(policy, groups, proved);
  return isInGroups(application.offline.groups, groups) ? { kind: 'allow' } : { kind: 'refuse', why: 'offlineGroup' };
}
