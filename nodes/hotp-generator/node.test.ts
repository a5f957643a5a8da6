import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import { PLACE, senderWorld } from '../test/sender-world.ts';
import node from './node.ts';

it.each([6, 8, 10])(
  'makes a code of %i digits that nobody can see, and another that scripts can, with its time in seconds',
  async (length) => {
    const { ports, oneTimeCodes } = await senderWorld();
    const { outcome, transient, shared } = await runNode(node, { config: { length }, now: 1_790_000_000_999, ports });
    expect([outcome, shared]).toEqual(['outcome', {}]);
    const digits = expect.stringMatching(new RegExp(`^\\d{${length}}$`));
    expect(transient).toEqual({
      oneTimePassword: digits,
      oneTimePasswordTimestamp: 1_790_000_000,
      oneTimePasswordNote: expect.any(String),
    });
    const made = oneTimeCodes.open(PLACE, String(transient['oneTimePasswordNote']));
    expect(made).toEqual({ code: digits, readable: transient['oneTimePassword'], madeAt: 1_790_000_000_999, ways: [] });
    expect(made?.code).not.toBe(made?.readable);
  },
);

it('makes no code that is shorter than 6 digits', () => {
  expect(node.config.safeParse({ length: 5 }).success).toBe(false);
});

it('replaces the code that was there before in every scope, and how it went out', async () => {
  const { ports, made } = await senderWorld();
  const old = { ...made, oneTimePasswordTimestamp: 1 };
  const { secure, transient, shared } = await runNode(node, { secure: old, shared: { oneTimePassword: 'from a script' }, ports });
  expect([secure, shared]).toEqual([{}, {}]);
  expect(Object.keys(transient).sort()).toEqual(['oneTimePassword', 'oneTimePasswordNote', 'oneTimePasswordTimestamp']);
  expect(transient['oneTimePasswordNote']).not.toBe(made.oneTimePasswordNote);
});
