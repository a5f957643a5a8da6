import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Factor } from '@waygate/node-kit';
import { describe, expect, it } from 'vitest';
import type { nodeTypes } from './index.ts';

const folders = readdirSync(import.meta.dirname).filter((name) => existsSync(join(import.meta.dirname, name, 'node.ts')));

/** Kinds of proof for which something secret is compared here. */
const COMPARED = ['knowledge:', 'possession:', 'verification:'];
/** Nodes that prove such a thing and compare nothing that could be guessed at. */
const NOTHING_TO_GUESS: Readonly<Record<string, string>> = {
  PushResultVerifierNode: 'a message is settled once by a signed answer, and how many are sent is limited',
  CreateObjectNode: 'it makes a person with a new password, and there is no old one',
  ProvisionDynamicAccountNode: 'it makes a person with a new password, and there is no old one',
  ProvisionIdmAccountNode: 'it makes a person with a new password, and there is no old one',
};

/** Lines that look at the answer of the throttle for no more than what the operator reads. */
const TELLS = /throttled = \w+\.reason|audit: \w+\.allowed \?/;

const proved = (type: (typeof nodeTypes)[number]): Factor[] => [...Object.values(type.provides), ...Object.values(type.mayProvide)].flat();
const nodes = await Promise.all(
  folders.map(async (folder) => {
    const { default: type } = (await import(`./${folder}/node.ts`)) as { default: (typeof nodeTypes)[number] };
    return { folder, type };
  }),
);
const comparing = nodes.filter(({ type }) => proved(type).some((factor) => COMPARED.some((kind) => factor.startsWith(kind))));

/** What a node is made of: its file and all files of ours that it names, here and in the folders beside it. */
function sourceOf(file: string, seen = new Set<string>()): string {
  if (seen.has(file)) return '';
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  const named = [...text.matchAll(/from '(\.[^']+\.ts)'/g)].map(([, path = '']) => join(dirname(file), path));
  return [text, ...named.map((one) => sourceOf(one, seen))].join('\n');
}

describe.each(comparing.filter(({ type }) => !Object.hasOwn(NOTHING_TO_GUESS, type.type)).map(({ folder }) => folder))('%s', (folder) => {
  it('counts its tries: by the throttle, or by a port that does so itself', () => {
    const lines = sourceOf(join(import.meta.dirname, folder, 'node.ts')).split('\n');
    // Whoever asks and does not go by the answer counts in vain; to tell the operator of it is not to go by it.
    const source = lines.filter((line) => !TELLS.test(line)).join('\n');
    const counts = [/attempts\.begin\(/, /\.allowed\b/, /attempts\.succeeded\(/].every((call) => call.test(source));
    expect(counts || /identities\.verifyPassword\(/.test(source)).toBe(true);
  });
});

// That they go by the answer is seen where they run: packages/scenarios/test/refused-tries.test.ts.
it('is asked of as many nodes as prove something, and no exception is out of date', () => {
  expect(comparing.length).toBeGreaterThan(8);
  const types = comparing.map(({ type }) => type.type);
  expect(Object.keys(NOTHING_TO_GUESS).filter((type) => !types.includes(type))).toEqual([]);
});

it('a security question is no factor, and is counted all the same', () => {
  expect(sourceOf(join(import.meta.dirname, 'kba-verification/node.ts'))).toMatch(/identities\.verifyKba\(/);
});
