import type { TypedText } from './scenario.ts';

/** The recovery codes that a person has noted down, and which of them are used up. */
export class RecoveryCodeBook {
  readonly #fresh: string[] = [];
  #used: string | undefined;

  note(codes: readonly string[]): void {
    for (const code of codes) if (!this.#fresh.includes(code) && code !== this.#used) this.#fresh.push(code);
  }

  /** The text of what a person types. @throws Error when there is no such code */
  readonly textOf = (typed: TypedText): string => {
    if (typeof typed === 'string') return typed;
    const code = typed.recoveryCode === 'fresh' ? this.#fresh.shift() : this.#used;
    if (code === undefined) throw new Error(`there is no ${typed.recoveryCode} recovery code`);
    this.#used = code;
    return code;
  };
}
