/** Runs checks one after the other and tells each as `ok` or `not ok`; a check that fails does not keep the next from being tried. */
export class Checks {
  #failed = 0;
  #done = 0;

  /** @param check throws when it is not so */
  async that(what: string, check: () => Promise<unknown> | unknown): Promise<void> {
    this.#done += 1;
    const began = Date.now();
    try {
      await check();
      process.stdout.write(`ok ${this.#done} - ${what} (${Math.round((Date.now() - began) / 1000)} s)\n`);
    } catch (error) {
      this.#failed += 1;
      process.stdout.write(`not ok ${this.#done} - ${what}\n${told(error).replaceAll(/^/gm, '  # ')}\n`);
    }
  }

  /** Says how many there were. @returns the exit code */
  end(): number {
    process.stdout.write(
      `1..${this.#done}\n${this.#failed === 0 ? 'All of it holds.' : `${this.#failed} of ${this.#done} do not hold.`}\n`,
    );
    return this.#failed === 0 ? 0 : 1;
  }
}

function told(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${told(error.cause)}`;
}

/** Asks until it is so. @throws Error of the last answer after the time, seconds */
export async function until<Answer>(ask: () => Promise<Answer> | Answer, seconds: number): Promise<Answer> {
  for (const end = Date.now() + seconds * 1000; ; ) {
    try {
      return await ask();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}
