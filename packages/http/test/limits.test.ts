import { describe, expect, test } from 'vitest';
import { addressKey } from '../src/limits/address-key.ts';
import { TokenBuckets } from '../src/limits/token-buckets.ts';
import { TryWatch } from '../src/limits/try-watch.ts';

describe('an address is counted', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
    ['1:2:3:4:5:6:192.0.2.1', '1:2:3:4::/64'],
  ])('%s by %s', (address, key) => {
    expect(addressKey(address)).toBe(key);
  });
});

describe('a bucket', () => {
  test('gives what there is in a minute at once, then evenly, and tells after how many seconds', () => {
    const buckets = new TokenBuckets(6);
    expect(Array.from({ length: 7 }, () => buckets.take('a', 0))).toEqual([...Array.from({ length: 6 }, () => undefined), 10]);
    expect(buckets.take('a', 9_000)).toBe(1);
    expect([buckets.take('a', 10_000), buckets.take('a', 10_000)]).toEqual([undefined, 10]);
    expect(buckets.take('b', 10_000)).toBeUndefined();
  });

  test('is never fuller than a minute, however long it is left, and a clock that goes back fills nothing', () => {
    const buckets = new TokenBuckets(2);
    for (const at of [0, 0]) buckets.take('a', at);
    expect(buckets.take('a', -60_000)).toBeGreaterThan(0);
    expect([1, 2, 3].map(() => buckets.take('a', 86_400_000))).toEqual([undefined, undefined, 30]);
  });

  test('owes what was taken beyond it', () => {
    const buckets = new TokenBuckets(60);
    buckets.give('a', -120, 0);
    expect(buckets.take('a', 0)).toBe(61);
  });

  test('is kept for a bounded number of addresses: the one that was quiet for longest goes first', () => {
    const buckets = new TokenBuckets(1, 100);
    buckets.take('loud', 0);
    for (let index = 0; index < 1_000; index += 1) {
      buckets.take(`other ${index}`, 0);
      expect(buckets.take('loud', 0)).toBeDefined();
    }
    expect(buckets.size).toBe(100);
  });
});

test('tries are told of the work that made them, however deep and whatever else runs', async () => {
  const watch = new TryWatch();
  const failed: Record<string, number> = {};
  const tried = (name: string, keys: readonly string[], right: readonly string[]) =>
    watch.run(
      async () => {
        for (const key of keys) {
          await new Promise((resolve) => setImmediate(resolve));
          watch.begun(key);
        }
        await Promise.all(right.map(async (key) => watch.settled(key)));
        if (name === 'broken') throw new Error('x');
      },
      (many) => {
        failed[name] = many;
      },
    );
  await Promise.all([
    tried('wrong', ['a', 'b'], []),
    tried('right', ['c'], ['c']),
    tried('mixed', ['d', 'e'], ['e']),
    tried('broken', ['f'], []).catch(() => undefined),
    tried('none', [], []),
  ]);
  watch.begun('outside');
  expect(failed).toEqual({ wrong: 2, right: 0, mixed: 1, broken: 1, none: 0 });
});
