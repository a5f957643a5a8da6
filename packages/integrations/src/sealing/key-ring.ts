import { hkdfSync, randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { inspect } from 'node:util';
import { WaygateError } from '@waygate/schema';
import { z } from 'zod';

const keysFile = z.object({
  active: z.string().min(1),
  keys: z
    .array(z.object({ kid: z.string().regex(/^[A-Za-z0-9_-]{1,32}$/), secret: z.string().regex(/^[A-Za-z0-9_-]{43}$/) }))
    .min(1)
    .refine((keys) => new Set(keys.map(({ kid }) => kid)).size === keys.length),
});

/** The keys of an installation: one seals, all open. It cannot be printed or serialised. */
export class KeyRing {
  readonly active: string;
  readonly #secrets: ReadonlyMap<string, Buffer>;
  readonly #derived = new Map<string, Buffer>();

  constructor(active: string, secrets: ReadonlyMap<string, Buffer>) {
    this.active = active;
    this.#secrets = secrets;
    if (!secrets.has(active))
      throw new WaygateError('operational', 'keys.active_missing', `The active key ${active} is not on the key ring.`);
  }

  /**
   * A key for one purpose (HKDF-SHA256, RFC 5869), so that no key serves two.
   * @throws WaygateError `seal.unknown_key` (operational) that names the key which is missing
   */
  derive(purpose: string, kid = this.active): Buffer {
    const name = `${kid}\n${purpose}`;
    const kept = this.#derived.get(name);
    if (kept !== undefined) return kept;
    const secret = this.#secrets.get(kid);
    if (secret === undefined) {
      throw new WaygateError(
        'operational',
        'seal.unknown_key',
        `Key ${kid} is not on the key ring. Restore the keys file that this data was sealed with.`,
      );
    }
    const key = Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), `waygate/${purpose}`, 32));
    this.#derived.set(name, key);
    return key;
  }

  toJSON(): string {
    return '[key ring]';
  }

  [inspect.custom](): string {
    return '[key ring]';
  }
}

/**
 * Reads the key ring, making the file at first start, for its owner only. Two processes that start at once end up with the same file.
 * @throws WaygateError `keys.unreadable` (operational) when the file is not what it should be: it is never replaced, because what it sealed would be lost
 */
export function openKeyRing(path: string): KeyRing {
  if (!existsSync(path)) createKeysFile(path);
  try {
    const { active, keys } = keysFile.parse(JSON.parse(readFileSync(path, 'utf8')));
    return new KeyRing(active, new Map(keys.map(({ kid, secret }) => [kid, Buffer.from(secret, 'base64url')])));
  } catch (cause) {
    if (cause instanceof WaygateError) throw cause;
    // The parser's own error quotes the text, so only the system's word for the fault is handed on.
    const reason = cause instanceof Error && 'syscall' in cause && 'code' in cause ? String(cause.code) : 'not a keys file';
    throw new WaygateError(
      'operational',
      'keys.unreadable',
      `The keys file ${path} cannot be read (${reason}). Restore it: without it nothing that was sealed can be opened.`,
    );
  }
}

function createKeysFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const kid = randomBytes(4).toString('hex');
  const text = JSON.stringify({ active: kid, keys: [{ kid, secret: randomBytes(32).toString('base64url') }] }, null, 2);
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const file = openSync(draft, 'wx', 0o600);
  writeSync(file, `${text}\n`);
  fsyncSync(file);
  closeSync(file);
  try {
    linkSync(draft, path);
  } catch (error) {
    // Another process was first, and its file is the one.
    if (!existsSync(path)) throw error;
  } finally {
    unlinkSync(draft);
  }
  syncDirectory(dirname(path));
}

/** Makes the new name outlive a power cut: what is sealed next cannot be opened without the file. */
function syncDirectory(path: string): void {
  const directory = openSync(path, 'r');
  fsyncSync(directory);
  closeSync(directory);
}
