import { LIMITED_ERROR_CODE, WaygateError } from '@waygate/schema';
import type { MetricRegistry } from '../metrics/metric-registry.ts';
import { addressList } from '../request/address-list.ts';
import { addressKey } from './address-key.ts';
import type { Caller } from './caller.ts';
import { TokenBuckets } from './token-buckets.ts';
import type { TryWatch } from './try-watch.ts';

/**
 * What is counted of each address: sign-ons that begin, steps that are answered, tries that prove nothing (passwords, codes, secrets of clients), requests to
 * authorization servers, and answers of phones.
 */
export const LIMITED = ['starts', 'steps', 'tries', 'tokens', 'pushes'] as const;
export type Limited = (typeof LIMITED)[number];

export interface AddressLimits {
  /** How many in a minute; 0 is without end. */
  readonly perMinute: Readonly<Record<Limited, number>>;
  /** Addresses or CIDR ranges that have no limit, but for what a proxy there forwards that nobody named. */
  readonly except: readonly string[];
}

/** Bounds what one address may do in a minute, in this process: each copy counts for itself, and what it counted is gone when it stops. */
export interface RequestLimits {
  /**
   * @returns how to give the right back, once, when the request has shown that it needs no limit
   * @throws WaygateError `requests.too_many` (429), with nothing done
   */
  take(what: Exclude<Limited, 'tries'>, caller: Caller): () => void;
  /**
   * Does what may try something. The right to one try is taken before, and given back when none failed, so that tries at once do not get past the limit.
   * @throws WaygateError `requests.too_many` (429), with nothing done, and whatever the work throws
   */
  trying<T>(caller: Caller, work: () => Promise<T>): Promise<T>;
}

/** @param now epoch milliseconds */
export function createRequestLimits(
  { perMinute, except }: AddressLimits,
  registry: MetricRegistry,
  tries: TryWatch,
  now: () => number,
): RequestLimits {
  const buckets = new Map(LIMITED.flatMap((what) => (perMinute[what] === 0 ? [] : [[what, new TokenBuckets(perMinute[what])] as const])));
  const isExcepted = addressList(except);
  const limited = limitedCounter(registry);
  const keyOf = ({ address, isForwardedByStranger }: Caller) =>
    address === undefined || (isExcepted(address) && !isForwardedByStranger) ? undefined : addressKey(address);
  const take = (what: Limited, key: string | undefined) => {
    const wait = key === undefined ? undefined : buckets.get(what)?.take(key, now());
    if (wait === undefined) return;
    limited.add([what]);
    throw new WaygateError('input', LIMITED_ERROR_CODE, 'There were too many requests from this address. Try again later.', {
      details: { retryAfter: wait },
    });
  };
  return {
    take: (what, caller) => {
      const key = keyOf(caller);
      take(what, key);
      return () => {
        if (key !== undefined) buckets.get(what)?.give(key, 1, now());
      };
    },
    trying: async (caller, work) => {
      const key = keyOf(caller);
      const bucket = buckets.get('tries');
      if (key === undefined || bucket === undefined) return work();
      take('tries', key);
      return tries.run(work, (failed) => bucket.give(key, 1 - failed, now()));
    },
  };
}

/** The counter of what was refused; also without limits there is one, for the list of metrics. */
export function limitedCounter(registry: MetricRegistry) {
  return registry.counter(
    'waygate_requests_limited_total',
    'Requests that were refused because their address had made too many, by what was limited.',
    ['limit'],
  );
}
