import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import node from './node.ts';

const typed = (value: string) => [{ type: 'PasswordCallback', value }] as const;

it('asks for the password, and asks again for none', async () => {
  for (const answers of [[], typed('')]) {
    const { action, transient } = await runNode(node, { answers });
    expect([action, transient]).toEqual([{ kind: 'send', callbacks: [{ type: 'PasswordCallback', prompt: 'Password' }] }, {}]);
  }
});

it('keeps the password for this request only', async () => {
  const { outcome, shared, transient } = await runNode(node, { answers: typed('correct horse') });
  expect([outcome, shared, transient]).toEqual(['outcome', {}, { password: 'correct horse' }]);
});
