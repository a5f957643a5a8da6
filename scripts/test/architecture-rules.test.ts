import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { architectureProblems, fileProblems } from '../architecture-rules.ts';

const manifest = {
  dependencies: { '@waygate/schema': 'workspace:*', '@waygate/http': 'workspace:*', express: 'catalog:', zod: 'catalog:' },
};
const problems = (room: string, text: string, file = `${room}/src/x.ts`) => fileProblems(room, manifest, file, text);

it('finds nothing in this checkout', () => {
  expect(architectureProblems(fileURLToPath(new URL('../..', import.meta.url)))).toEqual([]);
});

it.each([
  ['an import against the direction', 'packages/engine', "import { createHttpServer } from '@waygate/http';", 'must not import http'],
  ['one of types only', 'packages/engine', "import type { HttpDeps } from '@waygate/http';", 'must not import http'],
  ['one over several lines', 'packages/engine', "import {\n  a,\n  b,\n} from '@waygate/http';", 'must not import http'],
  ['a re-export', 'packages/engine', "export * from '@waygate/http';", 'must not import http'],
  ['one at run time', 'packages/engine', "const x = await import('@waygate/http');", 'must not import http'],
  ['a library outside its room', 'packages/engine', "import express from 'express';", 'belongs to packages/http'],
  ['Node in a room for browsers', 'packages/schema', "import { join } from 'node:path';", 'runs in browsers'],
  ['what the manifest does not declare', 'packages/engine', "import { x } from 'left-pad';", 'not declared'],
  ['the environment outside the composition root', 'packages/http', 'const x = process.env.HOME;', 'read the environment'],
])('catches %s', (_, room, text, sentence) => {
  expect(problems(room, text).join('\n')).toContain(sentence);
});

it('lets pass what is allowed', () => {
  expect(problems('packages/engine', "import { z } from './x.ts';\nimport { sortKeys } from '@waygate/schema';")).toEqual([]);
  expect(problems('packages/http', "import express from 'express';\nimport { createServer } from 'node:http';")).toEqual([]);
});
