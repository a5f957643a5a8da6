import type { ScriptProblem } from '@waygate/schema';

/** A script as far as a check needs to know it. */
export interface KnownScript {
  readonly name: string;
  readonly problems: readonly ScriptProblem[];
}

/** What a realm has that the nodes of its journeys may name. A kind that is left out is not looked for. */
export interface RealmReferences {
  /** Scripts by their ids; those that the journeys name are enough. */
  readonly scripts?: ReadonlyMap<string, KnownScript>;
  /** Ids of the themes. */
  readonly themes?: ReadonlySet<string>;
  /** Ids of the providers that people can sign on with elsewhere. */
  readonly providers?: ReadonlySet<string>;
  /** Names of the identity providers that the realm has watched. */
  readonly watched?: ReadonlySet<string>;
  /** Attributes of accounts that people may edit themselves, where what administrators say of people stands in accounts. */
  readonly editable?: ReadonlySet<string>;
  /** Names of the webhooks that are told when a session ends. */
  readonly webhooks?: ReadonlySet<string>;
}
