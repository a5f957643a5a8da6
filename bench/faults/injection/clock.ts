import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const LIBRARIES = ['x86_64', 'aarch64'].map((machine) => `/usr/lib/${machine}-linux-gnu/faketime/libfaketime.so.1`);

/** What Debian's package libfaketime brings; undefined where it is not installed. */
export const FAKETIME = LIBRARIES.find((path) => existsSync(path));

/** The clock of a process, which libfaketime reads out of a file each time that the process asks what time it is. Timers go by another clock, as they do when a real one is stepped. */
export class Clock {
  readonly #file: string;
  #offsetMs = 0;

  /** @param name of the file in the folder */
  constructor(folder: string, name: string) {
    this.#file = join(folder, `${name}.clock`);
    this.offsetMs = 0;
  }

  /** Variables of the process that goes by it; none where there is no libfaketime. */
  get environment(): Readonly<Record<string, string>> {
    if (FAKETIME === undefined) return {};
    return { LD_PRELOAD: FAKETIME, FAKETIME_TIMESTAMP_FILE: this.#file, FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1' };
  }

  get offsetMs(): number {
    return this.#offsetMs;
  }

  /** How far it is from the clock of the machine. */
  set offsetMs(offsetMs: number) {
    this.#offsetMs = offsetMs;
    const draft = `${this.#file}.draft`;
    writeFileSync(draft, `${offsetMs < 0 ? '-' : '+'}${(Math.abs(offsetMs) / 1_000).toFixed(3)}s\n`);
    // Nobody may read half of it.
    renameSync(draft, this.#file);
  }
}
