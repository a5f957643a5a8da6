import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import node from './node.ts';

const typed = (...values: string[]) => values.map((value) => ({ type: 'PasswordCallback', value }) as const);

it('asks twice, and keeps the password for this request only', async () => {
  expect((await runNode(node)).action).toMatchObject({ callbacks: [{ prompt: 'New password' }, { prompt: 'Confirm password' }] });
  const { outcome, shared, transient } = await runNode(node, { answers: typed('correct horse', 'correct horse') });
  expect([outcome, shared, transient]).toEqual(['outcome', {}, { password: 'correct horse' }]);
});

it.each([
  ['too short', typed('7 signs', '7 signs'), {}, 'The password must have at least 8 characters.'],
  ['empty', typed('', ''), { minPasswordLength: 0 }, 'The password must have at least 1 characters.'],
  ['typed differently', typed('correct horse', 'correct hearse'), {}, 'The two passwords are not the same.'],
])('says what is wrong with one that is %s', async (_, answers, config, message) => {
  const { action, transient } = await runNode(node, { answers, config });
  expect(action).toMatchObject({ callbacks: [{ type: 'TextOutputCallback', message, messageType: 'error' }, {}, {}] });
  expect(transient).toEqual({});
});
