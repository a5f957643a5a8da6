import { runNode } from '@waygate/node-kit/testing';
import { describe, expect, it } from 'vitest';
import { realPeople } from '../test/real-people.ts';
import node from './node.ts';

const { ports, made } = await realPeople();

const typed = (value: string) => [{ type: 'PasswordCallback', value }] as const;

it('keeps the password as such and as the attribute, for this request only', async () => {
  const { outcome, shared, transient } = await runNode(node, { answers: typed('correct horse') });
  expect([outcome, shared]).toEqual(['outcome', {}]);
  expect(transient).toEqual({ password: 'correct horse', objectAttributes: { password: 'correct horse' } });
});

it('goes on with an empty password, which whatever checks it refuses', async () => {
  const { outcome, transient } = await runNode(node, { answers: typed('') });
  expect([outcome, transient['password']]).toEqual(['outcome', '']);
});

describe('validation', () => {
  const config = { validateInput: true };
  const checked = (value: string, validateOnly = false) => [{ type: 'ValidatedCreatePasswordCallback', value, validateOnly }] as const;

  it('says what it checks', async () => {
    expect((await runNode(node, { config, ports })).action).toMatchObject({
      callbacks: [
        {
          type: 'ValidatedCreatePasswordCallback',
          policies: { name: 'password', policyRequirements: ['VALID_TYPE', 'MIN_LENGTH', 'CANNOT_CONTAIN_OTHERS', 'CANNOT_BE_WELL_KNOWN'] },
          failedPolicies: [],
        },
      ],
    });
  });

  it('asks again for what is too short, without showing it', async () => {
    const { action } = await runNode(node, { config, ports, answers: checked('horses!') });
    expect(action).toMatchObject({ callbacks: [{ failedPolicies: [{ policyRequirement: 'MIN_LENGTH', params: { minLength: 8 } }] }] });
    expect(JSON.stringify(action)).not.toContain('horses!');
  });

  it('asks again for what has the name of the person in it, as the journey or the realm knows it', async () => {
    const mia = await made();
    const failed = async (run: object) => (await runNode(node, { config, ports, answers: checked('I am Muster'), ...run })).action;
    const expected = {
      callbacks: [{ failedPolicies: [{ policyRequirement: 'CANNOT_CONTAIN_OTHERS', params: { disallowedFields: 'sn' } }] }],
    };
    expect(await failed({ shared: { objectAttributes: { sn: 'muster' } } })).toMatchObject(expected);
    expect(await failed({ subject: mia })).toMatchObject(expected);
    expect(await failed({})).toMatchObject({ outcome: 'outcome' });
  });

  it('counts letters as people do', async () => {
    expect((await runNode(node, { config, ports, answers: checked('🐴🐴🐴🐴') })).action.kind).toBe('send');
    expect((await runNode(node, { config, ports, answers: checked('🐴'.repeat(8)) })).outcome).toBe('outcome');
  });

  it('does not go on with what was only to be checked', async () => {
    const { action, transient } = await runNode(node, { config, ports, answers: checked('long enough', true) });
    expect([action.kind, transient]).toEqual(['send', {}]);
    expect((await runNode(node, { config, ports, answers: checked('long enough') })).outcome).toBe('outcome');
  });

  it('is not passed by an answer to the callback of the other kind', async () => {
    expect((await runNode(node, { config, ports, answers: [...typed('long enough'), ...checked('short')] })).action.kind).toBe('send');
    const { transient } = await runNode(node, { config, ports, answers: [...typed('unchecked'), ...checked('long enough')] });
    expect(transient['password']).toBe('long enough');
  });
});
