import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { readTransfer, type TransferText } from '@waygate/schema';

/** Files that one journey, or several that belong together, came in. */
export interface CorpusEntry {
  readonly name: string;
  readonly files: readonly TransferText[];
}

/** What a folder of journeys holds: a file is an entry, and so is a folder of it, with all that is in it. */
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

/**
 * The files of an entry together with those of others that hold the journeys which it runs, however deep.
 * @param others where to look; what cannot be read there is passed over
 */
export function withInnerFiles(entry: CorpusEntry, others: readonly CorpusEntry[]): readonly TransferText[] {
  const files = [...entry.files];
  for (;;) {
    const { here, wanted } = journeysIn(files);
    const found = others.find(
      (other) => other.files.every((file) => !files.includes(file)) && journeysIn(other.files).here.some((name) => wanted.includes(name)),
    );
    if (found === undefined || journeysIn(found.files).here.some((name) => here.includes(name))) return files;
    files.push(...found.files);
  }
}

function journeysIn(files: readonly TransferText[]): { readonly here: readonly string[]; readonly wanted: readonly string[] } {
  try {
    const documents = readTransfer(files).sources.map(({ document }) => document);
    const here = documents.map(({ name }) => name);
    const inner = documents.flatMap(({ nodes }) =>
      Object.values(nodes).map(({ type, config }) => type === 'InnerTreeEvaluatorNode' && config['tree']),
    );
    return { here, wanted: inner.filter((name) => typeof name === 'string' && !here.includes(name)) as string[] };
  } catch {
    return { here: [], wanted: [] };
  }
}

function read(path: string, folder: string): TransferText {
  return { name: relative(folder, path), text: readFileSync(path, 'utf8') };
}
