import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import node from './node.ts';

it('wants the answer to signing off to have more', async () => {
  const logoutDetails = { next: 'https://example.com/bye' };
  expect((await runNode(node, { config: { logoutDetails } })).action).toEqual({
    kind: 'goTo',
    outcome: 'outcome',
    endWishes: { logoutDetails },
  });
});

it.each([['result'], ['']])('does not take %o', (key) => {
  expect(node.config.safeParse({ logoutDetails: { [key]: 'x' } }).success).toBe(false);
});

it('lets no secret into the answer', async () => {
  const logoutDetails = { link: 'pushauth://push/x?s=secret' };
  await expect(runNode(node, { config: { logoutDetails } })).rejects.toThrow('logoutDetails.link');
});
