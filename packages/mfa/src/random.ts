/** Random bytes of the platform's generator. */
export function randomBytes(count: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(count));
}

/** A whole number from 0 up to but not including `end` (at most 2^32), every one equally likely. */
export function randomInt(end: number): number {
  const limit = Math.floor(2 ** 32 / end) * end;
  for (;;) {
    const [value = limit] = crypto.getRandomValues(new Uint32Array(1));
    if (value < limit) return value % end;
  }
}
