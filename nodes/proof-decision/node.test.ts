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

it.each([
  ['none', [], 'false'],
  ['one that Data Store Decision took', ['DataStoreDecisionNode'], 'true'],
  ['one that Identity Store Decision looked at', ['IdentityStoreDecisionNode'], 'false'],
  ['one that both saw', ['DataStoreDecisionNode', 'IdentityStoreDecisionNode'], 'false'],
  ['one of a directory', ['OfflineDirectoryDecisionNode'], 'false'],
])('asked for a password that was not looked at further, goes on by %s', async (_what, types, outcome) => {
  const evidence = types.map((nodeType) => ({ ...proof('knowledge:password'), nodeType }));
  const passkey = { ...proof('possession:passkey'), nodeType: 'WebAuthnAuthenticationNode' };
  const run = await runNode(node, { config: { proof: 'PASSWORD_AS_IT_IS' }, subject: mia, evidence: [...evidence, passkey] });
  expect(run.outcome).toBe(outcome);
});
