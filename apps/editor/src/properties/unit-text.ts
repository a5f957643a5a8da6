/** Units that the platform has names for, by the names that nodes use. */
const UNITS: Readonly<Record<string, string>> = {
  milliseconds: 'millisecond',
  seconds: 'second',
  minutes: 'minute',
  hours: 'hour',
  days: 'day',
  percent: 'percent',
  meters: 'meter',
  kilometers: 'kilometer',
};

/** Times by their length in milliseconds, longest first. */
const LENGTHS = [
  ['days', 86_400_000],
  ['hours', 3_600_000],
  ['minutes', 60_000],
  ['seconds', 1_000],
  ['milliseconds', 1],
] as const;

/** A number with its unit, such as `5 seconds`. A unit that the platform has no name for stands behind the number. */
export function withUnit(value: number, unit: string | undefined, language: string): string {
  const name = unit === undefined ? undefined : UNITS[unit];
  if (name !== undefined) return new Intl.NumberFormat(language, { style: 'unit', unit: name, unitDisplay: 'long' }).format(value);
  const number = new Intl.NumberFormat(language).format(value);
  return unit === undefined ? number : `${number} ${unit}`;
}

/** The unit alone, as it stands behind several, such as `seconds`. */
export function unitName(unit: string, language: string): string {
  const name = UNITS[unit];
  if (name === undefined) return unit;
  const parts = new Intl.NumberFormat(language, { style: 'unit', unit: name, unitDisplay: 'long' }).formatToParts(2);
  return parts.find(({ type }) => type === 'unit' || type === 'percentSign')?.value ?? unit;
}

/** A time in the units that people think in, such as `2 minutes` for 120 000 milliseconds; undefined when its own unit says it as well. */
export function timeText(value: number, unit: string | undefined, language: string): string | undefined {
  const at = LENGTHS.findIndex(([name]) => name === unit);
  const length = LENGTHS[at]?.[1];
  if (length === undefined || !Number.isInteger(value) || value <= 0) return undefined;
  let rest = value * length;
  const parts: string[] = [];
  let isLonger = false;
  for (const [index, [name, one]] of LENGTHS.entries()) {
    const count = Math.floor(rest / one);
    rest %= one;
    if (count === 0) continue;
    parts.push(withUnit(count, name, language));
    if (index < at) isLonger = true;
  }
  return isLonger && parts.length <= 2 ? parts.join(' ') : undefined;
}
