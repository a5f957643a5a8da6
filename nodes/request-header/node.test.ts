import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import node from './node.ts';

const config = { allowedHeaders: { 'X-Region': 'region', 'X-Groups': 'groups' }, headersToBeDelimited: ['x-groups'] };

it('copies what it is told to, always as a list, and nothing else', async () => {
  const headers = { 'x-region': ['emea'], 'x-groups': 'a, b,c', 'x-other': 'not asked for' };
  const { outcome, shared } = await runNode(node, { config, headers });
  expect([outcome, shared]).toEqual(['outcome', { region: ['emea'], groups: ['a', 'b', 'c'] }]);
});

it('splits only where there is one value', async () => {
  const { shared } = await runNode(node, { config, headers: { 'x-region': 'a,b', 'x-groups': ['a,b', 'c'] } });
  expect(shared).toEqual({ region: ['a,b'], groups: ['a,b', 'c'] });
});

it('leaves an empty list for what did not come, and nothing of what came before', async () => {
  expect((await runNode(node, { config, shared: { region: ['old'] } })).shared).toEqual({ region: [], groups: [] });
  expect((await runNode(node)).shared).toEqual({});
});

it.each([['Cookie'], ['authorization'], ['Proxy-Authorization'], ['X-OpenAM-Password']])('does not copy %s', (header) => {
  expect(node.config.safeParse({ allowedHeaders: { [header]: 'x' } }).success).toBe(false);
});

it.each([['authLevel'], ['successUrl'], ['userGotoParam'], ['realm'], ['']])('lets no client say what %o is', (key) => {
  expect(node.config.safeParse({ allowedHeaders: { 'x-region': key } }).success).toBe(false);
});
