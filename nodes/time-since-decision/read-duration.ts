const SECOND = 1_000;
const UNITS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    day: 86_400 * SECOND,
    d: 86_400 * SECOND,
    hour: 3_600 * SECOND,
    h: 3_600 * SECOND,
    minute: 60 * SECOND,
    min: 60 * SECOND,
    m: 60 * SECOND,
    second: SECOND,
    sec: SECOND,
    s: SECOND,
    millisecond: 1,
    milli: 1,
    ms: 1,
  }),
);
const NAMED: Readonly<Record<string, number>> = {
  zero: 0,
  disabled: 0,
  unlimited: Number.POSITIVE_INFINITY,
  indefinite: Number.POSITIVE_INFINITY,
  infinity: Number.POSITIVE_INFINITY,
  undefined: Number.POSITIVE_INFINITY,
  none: Number.POSITIVE_INFINITY,
};

/** Milliseconds of a duration as AM writes one, such as `1 day and 2 hours` or `unlimited`. @returns undefined when it is none */
export function readDuration(text: string): number | undefined {
  const words = text.trim().toLowerCase();
  if (Object.hasOwn(NAMED, words)) return NAMED[words];
  let total = 0;
  for (const part of words.split(/\s*,\s*and\s+|\s*,\s*|\s+and\s+/)) {
    const [, count, unit = ''] = /^(\d{1,9})\s*([a-z]+)$/.exec(part) ?? [];
    const size = UNITS.get(unit) ?? UNITS.get(unit.replace(/s$/, ''));
    if (count === undefined || size === undefined) return undefined;
    total += Number(count) * size;
  }
  return total;
}
