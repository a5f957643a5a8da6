import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A workspace package, and where it is in the checkout. */
export interface Room {
  readonly name: string;
  /** From the root of the checkout. */
  readonly path: string;
}

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** These rooms and all that they need of ours to run, by name. */
export function roomsOf(root: string, names: readonly string[]): readonly Room[] {
  const all = new Map(
    ['packages', 'apps']
      .flatMap((folder) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}`))
      .concat('nodes')
      .filter((path) => existsSync(join(root, path, 'package.json')))
      .map((path) => {
        const manifest = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8')) as Manifest;
        return [manifest.name, { path, manifest }] as const;
      }),
  );
  const found = new Map<string, Room>();
  const add = (name: string) => {
    const room = all.get(name);
    if (room === undefined || found.has(name)) return;
    found.set(name, { name, path: room.path });
    for (const dependency of Object.keys(room.manifest.dependencies ?? {})) add(dependency);
  };
  for (const name of names) add(name);
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}
