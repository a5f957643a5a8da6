/** Programs that have an account of their own in a realm: in AM agents, here the confidential clients that are switched on. */
export interface AgentPort {
  /**
   * Checks the secret of an agent. A name that no agent has takes the time of a wrong secret, and tries are counted for both.
   * @param key idempotency key; the same key twice is one try
   */
  verify(realm: string, name: string, secret: string, key: string): Promise<boolean>;
}
