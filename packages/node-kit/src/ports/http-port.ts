/** Requests that authors have the server make: to the public Internet, and to what the operator allows. */
export interface HttpPort {
  /**
   * @throws WaygateError whose code says why there is no answer: `outbound.refused`, `outbound.unlisted`, `outbound.unresolved`, `outbound.failed`, `outbound.too_large`, `outbound.too_late`
   */
  send(request: {
    readonly url: string;
    readonly method: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string | undefined;
    /** Milliseconds for everything, redirects included. */
    readonly within?: number;
  }): Promise<{ readonly status: number; readonly body: string }>;
}
