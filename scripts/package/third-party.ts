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

/** Licenses that ask for no more than that their text is handed on. */
const PERMISSIVE = new Set([
  ...['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'CC0-1.0', 'ISC', 'MIT', 'MIT-0', 'Unlicense'],
]);
/** Files of a package that its license is in, or what the license asks to hand on. */
const LICENSE_FILE = /^(licen[cs]e|copying|notice)/i;

/**
 * Text of THIRD-PARTY.txt: every library that the package contains, also those that are built into the pages, with its license.
 * @throws Error that names the libraries whose license nobody has looked at
 */
export function thirdPartyText(libraries: readonly Library[]): string {
  const strange = libraries.filter(({ license }) => !isPermissive(license));
  if (strange.length > 0) {
    throw new Error(
      `Look at the licenses of ${strange.map(({ name, license }) => `${name} (${license})`).join(', ')}: scripts/package/third-party.ts does not know that they may be handed on.`,
    );
  }
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

/** @param license expression of SPDX without WITH */
export function isPermissive(license: string): boolean {
  // One of an OR is enough, an AND takes all.
  return license
    .replace(/^\((.*)\)$/, '$1')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((one) => PERMISSIVE.has(one.replace(/[()]/g, '').trim())));
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
