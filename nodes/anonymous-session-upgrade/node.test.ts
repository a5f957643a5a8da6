import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import node from './node.ts';

it('lets the session of the person take the place of the one they came with', async () => {
  expect((await runNode(node, { existingSession: { UserToken: 'anonymous' } })).action).toEqual({
    kind: 'goTo',
    outcome: 'outcome',
    upgradesAnonymous: true,
    nodeTypes: ['AnonymousSessionUpgrade'],
  });
});

it('breaks without a session', async () => {
  await expect(runNode(node)).rejects.toMatchObject({ code: 'anonymous.no_session' });
});
