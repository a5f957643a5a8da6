import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const SIZE = '192m';
const PORTIONS = [1_048_576, 65_536, 4_096, 512];

/** A file system of its own (tmpfs), small enough to be filled to the last byte. */
export class SmallDisk {
  readonly folder: string;
  readonly #ballast: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.#ballast = join(folder, 'ballast');
  }

  /** @param folder is made. @returns undefined where nothing may be mounted: it takes root, or a namespace of one's own (`unshare --map-root-user --mount`) */
  static mount(folder: string): SmallDisk | undefined {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE},mode=0700`, 'tmpfs', folder], { stdio: 'ignore' });
      return new SmallDisk(folder);
    } catch {
      return undefined;
    }
  }

  /** Takes every byte that is left, so that whoever writes is told ENOSPC by the kernel. */
  fill(): void {
    const file = openSync(this.#ballast, 'w');
    try {
      for (const portion of PORTIONS) {
        const block = Buffer.alloc(portion, 1);
        try {
          for (;;) if (writeSync(file, block) < portion) break;
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        }
      }
    } finally {
      closeSync(file);
    }
  }

  free(): void {
    unlinkSync(this.#ballast);
  }

  unmount(): void {
    execFileSync('umount', ['-l', this.folder], { stdio: 'ignore' });
  }
}
