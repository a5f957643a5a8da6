/** A document as it lies in MongoDB. Every collection of Waygate is one of MongoDB, under the same name. */
export interface MongoDocument {
  readonly _id: string;
  readonly rev: number;
  /** JSON text: what is in it is never a query, an operator or a path. */
  readonly body: string;
  /** Names under which it is found, as `keyOf` writes them. */
  readonly keys: string[];
  /** From then on it counts as absent; MongoDB removes it some time later. */
  readonly exp?: Date;
}

/** The last moment that a date of MongoDB and JavaScript can name, epoch milliseconds. */
const LAST_MOMENT = 8_640_000_000_000_000;

/** @param at epoch milliseconds, as late as one likes */
export function moment(at: number): Date {
  return new Date(Math.min(at, LAST_MOMENT));
}

/** One text for a key and its value, whatever characters are in them. */
export function keyOf(name: string, value: string): string {
  return JSON.stringify([name, value]);
}

/** The name and the value that `keyOf` was given. */
export function nameAndValue(key: string): readonly [name: string, value: string] {
  const [name, value]: unknown[] = JSON.parse(key);
  return [String(name), String(value)];
}

/** Filter for what has not expired: also what has no expiry is not before anything. */
export function alive(now: number) {
  return { exp: { $not: { $lte: moment(now) } } };
}
