import { hash, verify } from '@node-rs/argon2';
import { HashingQueue } from './hashing-queue.ts';
import type { PasswordHasher } from './password-hasher.ts';

/** Cost of a hash. */
export interface Argon2Parameters {
  /** KiB. */
  readonly memoryCost: number;
  /** Passes. */
  readonly timeCost: number;
  /** Lanes. */
  readonly parallelism: number;
}

export interface Argon2HasherOptions {
  readonly parameters?: Argon2Parameters;
  /** Where its hashes wait; a queue of its own when left out. */
  readonly queue?: HashingQueue;
}

/** OWASP's second recommendation for argon2id. */
const RECOMMENDED: Argon2Parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

const PHC = /^\$argon2(?:id|i|d)\$v=19\$m=(\d{1,7}),t=\d{1,2},p=\d{1,3}\$[A-Za-z0-9+/]{11,}\$[A-Za-z0-9+/]{16,}$/;

/** Most memory that a stored hash may ask for, KiB: the library takes what it is told, and the process would die of it. */
const MOST_MEMORY = 1_048_576;

/** The library's number for argon2id: its enum cannot be imported without the compiler's help. */
const ARGON2ID = 2;

/** Hashes with argon2id, a bounded number at once, so that other requests keep their time. */
export async function createArgon2Hasher({
  parameters = RECOMMENDED,
  queue = new HashingQueue(),
}: Argon2HasherOptions = {}): Promise<PasswordHasher> {
  const make = (password: string) => hash(password, { algorithm: ARGON2ID, ...parameters });
  const nobody = await make('a password of nobody');
  const prefix = `$argon2id$v=19$m=${parameters.memoryCost},t=${parameters.timeCost},p=${parameters.parallelism}$`;
  return {
    hash: (password) => queue.run(() => make(password)),
    verify: (stored, password) =>
      queue.run(async () => {
        // What is no argon2 hash, such as one of another system, matches nothing and tells nothing by being quick or broken.
        const readable = stored !== undefined && isArgon2(stored);
        const matches = await verify(readable ? stored : nobody, password);
        return readable && matches;
      }),
    turn: (work) => queue.run(work),
    admit: (work, lane) => queue.admit(work, lane),
    admitLater: (work, lane) => queue.admitLater(work, lane),
    isOutdated: (stored) => !stored.startsWith(prefix),
  };
}

function isArgon2(stored: string): boolean {
  const memory = PHC.exec(stored)?.[1];
  return memory !== undefined && Number(memory) <= MOST_MEMORY;
}
