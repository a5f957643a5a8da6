/** What was chosen at which page, over all tries: whoever comes to a page again chooses what was chosen there least. */
export class Choices {
  readonly #counts = new Map<string, number[]>();

  /**
   * Chooses one of some options.
   * @param place where they are offered, the same text for the same page
   * @returns its place, from 0; the first of those that were chosen least
   */
  next(place: string, options: number): number {
    const counts = this.#counts.get(place) ?? [];
    this.#counts.set(place, counts);
    let least = 0;
    for (let at = 0; at < options; at += 1) if ((counts[at] ?? 0) < (counts[least] ?? 0)) least = at;
    counts[least] = (counts[least] ?? 0) + 1;
    return least;
  }
}
