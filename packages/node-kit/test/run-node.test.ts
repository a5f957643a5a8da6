import { expect, it } from 'vitest';
import { z } from 'zod';
import {
  defineNode,
  guardedKey,
  type NodeType,
  objectAttributes,
  password,
  pushMessageId,
  pushTimeout,
  successUrl,
  username,
} from '../src/index.ts';
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
  [
    'an undeclared guard',
    wrong(({ guarded, goTo }) => {
      guarded.clear(guardedKey('theirs', z.string()));
      return goTo('a');
    }),
    'guards theirs',
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
  ['proof that it does not declare', wrong(({ goTo }) => goTo('a', { proves: ['possession:push'] })), 'may prove possession:push'],
  [
    'further proof of nobody',
    wrong(({ goTo }) => goTo('a', { proves: ['possession:push'] }), { mayProvide: { a: ['possession:push'] } }),
    'of nobody',
  ],
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
  ['a secret in a session property', wrong(({ goTo }) => goTo('a', { sessionProperties: { token: 'x' } })), 'something secret'],
  [
    'what cannot be stored, such as a map, as a date or as nothing',
    wrong(
      ({ state, goTo }) => {
        state.setShared(username, new Map() as never);
        return goTo('a');
      },
      { writes: [username] },
    ),
    'shared.username',
  ],
  ['audit that cannot be stored', wrong(({ goTo }) => goTo('a', { audit: { at: new Date(0) as never } })), 'action.audit.at'],
  ['a number that JSON does not have', wrong(({ goTo }) => goTo('a', { audit: { at: Number.NaN } })), 'action.audit.at'],
  [
    'scratch that cannot be stored',
    wrong(
      ({ local, send }) => {
        local.set({ at: new Date(0) });
        return send([{ type: 'NameCallback', prompt: '' }]);
      },
      { local: z.unknown(), callbacks: ['NameCallback'] },
    ),
    'local.at',
  ],
  [
    'a change to the config, which all sessions share',
    wrong(
      ({ config, goTo }) => {
        (config as { list: string[] }).list.push('x');
        return goTo('a');
      },
      { config: z.object({ list: z.array(z.string()).default([]) }) },
    ),
    'extensible',
  ],
  ['an answer that is no action', wrong((() => undefined) as never), 'answers no action'],
])('catches %s', async (_, run, sentence) => {
  await expect(run()).rejects.toThrow(sentence);
});

const answered = [{ type: 'PasswordCallback', value: 'correct horse' }] as const;
it.each([
  [
    'shared state',
    ({ state, goTo }) => {
      state.setShared(username, 'it is correct horse');
      return goTo('a');
    },
    'shared.username',
  ],
  ['the audit', ({ goTo }) => goTo('a', { audit: { typed: ['correct horse'] } }), 'audit.typed.0'],
  ['a session property', ({ goTo }) => goTo('a', { sessionProperties: { x: 'correct horse' } }), 'sessionProperties.x'],
  ['the text of a refusal', ({ refuse }) => refuse('x', 'correct horse is wrong'), 'message'],
] as const satisfies readonly (readonly [string, NodeType['run'], string])[])(
  'finds what was typed as a password in %s',
  async (_, run, place) => {
    const type = { ...defineNode({ ...base, writes: [username], run: ({ goTo }) => goTo('a') }), run };
    await expect(runNode(type, { answers: answered })).rejects.toThrow(place);
    await expect(runNode(type, { secure: { password: 'correct horse' } })).rejects.toThrow(place);
    await expect(runNode(type, { transient: { recoveryCodes: ['correct horse'] } })).rejects.toThrow(place);
  },
);

it('lets a secret stay where it may be, and does not take a short word for one', async () => {
  const keeps = defineNode({
    ...base,
    writes: [password, username],
    run: ({ state, goTo }) => {
      state.setTransient(password, 'correct horse');
      state.setShared(username, 'anna');
      return goTo('a');
    },
  });
  const result = await runNode(keeps, { answers: [{ type: 'PasswordCallback', value: 'a' }] });
  expect(result.transient).toEqual({ password: 'correct horse' });
});

it('reads state as the engine does: transient, then secure, then shared, attributes merged', async () => {
  const seen: unknown[] = [];
  const reads = defineNode({
    ...base,
    reads: [username, password, successUrl, objectAttributes],
    writes: [password],
    run: ({ state, goTo }) => {
      seen.push(state.get(username), state.get(password), state.get(successUrl), state.get(objectAttributes));
      state.remove(password);
      seen.push(state.get(password));
      return goTo('a');
    },
  });
  const result = await runNode(reads, {
    shared: { username: 'shared', password: 'shared', successUrl: '/', objectAttributes: { userName: 'shared', mail: 'm' } },
    secure: { username: 'secure', password: 'secure' },
    transient: { username: 'transient', objectAttributes: { userName: 'transient' } },
  });
  expect(seen).toEqual(['transient', 'secure', '/', { userName: 'transient', mail: 'm' }, undefined]);
  expect([result.shared['password'], result.secure['password']]).toEqual([undefined, undefined]);
});

it('says as the engine does that a key holds something else', async () => {
  const reads = defineNode({
    ...base,
    reads: [pushTimeout],
    run: ({ state, goTo }) => goTo('a', { audit: { t: state.get(pushTimeout) ?? 0 } }),
  });
  await expect(runNode(reads, { shared: { t: 'soon' } })).rejects.toMatchObject({ code: 'node.state_shape' });
});

it('forgets local scratch when an outcome is taken or the journey refused, and keeps memory', async () => {
  const type = (end: 'goTo' | 'refuse' | 'send') =>
    defineNode({
      ...base,
      callbacks: ['NameCallback'],
      local: z.int(),
      memory: z.int(),
      run: ({ local, memory, goTo, refuse, send }) => {
        local.set(1);
        memory.set(2);
        return end === 'goTo' ? goTo('a') : end === 'refuse' ? refuse('x', 'y') : send([{ type: 'NameCallback', prompt: '' }]);
      },
    });
  const left = async (end: 'goTo' | 'refuse' | 'send') => {
    const { local, memory } = await runNode(type(end));
    return [local, memory];
  };
  expect([await left('goTo'), await left('refuse'), await left('send')]).toEqual([
    [undefined, 2],
    [undefined, 2],
    [1, 2],
  ]);
});

it('fills texts as the engine does, whatever the placeholder is called', async () => {
  const type = defineNode({
    ...base,
    callbacks: ['NameCallback'],
    texts: { prompt: { en: '{{name}} {{constructor}}' } },
    run: ({ text, send }) => send([{ type: 'NameCallback', prompt: text('prompt', { name: '{{x}}' }) }]),
  });
  expect((await runNode(type)).action).toMatchObject({ callbacks: [{ prompt: '{{x}} {{constructor}}' }] });
});
