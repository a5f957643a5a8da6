/** How something that sign-ons depend on is. `blocked`: an operator lets nobody in until they say otherwise. Times are epoch milliseconds. */
export interface ProviderStanding {
  readonly state: 'online' | 'offline' | 'recovering' | 'blocked';
  /** What decides it, when it is not what checks found. */
  readonly forced?: 'mode' | 'operator' | 'simulation';
  readonly since: number;
  /** Since when it has not been online, whatever it has been meanwhile; absent while it is. */
  readonly outageSince?: number;
}

/** What is known of identity providers that the realm has watched. */
export interface ContinuityPort {
  /**
   * How a provider is, of what is kept: no check is waited for.
   * @throws WaygateError `continuity.provider_unknown` (authoring)
   */
  state(realm: string, provider: string): Promise<ProviderStanding>;
  /** Says that a sign-on met an outage of it, so that it is looked at now. Never fails. */
  suspect(realm: string, provider: string): Promise<void>;
}
