import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Files that one journey, or several that belong together, came in. */
export interface CorpusEntry {
  readonly name: string;
  readonly files: readonly { readonly name: string; readonly text: string }[];
}

/** Journeys of our own, in every form that there is. */
const OWN = fileURLToPath(new URL('journeys', import.meta.url));

/** Our own journeys, and those of the folders that `WAYGATE_JOURNEYS` names, with colons between. */
export function corpora(): readonly { readonly folder: string; readonly isOwn: boolean }[] {
  const given = (process.env['WAYGATE_JOURNEYS'] ?? '').split(':').filter((folder) => folder !== '');
  return [{ folder: OWN, isOwn: true }, ...given.map((folder) => ({ folder, isOwn: false }))];
}

/** A file is an entry, and so is a folder, with all that is in it. */
export function entriesOf(folder: string): readonly CorpusEntry[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name): CorpusEntry[] => {
      const path = join(folder, name);
      if (!statSync(path).isDirectory())
        return name.endsWith('.json') ? [{ name: basename(name, '.json'), files: [read(path, folder)] }] : [];
      const files = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
      return [{ name, files: files.sort().map((file) => read(join(path, file), folder)) }];
    });
}

function read(path: string, folder: string): CorpusEntry['files'][number] {
  return { name: relative(folder, path), text: readFileSync(path, 'utf8') };
}
