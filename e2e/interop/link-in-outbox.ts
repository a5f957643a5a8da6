import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import type { Installation } from '../server/installation.ts';

/** The link in the mail that somebody was sent, as soon as it is there. @param address of the recipient, to whom no other mail with a link went */
export async function linkInOutbox({ directory }: Installation, address: string): Promise<string> {
  const outbox = join(directory, 'outbox');
  const find = async () => {
    const names = await readdir(outbox).catch(() => []);
    const texts = await Promise.all(names.filter((name) => name.endsWith('.txt')).map((name) => readFile(join(outbox, name), 'utf8')));
    const mails = texts.filter((text) => text.includes(`\nTo: ${address}\n`));
    return mails.flatMap((mail) => mail.split(/\s+/)).find((word) => word.includes('suspendedId=') && URL.canParse(word)) ?? '';
  };
  await expect.poll(find, `a mail to ${address}`).not.toBe('');
  return find();
}
