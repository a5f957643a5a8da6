import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import node from './node.ts';

const pressed = (index: number | undefined) => [{ type: 'ConfirmationCallback', index }] as const;

it('shows its text with two answers, of which silence is the second', async () => {
  expect((await runNode(node)).action).toEqual({
    kind: 'send',
    callbacks: [
      { type: 'TextOutputCallback', messageType: 'information', message: 'Default message' },
      { type: 'ConfirmationCallback', prompt: '', messageType: 'information', options: ['Yes', 'No'], defaultOption: 1, selected: 1 },
    ],
  });
});

it("shows the author's texts in the language of the person", async () => {
  const config = { message: { en: 'Go on?', fr: 'Continuer?' }, messageYes: { fr: 'Oui' }, messageNo: { fr: 'Non' } };
  expect((await runNode(node, { config, locales: ['fr'] })).action).toMatchObject({
    callbacks: [{ message: 'Continuer?' }, { options: ['Oui', 'Non'] }],
  });
});

it.each([
  [0, 'true', 0],
  [1, 'false', 1],
  [2, 'false', 1],
  [undefined, 'false', 1],
])('takes answer %o as %s', async (index, outcome, kept) => {
  const result = await runNode(node, { config: { stateField: 'answer' }, answers: pressed(index) });
  expect([result.outcome, result.shared]).toEqual([outcome, { answer: kept }]);
});

it('clears its field when it is shown, and has none unless told to', async () => {
  expect((await runNode(node, { config: { stateField: 'answer' }, shared: { answer: 0 } })).shared).toEqual({ answer: null });
  expect((await runNode(node, { answers: pressed(0) })).shared).toEqual({});
  expect((await runNode(node, { config: { stateField: '' }, answers: pressed(0) })).shared).toEqual({});
});
