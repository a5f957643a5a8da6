import type { Identity } from '@waygate/node-kit';
import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import node from './node.ts';

const person: Identity = { id: 'id', realm: '/alpha', username: 'demo', active: true, attributes: {} };
function world() {
  const asked: string[] = [];
  const ports = {
    identities: {
      verifyPassword: async (_realm: string, name: string, typed: string) => {
        asked.push(name);
        return name === 'demo' && typed === 'right' ? ({ status: 'right', identity: person } as const) : ({ status: 'wrong' } as const);
      },
    },
  };
  return { asked, ports };
}
const run = (shared: Record<string, string>, transient: Record<string, string>) =>
  runNode(node, { shared, transient, ports: world().ports });

it('takes the right password and says whose it is', async () => {
  expect((await run({ username: 'demo' }, { password: 'right' })).action).toMatchObject({
    outcome: 'true',
    identified: person,
    nodeTypes: ['DataStore'],
  });
  expect(node.provides).toEqual({ true: ['knowledge:password'] });
});

it('takes a password that was kept over a page', async () => {
  const result = await runNode(node, { shared: { username: 'demo' }, secure: { password: 'right' }, ports: world().ports });
  expect(result.outcome).toBe('true');
});

it.each([
  ['a wrong password', { username: 'demo' }, 'wrong'],
  ['an empty password', { username: 'demo' }, ''],
  ['a name that nobody has', { username: 'nobody' }, 'right'],
  ['an empty name', { username: '' }, 'right'],
  ['no name', {}, 'right'],
])('says no to %s, and asks the store like for every other', async (_, shared, password) => {
  const { asked, ports } = world();
  const { action } = await runNode(node, { shared, transient: { password }, ports });
  expect(action).toEqual({ kind: 'goTo', outcome: 'false' });
  expect(asked).toHaveLength(1);
});

it('says no in the same words when there were too many, and tells only the audit', async () => {
  const ports = { identities: { verifyPassword: async () => ({ status: 'wrong', throttled: 'wait' }) as const } };
  const { action } = await runNode(node, { shared: { username: 'demo' }, transient: { password: 'right' }, ports });
  expect(action).toEqual({ kind: 'goTo', outcome: 'false', audit: { throttled: 'wait' } });
});

it('ends the sign-on of somebody whose account is locked', async () => {
  const ports = { identities: { verifyPassword: async () => ({ status: 'locked' }) as const } };
  const { action } = await runNode(node, { shared: { username: 'demo' }, transient: { password: 'right' }, ports, locales: ['de'] });
  expect(action).toMatchObject({ kind: 'refuse', code: 'account.locked', message: expect.stringContaining('Betreiber') });
});

it('is broken without a password, instead of passing or failing', async () => {
  await expect(run({ username: 'demo' }, {})).rejects.toMatchObject({ kind: 'authoring', code: 'node.password_missing' });
});

it('does not take a store that is down for a wrong password', async () => {
  const down = { identities: { verifyPassword: async () => Promise.reject(new Error('down')) } };
  await expect(runNode(node, { shared: { username: 'demo' }, transient: { password: 'x' }, ports: down })).rejects.toThrow('down');
});
