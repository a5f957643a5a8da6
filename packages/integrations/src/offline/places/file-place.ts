import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { PhoneOwner, PhonePlace } from './phone-place.ts';

/** How old a draft must be that was left behind by a process that was ended, milliseconds. */
const LEFT_BEHIND_MS = 60_000;

/** Files of a folder, one for each person, for whoever runs the server alone. A file is replaced in one step: it is the old or the new one, whatever happens. */
export function filePlace(folder: string): PhonePlace {
  const pathOf = ({ realm, userId }: PhoneOwner) => join(folder, `${createHash('sha256').update(`${realm}|${userId}`).digest('hex')}.json`);
  return {
    async read(owner) {
      try {
        return await readFile(pathOf(owner), 'utf8');
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    async write(owner, text) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const path = pathOf(owner);
      if (text === undefined) await rm(path, { force: true });
      else await replaced(path, text);
      await synced(folder);
      await swept(folder);
    },
  };
}

async function replaced(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}.draft`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** Makes the new name outlive a power cut. */
async function synced(folder: string): Promise<void> {
  const directory = await open(folder, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/** Takes away drafts of processes that were ended before they could rename them. */
async function swept(folder: string): Promise<void> {
  const drafts = (await readdir(folder)).filter((name) => name.endsWith('.draft'));
  for (const draft of drafts) {
    const path = join(folder, draft);
    const age = Date.now() - (await stat(path).catch(() => ({ mtimeMs: Date.now() }))).mtimeMs;
    if (age > LEFT_BEHIND_MS) await rm(path, { force: true });
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
