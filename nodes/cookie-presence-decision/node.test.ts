import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import node from './node.ts';

it.each([
  ['known=1', 'true'],
  ['a=b; known=; c=d', 'true'],
  ['a=b; __Host-known=1', 'true'],
  ['known', 'false'],
  ['Known=1', 'false'],
  ['unknown=1; knowns=2; x=known=1', 'false'],
  ['=known', 'false'],
  ['', 'false'],
])('finds the cookie in "%s": %s', async (cookie, outcome) => {
  expect((await runNode(node, { config: { cookieName: 'known' }, headers: { cookie } })).outcome).toBe(outcome);
});

it('finds it in any of several headers, and nothing where there is none', async () => {
  expect((await runNode(node, { config: { cookieName: 'known' }, headers: { cookie: ['a=b', 'known=1'] } })).outcome).toBe('true');
  expect((await runNode(node, { config: { cookieName: 'known' } })).outcome).toBe('false');
});

it('finds no cookie that nobody named', async () => {
  expect((await runNode(node, { headers: { cookie: '=x; a=b; __Host-=x' } })).outcome).toBe('false');
});
