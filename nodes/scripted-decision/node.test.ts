import type { ScriptRequest, ScriptResult } from '@waygate/node-kit';
import { type NodeRun, runNode } from '@waygate/node-kit/testing';
import { WaygateError } from '@waygate/schema';
import { describe, expect, it } from 'vitest';
import node from './node.ts';

const NOTHING: ScriptResult = {
  action: { kind: 'goTo', outcome: 'true' },
  changes: [],
  sessionProperties: {},
  removedSessionProperties: [],
};
const config = { script: 'id', outcomes: ['true', 'false'] };

/** Runs the node with what a script answers, and tells what the script was asked. */
async function run(result: Partial<ScriptResult>, more: NodeRun = {}) {
  const asked: ScriptRequest[] = [];
  const ran = await runNode(node, {
    config,
    scripts: { id: 'r1' },
    ...more,
    ports: {
      scripts: {
        run: async (request) => {
          asked.push(request);
          return { ...NOTHING, ...result };
        },
      },
      identities: {
        find: async (realm, username) => (username === 'demo' ? { id: 'u1', realm, username, active: true, attributes: {} } : undefined),
      },
    },
  });
  return { ...ran, asked: asked[0] };
}

describe('a scripted decision', () => {
  it('has the outcomes that its author names', () => {
    expect(node.outcomes({ ...config, outcomes: ['known', 'not known', 'known'] })).toEqual([
      { id: 'known', displayName: 'known' },
      { id: 'not known', displayName: 'not known' },
    ]);
  });

  it('takes the outcome of its script with what goes with it', async () => {
    const { action } = await run({
      identifiedUser: 'demo',
      sessionProperties: { tier: 'gold' },
      removedSessionProperties: ['old'],
      errorMessage: 'Not today',
      audit: { risk: 'low' },
    });
    expect(action).toEqual({
      kind: 'goTo',
      outcome: 'true',
      identified: { id: 'u1', username: 'demo' },
      sessionProperties: { tier: 'gold' },
      removedSessionProperties: ['old'],
      failureMessage: 'Not today',
      audit: { script: { risk: 'low' } },
    });
  });

  it.each([
    ['an outcome that it does not have', { action: { kind: 'goTo', outcome: 'other' } }, 'script.outcome_undeclared'],
    ['somebody who does not exist', { identifiedUser: 'nobody' }, 'script.identity_missing'],
    ['a session property of the server', { sessionProperties: { UserId: 'root' } }, 'script.reserved_property'],
    ['the removal of one', { removedSessionProperties: ['authlevel'] }, 'script.reserved_property'],
  ] as const)('breaks on %s', async (_what, result, code) => {
    await expect(run(result)).rejects.toMatchObject({ kind: 'authoring', code });
  });

  it.each([[{ script: '[Empty]' }], [{ script: '' }], [{ script: 'gone' }], [{}]])('breaks without a script (%j)', async (change) => {
    const { script: _, ...rest } = config;
    await expect(run({}, { config: { ...rest, ...change } })).rejects.toMatchObject({ kind: 'authoring', code: 'script.missing' });
  });

  it('breaks as its script does', async () => {
    const failing = runNode(node, {
      config,
      scripts: { id: 'r1' },
      ports: { scripts: { run: async () => Promise.reject(new WaygateError('authoring', 'script.too_long', 'Too long')) } },
    });
    await expect(failing).rejects.toMatchObject({ code: 'script.too_long' });
  });

  it('shows its script the state that its inputs name, and lets it write what its outputs name', async () => {
    const state = { shared: { a: 1, b: 2 }, secure: { password: 'kept' }, transient: { c: 3 } };
    expect((await run({}, state)).asked?.state).toEqual({ shared: { a: 1, b: 2 }, transient: { password: 'kept', c: 3 } });
    const narrow = { ...state, config: { ...config, inputs: ['a', 'password'], outputs: ['mine'] } };
    const { asked } = await run({}, narrow);
    expect(asked?.state).toEqual({ shared: { a: 1 }, transient: { password: 'kept' } });
    expect(asked?.writes).toEqual(['mine']);
    await expect(run({ changes: [{ change: 'put', scope: 'shared', key: 'other', value: 1 }] }, narrow)).rejects.toThrow('may write other');
  });

  it('makes the changes of its script in their scopes', async () => {
    const { shared, transient, secure } = await run(
      {
        changes: [
          { change: 'put', scope: 'shared', key: 'a', value: 2 },
          { change: 'put', scope: 'transient', key: 'b', value: 3 },
          { change: 'remove', scope: 'transient', key: 'password' },
          { change: 'remove', scope: 'shared', key: 'gone' },
        ],
      },
      { shared: { a: 1, gone: 1 }, secure: { password: 'kept' } },
    );
    expect({ shared, transient, secure }).toEqual({ shared: { a: 2 }, transient: { b: 3 }, secure: {} });
  });

  it('asks what its script asks, and shows it the answers beside what was asked', async () => {
    const asking = await run({
      action: { kind: 'send', callbacks: [{ type: 'ChoiceCallback', prompt: 'Which', choices: ['a', 'b'] }] },
      header: 'Choose',
      stage: 'choice',
    });
    const sent = { type: 'ChoiceCallback' as const, prompt: 'Which', choices: ['a', 'b'], defaultChoice: 0 };
    expect(asking.action).toEqual({ kind: 'send', callbacks: [sent], header: 'Choose', stage: 'choice' });
    const answer = { type: 'ChoiceCallback' as const, index: 1 };
    const { asked, local } = await run({}, { local: asking.local ?? null, answers: [answer] });
    expect(asked?.answers).toEqual([{ sent, answer }]);
    expect(local).toBeUndefined();
  });

  it('refuses callbacks that no client knows', async () => {
    const forged = { type: 'NoSuchCallback', prompt: '' } as unknown as { type: 'NameCallback'; prompt: string };
    await expect(run({ action: { kind: 'send', callbacks: [forged] } })).rejects.toThrow();
  });

  it('suspends for as long as its script says, and tells it when the person is back', async () => {
    expect((await run({ action: { kind: 'suspend', message: 'See your mail', minutes: 10 } })).action).toEqual({
      kind: 'suspend',
      message: 'See your mail',
      duration: 600,
    });
    expect((await run({}, { resumed: true })).asked).toMatchObject({
      resumedFromSuspend: true,
      resumeUri: expect.stringContaining('suspendedId='),
    });
  });

  it('shows its script the request and the session of the person', async () => {
    const { asked } = await run({}, { headers: { 'user-agent': 'B' }, parameters: { q: ['1'] }, existingSession: { uid: 'demo' } });
    expect(asked).toMatchObject({
      headers: { 'user-agent': ['B'] },
      parameters: { q: ['1'] },
      existingSession: { uid: 'demo' },
      realm: '/alpha',
      revision: 'r1',
    });
  });
});

it.each([
  [{}, 1],
  [{ script: '' }, 1],
  [{ script: '[Empty]' }, 1],
  [{ script: 's' }, 0],
])('tells its author of %o when no script is chosen', (config, cautions) => {
  expect(node.cautions(config)).toHaveLength(cautions);
});
