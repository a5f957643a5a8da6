import { keptOAuthClient } from '@waygate/schema';
import type { Provider } from 'oidc-provider';
import { AM_SCOPE, IDM_SCOPE } from './admin-access/admin-clients.ts';
import { Consents } from './authorize/consents.ts';
import { createProvider } from './create-provider.ts';
import type { OAuthDeps } from './oauth-deps.ts';
import { signingKeys } from './signing-keys.ts';

interface Kept {
  /** Of the realm's objects, when they were looked at last. */
  readonly generation: number;
  /** What the provider is made of. */
  readonly parts: string;
  readonly provider: Provider;
}

/** The authorization server of each realm, made when it is first asked for, and anew when the realm's keys or the scopes of its clients are others. */
export class RealmProviders {
  readonly #deps: OAuthDeps;
  readonly #made: (realm: string, provider: Provider) => void;
  readonly #kept = new Map<string, Promise<Kept>>();
  readonly consents: Consents;

  /** @param made is told of each new provider */
  constructor(deps: OAuthDeps, made: (realm: string, provider: Provider) => void) {
    this.#deps = deps;
    this.#made = made;
    this.consents = new Consents(deps.tokens, deps.now);
  }

  /** @param realm one that there is: what is made here stays */
  async of(realm: string): Promise<Provider> {
    const before = this.#kept.get(realm);
    const next = this.#current(realm, before);
    this.#kept.set(realm, next);
    try {
      return (await next).provider;
    } catch (error) {
      if (this.#kept.get(realm) === next) this.#kept.delete(realm);
      throw error;
    }
  }

  async #current(realm: string, before: Promise<Kept> | undefined): Promise<Kept> {
    const kept = await before?.catch(() => undefined);
    const generation = this.#deps.realmObjects.generation();
    if (kept?.generation === generation) return kept;
    const keys = await signingKeys(this.#deps.realmObjects, realm);
    const clients = await this.#deps.realmObjects.list(realm, 'oauthClient');
    const own = realm === '/' ? [AM_SCOPE, IDM_SCOPE] : [];
    const scopes = [...new Set([...clients.flatMap(({ value }) => keptOAuthClient.parse(value).settings.scopes), ...own])].sort();
    const parts = JSON.stringify([keys.map(({ kid }) => kid), scopes]);
    if (kept?.parts === parts) return { ...kept, generation };
    const provider = createProvider(realm, { keys, scopes, consents: this.consents }, this.#deps);
    this.#made(realm, provider);
    return { generation, parts, provider };
  }
}
