import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import node from './node.ts';

it('gives the session what the author says', async () => {
  const { action } = await runNode(node, { config: { properties: { tier: 'gold' }, maxSessionTime: 60, maxIdleTime: 5 } });
  expect(action).toEqual({
    kind: 'goTo',
    outcome: 'outcome',
    sessionProperties: { tier: 'gold' },
    endWishes: { maxSessionMinutes: 60, maxIdleMinutes: 5 },
  });
});

it('says nothing of how long the session lives unless the author does', async () => {
  expect((await runNode(node)).action).toEqual({ kind: 'goTo', outcome: 'outcome', sessionProperties: {}, endWishes: {} });
});

it.each([['AuthLevel'], ['UserToken'], ['Service'], ['authtype'], ['sun.am.UniversalIdentifier'], ['']])('does not set %o', (name) => {
  expect(node.config.safeParse({ properties: { [name]: 'x' } }).success).toBe(false);
});

it.each([[0], [-1], [1.5], [600_000]])('takes %d for no number of minutes', (time) => {
  expect(node.config.safeParse({ maxSessionTime: time }).success).toBe(false);
  expect(node.config.safeParse({ maxIdleTime: time }).success).toBe(false);
});

it('lets no secret into the session', async () => {
  const properties = { registration: 'pushauth://push/x?s=secret' };
  await expect(runNode(node, { config: { properties } })).rejects.toThrow('sessionProperties.registration');
});
