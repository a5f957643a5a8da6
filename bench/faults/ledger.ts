/** What clients are told of, by kind. */
export const EFFECTS = [
  'page of a sign-on',
  'person registered',
  'session',
  'sign-off',
  'password changed',
  'app registered',
  'code of an app used',
  'phone registered',
  'push sent',
  'push answered',
  'recovery code used',
  'mail sent',
  'code by mail used',
  'link by mail used',
  'wrong try counted',
  'journey version published',
  'journey version previewed',
  'write of an administrator',
  'authorization code made',
  'authorization code redeemed',
] as const;

export type Effect = (typeof EFFECTS)[number];

/** What became of the acknowledged effects of a kind. */
export interface EffectCount {
  acknowledged: number;
  found: number;
  lost: number;
  /** More of it than anybody was told, or asked for. */
  doubled: number;
  /** Asked for without a clear answer: it may be there or not, as a whole. */
  unclear: number;
}

/** How an acknowledged effect is looked for in the store, through the public API. @returns undefined when it is there, and else what is there instead */
type Look = () => Promise<string | undefined>;

/** Keeps what clients were told, until it is looked whether it was true. */
export class Ledger {
  readonly counts = new Map<Effect, EffectCount>(
    EFFECTS.map((effect) => [effect, { acknowledged: 0, found: 0, lost: 0, doubled: 0, unclear: 0 }]),
  );
  /** Everything that must never be, in words. */
  readonly violations: string[] = [];
  readonly #say: (line: string) => void;
  /** What is still to be looked for, by whom it is about: one thing after the other, as one person does. */
  readonly #open = new Map<string, (() => Promise<void>)[]>();
  /** What is counted when everything of somebody was looked for. */
  readonly #checks = new Map<string, (() => Promise<void>)[]>();

  /** @param say is told of each violation at once */
  constructor(say: (line: string) => void = () => undefined) {
    this.#say = say;
  }

  /** Somebody was told that it is done; it is looked for when the faults are over. */
  acknowledge(effect: Effect, who: string, look: Look): void {
    this.#of(effect).acknowledged += 1;
    add(this.#open, who, async () => this.#judge(effect, who, await look()));
  }

  /** Something else that must be so when the faults are over and everything of somebody was looked for. */
  afterwards(who: string, check: () => Promise<void>): void {
    add(this.#checks, who, check);
  }

  /** Somebody was told that it is done, and what followed has shown already whether it was. @param problem undefined when it was */
  shown(effect: Effect, who: string, problem: string | undefined): void {
    this.#of(effect).acknowledged += 1;
    this.#judge(effect, who, problem);
  }

  unclear(effect: Effect): void {
    this.#of(effect).unclear += 1;
  }

  doubled(effect: Effect, who: string, what: string): void {
    this.#of(effect).doubled += 1;
    this.violation(`${effect}, twice: ${who}: ${what}`);
  }

  violation(text: string): void {
    this.violations.push(text);
    this.#say(`${new Date().toISOString()} ${text}`);
  }

  /** Looks for everything that was acknowledged, for several at once. */
  async settle(atOnce: number): Promise<void> {
    const everybody = [...new Set([...this.#open.keys(), ...this.#checks.keys()])];
    const lane = async () => {
      for (let who = everybody.shift(); who !== undefined; who = everybody.shift()) {
        await this.#lookFor(who);
        for (const check of this.#checks.get(who) ?? []) await check();
        // Looking makes sessions, too.
        await this.#lookFor(who);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, lane));
  }

  async #lookFor(who: string): Promise<void> {
    const looks = this.#open.get(who) ?? [];
    for (let look = looks.shift(); look !== undefined; look = looks.shift()) await look();
  }

  #judge(effect: Effect, who: string, problem: string | undefined): void {
    const count = this.#of(effect);
    if (problem === undefined) {
      count.found += 1;
      return;
    }
    count.lost += 1;
    this.violation(`${effect}, lost: ${who}: ${problem}`);
  }

  #of(effect: Effect): EffectCount {
    const count = this.counts.get(effect);
    if (count === undefined) throw new Error(`There is no effect ${effect}.`);
    return count;
  }
}

function add<T>(to: Map<string, T[]>, key: string, value: T): void {
  const own = to.get(key) ?? [];
  own.push(value);
  to.set(key, own);
}
