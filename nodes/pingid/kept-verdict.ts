import { MFA_METHODS, type PersonVerdict } from '@waygate/mfa';
import type { NodePorts, ValueOf } from '@waygate/node-kit';
import { z } from 'zod';
import type { pingIdVerdict } from './state-keys.ts';

const method = z.enum(MFA_METHODS);
const verdict = z.object({
  /** What MFA may be done with beside phones. */
  methods: z.array(method),
  /** Phones that may answer by uuid. */
  phones: z.record(z.string(), z.array(method)),
});

/** What the policy said about a person. */
export type PingIdVerdict = z.infer<typeof verdict>;

/** Whom the policy was asked about, and where. */
export interface VerdictOf {
  readonly realm: string;
  readonly runId: string;
  readonly subject: { readonly id: string };
  readonly ports: Pick<NodePorts, 'verdicts'>;
}

/** What stands in state of a verdict: no script can write it. */
export function keepVerdict({ ports, ...of }: VerdictOf, { methods, phones }: Pick<PersonVerdict, 'methods' | 'phones'>) {
  return ports.verdicts.seal(placeOf(of), { methods, phones });
}

/** @returns undefined when none stands there, or one that was not made of this person in this run */
export function keptVerdict({ ports, ...of }: VerdictOf, kept: ValueOf<typeof pingIdVerdict> | undefined): PingIdVerdict | undefined {
  return kept === undefined ? undefined : verdict.safeParse(ports.verdicts.open(placeOf(of), kept)).data;
}

function placeOf({ realm, runId, subject }: Omit<VerdictOf, 'ports'>) {
  return { realm, runId, personId: subject.id };
}
