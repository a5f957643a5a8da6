/** The parts of a single value that is a list with commas; several values stay as they are. */
export function splitSingle(values: readonly string[]): string[] {
  const [only, ...others] = values;
  return only === undefined || others.length > 0 ? [...values] : only.split(',').map((part) => part.trim());
}
