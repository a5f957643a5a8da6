import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A library as `pnpm licenses list --json` tells of it. */
export interface Library {
  readonly name: string;
  readonly versions: readonly string[];
  readonly paths: readonly string[];
  readonly license: string;
  readonly homepage?: string;
}

/** Files of a package that its license is in, or what the license asks to hand on. */
const LICENSE_FILE = /^(licen[cs]e|copying|notice)(\b|$)/i;

/** Text of THIRD-PARTY.txt: every library that the package contains, also those that are built into the pages, with its license. docs/dependencies.md says which may be there. */
export function thirdPartyText(libraries: readonly Library[]): string {
  const sorted = [...libraries].sort((a, b) => (a.name < b.name ? -1 : 1));
  const byText = new Map<string, string[]>();
  for (const library of sorted) {
    const text = licenseTexts(library);
    if (text !== '') byText.set(text, [...(byText.get(text) ?? []), library.name]);
  }
  const list = sorted.flatMap(({ name, versions, license, homepage }) =>
    versions.map((version) => `${name} ${version}\t${license}\t${homepage ?? ''}`),
  );
  const texts = [...byText].map(([text, names]) => `${'─'.repeat(100)}\n${names.join(', ')}\n\n${text}`);
  return `Libraries that are part of this package, and their licenses.\n\n${list.join('\n')}\n\n${texts.join('\n\n')}\n`;
}

function licenseTexts({ paths }: Library): string {
  const texts = paths.flatMap((path) =>
    readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isFile() && LICENSE_FILE.test(entry.name))
      .map(({ name }) => name)
      .sort()
      .map((name) => readFileSync(join(path, name), 'utf8').replaceAll('\r\n', '\n').trim()),
  );
  return [...new Set(texts)].join('\n\n');
}
