import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import node from './node.ts';

it('wants the answer to a success to have more', async () => {
  const config = { successDetails: { plan: '{"tier":1}' }, sessionProperties: { who: 'UserToken' } };
  expect((await runNode(node, { config })).action).toEqual({
    kind: 'goTo',
    outcome: 'outcome',
    endWishes: { successDetails: { plan: '{"tier":1}' }, successProperties: { who: 'UserToken' } },
  });
});

it.each([['tokenId'], ['realm'], ['successUrl'], ['authId'], ['callbacks'], ['']])('does not overwrite %o', (key) => {
  expect(node.config.safeParse({ successDetails: { [key]: 'x' } }).success).toBe(false);
  expect(node.config.safeParse({ sessionProperties: { [key]: 'tier' } }).success).toBe(false);
});

it('lets no secret into the answer', async () => {
  const successDetails = { link: 'pushauth://push/x?s=secret' };
  await expect(runNode(node, { config: { successDetails } })).rejects.toThrow('successDetails.link');
});
