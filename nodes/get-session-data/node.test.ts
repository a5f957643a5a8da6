import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import node from './node.ts';

const config = { sessionDataKey: 'UserToken', sharedStateKey: 'userName' };

it('copies a property of the session, and adds it to the attributes of the person', async () => {
  const { outcome, shared } = await runNode(node, {
    config,
    existingSession: { UserToken: 'demo', tier: 'gold' },
    shared: { objectAttributes: { mail: 'demo@example.com' } },
  });
  expect([outcome, shared]).toEqual([
    'outcome',
    { userName: 'demo', username: 'demo', objectAttributes: { mail: 'demo@example.com', userName: 'demo' } },
  ]);
});

it('identifies nobody: a name is no proof', async () => {
  expect((await runNode(node, { config, existingSession: { UserToken: 'demo' } })).action).not.toHaveProperty('identified');
});

it.each([[{ tier: 'gold' }], [undefined]])('writes nothing when it is not there (session %j)', async (existingSession) => {
  const run = { config, shared: { userName: 'before' }, ...(existingSession === undefined ? {} : { existingSession }) };
  const { outcome, shared } = await runNode(node, run);
  expect([outcome, shared]).toEqual(['outcome', { userName: 'before' }]);
});

it.each([['constructor'], ['__proto__']])('takes %s for no property', async (sessionDataKey) => {
  expect((await runNode(node, { config: { ...config, sessionDataKey }, existingSession: {} })).shared).toEqual({});
});

it('leaves the typed name alone when it copies something else', async () => {
  const { shared } = await runNode(node, { config: { sessionDataKey: 'tier', sharedStateKey: 'tier' }, existingSession: { tier: 'gold' } });
  expect(shared).toEqual({ tier: 'gold', objectAttributes: { tier: 'gold' } });
});

it.each([[{ sessionDataKey: 'UserToken' }], [{ sharedStateKey: 'userName' }], [{ ...config, sessionDataKey: '' }]])(
  'needs to be told what to copy, and where to: %j',
  (given) => {
    expect(node.config.safeParse(given).success).toBe(false);
  },
);
