import { runNode } from '@waygate/node-kit/testing';
import type { JsonObject } from '@waygate/schema';
import { describe, expect, it } from 'vitest';
import { realPeople } from '../test/real-people.ts';
import node from './node.ts';

const { ports, made } = await realPeople();

const typed = (value: string) => [{ type: 'NameCallback', value }] as const;

it('keeps the name as such and as the attribute of the managed object', async () => {
  const { outcome, shared } = await runNode(node, { answers: typed('demo') });
  expect([outcome, shared]).toEqual(['outcome', { username: 'demo', objectAttributes: { userName: 'demo' } }]);
  const other = await runNode(node, {
    config: { usernameAttribute: 'login' },
    answers: typed('demo'),
    shared: { objectAttributes: { mail: 'm' } },
  });
  expect(other.shared['objectAttributes']).toEqual({ mail: 'm', login: 'demo' });
});

it('goes on without a name when none is typed, and forgets nothing that is known', async () => {
  expect((await runNode(node, { answers: typed('') })).shared).toEqual({ objectAttributes: { userName: '' } });
});

describe('pre-fill', () => {
  const config = { prepopulate: true };
  it('shows what is known as the attribute, else as the name, and nothing unless told to', async () => {
    const shown = async (run: Parameters<typeof runNode>[1]) => {
      const { action } = await runNode(node, run);
      return action.kind === 'send' && action.callbacks[0]?.type === 'NameCallback' ? action.callbacks[0].value : undefined;
    };
    const shared = { username: 'name', objectAttributes: { userName: 'attribute' } };
    expect(await shown({ config, shared })).toBe('attribute');
    expect(await shown({ config, shared: { username: 'name' } })).toBe('name');
    expect(await shown({ config, shared: { username: 'name', objectAttributes: { userName: 7 } } })).toBe('name');
    expect(await shown({ shared })).toBe('');
  });

  it('does not make the engine keep attributes, a password among them, unless it is on', () => {
    const keeps = (given: object) => node.dynamicReads(node.config.parse(given) as JsonObject);
    expect([keeps({}), keeps(config)]).toEqual([[], ['objectAttributes']]);
  });
});

describe('validation', () => {
  const config = { validateInput: true };
  const checked = (value: string, validateOnly = false) => [{ type: 'ValidatedCreateUsernameCallback', value, validateOnly }] as const;

  it('says what it checks', async () => {
    expect((await runNode(node, { config, ports })).action).toMatchObject({
      callbacks: [
        {
          type: 'ValidatedCreateUsernameCallback',
          policies: {
            name: 'userName',
            policyRequirements: [
              'REQUIRED',
              'VALID_TYPE',
              'UNIQUE',
              'VALID_USERNAME',
              'CANNOT_CONTAIN_CHARACTERS',
              'MIN_LENGTH',
              'MAX_LENGTH',
            ],
          },
          failedPolicies: [],
        },
      ],
    });
  });

  it.each(['', '   '])('asks again for %o', async (value) => {
    expect((await runNode(node, { config, ports, answers: checked(value) })).action).toMatchObject({
      callbacks: [{ value, failedPolicies: [{ policyRequirement: 'REQUIRED' }] }],
    });
  });

  it('does not go on with what was only to be checked', async () => {
    const { action, shared } = await runNode(node, { config, ports, answers: checked('demo', true) });
    expect([action, shared]).toMatchObject([{ callbacks: [{ value: 'demo', failedPolicies: [] }] }, {}]);
    expect((await runNode(node, { config, ports, answers: checked('demo') })).outcome).toBe('outcome');
  });

  it('asks for another name than those of other people, but lets people keep their own', async () => {
    const mia = await made();
    const answers = checked('MIA');
    expect((await runNode(node, { config, ports, answers })).action).toMatchObject({
      callbacks: [{ value: 'MIA', failedPolicies: [{ policyRequirement: 'UNIQUE' }] }],
    });
    expect((await runNode(node, { config, ports, answers, subject: mia })).outcome).toBe('outcome');
    expect((await runNode(node, { ports, answers: typed('mia') })).outcome).toBe('outcome');
  });

  it('is broken about an attribute that people do not have', async () => {
    const unknown = { ...config, usernameAttribute: 'shoeSize' };
    await expect(runNode(node, { config: unknown, ports })).rejects.toMatchObject({ code: 'node.attribute_unknown' });
  });

  it('is not passed by an answer to the callback of the other kind', async () => {
    const both = [...typed('demo'), ...checked('')];
    expect((await runNode(node, { config, ports, answers: both })).action.kind).toBe('send');
    expect((await runNode(node, { config, ports, answers: [...typed('unchecked'), ...checked('demo')] })).shared['username']).toBe('demo');
  });
});

it.each([false, true])('tells browsers what they may fill in, checked or not (%s)', async (validateInput) => {
  const { action } = await runNode(node, { config: { validateInput, autocompleteValues: ['email'] }, ports });
  expect(action).toMatchObject({ callbacks: [{ autocompleteValues: ['email'] }] });
});
