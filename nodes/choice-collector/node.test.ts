import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import node from './node.ts';

const config = { choices: ['Mail', 'SMS', 'Not now'], defaultChoice: 'SMS', prompt: 'How shall we reach you?' };
const chose = (index: number) => [{ type: 'ChoiceCallback', index }] as const;

it('has an outcome for each answer, called what the answer says', () => {
  expect(node.outcomes(config)).toEqual([
    { id: 'Mail', displayName: 'Mail' },
    { id: 'SMS', displayName: 'SMS' },
    { id: 'Not now', displayName: 'Not now' },
  ]);
});

it('asks with the default chosen', async () => {
  expect((await runNode(node, { config })).action).toEqual({
    kind: 'send',
    callbacks: [{ type: 'ChoiceCallback', prompt: config.prompt, choices: config.choices, defaultChoice: 1 }],
  });
});

it.each([['Fax'], [undefined], ['']])('chooses the first answer when the default is %o', async (defaultChoice) => {
  const { defaultChoice: _, ...rest } = config;
  const given = defaultChoice === undefined ? rest : { ...rest, defaultChoice };
  expect((await runNode(node, { config: given })).action).toMatchObject({ callbacks: [{ defaultChoice: 0 }] });
});

it.each([[0], [1], [2]])('goes on by answer %i', async (index) => {
  expect((await runNode(node, { config, answers: chose(index) })).outcome).toBe(config.choices[index]);
});

it('asks again when the answer is none of them', async () => {
  for (const index of [3, 100]) expect((await runNode(node, { config, answers: chose(index) })).action.kind).toBe('send');
});

it('shows an answer once that is written twice, and keeps the numbers of the others', async () => {
  const twice = { choices: ['Yes', 'Yes', 'No'] };
  expect((await runNode(node, { config: twice })).action).toMatchObject({ callbacks: [{ prompt: '', choices: ['Yes', 'No'] }] });
  expect((await runNode(node, { config: twice, answers: chose(1) })).outcome).toBe('No');
});

it('breaks when there is nothing to choose from', async () => {
  await expect(runNode(node)).rejects.toMatchObject({ kind: 'authoring', code: 'choice.none' });
});
