const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;
/** How many units are told: what comes after them makes no difference to anybody. */
const MOST_UNITS = 2;

/** A time in words, such as “7 days” or “1 hour, 30 minutes”. @param language tag */
export function durationText(seconds: number, language: string): string {
  let left = Math.max(1, Math.round(seconds));
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0) parts.push(new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(count));
  }
  return new Intl.ListFormat(language, { type: 'unit' }).format(parts.slice(0, MOST_UNITS));
}
