import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import { PLACE, senderWorld } from '../test/sender-world.ts';
import node from './node.ts';

it('calls the number of the account, says the code digit by digit, and notes that', async () => {
  const { ports, sent, oneTimeCodes, code, made } = await senderWorld();
  const { outcome, transient } = await runNode(node, { secure: made, shared: { username: 'mia' }, ports });
  expect(outcome).toBe('outcome');
  expect(sent).toMatchObject([{ channel: 'voice', to: '+49 171 1234567', text: expect.stringContaining([...code].join(', ')) }]);
  expect(oneTimeCodes.open(PLACE, String(transient['oneTimePasswordNote']))?.ways).toMatchObject([{ channel: 'voice' }]);
});

it('says what the author wrote', async () => {
  const { ports, sent, code, made } = await senderWorld({ home: '030 1234567' });
  const config = { phoneAttributeName: 'home', voiceContent: { en: 'Hello: {{OTP}}' } };
  await runNode(node, { config, secure: made, shared: { username: 'mia' }, ports });
  expect(sent).toMatchObject([{ to: '030 1234567', text: `Hello: ${[...code].join(', ')}` }]);
});
