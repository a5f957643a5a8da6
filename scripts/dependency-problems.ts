import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Licences that a package may have (SPDX). docs/dependencies.md says why, and what more is asked of the second list. */
const LICENCES: ReadonlySet<string> = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'MIT OR Apache-2.0',
  '(MIT OR CC0-1.0)',
]);
/** Licences that ask for changes to be published: for tools that build and test, in which we change nothing and of which no server has any. */
const LICENCES_OF_TOOLS: Readonly<Record<string, RegExp>> = { 'MPL-2.0': /^(axe-core|lightningcss(-.+)?)$/ };

/** Scripts by which a package could run something while it is installed. */
const HOOKS = ['preinstall', 'install', 'postinstall'] as const;

/** Days that a version must be old, at least, before it is taken. */
const LEAST_AGE_DAYS = 3;

/** Everything that the rules of docs/dependencies.md are about. */
export interface Dependencies {
  /** Text of pnpm-workspace.yaml. */
  readonly workspace: string;
  /** Text of pnpm-lock.yaml. */
  readonly lockfile: string;
  /** Manifests of all packages that are installed, those that others brought along included. */
  readonly installed: readonly InstalledPackage[];
}

/** What the manifest of an installed package says of it. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  readonly license?: unknown;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly gypfile?: boolean;
  /** Whether there is a recipe by which installing it would compile something, unless `gypfile` is false. */
  readonly hasRecipe?: boolean;
}

/** Reads what a checkout has installed. */
export function readDependencies(root: string): Dependencies {
  return {
    workspace: readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8'),
    lockfile: readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8'),
    installed: installedPackages(join(root, 'node_modules/.pnpm')),
  };
}

/**
 * What breaks the rules of docs/dependencies.md.
 * @returns one sentence for each
 */
export function dependencyProblems({ workspace, lockfile, installed }: Dependencies): string[] {
  return [...workspaceProblems(workspace), ...lockfileProblems(lockfile), ...installed.flatMap(packageProblems)];
}

function workspaceProblems(text: string): string[] {
  const problems = sectionOf(text, 'catalog')
    .map((line) => /^ {2}"?([^":]+)"?: "?(.+?)"?$/.exec(line))
    .filter((entry) => !/^\d+\.\d+\.\d+$/.test(entry?.[2] ?? ''))
    .map((entry) => `The catalog has ${entry?.[1] ?? 'a line'} at ${entry?.[2] ?? 'no version'}: name one version, such as 1.2.3.`);
  for (const line of sectionOf(text, 'allowBuilds')) {
    if (!line.endsWith(': false')) problems.push(`allowBuilds must refuse, and says “${line.trim()}”.`);
  }
  if (!/^strictDepBuilds: true$/m.test(text)) problems.push('strictDepBuilds must be true.');
  if (!/^blockExoticSubdeps: true$/m.test(text)) problems.push('blockExoticSubdeps must be true.');
  const minutes = Number(/^minimumReleaseAge: (\d+)$/m.exec(text)?.[1] ?? 0);
  if (minutes < LEAST_AGE_DAYS * 24 * 60) problems.push(`minimumReleaseAge must be ${LEAST_AGE_DAYS} days or more, in minutes.`);
  if (/^(minimumReleaseAgeExclude|dangerouslyAllowAllBuilds|registry|registries):/m.test(text)) {
    problems.push('Nothing is excluded from the age, allowed to build, or taken from another registry.');
  }
  return problems;
}

function lockfileProblems(text: string): string[] {
  const packages = sectionOf(text, 'packages');
  const keys = packages.filter((line) => /^ {2}\S/.test(line)).map((line) => line.trim().replace(/^'?(.+?)'?:$/, '$1'));
  const resolutions = packages.filter((line) => line.startsWith('    resolution: '));
  const problems = keys
    .filter((key) => !/^(@[\w.-]+\/)?[\w.-]+@\d+\.\d+\.\d+(-[\w.-]+)?$/.test(key))
    .map((key) => `The lockfile has ${key}, which is not one version of a package of the registry.`);
  for (const line of resolutions) {
    if (!/^ {4}resolution: \{integrity: sha512-[\w+/=]{88}\}$/.test(line))
      problems.push(`The lockfile takes something without a sha512 of it alone: ${line.trim()}`);
  }
  if (keys.length === 0 || keys.length !== resolutions.length) {
    problems.push(`The lockfile has ${keys.length} packages and ${resolutions.length} digests.`);
  }
  for (const line of sectionOf(text, 'importers')) {
    const specifier = /^ {8}specifier: '?(.+?)'?$/.exec(line)?.[1];
    if (specifier !== undefined && !/^(catalog:|workspace:\*|\d+\.\d+\.\d+)$/.test(specifier)) {
      problems.push(`A package of ours asks for ${specifier}: versions stand in the catalog.`);
    }
  }
  return problems;
}

function packageProblems({ name, version, license, scripts = {}, gypfile, hasRecipe }: InstalledPackage): string[] {
  const problems: string[] = [];
  const licence = typeof license === 'string' ? license : JSON.stringify(license ?? null);
  if (!LICENCES.has(licence) && LICENCES_OF_TOOLS[licence]?.test(name) !== true) {
    problems.push(`${name}@${version} is under ${licence}, which is not on the list.`);
  }
  for (const hook of HOOKS) {
    if (Object.hasOwn(scripts, hook)) problems.push(`${name}@${version} has a script ${hook}.`);
  }
  if (hasRecipe === true && gypfile !== false) problems.push(`${name}@${version} would be compiled while it is installed.`);
  return problems;
}

/** Lines of a member at the top of a YAML file as pnpm writes them, without empty ones and comments. */
function sectionOf(text: string, member: string): string[] {
  const lines = text.split('\n');
  const from = lines.indexOf(`${member}:`) + 1;
  if (from === 0) return [];
  const length = lines.slice(from).findIndex((line) => /^\S/.test(line) && !line.startsWith('#'));
  return lines
    .slice(from, length < 0 ? undefined : from + length)
    .filter((line) => line.trim() !== '' && !line.trimStart().startsWith('#'));
}

function installedPackages(store: string): InstalledPackage[] {
  return readdirSync(store).flatMap((entry) => {
    const modules = join(store, entry, 'node_modules');
    if (entry === 'node_modules' || !existsSync(modules)) return [];
    // What a package brings along stands beside it as a link, so only a folder is the package itself.
    const own = (folder: string) => readdirSync(join(modules, folder), { withFileTypes: true }).filter((found) => found.isDirectory());
    return own('')
      .filter(({ name }) => name !== '.bin')
      .flatMap(({ name }) => (name.startsWith('@') ? own(name).map((inner) => `${name}/${inner.name}`) : [name]))
      .map((name) => {
        const manifest = JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8')) as InstalledPackage;
        return { ...manifest, hasRecipe: existsSync(join(modules, name, 'binding.gyp')) };
      });
  });
}
