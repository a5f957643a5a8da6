import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import { BoundedQueue } from './bounded-queue.ts';
import type { PasswordHasher } from './password-hasher.ts';

/** The library's number for argon2id: its enum cannot be imported without the compiler's help. */
const ARGON2ID = 2;

/** OWASP's second recommendation for argon2id: 19 MiB, two passes, one lane. */
const PARAMETERS = { algorithm: ARGON2ID, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const PREFIX = `$argon2id$v=19$m=${PARAMETERS.memoryCost},t=${PARAMETERS.timeCost},p=${PARAMETERS.parallelism}$`;

/** Longest queue of hashes: at about 20 ms each and two at once, ten seconds. */
const LONGEST_QUEUE = 1_000;

/** Argon2id, at most as many at once as there are cores, so that other requests keep their time. */
export async function createArgon2Hasher(): Promise<PasswordHasher & { readonly waiting: () => number }> {
  const queue = new BoundedQueue(availableParallelism(), LONGEST_QUEUE);
  const nobody = await hash('a password of nobody', PARAMETERS);
  return {
    waiting: () => queue.length,
    hash: (password) => queue.run(() => hash(password, PARAMETERS)),
    verify: (stored, password) =>
      queue.run(async () => {
        const matches = await verify(stored ?? nobody, password);
        return stored !== undefined && matches;
      }),
    isOutdated: (stored) => !stored.startsWith(PREFIX),
  };
}
