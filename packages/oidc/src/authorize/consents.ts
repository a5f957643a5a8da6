import type { TokenStore } from '@waygate/storage';
import { z } from 'zod';

/** How long an agreement is remembered, milliseconds. */
const REMEMBERED_MS = 366 * 86_400_000;

const agreement = z.object({ scopes: z.array(z.string()), claims: z.array(z.string()) });

/** What people have agreed to tell applications. */
export class Consents {
  readonly #tokens: TokenStore;
  readonly #now: () => number;

  constructor(tokens: TokenStore, now: () => number) {
    this.#tokens = tokens;
    this.#now = now;
  }

  /** Whether somebody has agreed to all of this before. */
  async covers(realm: string, subject: string, clientId: string, scopes: readonly string[], claims: readonly string[]): Promise<boolean> {
    const found = await this.#tokens.find(realm, 'Consent', idOf(subject, clientId));
    const known = agreement.safeParse(found?.payload).data;
    return (
      known !== undefined && scopes.every((scope) => known.scopes.includes(scope)) && claims.every((claim) => known.claims.includes(claim))
    );
  }

  /** Remembers an agreement, in addition to what was agreed to before. */
  async remember(realm: string, subject: string, clientId: string, scopes: readonly string[], claims: readonly string[]): Promise<void> {
    const id = idOf(subject, clientId);
    const known = agreement.safeParse((await this.#tokens.find(realm, 'Consent', id))?.payload).data;
    const now = this.#now();
    await this.#tokens.put(realm, 'Consent', id, {
      payload: {
        scopes: [...new Set([...(known?.scopes ?? []), ...scopes])],
        claims: [...new Set([...(known?.claims ?? []), ...claims])],
      },
      createdAt: now,
      expiresAt: now + REMEMBERED_MS,
    });
  }
}

function idOf(subject: string, clientId: string): string {
  return JSON.stringify([subject, clientId]);
}
