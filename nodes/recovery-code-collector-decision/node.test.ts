import type { Identity } from '@waygate/node-kit';
import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import node from './node.ts';

const person: Identity = { id: 'id', realm: '/alpha', username: 'demo', active: true, attributes: {} };
const typed = (value: string) => [{ type: 'NameCallback', value }] as const;
function world() {
  const asked: unknown[] = [];
  const ports = {
    identities: { find: async (_realm: string, name: string) => (name === 'demo' ? person : undefined) },
    devices: {
      consumeRecoveryCode: async (_realm: string, subject: unknown, kind: string, code: string, use: string) => {
        asked.push([subject === undefined ? undefined : 'somebody', kind, code, use]);
        return { accepted: subject !== undefined && code === 'right', left: 9 };
      },
    },
  };
  return { asked, ports };
}

it('asks, and asks again for an empty code', async () => {
  for (const answers of [[], typed(''), typed('   ')]) {
    expect((await runNode(node, { answers, shared: { username: 'demo' }, ports: world().ports })).action).toMatchObject({
      kind: 'send',
      callbacks: [{ prompt: 'Recovery Code' }],
    });
  }
});

it('takes codes of the family it is set to, OATH by default', async () => {
  const { asked, ports } = world();
  await runNode(node, { answers: typed('right'), shared: { username: 'demo' }, ports });
  await runNode(node, { config: { recoveryCodeType: 'PUSH' }, answers: typed(' right '), shared: { username: 'demo' }, ports });
  expect(asked).toEqual([
    ['somebody', 'oath', 'right', 'run'],
    ['somebody', 'push', 'right', 'run'],
  ]);
});

it('identifies whoever has a right code', async () => {
  const { action } = await runNode(node, {
    config: { recoveryCodeType: 'PUSH' },
    answers: typed('right'),
    shared: { username: 'demo' },
    ports: world().ports,
  });
  expect(action).toMatchObject({
    outcome: 'true',
    identified: { id: 'id' },
    nodeTypes: ['AuthenticatorPushRegistration'],
    sessionProperties: { recoveryCodesLeft: '9' },
  });
});

it('says no to a wrong code, and to a person who does not exist at the same cost', async () => {
  const { asked, ports } = world();
  expect((await runNode(node, { answers: typed('wrong'), shared: { username: 'demo' }, ports })).outcome).toBe('false');
  expect((await runNode(node, { answers: typed('right'), shared: { username: 'nobody' }, ports })).outcome).toBe('false');
  expect((await runNode(node, { answers: typed('right'), ports })).outcome).toBe('false');
  expect(asked).toHaveLength(3);
});
