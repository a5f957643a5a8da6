/** From where a request comes, as the limits of addresses count it. */
export interface Caller {
  /** Undefined when nobody knows it; then nothing is counted. */
  readonly address: string | undefined;
  /** Whether a proxy that nobody named forwarded it: then the address is the proxy's, and no exception holds for whoever is behind it. */
  readonly isForwardedByStranger: boolean;
}
