import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import node from './node.ts';

it('says where to go', async () => {
  const { outcome, shared } = await runNode(node, { config: { failureUrl: '/account' }, shared: { failureUrl: '/before' } });
  expect([outcome, shared]).toEqual(['outcome', { failureUrl: '/account' }]);
});

it('needs an address that leads somewhere', () => {
  for (const config of [{}, { failureUrl: '' }, { failureUrl: 'javascript:alert(1)' }])
    expect(node.config.safeParse(config).success).toBe(false);
});
