import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Makes the folder of a new node: `npm run node:new -- "Display Name"`. It compiles, runs and is tested as it is; then change it. See docs/add-a-node.md.
 */
const root = fileURLToPath(new URL('../nodes/', import.meta.url));

/** Files of a new node by name. */
export function newNode(displayName: string): { readonly folder: string; readonly files: Readonly<Record<string, string>> } {
  const words = displayName
    .trim()
    .split(/[\s-]+/)
    .filter((word) => /^[A-Za-z][A-Za-z0-9]*$/.test(word));
  if (words.length === 0) throw new Error('Give the name as the palette shall show it, such as "Office Hours".');
  const title = words.map((word) => (word[0] ?? '').toUpperCase() + word.slice(1));
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
  const { folder, files } = newNode(process.argv.slice(2).join(' '));
  const directory = join(root, folder);
  if (existsSync(directory)) {
    process.stderr.write(`There is a node in nodes/${folder} already.\n`);
    process.exit(1);
  }
  mkdirSync(directory);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  const { writeNodesIndex } = await import('./generate-nodes.ts');
  writeNodesIndex();
  process.stdout.write(
    `Made nodes/${folder}. Next: change node.ts, run "npx vitest run nodes/${folder}", then "npm run docs" for the catalogue.\n`,
  );
}
