/** What a persistent cookie says: who signed on, where, and until when it may be believed. Times are epoch milliseconds. */
export interface PersistentCookie {
  readonly userId: string;
  readonly username: string;
  readonly realm: string;
  /** Journey that the person signed on with. */
  readonly service: string;
  readonly authLevel: number;
  readonly clientIp?: string;
  /** Name that it was given under, prefix included: one that comes under another name is not believed. */
  readonly cookieName: string;
  readonly issuedAt: number;
  /** When it is refused if it was not issued again before. */
  readonly idleUntil: number;
  /** When it is refused whatever happens. */
  readonly expiresAt: number;
}

export interface PersistentCookiePort {
  /** Name that a browser gets it under: over https one that begins with `__Host-`, so that no neighbouring domain can plant one. @param secure whether it goes over https alone */
  nameFor(name: string, secure: boolean): string;
  /** @param signingKey 32 bytes or more in base64. @returns a JWT, encrypted with the installation's key and signed with this one (HS256) */
  write(cookie: PersistentCookie, signingKey: string): string;
  /** Reads what `write` made. Whether its time is over is for the caller to judge. @returns undefined when it is not, or not with this key, or altered */
  read(text: string, signingKey: string): PersistentCookie | undefined;
}
