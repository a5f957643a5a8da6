interface Bucket {
  tokens: number;
  /** Epoch milliseconds when it was last looked at. */
  at: number;
}

const MINUTE_MS = 60_000;
/** So many addresses are told apart; what was quiet for longest is forgotten first, which is a full bucket as a rule. */
const MOST = 50_000;

/** A bucket for each key, which holds what may be taken in a minute and fills evenly. */
export class TokenBuckets {
  readonly #perMinute: number;
  readonly #most: number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(perMinute: number, most = MOST) {
    this.#perMinute = perMinute;
    this.#most = most;
  }

  /** @returns undefined when one was taken, else after how many seconds there is one */
  take(key: string, now: number): number | undefined {
    const bucket = this.#of(key, now);
    if (bucket.tokens < 1) return Math.max(1, Math.ceil(((1 - bucket.tokens) * MINUTE_MS) / this.#perMinute / 1000));
    bucket.tokens -= 1;
    return undefined;
  }

  /** Puts some back, or takes more where the number is negative, though none may be left. */
  give(key: string, many: number, now: number): void {
    const bucket = this.#of(key, now);
    bucket.tokens = Math.min(this.#perMinute, bucket.tokens + many);
  }

  get size(): number {
    return this.#buckets.size;
  }

  #of(key: string, now: number): Bucket {
    const bucket = this.#buckets.get(key) ?? { tokens: this.#perMinute, at: now };
    const filled = (Math.max(0, now - bucket.at) * this.#perMinute) / MINUTE_MS;
    bucket.tokens = Math.min(this.#perMinute, bucket.tokens + filled);
    bucket.at = now;
    // What was used last stands last.
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (this.#buckets.size > this.#most) {
      const [oldest] = this.#buckets.keys();
      if (oldest !== undefined) this.#buckets.delete(oldest);
    }
    return bucket;
  }
}
