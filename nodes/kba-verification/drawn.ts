/** So many of a list, each as likely as any other, by the platform's generator. */
export function drawn<T>(list: readonly T[], count: number): T[] {
  const left = [...list];
  return Array.from({ length: Math.min(count, left.length) }, () => left.splice(randomBelow(left.length), 1)).flat();
}

/** A whole number from 0 up to but not including `end`, every one equally likely. */
function randomBelow(end: number): number {
  const limit = Math.floor(2 ** 32 / end) * end;
  for (;;) {
    const [value = limit] = crypto.getRandomValues(new Uint32Array(1));
    if (value < limit) return value % end;
  }
}
