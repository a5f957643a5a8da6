/** A cookie that goes to the client. */
export interface ResponseCookie {
  readonly name: string;
  readonly value: string;
  /** Seconds; absent for as long as the browser is open. */
  readonly maxAge?: number;
  /** Absent for this host alone. */
  readonly domain?: string;
  /** Absent for every address of the host. */
  readonly path?: string;
  readonly secure: boolean;
  readonly httpOnly: boolean;
  readonly sameSite: 'Lax' | 'Strict' | 'None';
}
