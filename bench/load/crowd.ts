/** People who take turns: nobody signs on twice at once, and whoever has not for the longest time is next. */
export class Crowd<T> {
  readonly #free: T[];

  constructor(people: readonly T[]) {
    this.#free = [...people];
  }

  /** @throws Error when all of them are signing on */
  next(): T {
    const person = this.#free.shift();
    if (person === undefined) throw new Error('Everybody is signing on at this moment. Give more --people.');
    return person;
  }

  back(person: T): void {
    this.#free.push(person);
  }
}
