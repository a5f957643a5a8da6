import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import node from './node.ts';

// What it shares with its successor is tested there, with both types.
it('leads to the provider again when somebody comes back by the button of the browser', async () => {
  const attempt = { provider: 'peer', issuer: 'https://peer.example', state: 's', nonce: 'n', redirectUri: 'https://waygate.example/' };
  const begin = async () => ({ redirectUrl: 'https://peer.example/again', attempt: { ...attempt, state: 'other' } });
  const { action, local } = await runNode(node, {
    ports: { federation: { begin } },
    shared: { selectedIdp: 'peer' },
    local: { attempt },
    answers: [{ type: 'RedirectCallback', seen: true }],
  });
  expect(action).toMatchObject({ kind: 'send', callbacks: [{ redirectUrl: 'https://peer.example/again' }] });
  expect(local).toMatchObject({ attempt: { state: 'other' } });
});
