/** Settings of a realm that the engine needs; names and defaults are AM's. */
export interface RealmSettings {
  readonly path: string;
  readonly active: boolean;
  /** Journey that runs when a client names none. */
  readonly defaultJourney: string | undefined;
  /** Minutes; AM's `authenticationSessionsMaxDuration`, default 5. */
  readonly journeyMinutes: number;
  /** How long the link of a suspended journey is good when its node does not say, minutes; AM's `suspendedAuthenticationTimeout`, default 5. */
  readonly suspendedMinutes: number;
  /** Minutes; AM's session service, 120 and 30. */
  readonly maxSessionMinutes: number;
  readonly maxIdleMinutes: number;
  /** Where a person lands after signing on when nothing else says so. */
  readonly successUrl: string;
  /** Redirect targets that `goto` and `gotoOnFail` may name, besides this server: exact origins, or URLs ending in `*`. */
  readonly redirectTargets: readonly string[];
  /** Whether the answer to a success has the token in its body, as AM's clients read it, besides the cookie; it has when this is left out. */
  readonly tokenInBody?: boolean;
}

export interface Realms {
  settings(path: string): Promise<RealmSettings | undefined>;
}
