import { WaygateError } from '@waygate/schema';

/** How many secrets one administrator may have sealed in a minute: more than anybody types, fewer than would keep the server busy. */
const MOST = 60;
const MINUTE_MS = 60_000;

/** Bounds how often each administrator has something sealed. */
export class SealLimit {
  readonly #count = new Map<string, number>();
  #minute = 0;

  /** @throws WaygateError `seal.too_many` (input, 429) */
  take(adminId: string, now: number): void {
    const minute = Math.floor(now / MINUTE_MS);
    if (minute !== this.#minute) this.#count.clear();
    this.#minute = minute;
    const count = (this.#count.get(adminId) ?? 0) + 1;
    this.#count.set(adminId, count);
    if (count > MOST) throw new WaygateError('input', 'seal.too_many', 'That were too many secrets in one minute. Wait a minute.');
  }
}
