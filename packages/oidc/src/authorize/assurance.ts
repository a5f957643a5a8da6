import type { SignOnSession } from '@waygate/engine';
import type { Factor } from '@waygate/node-kit';

/** What factors are called in `amr` (RFC 8176). A push is answered on another channel with a key that the phone keeps. */
const AMR: Record<Factor, readonly string[]> = {
  'knowledge:password': ['pwd'],
  'possession:push': ['mca', 'swk'],
  'possession:push-code': ['mca', 'swk'],
  'possession:recovery-code': ['otp'],
  'possession:oath': ['otp'],
  'possession:passkey': ['pop'],
  'verification:passkey': ['user'],
  'possession:sms': ['sms'],
  'possession:voice': ['tel'],
  'possession:bound-device': ['pop'],
  'possession:offline-device': ['otp'],
  'possession:offline-code': ['otp'],
  // Who reads somebody's mail has shown no factor: it replaces a password, and stands beside none.
  'mailbox:link': [],
  'mailbox:code': [],
  // What was remembered is no method, and makes one factor no two.
  'remembered:persistent-cookie': [],
  // Not in the registry, and what relying parties know it by. How somebody proved it elsewhere is not known, so it makes one factor no two.
  'federated:oidc': ['fed'],
};

/** Kinds of proof that are no factor beside another. */
const NO_SECOND: ReadonlySet<string> = new Set(['remembered', 'mailbox', 'federated']);

/** Class of a sign-on that no name was given to. */
const NO_CLASS = '0';

/** What a request asks of the sign-on beside what its client demands. */
export interface AcrWish {
  /** Best first. */
  readonly values: readonly string[];
  /** Whether anything else is a failure. */
  readonly essential: boolean;
}

/** Journeys that a sign-on must have completed, in the order in which they are to be run. */
export interface Demand {
  readonly journeys: readonly string[];
  /** Whether the wish is essential and names nothing that there is. */
  readonly impossible: boolean;
}

/**
 * What a sign-on must have completed. The client's own journey is always part of it: what a request names only comes on top.
 * @param mapping journeys by acr value
 */
export function demandOf(own: string | undefined, mapping: Readonly<Record<string, string>>, { values, essential }: AcrWish): Demand {
  const wished = values.find((value) => Object.hasOwn(mapping, value));
  const journeys = [wished === undefined ? undefined : mapping[wished], own].filter((name) => name !== undefined);
  return { journeys: [...new Set(journeys)], impossible: essential && wished === undefined };
}

/** The first journey of a demand that a session has not completed. */
export function firstUnmet({ journeys }: Demand, session: SignOnSession | undefined): string | undefined {
  return journeys.find((name) => session?.journeys.includes(name) !== true);
}

/** Class of a session: the best one that was wished for and is met, else that of the latest of its journeys that has one. */
export function acrOf({ journeys }: SignOnSession, mapping: Readonly<Record<string, string>>, { values }: AcrWish): string {
  const met = (value: string) => Object.hasOwn(mapping, value) && journeys.includes(mapping[value] ?? '');
  const wished = values.find(met);
  if (wished !== undefined) return wished;
  for (const journey of journeys.toReversed()) {
    const named = Object.keys(mapping).find((value) => mapping[value] === journey);
    if (named !== undefined) return named;
  }
  return NO_CLASS;
}

/** How somebody signed on, from what was recorded when they did, and that it was offline when it was: not in the registry, so that nobody takes it for more than it is. */
export function amrOf({ evidence, offline }: Pick<SignOnSession, 'evidence' | 'offline'>): string[] {
  const methods = new Set(evidence.flatMap(({ factor }) => AMR[factor] ?? []));
  const kinds = new Set(evidence.map(({ factor }) => factor.slice(0, factor.indexOf(':'))).filter((kind) => !NO_SECOND.has(kind)));
  return [...methods, ...(kinds.size > 1 ? ['mfa'] : []), ...(offline === undefined ? [] : ['offline'])];
}

/** When somebody last proved who they are, epoch milliseconds. */
export function provedAt({ evidence, createdAt }: SignOnSession): number {
  return evidence.length === 0 ? createdAt : Math.max(...evidence.map(({ at }) => at));
}
