import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Dependencies, dependencyProblems, type InstalledPackage, readDependencies } from '../dependency-problems.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const ours = readDependencies(ROOT);
const problemsWith = (change: Partial<Dependencies>) => dependencyProblems({ ...ours, ...change }).join('\n');
const withPackage = (manifest: Partial<InstalledPackage>) => ({
  installed: [{ name: 'left-pad', version: '1.0.0', license: 'MIT', ...manifest }],
});
const inWorkspace = (from: string | RegExp, to: string) => ({ workspace: ours.workspace.replace(from, to) });
const inLockfile = (from: string | RegExp, to: string) => ({ lockfile: ours.lockfile.replace(from, to) });

describe('dependencies', () => {
  it('of this checkout keep every rule, those that others bring along included', () => {
    expect(dependencyProblems(ours)).toEqual([]);
    expect(ours.installed.length).toBeGreaterThan(300);
  });

  it.each<[string, Partial<Dependencies>, string]>([
    ['a range in the catalog', inWorkspace(/zod: \S+/, 'zod: ^4.0.0'), 'The catalog has zod at ^4.0.0'],
    ['a script that may run', inWorkspace('esbuild: false', 'esbuild: true'), 'allowBuilds must refuse'],
    ['scripts that nobody refused', inWorkspace('strictDepBuilds: true', ''), 'strictDepBuilds must be true'],
    ['git below others', inWorkspace('blockExoticSubdeps: true', ''), 'blockExoticSubdeps must be true'],
    ['versions of this hour', inWorkspace(/minimumReleaseAge: \d+/, 'minimumReleaseAge: 60'), 'minimumReleaseAge must be'],
    ['an exception from the age', inWorkspace('packages:', 'minimumReleaseAgeExclude: [zod]\npackages:'), 'Nothing is excluded'],
    ['another registry', inWorkspace('packages:', 'registry: https://elsewhere.example\npackages:'), 'from another registry'],
    ['a range beside the catalog', inLockfile("specifier: 'catalog:'", 'specifier: ^1.0.0'), 'asks for ^1.0.0'],
    [
      'a package of git',
      inLockfile(/^ {2}acorn@\S+:$/m, "  'acorn@git+https://github.com/x/acorn.git#abc':"),
      'not one version of a package',
    ],
    [
      'a tarball from elsewhere',
      inLockfile(/\{integrity: /, '{tarball: https://elsewhere.example/a.tgz, integrity: '),
      'without a sha512 of it alone',
    ],
    ['a package without a digest', inLockfile(/^ {4}resolution: .*$/m, ''), 'packages and'],
    ['a licence that is not listed', withPackage({ license: 'GPL-3.0-only' }), 'is under GPL-3.0-only'],
    ['a licence that nobody wrote down', withPackage({ license: undefined }), 'is under null'],
    ['a licence of tools elsewhere', withPackage({ license: 'MPL-2.0' }), 'is under MPL-2.0'],
    ['a script at installation', withPackage({ scripts: { postinstall: 'node steal.js' } }), 'has a script postinstall'],
    ['what would be compiled', withPackage({ hasRecipe: true }), 'would be compiled'],
  ])('are refused with %s', (_, change, sentence) => {
    expect(problemsWith(change)).toContain(sentence);
  });

  it('are installed from the lockfile alone, by a package manager of one version', () => {
    const toolchain = readFileSync(join(ROOT, 'scripts/toolchain.mjs'), 'utf8');
    expect(toolchain).toMatch(/const PNPM = 'pnpm@\d+\.\d+\.\d+';/);
    expect(toolchain).toContain("['--yes', PNPM, 'install', '--frozen-lockfile'");
  });
});
