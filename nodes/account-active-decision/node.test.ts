import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import node from './node.ts';

const ports = {
  identities: {
    find: async (realm: string, username: string) =>
      username === 'nobody' ? undefined : { id: username, realm, username, active: username === 'demo', attributes: {} },
  },
};

it.each([
  ['demo', 'true'],
  ['locked', 'false'],
])('takes the account of %s for active: %s', async (username, outcome) => {
  expect((await runNode(node, { shared: { username }, ports })).outcome).toBe(outcome);
});

it.each([[{ username: 'nobody' }], [{}]])('breaks for somebody who is not there (%j)', async (shared) => {
  await expect(runNode(node, { shared, ports })).rejects.toMatchObject({ code: 'identity.unknown' });
});
