import type { MfaMethod } from '@waygate/mfa';
import type { GuardedView, Subject } from '@waygate/node-kit';
import { pingIdVerdict } from './state-keys.ts';

/** What the policy said about a person. */
export interface PingIdVerdict {
  /** What MFA may be done with beside phones. */
  readonly methods: readonly MfaMethod[];
  /** Phones that may answer by uuid. */
  readonly phones: Readonly<Record<string, readonly MfaMethod[]>>;
}

/** What is kept of somebody whom the policy denies: nothing that they prove is taken. */
export const NOTHING_TAKEN: PingIdVerdict = { methods: [], phones: {} };

/** Keeps what the policy said, in the place of whatever it said before. */
export function keepVerdict(
  { id }: Pick<Subject, 'id'>,
  { methods, phones }: PingIdVerdict,
  guarded: Pick<GuardedView<typeof pingIdVerdict>, 'set'>,
): void {
  const answers = Object.entries(phones).map(([uuid, own]): [string, MfaMethod[]] => [uuid, [...own]]);
  guarded.set(pingIdVerdict, { personId: id, methods: [...methods], phones: Object.fromEntries(answers) });
}

/** @returns undefined when the policy was not asked in this run, or was asked last about somebody else */
export function keptVerdict(
  { id }: Pick<Subject, 'id'>,
  guarded: Pick<GuardedView<typeof pingIdVerdict>, 'get'>,
): PingIdVerdict | undefined {
  const kept = guarded.get(pingIdVerdict);
  return kept?.personId === id ? kept : undefined;
}
