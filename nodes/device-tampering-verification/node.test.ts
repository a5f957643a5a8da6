import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import node from './node.ts';

const shared = (metadata: object) => ({ 'forgeRock.device.profile': { identifier: 'd1', metadata } }) as never;

it.each([
  [0, '0', 'true'],
  [0.1, '0', 'false'],
  [0.5, '0.5', 'true'],
  [0.51, '0.5', 'false'],
  [1, '1', 'true'],
  ['0', '1', 'false'],
  [undefined, '1', 'false'],
])('score %o against %s is %s', async (jailBreakScore, score, outcome) => {
  const platform = jailBreakScore === undefined ? {} : { jailBreakScore };
  expect((await runNode(node, { config: { score }, shared: shared({ platform }) })).outcome).toBe(outcome);
});

it.each([[{}], [{ platform: 'android' }], [{ platform: null }], [{ platform: [0] }]])('without a score is False: %j', async (metadata) => {
  expect((await runNode(node, { config: { score: '1' }, shared: shared(metadata) })).outcome).toBe('false');
});

it.each([[{}], [{ 'forgeRock.device.profile': { identifier: 'd1' } }]])('breaks where no metadata was collected: %j', async (state) => {
  await expect(runNode(node, { shared: state })).rejects.toMatchObject({ kind: 'authoring', code: 'device.profile_missing' });
});

it.each([['1.1'], ['-0.1'], ['half'], ['']])('takes no threshold beyond 0 and 1: "%s"', (score) => {
  expect(node.config.safeParse({ score }).success).toBe(false);
});
