import { runNode } from '@waygate/node-kit/testing';
import type { JsonObject } from '@waygate/schema';
import { expect, it } from 'vitest';
import node from './node.ts';

it('is run by the engine', async () => {
  expect(node.kind).toBe('inner');
  await expect(runNode(node)).rejects.toThrow('run by the engine');
});

it('has an outcome for errors only when told so', () => {
  const ids = (config: object) => node.outcomes(node.config.parse(config) as JsonObject).map(({ id }) => id);
  expect([ids({}), ids({ displayErrorOutcome: true })]).toEqual([
    ['true', 'false'],
    ['true', 'false', 'error'],
  ]);
});
