import type { TokenRecord, TokenStore } from '@waygate/storage';
import { z } from 'zod';

/** How long an agreement is remembered, milliseconds. */
export const REMEMBERED_MS = 366 * 86_400_000;

const agreement = z.object({ clientId: z.string(), scopes: z.array(z.string()), claims: z.array(z.string()) });

/** Somebody who agrees, and the application that they agree to. */
export interface Agreeing {
  readonly realm: string;
  readonly personId: string;
  readonly clientId: string;
  /** When the client was made, epoch milliseconds: what was agreed to before was another one's. */
  readonly clientSince: number;
}

/** What somebody has agreed to tell one application. Times are epoch milliseconds. */
export interface Agreement {
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly claims: readonly string[];
  /** When they agreed last. */
  readonly at: number;
  readonly expiresAt: number;
}

/** What people have agreed to tell applications. An agreement is of a person, and not of whoever has their name later. */
export class Consents {
  readonly #tokens: TokenStore;
  readonly #now: () => number;

  constructor(tokens: TokenStore, now: () => number) {
    this.#tokens = tokens;
    this.#now = now;
  }

  /** Whether somebody has agreed to all of this before. */
  async covers(who: Agreeing, scopes: readonly string[], claims: readonly string[]): Promise<boolean> {
    const known = await this.#known(who);
    return (
      known !== undefined && scopes.every((scope) => known.scopes.includes(scope)) && claims.every((claim) => known.claims.includes(claim))
    );
  }

  /** Remembers an agreement, in addition to what was agreed to before. */
  async remember(who: Agreeing, scopes: readonly string[], claims: readonly string[]): Promise<void> {
    const { realm, personId, clientId } = who;
    const known = await this.#known(who);
    const now = this.#now();
    await this.#tokens.put(realm, 'Consent', idOf(personId, clientId), {
      payload: {
        clientId,
        scopes: [...new Set([...(known?.scopes ?? []), ...scopes])],
        claims: [...new Set([...(known?.claims ?? []), ...claims])],
      },
      createdAt: now,
      expiresAt: now + REMEMBERED_MS,
      personId,
    });
  }

  /** @returns whether there was one */
  forget(realm: string, personId: string, clientId: string): Promise<boolean> {
    return this.#tokens.remove(realm, 'Consent', idOf(personId, clientId));
  }

  async #known({ realm, personId, clientId, clientSince }: Agreeing): Promise<Agreement | undefined> {
    const record = await this.#tokens.find(realm, 'Consent', idOf(personId, clientId));
    return record === undefined || record.createdAt < clientSince ? undefined : agreementIn(record);
  }
}

/** What a record of an agreement says; undefined for one that does not say whom it is for. */
export function agreementIn({ payload, createdAt, expiresAt }: TokenRecord): Agreement | undefined {
  const { data } = agreement.safeParse(payload);
  return data === undefined ? undefined : { ...data, at: createdAt, expiresAt };
}

function idOf(personId: string, clientId: string): string {
  return JSON.stringify([personId, clientId]);
}
