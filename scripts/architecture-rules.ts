import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Which rooms a room may import; docs/architecture.md section 3. What is not listed may import nothing of ours. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'packages/schema': [],
  'packages/graph': ['schema'],
  'packages/node-kit': ['schema'],
  'packages/mfa': ['schema', 'node-kit'],
  'packages/engine': ['schema', 'graph', 'node-kit'],
  'packages/scripting': ['schema', 'node-kit'],
  'packages/continuity': ['schema', 'node-kit'],
  'packages/storage': ['schema', 'node-kit', 'engine', 'mfa', 'continuity'],
  'packages/storage-mongodb': ['schema', 'storage'],
  'packages/integrations': ['schema', 'node-kit', 'engine', 'mfa', 'storage', 'continuity'],
  'packages/oidc': ['schema', 'node-kit', 'engine', 'storage'],
  'packages/http': ['schema', 'node-kit', 'graph', 'engine', 'mfa'],
  'packages/tracing': [],
  'packages/client': ['schema'],
  'packages/phone': [],
  'packages/ui': ['schema'],
  'packages/scenarios': [
    'schema',
    'graph',
    'node-kit',
    'engine',
    'mfa',
    'nodes',
    'storage',
    'integrations',
    'http',
    'client',
    'phone',
    'server',
  ],
  nodes: ['schema', 'node-kit', 'mfa'],
  'apps/server': [
    'schema',
    'graph',
    'node-kit',
    'engine',
    'mfa',
    'scripting',
    'nodes',
    'storage',
    'storage-mongodb',
    'integrations',
    'oidc',
    'http',
    'continuity',
    'tracing',
  ],
  'apps/cli': ['schema', 'graph', 'server'],
  bench: ['schema', 'graph', 'node-kit', 'engine', 'scripting', 'nodes', 'client', 'phone', 'scenarios', 'server'],
  'apps/login': ['schema', 'client', 'ui'],
  'apps/authenticator': ['schema', 'mfa', 'client', 'ui'],
};

/** Rooms that must run in a browser too. */
const WITHOUT_NODE = new Set([
  'packages/schema',
  'packages/graph',
  'packages/node-kit',
  'packages/mfa',
  'packages/client',
  'packages/ui',
  'nodes',
  'apps/login',
  'apps/authenticator',
]);

/** Libraries that stay in their room. */
const ROOM_OF: readonly (readonly [library: RegExp, rooms: readonly string[]])[] = [
  [/^express$/, ['packages/http', 'bench']],
  [/^@aws-sdk\//, ['packages/integrations']],
  [/^@node-rs\/argon2$/, ['packages/integrations', 'bench']],
  [/^ldapts$/, ['packages/integrations']],
  [/^nodemailer$/, ['packages/integrations']],
  [/^@simplewebauthn\//, ['packages/integrations']],
  [/^@peculiar\//, ['packages/integrations']],
  [/^smtp-server$/, ['packages/scenarios']],
  [/^@zxcvbn-ts\//, ['packages/integrations']],
  [/^better-sqlite3$/, ['packages/storage', 'bench']],
  [/^commander$/, ['apps/cli']],
  [/^(@jitl\/|quickjs-|acorn$)/, ['packages/scripting']],
  [/^pino$/, ['apps/server']],
  [/^oidc-provider$/, ['packages/oidc']],
  [/^jose$/, ['packages/oidc', 'packages/integrations']],
  [/^openid-client$/, ['packages/integrations']],
  [/^preact/, ['packages/ui', 'apps/login', 'apps/authenticator']],
  [/^xstate$/, ['packages/continuity']],
  [/^mongodb$/, ['packages/storage-mongodb', 'bench']],
  [/^@opentelemetry\//, ['packages/tracing']],
];

/** Where the environment may be read. */
const READS_ENVIRONMENT = /^(apps\/server\/src\/main\.ts|apps\/cli\/src\/main\.ts|scripts\/|e2e\/|bench\/)/;

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s[^'"`;]*?from\s+['"]([^'"]+)['"]|(?:^|\n)\s*import\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

/**
 * Everything in a checkout that breaks the architecture: imports in the wrong direction, libraries outside their room, undeclared dependencies, versions beside the
 * catalog, install scripts.
 * @returns one sentence for each
 */
export function architectureProblems(root: string): string[] {
  const problems: string[] = [];
  for (const room of Object.keys(MAY_IMPORT)) {
    if (!existsSync(join(root, room, 'package.json'))) continue;
    const manifest = JSON.parse(readFileSync(join(root, room, 'package.json'), 'utf8')) as Manifest;
    problems.push(...manifestProblems(room, manifest));
    for (const file of sourceFiles(root, room))
      problems.push(...fileProblems(room, manifest, file, readFileSync(join(root, file), 'utf8')));
  }
  return problems;
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
}

function manifestProblems(room: string, { dependencies = {}, devDependencies = {}, scripts = {} }: Manifest): string[] {
  const versions = Object.entries({ ...dependencies, ...devDependencies })
    .filter(([, version]) => version !== 'catalog:' && version !== 'workspace:*')
    .map(([name, version]) => `${room}/package.json: ${name} is ${version}; versions stand in the catalog of pnpm-workspace.yaml.`);
  const hooks = ['preinstall', 'install', 'postinstall', 'prepare']
    .filter((name) => Object.hasOwn(scripts, name))
    .map((name) => `${room}/package.json: there must be no ${name} script.`);
  return [...versions, ...hooks];
}

/** Problems of one source file. Tests may use more: they are held to declared dependencies by the package manager's isolation. */
export function fileProblems(room: string, manifest: Manifest, file: string, text: string): string[] {
  const problems: string[] = [];
  for (const match of text.matchAll(IMPORT)) {
    const name = match[1] ?? match[2] ?? match[3] ?? '';
    if (name.startsWith('.')) continue;
    if (name.startsWith('node:')) {
      const isTesting = room === 'packages/node-kit' && file.includes('/testing/');
      if (WITHOUT_NODE.has(room) && !isTesting && !file.endsWith('vite.config.ts'))
        problems.push(`${file}: ${name} must not be imported here: this room runs in browsers too.`);
      continue;
    }
    const own = /^@waygate\/([\w-]+)/.exec(name)?.[1];
    if (own !== undefined && !(MAY_IMPORT[room] ?? []).includes(own)) problems.push(`${file}: ${room} must not import ${own}.`);
    const library = name
      .split('/')
      .slice(0, name.startsWith('@') ? 2 : 1)
      .join('/');
    for (const [pattern, rooms] of ROOM_OF) {
      if (pattern.test(library) && !rooms.includes(room))
        problems.push(`${file}: ${library} has no place here; it belongs to ${rooms.join(', ') || 'tests'}.`);
    }
    const declared = { ...manifest.dependencies, ...(file.endsWith('.config.ts') ? manifest.devDependencies : {}) };
    if (!Object.hasOwn(declared, library)) problems.push(`${file}: ${library} is not declared in ${room}/package.json.`);
  }
  if (/process\.env/.test(text) && !READS_ENVIRONMENT.test(file))
    problems.push(`${file}: only the composition root and the command line read the environment.`);
  return problems;
}

function sourceFiles(root: string, room: string): string[] {
  const found: string[] = [];
  const walk = (folder: string) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      if (['node_modules', 'dist', 'test'].includes(entry.name)) continue;
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else if (/\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name)) found.push(path);
    }
  };
  walk(room);
  return found;
}
