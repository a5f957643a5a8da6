import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import node from './node.ts';

const config = { allowedQueryParameters: { region: 'area', tags: 'labels' }, queryParametersToBeDelimited: ['tags'] };

it('copies what it is told to, always as a list, and nothing else', async () => {
  const parameters = { region: ['emea', 'apac'], tags: 'a, b,c', other: 'not asked for' };
  const { outcome, shared } = await runNode(node, { config, parameters });
  expect([outcome, shared]).toEqual(['outcome', { area: ['emea', 'apac'], labels: ['a', 'b', 'c'] }]);
});

it('splits only where there is one value', async () => {
  const { shared } = await runNode(node, { config, parameters: { region: 'a,b', tags: ['a,b', 'c'] } });
  expect(shared).toEqual({ area: ['a,b'], labels: ['a,b', 'c'] });
});

it.each([
  ['b%C3%A4r', 'bär'],
  ['a+b', 'a b'],
  ['100%', '100%'],
])('reads %s for %s', async (given, read) => {
  expect((await runNode(node, { config, parameters: { region: given } })).shared['area']).toEqual([read]);
});

it('leaves an empty list for what did not come, and nothing of what came before', async () => {
  expect((await runNode(node, { config, shared: { area: ['old'] } })).shared).toEqual({ area: [], labels: [] });
  expect((await runNode(node)).shared).toEqual({});
});

it.each([['authLevel'], ['successUrl'], ['userGotoParam'], ['realm'], ['']])('lets no client say what %o is', (key) => {
  expect(node.config.safeParse({ allowedQueryParameters: { region: key } }).success).toBe(false);
});
