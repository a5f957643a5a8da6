import { hkdfSync, randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
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
  lasting: z.record(z.string(), z.string().regex(/^[A-Za-z0-9_-]{43}$/)).exactOptional(),
});
type KeysFile = z.infer<typeof keysFile>;

/** What keys are derived for. `seal` is of the key that seals; the others outlive it, because what was made with them cannot be made again. */
export type KeyPurpose = 'seal' | LastingPurpose;

/** Purposes whose keys stay when the key that seals changes. */
export const LASTING_PURPOSES = ['auth-id', 'trace-code', 'recovery-code-prefilter', 'attempts', 'store-check', 'deliveries'] as const;
export type LastingPurpose = (typeof LASTING_PURPOSES)[number];

/** What a key ring holds. */
export interface KeyRingContent {
  readonly active: string;
  readonly secrets: ReadonlyMap<string, Buffer>;
  /** Keys of lasting purposes that were derived of a key before the active one. */
  readonly lasting: ReadonlyMap<string, Buffer>;
}

/** Where a key ring comes from. */
export interface KeySource {
  /**
   * What is there when it is another than at the last call; undefined when it is the same.
   * @throws WaygateError (operational) when it cannot be read now
   */
  changed(): KeyRingContent | undefined;
}

/** How often it is looked whether another key seals, milliseconds. Rotation waits for longer than this. */
export const LOOK_EVERY_MS = 1_000;

/**
 * The keys of an installation: one seals, all open. It follows its file, so that a running server learns of a new key: which one seals within a second, one that
 * something was sealed with at once. It cannot be printed or serialised.
 */
export class KeyRing {
  readonly #derived = new Map<string, Buffer>();
  readonly #source: KeySource | undefined;
  #content: KeyRingContent;
  #lookedAt = Date.now();
  #fault: WaygateError | undefined;
  #tell: (fault: WaygateError | undefined) => void = () => undefined;

  constructor(active: string, secrets: ReadonlyMap<string, Buffer>, lasting: ReadonlyMap<string, Buffer> = new Map(), source?: KeySource) {
    this.#content = checked({ active, secrets, lasting });
    this.#source = source;
  }

