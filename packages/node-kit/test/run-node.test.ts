import { expect, it } from 'vitest';
import { z } from 'zod';
import { defineNode, type NodeType, pushMessageId, username } from '../src/index.ts';
import { runNode } from '../src/testing/index.ts';

const base = {
  type: 'T',
  displayName: 'T',
  category: 'utilities',
  icon: 'x',
  summary: '',
  config: z.object({}),
  outcomes: { a: 'A' },
} as const;
const wrong =
  (run: NodeType['run'], more: object = {}) =>
  () =>
    runNode({ ...defineNode({ ...base, run: ({ goTo }) => goTo('a') }), ...more, run });

it.each([
  ['an outcome that it does not have', wrong(({ goTo }) => goTo('b')), 'does not have'],
  ['an undeclared read', wrong(({ state, goTo }) => (state.get(username) === undefined ? goTo('a') : goTo('a'))), 'may read username'],
  [
    'an undeclared write',
    wrong(({ state, goTo }) => {
      state.setShared(username, 'x');
      return goTo('a');
    }),
    'may write username',
  ],
  ['an undeclared callback', wrong(({ send }) => send([{ type: 'NameCallback', prompt: '' }])), 'does not declare'],
  ['no callback', wrong(({ send }) => send([])), 'sends no callbacks'],
  [
    'undeclared scratch',
    wrong(({ local, goTo }) => {
      local.set(1);
      return goTo('a');
    }),
    'not declared this scratch',
  ],
  [
    'a port that the test does not give',
    wrong(async ({ ports, goTo }) => ((await ports.identities.find('/', 'x')) ? goTo('a') : goTo('a'))),
    'ports.identities.find',
  ],
  ['proof of nobody', wrong(({ goTo }) => goTo('a'), { provides: { a: ['knowledge:password'] } }), 'of nobody'],
  [
    'a secret in shared state',
    wrong(
      ({ state, goTo }) => {
        state.setShared(pushMessageId, 'pushauth://push/x');
        return goTo('a');
      },
      { writes: [pushMessageId] },
    ),
    'something secret',
  ],
  ['a secret in the audit', wrong(({ goTo }) => goTo('a', { audit: { password: 'x' } })), 'something secret'],
])('catches %s', async (_, run, sentence) => {
  await expect(run()).rejects.toThrow(sentence);
});
