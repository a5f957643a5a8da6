import { type Evidence, makeCatalogue } from '@waygate/node-kit';
import { runNode } from '@waygate/node-kit/testing';
import { describe, expect, it } from 'vitest';
import node from './node.ts';

const ports = {
  identities: {
    find: async (realm: string, username: string) =>
      username === 'demo' ? { id: 'id-demo', realm, username, active: true, attributes: {} } : undefined,
  },
};
const proof: Evidence = {
  factor: 'possession:push',
  subjectId: 'id-demo',
  nodeId: 'n',
  nodeType: 'PushResultVerifierNode',
  outcome: 'TRUE',
  at: 1_790_000_000_000,
};
const run = (deviceEnforcementStrategy: string | undefined, evidence: readonly Evidence[], username = 'demo') =>
  runNode(node, {
    shared: { username },
    config: deviceEnforcementStrategy === undefined ? {} : { deviceEnforcementStrategy },
    evidence,
    ports,
  });

describe('the session learns', () => {
  it.each([
    ['SAME', []],
    ['SAME', [proof]],
    ['ANY', [proof]],
    ['NONE', []],
  ])('the strategy %s', async (strategy, evidence) => {
    const { outcome, action } = await run(strategy, evidence);
    expect(outcome).toBe('successOutcome');
    expect(action).toMatchObject({
      sessionProperties: { DeviceManagement: strategy },
      nodeTypes: strategy === 'SAME' ? [] : ['ElevatedPrivileges'],
    });
  });

  it('the strictest when the author chose none', async () => {
    expect((await run(undefined, [])).action).toMatchObject({ sessionProperties: { DeviceManagement: 'SAME' } });
  });
});

it.each([
  ['nothing was proved before', 'ANY', 'demo'],
  ['nobody of that name is there', 'NONE', 'nobody'],
])('fails when %s', async (_why, strategy, username) => {
  const { outcome, action } = await run(strategy, [], username);
  expect(outcome).toBe('failureOutcome');
  expect(action).not.toHaveProperty('sessionProperties');
});

it('proves nothing of anybody', () => {
  expect([node.provides, node.mayProvide]).toEqual([{}, {}]);
});

it.each([
  ['SAME', 0],
  ['ANY', 0],
  ['NONE', 1],
])('%s has %i warnings for its author', (deviceEnforcementStrategy, warnings) => {
  const type = makeCatalogue([node]).get('EnableDeviceManagementNode');
  expect(type?.cautions({ deviceEnforcementStrategy })).toHaveLength(warnings);
});
