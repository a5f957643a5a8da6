import { runNode } from '@waygate/node-kit/testing';
import type { Answer, JsonObject } from '@waygate/schema';
import { beforeEach, describe, expect, it } from 'vitest';
import { MIA, realPeople } from '../test/real-people.ts';
import node from './node.ts';

let world: Awaited<ReturnType<typeof realPeople>>;
beforeEach(async () => {
  world = await realPeople();
  await world.set('managedUser', {
    properties: { custom_age: { type: 'number', title: 'Age', policies: [{ policyId: 'minimum-number-value', params: { minimum: 18 } }] } },
  });
});
const ALL = ['givenName', 'custom_age', 'preferences/updates'];
const config = (more: JsonObject = {}) => ({ attributesToCollect: ALL, ...more });
const answered = (text: string, number: number | undefined, flag: boolean, validateOnly = false): Answer[] => [
  { type: 'StringAttributeInputCallback', value: text, validateOnly },
  { type: 'NumberAttributeInputCallback', value: number, validateOnly: false },
  { type: 'BooleanAttributeInputCallback', value: flag, validateOnly: false },
];
const run = (more: Omit<NonNullable<Parameters<typeof runNode>[1]>, 'ports'>) => runNode(node, { ports: world.ports, ...more });

it('asks for each attribute as the schema has it, in the order and language that are wanted', async () => {
  expect((await run({ config: config(), locales: ['de'] })).action).toMatchObject({
    callbacks: [
      {
        type: 'StringAttributeInputCallback',
        name: 'givenName',
        prompt: 'Vorname',
        required: true,
        value: '',
        policies: {},
        failedPolicies: [],
      },
      { type: 'NumberAttributeInputCallback', name: 'custom_age', prompt: 'Age', required: false, value: null },
      { type: 'BooleanAttributeInputCallback', name: 'preferences/updates', prompt: 'Neuigkeiten zusenden', value: false },
    ],
  });
});

it('shows what the journey knows, else what is stored of the person', async () => {
  await world.made({ ...MIA, custom_age: 41, preferences: { updates: true } });
  const shared = { username: 'mia', objectAttributes: { givenName: 'Typed' } };
  expect((await run({ config: config(), shared })).action).toMatchObject({
    callbacks: [{ value: 'Typed' }, { value: 41 }, { value: true }],
  });
});

it('keeps what was typed, and what is known beside it', async () => {
  await world.made({ ...MIA, preferences: { marketing: true } });
  const shared = { username: 'mia', objectAttributes: { sn: 'Muster' } };
  const { outcome, shared: after } = await run({ config: config(), shared, answers: answered('Mia', 41, true) });
  expect(outcome).toBe('outcome');
  expect(after['objectAttributes']).toEqual({
    sn: 'Muster',
    givenName: 'Mia',
    custom_age: 41,
    preferences: { marketing: true, updates: true },
  });
});

it('goes on with what is empty unless all are required, and takes it away', async () => {
  const { outcome, shared } = await run({ config: config(), answers: answered('', undefined, false) });
  expect([outcome, shared]).toEqual([
    'outcome',
    { objectAttributes: { givenName: null, custom_age: null, preferences: { updates: false } } },
  ]);
  expect((await run({ config: config({ required: true }), answers: answered('Mia', undefined, false) })).action).toMatchObject({
    callbacks: [
      { failedPolicies: [], value: 'Mia' },
      { required: true, failedPolicies: [{ policyRequirement: 'REQUIRED' }] },
      { failedPolicies: [] },
    ],
  });
});

describe('validation', () => {
  const checked = config({ validateInputs: true });

  it('says what it checks, and what is wrong with which attribute', async () => {
    const { action, shared } = await run({ config: checked, answers: answered('', 17, true) });
    expect(action).toMatchObject({
      callbacks: [
        {
          policies: { name: 'givenName', policyRequirements: ['REQUIRED', 'VALID_TYPE', 'MAX_LENGTH'] },
          failedPolicies: [{ policyRequirement: 'REQUIRED' }],
        },
        { value: 17, failedPolicies: [{ policyRequirement: 'MINIMUM_NUMBER_VALUE', params: { minimum: 18 } }] },
        { value: true, failedPolicies: [] },
      ],
    });
    expect(shared).toEqual({});
  });

  it('does not go on with what was only to be checked', async () => {
    const { action, shared } = await run({ config: checked, answers: answered('Mia', 18, true, true) });
    expect([action, shared]).toMatchObject([{ callbacks: [{ value: 'Mia', failedPolicies: [] }, {}, {}] }, {}]);
    expect((await run({ config: checked, answers: answered('Mia', 18, true) })).outcome).toBe('outcome');
  });

  it('lets people keep a unique value of their own, and nobody else', async () => {
    await world.made();
    const own = { attributesToCollect: ['userName'], validateInputs: true };
    const answers: Answer[] = [{ type: 'StringAttributeInputCallback', value: 'MIA', validateOnly: false }];
    expect((await run({ config: own, answers, shared: { username: 'mia' } })).outcome).toBe('outcome');
    expect((await run({ config: own, answers })).action).toMatchObject({
      callbacks: [{ failedPolicies: [{ policyRequirement: 'UNIQUE' }] }],
    });
  });
});

it.each([
  ['shoeSize', 'node.attribute_unknown'],
  ['constructor', 'node.attribute_unknown'],
  ['aliasList', 'node.attribute_type'],
  ['preferences', 'node.attribute_type'],
  ['password', 'node.attribute_type'],
])('is broken about %s', async (name, code) => {
  await expect(run({ config: { attributesToCollect: [name] } })).rejects.toMatchObject({ kind: 'authoring', code });
});

it('is not saved without attributes', () => {
  expect([node.config.safeParse({}).success, node.config.safeParse({ attributesToCollect: [] }).success]).toEqual([false, false]);
});
