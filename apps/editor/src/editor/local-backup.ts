import { journeyDocument } from '@waygate/schema';
import { z } from 'zod';

/** Work that this browser holds until the server has it. */
const backup = z.object({
  document: journeyDocument,
  baseVersion: z.string().nullable(),
  /** Revision of the draft on the server that it builds on. */
  revision: z.number().nullable(),
  /** Epoch milliseconds. */
  at: z.number(),
  /** Fingerprints of what was sent and not answered: a draft on the server that is one of them is this work, too. */
  sent: z.array(z.string()).default([]),
});
export type LocalBackup = z.infer<typeof backup>;

/** A backup that no open tab looks after any more: its tab was closed, or crashed. */
export interface LeftBackup {
  readonly key: string;
  readonly backup: LocalBackup;
}

/** A journey of which this browser holds work that the server does not have. */
export interface UnsentWork {
  readonly realm: string;
  readonly name: string;
  /** Where it stands, by tab. */
  readonly keys: readonly string[];
}

const PREFIX = 'waygate-draft:';
const place = z.tuple([z.string(), z.string(), z.string()]);

/** Where the work of one author on one journey stands in this browser; each tab has a place of its own below it. */
export function backupPrefix(author: string, realm: string, name: string): string {
  return `${PREFIX}${JSON.stringify([author, realm, name])}:`;
}

/** Everything of an author that this browser holds until the server has it, that of open tabs too. */
export function unsentWork(author: string): readonly UnsentWork[] {
  const found = new Map<string, UnsentWork>();
  for (const key of storedKeys()) {
    const written = key.startsWith(PREFIX) ? key.slice(PREFIX.length, key.lastIndexOf(']:') + 1) : '';
    const [whose, realm = '', name = ''] = readPlace(written) ?? [];
    if (whose !== author) continue;
    found.set(written, { realm, name, keys: [...(found.get(written)?.keys ?? []), key] });
  }
  return [...found.values()];
}

function readPlace(text: string): z.infer<typeof place> | undefined {
  try {
    return place.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function storedKeys(): readonly string[] {
  try {
    return Array.from({ length: localStorage.length }, (_, index) => localStorage.key(index) ?? '');
  } catch {
    return [];
  }
}

/** @returns whether the browser took it: its room is limited, and a private window may have none */
export function writeBackup(key: string, value: LocalBackup): boolean {
  try {
    localStorage.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

export function dropBackup(key: string): void {
  try {
    localStorage.removeItem(key);
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
}

/** Tells the other tabs that this one looks after its backup. @returns ends that */
export function claimBackup(key: string): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  // Without locks (no secure context) other tabs cannot tell; then two tabs hold the same work, and the server tells them apart.
  navigator.locks?.request(key, () => promise).catch(() => undefined);
  return resolve;
}

/** Backups whose tab is gone, latest first. What is not in our form is left out. */
export async function leftBackups(prefix: string): Promise<readonly LeftBackup[]> {
  const held = new Set((await navigator.locks?.query().catch(() => undefined))?.held?.map(({ name }) => name));
  const found = storedKeys().flatMap((key) => {
    const value = key.startsWith(prefix) && !held.has(key) ? readBackup(key) : undefined;
    return value === undefined ? [] : [{ key, backup: value }];
  });
  return found.sort((a, b) => b.backup.at - a.backup.at);
}

function readBackup(key: string): LocalBackup | undefined {
  try {
    const text = localStorage.getItem(key);
    return text === null ? undefined : backup.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
