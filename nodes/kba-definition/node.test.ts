import { runNode } from '@waygate/node-kit/testing';
import { beforeEach, expect, it } from 'vitest';
import { realPeople } from '../test/real-people.ts';
import node from './node.ts';

const QUESTIONS = { color: { en: 'Favorite color?', de: 'Lieblingsfarbe?' }, pet: { en: 'First pet?', de: 'Erstes Haustier?' } };
let world: Awaited<ReturnType<typeof realPeople>>;
beforeEach(async () => {
  world = await realPeople();
  await world.set('kba', { questions: QUESTIONS, minimumAnswersToDefine: 2 });
});
const answered = (...pairs: [question: string, answer: string][]) =>
  pairs.map(([question, answer]) => ({ type: 'KbaCreateCallback', question, answer }) as const);
const run = (answers: ReturnType<typeof answered>, config = {}) => runNode(node, { answers, config, ports: world.ports });

it('asks as many questions as the realm wants, in the language of the person', async () => {
  const { action } = await runNode(node, { locales: ['de'], config: { message: { de: 'Bitte wählen' } }, ports: world.ports });
  const one = {
    type: 'KbaCreateCallback',
    prompt: 'Bitte wählen',
    predefinedQuestions: ['Lieblingsfarbe?', 'Erstes Haustier?'],
    allowUserDefinedQuestions: true,
    question: '',
  };
  expect(action).toMatchObject({ callbacks: [one, one] });
});

it('keeps questions by id or as they were written, with answers that only this request sees', async () => {
  const { outcome, shared, transient } = await run(answered(['First pet?', 'Rex the dog'], [' Which bridge? ', 'Kapell']));
  expect([outcome, shared]).toEqual(['outcome', {}]);
  expect(transient).toEqual({
    objectAttributes: {
      kbaInfo: [
        { questionId: 'pet', answer: 'Rex the dog' },
        { customQuestion: 'Which bridge?', answer: 'Kapell' },
      ],
    },
  });
});

it.each([
  ['too few', answered(['First pet?', 'Rex'])],
  ['one twice', answered(['Own?', 'a'], [' own? ', 'b'])],
  ['one without an answer', answered(['First pet?', ' '], ['Favorite color?', 'crimson'])],
  ['an answer without a question', answered(['', 'Rex'], ['Favorite color?', 'crimson'])],
])('asks again for %s, and shows no answer', async (_, answers) => {
  const { action, transient } = await run(answers);
  expect([action.kind, transient]).toEqual(['send', {}]);
  expect(JSON.stringify(action)).not.toMatch(/Rex|crimson/);
  expect(action).toMatchObject({ callbacks: [{ question: answers[0]?.question.trim() }, {}] });
});

it('takes no question of their own where the author allows none', async () => {
  const config = { allowUserDefinedQuestions: false };
  expect((await run(answered(['First pet?', 'a'], ['Own?', 'b']), config)).action).toMatchObject({
    callbacks: [{ allowUserDefinedQuestions: false }, {}],
  });
  expect((await run(answered(['First pet?', 'a'], ['Favorite color?', 'b']), config)).outcome).toBe('outcome');
});
