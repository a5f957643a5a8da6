import type { ConfigValues } from '@waygate/graph';
import type { AuditPort, Catalogue, Evidence, NodePorts } from '@waygate/node-kit';
import type { Sealer } from '@waygate/schema';
import type { AttemptJudge } from './ports/attempt-judge.ts';
import type { JourneySessions } from './ports/journey-sessions.ts';
import type { JourneyVersions } from './ports/journey-versions.ts';
import type { Observer } from './ports/observer.ts';
import type { Realms } from './ports/realms.ts';
import type { SignOnSession, SignOnSessions } from './ports/sign-on-sessions.ts';

/** The ports of nodes, with what the engine alone may do with them. */
export type EnginePorts = Omit<NodePorts, 'attempts'> & { readonly attempts: AttemptJudge };

/** Everything that an engine needs; all of it is passed in. */
export interface EngineDeps {
  readonly catalogue: Catalogue;
  readonly journeys: JourneyVersions;
  readonly journeySessions: JourneySessions;
  readonly signOnSessions: SignOnSessions;
  readonly realms: Realms;
  readonly ports: EnginePorts;
  /** Pins the scripts of journeys; without it there are none. */
  readonly scripts?: {
    /** Revisions of scripts as they are now, by id; a script that does not exist has none. */
    pin(realm: string, ids: readonly string[]): Promise<Record<string, string>>;
  };
  /** What the sealed secrets and the placeholders of configurations stand for. Nodes are given the values, and nothing else has them. */
  readonly values: ConfigValues;
  readonly sealer: Sealer;
  /** Address by which a suspended run of a journey is gone on with. @param suspendedId is a secret until it is used */
  readonly resumeLink: (realm: string, journey: string, suspendedId: string) => string;
  readonly observer: Observer;
  /** Writes down how sign-ons begin and end, their ends before anybody is told; without it nothing is recorded. */
  readonly audit?: Pick<AuditPort, 'about' | 'entry' | 'written' | 'record' | 'recordDone' | 'note'>;
  /** Told of each session that somebody's sign-on ended in, with what was proved in that run. It must not throw. */
  readonly signedOn?: (session: SignOnSession, evidence: readonly Evidence[]) => void;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** How many nodes one request may run before the journey is ended as a runaway; default 5000. */
  readonly stepBudget?: number;
}
