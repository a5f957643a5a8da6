import { createAttemptService } from '@waygate/integrations';
import { type NodeRun, runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import generator from '../hotp-generator/node.ts';
import collector from '../otp-collector-decision/node.ts';
import mailSender from '../otp-email-sender/node.ts';
import smsSender from '../otp-sms-sender/node.ts';
import { senderWorld } from '../test/sender-world.ts';

const NOW = 1_790_000_000_000;

/** One run that goes from node to node with the real notes of codes; whoever draws the journey may change its state in between. */
async function journey() {
  const world = await senderWorld();
  const attempts = createAttemptService({ ...world.stores, key: Buffer.alloc(32), tell: () => undefined, now: () => NOW });
  let state: NonNullable<NodeRun['transient']> = {};
  let step = 0;
  const go = async (node: typeof generator | typeof smsSender | typeof mailSender | typeof collector, more: NodeRun = {}) => {
    step += 1;
    const ports = { ...world.ports, attempts };
    const run = { shared: { username: 'mia' }, transient: state, ports, now: NOW, idempotencyKey: `step ${step}`, ...more };
    const result = await runNode(node, run);
    state = result.transient;
    return result;
  };
  const type = (value: string) => go(collector, { answers: [{ type: 'PasswordCallback', value }] });
  const carried = () => (world.sent.at(-1)?.text ?? '').match(/\d{8}/)?.[0] ?? '';
  const put = (more: typeof state) => {
    state = { ...state, ...more };
  };
  return { ...world, go, type, carried, state: () => state, put };
}

it('lets nobody in by a code that the journey itself wrote into the state, though a sender carried it', async () => {
  for (const isMadeBefore of [true, false]) {
    const { go, put, type, carried } = await journey();
    if (isMadeBefore) await go(generator);
    put({ oneTimePassword: '12345678', oneTimePasswordTimestamp: NOW / 1_000 });
    await go(smsSender);
    expect(carried()).toBe('12345678');
    expect((await type('12345678')).action).toEqual({ kind: 'goTo', outcome: 'true' });
  }
});

it('keeps the code that proves something out of everything that a journey can read', async () => {
  const { go, carried, state, type } = await journey();
  await go(generator);
  const readable = String(state()['oneTimePassword']);
  await go(smsSender);
  expect(readable).toMatch(/^\d{8}$/);
  expect(JSON.stringify(state())).not.toContain(carried());
  // What can be read is no longer right once a sender has carried the other.
  expect((await type(readable)).outcome).toBe('false');
  expect((await type(carried())).action).toMatchObject({ identified: { id: 'mia-id' }, proves: ['possession:sms'] });
});

it('takes the code that a script has read and sent by itself, which proves nothing', async () => {
  const { go, state, type } = await journey();
  await go(generator);
  expect((await type(String(state()['oneTimePassword']))).action).toEqual({ kind: 'goTo', outcome: 'true' });
});

it('forgets no way by which a code went out, though a script puts back what was noted before', async () => {
  const elsewhere = { shared: { username: 'mia', emailAddress: 'mallory@example.com' } };
  const before = await journey();
  await before.go(generator);
  const unsent = before.state();
  await before.go(mailSender, elsewhere);
  const mallorys = before.carried();
  before.put(unsent);
  await before.go(smsSender);
  expect(before.carried()).not.toBe(mallorys);
  expect((await before.type(mallorys)).outcome).toBe('false');
  expect((await before.type(before.carried())).action).toMatchObject({ proves: ['possession:sms'] });

  const between = await journey();
  await between.go(generator);
  const untold = between.state();
  await between.go(smsSender);
  const told = between.state();
  between.put(untold);
  await between.go(mailSender, elsewhere);
  between.put(told);
  expect((await between.type(between.carried())).outcome).toBe('false');

  const after = await journey();
  await after.go(generator);
  await after.go(smsSender);
  const sentOnce = after.state();
  await after.go(mailSender, elsewhere);
  after.put(sentOnce);
  expect((await after.type(after.carried())).outcome).toBe('false');
});

it('believes the time that the server noted, not the one that stands in the state', async () => {
  const { go, put, carried } = await journey();
  await go(generator);
  await go(smsSender);
  const later = NOW + 10 * 60_000;
  put({ oneTimePasswordTimestamp: later / 1_000 });
  expect((await go(collector, { answers: [{ type: 'PasswordCallback', value: carried() }], now: later })).outcome).toBe('false');
});
