import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MailTransport } from './mail-transport.ts';

/** How many mails are kept. */
const KEPT = 200;

/**
 * Keeps mails in a folder instead of sending them, for a laptop: each as a text that a person can read, with whole links, and as a page when it has one.
 * @param now epoch milliseconds
 */
export function createOutboxTransport(directory: string, now: () => number): MailTransport {
  let count = 0;
  return {
    deliver: async ({ from, to, subject, text, html }) => {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      await chmod(directory, 0o700);
      count += 1;
      const date = new Date(now()).toISOString();
      const name = `${date.replaceAll(/[:.]/g, '-')}-${process.pid}-${String(count).padStart(4, '0')}`;
      // The page first: whoever waits for the text finds both.
      if (html !== undefined) await writeFile(join(directory, `${name}.html`), html, { mode: 0o600 });
      const head = `Date: ${date}\nFrom: ${from}\nTo: ${to}\nSubject: ${subject}\n`;
      await writeFile(join(directory, `${name}.txt`), `${head}\n${text}\n`, { mode: 0o600 });
      await removeOldest(directory);
    },
  };
}

async function removeOldest(directory: string): Promise<void> {
  const texts = (await readdir(directory)).filter((name) => name.endsWith('.txt')).sort();
  for (const text of texts.slice(0, -KEPT)) {
    const name = text.slice(0, -'.txt'.length);
    await Promise.all(['.txt', '.html'].map((ending) => rm(join(directory, `${name}${ending}`), { force: true })));
  }
}
