import { createHmac, randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { HashingQueue } from '../hashing/hashing-queue.ts';

const PREFIX = '{SCRYPT2}';
const SALT_BYTES = 20;
const HASH_BYTES = 32;
const COST: ScryptOptions = { N: 2 ** 14, r: 8, p: 1 };

/** One-way storage of recovery codes: `{SCRYPT2}` and base64 of a byte of prefilter, salt and hash. */
export interface RecoveryCodeHasher {
  hash(code: string): Promise<string>;
  /**
   * Finds the stored hash of a code. Only those whose keyed prefilter agrees are hashed, one in 256 of the others; when none does, one hash
   * is made all the same, so that a wrong code and no code cost alike.
   */
  match(code: string, stored: readonly string[]): Promise<string | undefined>;
  /**
   * Hashes of codes, in their order, made in one turn, so that a busy queue refuses them together, before any is made.
   * @throws WaygateError `hash.busy` (operational)
   */
  hashAll(codes: readonly string[]): Promise<string[]>;
  /**
   * Runs work in which codes are hashed in between, in a place of the queue. What is counted before a comparison is counted in here, so that who is turned away has tried nothing.
   * @throws WaygateError `hash.busy` (operational) when too many wait already; nothing of the work has happened then
   */
  admit<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * @param key for the prefilter, so that the stored byte says nothing without it
 * @param derive makes 32 bytes of a code and a salt; another one than scrypt is for tests, which have no time
 * @param queue where its hashes wait; a queue of its own when left out
 */
export function createRecoveryCodeHasher(
  key: Buffer,
  derive: typeof scryptOffThread = scryptOffThread,
  queue = new HashingQueue(),
): RecoveryCodeHasher {
  const derived = (code: string, salt: Buffer) => queue.run(() => derive(code, salt));
  const prefilter = (code: string) => createHmac('sha256', key).update(code).digest()[0] ?? 0;
  const hash = async (code: string) => {
    const salt = randomBytes(SALT_BYTES);
    const bytes = Buffer.concat([Buffer.from([prefilter(code)]), salt, await derived(code, salt)]);
    return PREFIX + bytes.toString('base64');
  };
  return {
    admit: (work) => queue.admit(work),
    hash,
    hashAll: (codes) =>
      queue.run(async () => {
        const hashes: string[] = [];
        for (const code of codes) hashes.push(await hash(code));
        return hashes;
      }),
    match: (code, stored) =>
      queue.run(async () => {
        const wanted = prefilter(code);
        let found: string | undefined;
        let hashed = 0;
        for (const one of stored) {
          const bytes = one.startsWith(PREFIX) ? Buffer.from(one.slice(PREFIX.length), 'base64') : Buffer.alloc(0);
          if (bytes.length !== 1 + SALT_BYTES + HASH_BYTES || bytes[0] !== wanted) continue;
          hashed += 1;
          const made = await derived(code, bytes.subarray(1, 1 + SALT_BYTES));
          if (timingSafeEqual(made, bytes.subarray(1 + SALT_BYTES))) found = one;
        }
        if (hashed === 0) await derived(code, randomBytes(SALT_BYTES));
        return found;
      }),
  };
}

/** Off the event loop, which stands still otherwise. */
function scryptOffThread(code: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(code, salt, HASH_BYTES, COST, (error, key) => (error === null ? resolve(key) : reject(error)));
  });
}
