import type { ClientToken } from './client-token.ts';

/** A token that is kept until it ends. Whoever needs one while it is asked for waits for that one. */
export class KeptToken {
  readonly #fetch: () => Promise<ClientToken>;
  #kept: ClientToken | undefined;
  #asking: Promise<ClientToken> | undefined;

  constructor(fetch: () => Promise<ClientToken>) {
    this.#fetch = fetch;
  }

  /**
   * @param refused token that was not taken: another one is asked for, unless somebody has it already
   * @throws whatever asking does; the next one asks again
   */
  async get(refused?: string): Promise<ClientToken> {
    const kept = this.#kept;
    if (kept !== undefined && kept.token !== refused && kept.expiresAt > Date.now()) return kept;
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  /** The token that is kept, whether it is good or not. */
  get present(): string | undefined {
    return this.#kept?.token;
  }

  async #ask(): Promise<ClientToken> {
    this.#kept = await this.#fetch();
    return this.#kept;
  }
}
