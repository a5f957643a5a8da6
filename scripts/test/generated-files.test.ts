import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { expect, it } from 'vitest';
import { generatedFiles } from '../generate-docs.ts';

it.each([...generatedFiles()].map(([file, text]) => [relative(process.cwd(), file), file, text]))(
  '%s is what it would be if it were made now (npm run docs)',
  (_, file, text) => {
    expect(existsSync(file) ? readFileSync(file, 'utf8') : 'missing').toBe(text);
  },
);
