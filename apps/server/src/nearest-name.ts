/** From how much alike on a name is offered: 1 is the same. */
const ALIKE = 0.6;

/**
 * The name that somebody probably meant who wrote one that is not there: the one that shares the most pairs of letters with it (Dice's coefficient), if it shares enough.
 * @returns undefined when none is like it
 */
export function nearestName(written: string, names: readonly string[]): string | undefined {
  const wanted = pairsOf(written);
  let best: { name: string; alike: number } | undefined;
  for (const name of names) {
    const pairs = pairsOf(name);
    const shared = wanted.filter((pair) => {
      const at = pairs.indexOf(pair);
      if (at >= 0) pairs.splice(at, 1);
      return at >= 0;
    }).length;
    const alike = (2 * shared) / (wanted.length + pairs.length + shared);
    if (alike >= ALIKE && alike > (best?.alike ?? 0)) best = { name, alike };
  }
  return best?.name;
}

/** What all names of Waygate begin with tells nothing apart. */
function pairsOf(name: string): string[] {
  const rest = name.replace(/^WAYGATE_/, '');
  return Array.from({ length: Math.max(0, rest.length - 1) }, (_, index) => rest.slice(index, index + 2));
}
