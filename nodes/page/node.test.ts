import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import node from './node.ts';

it('is run by the engine, and has no outcomes of its own', async () => {
  expect([node.kind, node.outcomes({})]).toEqual(['page', []]);
  await expect(runNode(node)).rejects.toThrow('run by the engine');
});

it("takes its texts and its children as AM's files have them", () => {
  const config = {
    pageHeader: { en: 'Sign in' },
    pageDescription: {},
    stage: '{"themeId":"x"}',
    nodes: [{ _id: 'a', nodeType: 'UsernameCollectorNode', displayName: 'Username Collector' }, 'b:PasswordCollectorNode:Password'],
  };
  expect(node.config.parse(config)).toEqual(config);
  expect(node.config.parse({})).toEqual({ pageHeader: {}, pageDescription: {}, nodes: [] });
});
