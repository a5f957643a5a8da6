import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import node from './node.ts';

it('writes its texts where every node can read them', async () => {
  const { outcome, shared } = await runNode(node, { config: { attributes: { a: '1', b: '' } }, shared: { a: 'old', c: 'kept' } });
  expect([outcome, shared]).toEqual(['outcome', { a: '1', b: '', c: 'kept' }]);
});

it('leaves nothing of a key in another scope, which would hide what it writes', async () => {
  const { shared, secure, transient } = await runNode(node, {
    config: { attributes: { a: 'new' } },
    secure: { a: 'hidden', kept: 1 },
    transient: { a: 'hidden too' },
  });
  expect({ shared, secure, transient }).toEqual({ shared: { a: 'new' }, secure: { kept: 1 }, transient: {} });
});

it('writes nothing when told nothing', async () => {
  expect((await runNode(node, { shared: { a: 1 } })).shared).toEqual({ a: 1 });
});