  /** The key that seals. */
  get active(): string {
    if (this.#source !== undefined && Date.now() - this.#lookedAt >= LOOK_EVERY_MS) this.refresh();
    return this.#content.active;
  }

  /** Id of a key that was prepared and does not seal yet; undefined when there is none. */
  get prepared(): string | undefined {
    const newest = this.kids.at(-1);
    return newest === this.#content.active ? undefined : newest;
  }

  /** Ids of all keys, in the order of their making. */
  get kids(): readonly string[] {
    return [...this.#content.secrets.keys()];
  }

  /** Why the file could not be read when it was last looked at; undefined when it could. The keys that were read before stay in use meanwhile. */
  get fault(): WaygateError | undefined {
    return this.#fault;
  }

  /** @param tell is told when the file cannot be read any more, once for each reason, and with undefined when it can be again */
  onFault(tell: (fault: WaygateError | undefined) => void): void {
    this.#tell = tell;
    if (this.#fault !== undefined) tell(this.#fault);
  }

  /** Reads the file again if it has changed. What cannot be read leaves the keys as they are, and is the `fault`. */
  refresh(): void {
    this.#lookedAt = Date.now();
    try {
      const content = this.#source?.changed();
      if (content !== undefined) {
        // What was read before stays true of what was sealed before, so it is given up only for what is whole.
        this.#content = checked(content);
        this.#derived.clear();
      }
      this.#noteFault(undefined);
    } catch (error) {
      if (!(error instanceof WaygateError)) throw error;
      this.#noteFault(error);
    }
  }

  #noteFault(fault: WaygateError | undefined): void {
    const isNew = fault?.message !== this.#fault?.message;
    this.#fault = fault;
    if (isNew) this.#tell(fault);
  }

  /**
   * A key for one purpose (HKDF-SHA256, RFC 5869), so that no key serves two.
   * @throws WaygateError `seal.unknown_key` (operational) that names the key which is missing
   */
  derive(purpose: KeyPurpose, kid?: string): Buffer {
    if (kid === undefined) {
      // Asked first, because it may bring other content: both answers must be of the same.
      const { active } = this;
      return this.#content.lasting.get(purpose) ?? this.#derive(purpose, active);
    }
    if (!this.#content.secrets.has(kid)) this.refresh();
    return this.#derive(purpose, kid);
  }

  #derive(purpose: KeyPurpose, kid: string): Buffer {
    const name = `${kid}\n${purpose}`;
    const kept = this.#derived.get(name);
    if (kept !== undefined) return kept;
    const secret = this.#content.secrets.get(kid);
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

function checked(content: KeyRingContent): KeyRingContent {
  if (content.secrets.has(content.active)) return content;
  throw new WaygateError('operational', 'keys.active_missing', `The active key ${content.active} is not on the key ring.`);
}

/**
 * Reads the key ring, making the file at first start, for its owner only. Two processes that start at once end up with the same file.
 * @throws WaygateError `keys.unreadable` (operational) when the file is not what it should be: it is never replaced, because what it sealed would be lost
 */
export function openKeyRing(path: string): KeyRing {
  if (!existsSync(path)) createKeysFile(path);
  let seen = stampOf(path);
  const { active, secrets, lasting } = contentOf(readKeysFile(path));
  return new KeyRing(active, secrets, lasting, {
    changed() {
      const stamp = stampOf(path);
      if (stamp === seen) return undefined;
      const content = checked(contentOf(readKeysFile(path)));
      seen = stamp;
      return content;
    },
  });
}

function contentOf({ active, keys, lasting }: KeysFile): KeyRingContent {
  return {
    active,
    secrets: new Map(keys.map(({ kid, secret }) => [kid, Buffer.from(secret, 'base64url')])),
    lasting: new Map(Object.entries(lasting ?? {}).map(([purpose, key]) => [purpose, Buffer.from(key, 'base64url')])),
  };
}

/**
 * A file that was replaced has another number, even within the same millisecond.
 * @throws WaygateError `keys.unreadable` (operational)
 */
function stampOf(path: string): string {
  try {
    const { ino, mtimeNs, size } = statSync(path, { bigint: true });
    return `${ino}.${mtimeNs}.${size}`;
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

/** @throws WaygateError `keys.unreadable` (operational) */
function readKeysFile(path: string): KeysFile {
  try {
    return keysFile.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

function unreadable(path: string, cause: unknown): WaygateError {
  // The parser's own error quotes the text, so only the system's word for the fault is handed on.
  const reason = systemCode(cause) ?? 'not a keys file';
  const advice = reason === 'EACCES' || reason === 'EPERM' ? 'Let the user read it that Waygate runs as' : 'Restore it';
  return new WaygateError(
    'operational',
    'keys.unreadable',
    `The keys file ${path} cannot be read (${reason}). ${advice}: without it nothing that was sealed can be opened.`,
  );
}

/** The system's word for what went wrong, as `EACCES`; undefined when it was not the system. */
function systemCode(cause: unknown): string | undefined {
  return cause instanceof Error && 'syscall' in cause && 'code' in cause ? String(cause.code) : undefined;
}

/**
 * Has another key seal from now on: the one that was prepared, else a new one; the others still open. Keys of lasting purposes stay what they are, so that recovery codes
 * stay good and limits do not begin anew.
 * @returns its id
 * @throws WaygateError `keys.unreadable`, `keys.busy`, `keys.unwritable`, `keys.owner` (operational); nothing has changed then
 */
export function addKey(path: string): string {
  return changeKeysFile(path, (file) => {
    const next = withPreparedKey(file);
    return [{ ...next.file, active: next.kid }, next.kid];
  });
}

/**
 * Adds a key that opens and does not seal yet, for servers that read copies of the file: all must know a key before one of them seals with it. Where one is prepared
 * already it is that.
 * @returns its id
 * @throws what `addKey` throws
 */
export function prepareKey(path: string): string {
  return changeKeysFile(path, (file) => {
    const next = withPreparedKey(file);
    return [next.file, next.kid];
  });
}

/** A key that comes after the one that seals was prepared: keys are in the order of their making. */
function withPreparedKey(file: KeysFile): { readonly file: KeysFile; readonly kid: string } {
  const newest = file.keys.at(-1);
  if (newest !== undefined && newest.kid !== file.active) return { file, kid: newest.kid };
  const kid = randomBytes(4).toString('hex');
  const secret = randomBytes(32).toString('base64url');
  const content = contentOf(file);
  const ring = new KeyRing(content.active, content.secrets, content.lasting);
  const lasting = Object.fromEntries(LASTING_PURPOSES.map((purpose) => [purpose, ring.derive(purpose).toString('base64url')]));
  return { file: { active: file.active, keys: [...file.keys, { kid, secret }], lasting }, kid };
}

/**
 * Takes a key away for good. Whoever calls must know that nothing is sealed with it.
 * @throws WaygateError `keys.unknown` (notFound), `keys.active` (state) for the one that seals, and what `addKey` throws
 */
export function removeKey(path: string, kid: string): void {
  changeKeysFile(path, (file) => {
    if (file.keys.every((key) => key.kid !== kid)) throw new WaygateError('notFound', 'keys.unknown', `There is no key ${kid}.`);
    if (file.active === kid) throw new WaygateError('state', 'keys.active', `Key ${kid} is the one that seals. Rotate first.`);
    return [{ ...file, keys: file.keys.filter((key) => key.kid !== kid) }, undefined];
  });
}

/**
 * Replaces the file in one step, and lets nobody else do so meanwhile: a key that got lost would take with it what it has sealed. A link is followed, and owner, group
 * and mode stay, because servers that run as another user must still read what is there.
 */
function changeKeysFile<T>(link: string, change: (file: KeysFile) => readonly [KeysFile, T]): T {
  const path = realPathOf(link);
  const lock = `${path}.lock`;
  try {
    closeSync(openSync(lock, 'wx', 0o600));
  } catch (cause) {
    if (systemCode(cause) !== 'EEXIST') throw unwritable(path, cause);
    throw new WaygateError(
      'operational',
      'keys.busy',
      `Another command changes the keys. If there is none, it was ended in the middle: remove ${lock} and try again.`,
    );
  }
  try {
    const [next, answer] = change(readKeysFile(path));
    replaceFile(path, next);
    return answer;
  } finally {
    unlinkSync(lock);
  }
}

/** @throws WaygateError `keys.owner`, `keys.unwritable` (operational); nothing has changed then */
function replaceFile(path: string, next: KeysFile): void {
  let draft: string | undefined;
  try {
    draft = writeDraft(path, next);
    giveAsWas(draft, path);
    renameSync(draft, path);
    draft = undefined;
  } catch (cause) {
    throw cause instanceof WaygateError ? cause : unwritable(path, cause);
  } finally {
    if (draft !== undefined) unlinkSync(draft);
  }
  syncDirectory(dirname(path));
}

/** Gives the draft the owner, group and mode of the file that it is to replace. @throws WaygateError `keys.owner` (operational) */
function giveAsWas(draft: string, path: string): void {
  const { uid, gid, mode } = statSync(path);
  const file = openSync(draft, 'r+');
  try {
    const made = fstatSync(file);
    // The owner first: whoever gives a file away takes bits of its mode with it.
    if (made.uid !== uid || made.gid !== gid) fchownSync(file, uid, gid);
    fchmodSync(file, mode & 0o777);
    fsyncSync(file);
  } catch (cause) {
    throw new WaygateError(
      'operational',
      'keys.owner',
      `The keys file ${path} belongs to user ${uid} and group ${gid}, and a new one cannot be given to them (${systemCode(cause) ?? 'unknown'}): servers could not read it. Nothing was changed. Run the command as that user, or as root.`,
    );
  } finally {
    closeSync(file);
  }
}

function realPathOf(link: string): string {
  try {
    return realpathSync(link);
  } catch (cause) {
    throw unreadable(link, cause);
  }
}

function unwritable(path: string, cause: unknown): WaygateError {
  return new WaygateError(
    'operational',
    'keys.unwritable',
    `The keys file ${path} cannot be replaced (${systemCode(cause) ?? 'unknown'}). Nothing was changed. The command must be able to write to its folder.`,
  );
}

/** Writes what is to become the keys file beside it, to stay, for its owner only. @returns where */
function writeDraft(path: string, content: KeysFile): string {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const file = openSync(draft, 'wx', 0o600);
  try {
    writeSync(file, `${JSON.stringify(content, null, 2)}\n`);
    fsyncSync(file);
  } catch (error) {
    unlinkSync(draft);
    throw error;
  } finally {
    closeSync(file);
  }
  return draft;
}

function createKeysFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const kid = randomBytes(4).toString('hex');
  const draft = writeDraft(path, { active: kid, keys: [{ kid, secret: randomBytes(32).toString('base64url') }] });
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
