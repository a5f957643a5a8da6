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
});
export type LocalBackup = z.infer<typeof backup>;

/** Where the work on one journey by one author is kept in this browser. */
export function backupKey(author: string, realm: string, name: string): string {
  return `waygate-draft:${JSON.stringify([author, realm, name])}`;
}

/** @returns undefined when there is none, or when it is not in our form */
export function readBackup(key: string): LocalBackup | undefined {
  try {
    const text = localStorage.getItem(key);
    return text === null ? undefined : backup.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
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
