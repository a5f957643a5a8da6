import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Something that Waygate runs on and whose makers say until when they mend it. */
export interface EndOfLife {
  readonly what: string;
  /** The release line, as far as the makers tell lines apart. */
  readonly line: string;
  /** Last day on which faults are mended. */
  readonly until: string;
}

/**
 * Until when release lines are mended, by what their makers publish: Node by github.com/nodejs/Release, MongoDB by mongodb.com/legal/support-policy. Libraries have no such
 * days: they are held to the newest version by `docs/dependencies.md`.
 */
export const ENDS_OF_LIFE: readonly EndOfLife[] = [
  { what: 'node', line: '22', until: '2027-04-30' },
  { what: 'node', line: '24', until: '2028-04-30' },
  { what: 'mongo', line: '8.0', until: '2029-10-31' },
];

/** A version that is in use here, and where that is said. */
export interface UsedVersion {
  readonly what: string;
  readonly version: string;
  readonly where: string;
}

/** Versions in a checkout of what has a known end. */
export function usedVersions(root: string): UsedVersion[] {
  const text = (file: string) => readFileSync(join(root, file), 'utf8');
  const found = (what: string, file: string, pattern: RegExp): UsedVersion[] =>
    [...text(file).matchAll(pattern)].map(([, version = '']) => ({ what, version, where: file }));
  return [
    ...found('node', 'pnpm-workspace.yaml', /^nodeVersion: (\S+)$/gm),
    ...found('node', 'package.json', /"node-linux-\w+": "([^"]+)"/g),
    ...found('mongo', 'deploy/compose.yaml', /library\/mongo:([\d.]+)/g),
  ];
}

/**
 * What of the versions is past its end, or has none that is known.
 * @param today `YYYY-MM-DD`
 * @returns one sentence for each
 */
export function endOfLifeProblems(used: readonly UsedVersion[], today: string, ends: readonly EndOfLife[] = ENDS_OF_LIFE): string[] {
  return used.flatMap(({ what, version, where }) => {
    const end = ends.find((one) => one.what === what && (version === one.line || version.startsWith(`${one.line}.`)));
    if (end === undefined)
      return [`${where}: nobody has written down until when ${what} ${version} is mended. Add it to scripts/ends-of-life.ts.`];
    return today > end.until ? [`${where}: ${what} ${version} is mended no more since ${end.until}. Take a newer one.`] : [];
  });
}
