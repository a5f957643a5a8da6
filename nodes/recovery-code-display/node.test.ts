import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import node from './node.ts';

const transient = { recoveryCodes: ['iZmEtxvQ00', 'abcdefghij'], recoveryCodeDeviceName: 'My <Phone> "1"' };

it.each(['en', 'de'])('is recognised by the patterns of the SDKs, in %s', async (locale) => {
  const { action } = await runNode(node, { transient, locales: [locale] });
  if (action.kind !== 'send' || action.callbacks[0]?.type !== 'TextOutputCallback') throw new Error('no script');
  const { message, messageType } = action.callbacks[0];
  expect(messageType).toBe('script');
  expect(message).toMatch(/[Rr]ecovery [Cc]odes/);
  const codes = (message.match(/\s[\w\W]"([\w]*)\\/g) ?? []).map((match) => /"([\w]*)\\/.exec(match)?.[1]);
  expect(codes).toEqual(transient.recoveryCodes);
  expect(/<em\s*.*>\s*.*<\/em>/.exec(message)?.[0].replaceAll(/<[^>]*>/g, '')).toBe('My &#60;Phone&#62; &#34;1&#34;');
  expect(() => new Function(message)).not.toThrow();
});

it('shows them once and goes on', async () => {
  const shown = await runNode(node, { transient });
  expect(shown.transient).toEqual({});
  expect((await runNode(node, { answers: [{ type: 'TextOutputCallback', seen: true }] })).outcome).toBe('outcome');
  expect((await runNode(node, {})).outcome).toBe('outcome');
});
