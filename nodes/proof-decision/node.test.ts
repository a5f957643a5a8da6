import type { Evidence } from '@waygate/node-kit';
import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import node from './node.ts';

const mia = { id: 'p1', username: 'mia' };
const proof = (factor: Evidence['factor']): Evidence => ({ factor, subjectId: 'p1', nodeId: 'n', nodeType: 'T', outcome: 'true', at: 0 });

it.each([
  ['a password', [proof('knowledge:password')], 'true'],
  ['a passkey', [proof('possession:passkey')], 'true'],
  ['nothing', [], 'false'],
  ['a cookie of an earlier sign-on, which may be stolen', [proof('remembered:persistent-cookie')], 'false'],
  ['what is for outages', [proof('possession:offline-code')], 'false'],
])('of whom %s was proved goes on by it', async (_what, evidence, outcome) => {
  expect((await runNode(node, { subject: mia, evidence })).outcome).toBe(outcome);
});

it('takes a name for no proof', async () => {
  expect((await runNode(node, { shared: { username: 'mia' }, existingSession: { UserToken: 'mia' } })).outcome).toBe('false');
});
