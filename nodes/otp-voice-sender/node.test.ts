import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import { CODE, senderWorld } from '../test/sender-world.ts';
import node from './node.ts';

const secure = { oneTimePassword: CODE.code };

it('calls the number of the account, says the code digit by digit, and notes that', async () => {
  const { ports, sent, oneTimeCodes } = senderWorld();
  const { outcome, transient } = await runNode(node, { secure, shared: { username: 'mia' }, ports });
  expect(outcome).toBe('outcome');
  expect(sent).toMatchObject([{ channel: 'voice', to: '+49 171 1234567', text: expect.stringContaining('4, 8, 3, 1, 5, 9, 2, 6') }]);
  expect(oneTimeCodes.read(CODE, String(transient['oneTimePasswordDelivery']))).toMatchObject([{ channel: 'voice' }]);
});

it('says what the author wrote', async () => {
  const { ports, sent } = senderWorld({ home: '030 1234567' });
  const config = { phoneAttributeName: 'home', voiceContent: { en: 'Hello: {{OTP}}' } };
  await runNode(node, { config, secure, shared: { username: 'mia' }, ports });
  expect(sent).toMatchObject([{ to: '030 1234567', text: 'Hello: 4, 8, 3, 1, 5, 9, 2, 6' }]);
});
