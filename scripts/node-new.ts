import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeNodesIndex } from './generate-nodes.ts';

/**
 * Makes the folder of a new node: `npm run node:new -- "Display Name"`. It compiles, runs and is tested as it is; then change it. See docs/add-a-node.md.
 */
const root = fileURLToPath(new URL('../nodes/', import.meta.url));

/** Files of a new node by name. */
export function newNode(displayName: string): { readonly folder: string; readonly files: Readonly<Record<string, string>> } {
  const name = displayName.trim().replace(/[\s-]+node$/i, '');
  if (!/^[A-Za-z][A-Za-z0-9]*([\s-]+[A-Za-z0-9]+)*$/.test(name) || /^node$/i.test(name)) {
    throw new Error('Give the name as the palette shall show it, in letters and digits, such as "Office Hours".');
  }
  const title = name.split(/[\s-]+/).map((word) => (word[0] ?? '').toUpperCase() + word.slice(1));
  const type = `${title.join('')}Node`;
  return {
    folder: title.join('-').toLowerCase(),
    files: {
      'node.ts': `import { defineNode } from '@waygate/node-kit';
import { z } from 'zod';

export default defineNode({
  type: '${type}',
  displayName: '${title.join(' ')}',
  category: 'utilities',
  tags: ['utilities'],
  icon: 'box',
  summary: 'Says in one sentence what the node decides or does.',
  config: z.object({
    always: z.boolean().default(true).meta({ title: 'Always', help: 'Says what the field means to the author of a journey.' }),
  }),
  outcomes: { true: 'True', false: 'False' },
  run: ({ config, goTo }) => goTo(config.always ? 'true' : 'false'),
});
`,
      'node.test.ts': `import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import node from './node.ts';

it('does what its field says', async () => {
  expect((await runNode(node)).outcome).toBe('true');
  expect((await runNode(node, { config: { always: false } })).outcome).toBe('false');
});
`,
      'README.md': `# ${title.join(' ')}

\`${type}\`. Says in one sentence what the node decides or does, when to use it, and what it must not be used for.
`,
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const folder = makeNode(process.argv.slice(2).join(' '));
    process.stdout.write(
      `Made nodes/${folder}. Next: change node.ts, run "npx vitest run nodes/${folder}", then "npm run docs" for the catalogue.\n`,
    );
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

/** @returns the folder that was made */
function makeNode(displayName: string): string {
  const { folder, files } = newNode(displayName);
  const directory = join(root, folder);
  if (existsSync(directory)) throw new Error(`There is a node in nodes/${folder} already.`);
  mkdirSync(directory);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  writeNodesIndex();
  return folder;
}
