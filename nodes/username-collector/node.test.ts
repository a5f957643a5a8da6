import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import node from './node.ts';

const typed = (value: string) => [{ type: 'NameCallback', value }] as const;

it('asks for the name, in the language of the person', async () => {
  expect((await runNode(node)).action).toMatchObject({ callbacks: [{ type: 'NameCallback', prompt: 'User Name', value: '' }] });
  expect((await runNode(node, { locales: ['de'] })).action).toMatchObject({ callbacks: [{ prompt: 'Benutzername' }] });
});

it('keeps the name, and asks again for none', async () => {
  const result = await runNode(node, { answers: typed('demo') });
  expect([result.outcome, result.shared]).toEqual(['outcome', { username: 'demo' }]);
  const empty = await runNode(node, { answers: typed('') });
  expect([empty.action.kind, empty.shared]).toEqual(['send', {}]);
});

it('shows a name that is known only when told to', async () => {
  const shared = { username: 'demo' };
  expect((await runNode(node, { config: { prepopulate: true }, shared })).action).toMatchObject({ callbacks: [{ value: 'demo' }] });
  expect((await runNode(node, { shared })).action).toMatchObject({ callbacks: [{ value: '' }] });
});

it('tells browsers what they may fill in', async () => {
  const { action } = await runNode(node, { config: { autocompleteValues: ['username', 'webauthn'] } });
  expect(action).toMatchObject({ callbacks: [{ autocompleteValues: ['username', 'webauthn'] }] });
});
