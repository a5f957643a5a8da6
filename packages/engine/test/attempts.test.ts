import { type AttemptPermit, defineNode, makeCatalogue } from '@waygate/node-kit';
import { beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { createEngine, type EngineDeps } from '../src/index.ts';
import { fixture, journey, nodeTypes, request } from './fixture.ts';

/** What the throttle was asked, and what it answers. */
let asked: string[];
let permit: AttemptPermit;
let locksAt: number;
beforeEach(() => {
  asked = [];
  permit = { allowed: true };
  locksAt = Number.POSITIVE_INFINITY;
});
const judge: EngineDeps['ports']['attempts'] = {
  begin: async ({ authenticator }, key, facts) => {
    asked.push(`begin ${authenticator} ${facts?.unproved === true ? 'unproved' : 'proved'} ${key}`);
    return permit;
  },
  succeeded: async ({ authenticator }, key) => void asked.push(`succeeded ${authenticator} ${key}`),
  undecided: async ({ authenticator }, key) => void asked.push(`undecided ${authenticator} ${key}`),
  withdrawn: async ({ authenticator }, key) => void asked.push(`withdrawn ${authenticator} ${key}`),
  failed: async ({ authenticator }, key) => {
    asked.push(`failed ${authenticator} ${key}`);
    return asked.filter((one) => one.startsWith('failed')).length >= locksAt;
  },
};

/** Asks for a code; `right` is right. */
const code = defineNode({
  type: 'Code',
  displayName: 'Code',
  category: 'mfa',
  icon: 'key',
  summary: '',
  config: z.object({}),
  outcomes: { true: 'True', false: 'False' },
  callbacks: ['NameCallback'],
  provides: { true: ['possession:oath'] },
  run: async ({ answers, ports, realm, idempotencyKey, send, goTo }) => {
    const typed = answers.first('NameCallback')?.value;
    if (typed === undefined) return send([{ type: 'NameCallback', prompt: 'Code' }]);
    const subject = { id: 'id-demo', username: 'demo' };
    const target = { realm, subject, authenticator: 'oath:one' };
    if (typed === 'second') {
      const second = { ...target, authenticator: 'oath:two' };
      for (const each of [target, second]) await ports.attempts.begin(each, idempotencyKey);
      await ports.attempts.succeeded(second, idempotencyKey);
      return goTo('true', { identified: subject });
    }
    const { allowed } = await ports.attempts.begin(target, idempotencyKey);
    if (!allowed || typed !== 'right') return goTo('false');
    await ports.attempts.succeeded(target, idempotencyKey);
    return goTo('true', { identified: subject });
  },
});
const onlyCode = journey('Code', { code: ['Code', { true: 'ok', false: 'code' }] });
const afterPassword = journey('Second', {
  name: ['AskName', { outcome: 'password' }],
  password: ['AskPassword', { outcome: 'check' }],
  check: ['Check', { true: 'code', false: 'no' }],
  code: ['Code', { true: 'ok', false: 'code' }],
});
async function world() {
  const made = await fixture([onlyCode, afterPassword], { catalogue: makeCatalogue([...nodeTypes, code]) });
  const ports = { ...made.deps.ports, attempts: judge };
  const engines = [1, 2].map(() => createEngine({ ...made.deps, ports }));
  const [engine = made.engine] = engines;
  const first = async (name: string) => {
    const step = await engine.start({ realm: '/alpha', journey: name, request, force: false, noSession: false });
    if (step.kind !== 'callbacks') throw new Error('no step');
    return step;
  };
  type Handle = Awaited<ReturnType<typeof first>>['handle'];
  const answer = ({ sessionId, key }: Handle, value: string, on = 0, locales = ['en']) =>
    (engines[on] ?? engine).submit({
      realm: '/alpha',
      sessionId,
      key,
      request: { ...request, locales },
      decode: (sent) => sent.map(({ type }) => ({ type, value }) as never),
    });
  return { first, answer };
}

it('tells the throttle of each try, what came of it, and whether anything was proved before', async () => {
  const { first, answer } = await world();
  const step = await first('Second');
  const password = await answer(step.handle, 'demo');
  if (password.kind !== 'callbacks') throw new Error('no step');
  const asks = await answer(password.handle, 'right');
  if (asks.kind !== 'callbacks') throw new Error('no step');
  const again = await answer(asks.handle, 'wrong');
  if (again.kind !== 'callbacks') throw new Error('no step');
  expect(await answer(again.handle, 'right')).toMatchObject({ kind: 'success' });
  expect(asked.map((one) => one.split(' ').slice(0, -1).join(' '))).toEqual([
    'begin oath:one proved',
    'failed oath:one',
    'begin oath:one proved',
    'succeeded oath:one',
  ]);
  const keys = asked.map((one) => one.split(' ').at(-1));
  expect([keys[0] === keys[1], keys[2] === keys[3], keys[0] === keys[2]]).toEqual([true, true, false]);
});

it('takes two answers to one step for two tries, also in two processes, and the same answer for one', async () => {
  const { first, answer } = await world();
  const step = await first('Code');
  await Promise.allSettled(['one', 'two'].map((value, index) => answer(step.handle, value, index)));
  const other = await first('Code');
  await Promise.allSettled(['one', 'one'].map((value, index) => answer(other.handle, value, index)));
  const begun = asked.filter((one) => one.startsWith('begin oath:one unproved'));
  expect(begun).toHaveLength(4);
  expect(new Set(begun).size).toBe(3);
});

it('takes back what was tried with other devices when the answer was right of one', async () => {
  const { first, answer } = await world();
  const step = await first('Code');
  expect(await answer(step.handle, 'second')).toMatchObject({ kind: 'success' });
  expect(asked.map((one) => one.split(' ').slice(0, 2).join(' '))).toEqual([
    'begin oath:one',
    'begin oath:two',
    'succeeded oath:two',
    'withdrawn oath:one',
  ]);
});

it('ends the sign-on with the failure that locks the account, in the language of the person', async () => {
  locksAt = 2;
  const { first, answer } = await world();
  const step = await first('Code');
  const again = await answer(step.handle, 'wrong');
  if (again.kind !== 'callbacks') throw new Error('no step');
  expect(await answer(again.handle, 'wrong', 0, ['de'])).toMatchObject({ kind: 'failure', message: expect.stringContaining('Betreiber') });
});

it('ends the sign-on of somebody whose account is locked, whatever the node would do', async () => {
  permit = { allowed: false, reason: 'locked' };
  const { first, answer } = await world();
  const step = await first('Code');
  expect(await answer(step.handle, 'right')).toMatchObject({
    kind: 'failure',
    message: expect.stringContaining('too many failed sign-ins'),
  });
  expect(asked.filter((one) => one.startsWith('failed'))).toEqual([]);
});

it('goes on like after a wrong code when there were too many', async () => {
  permit = { allowed: false, reason: 'wait', retryAfter: 30 };
  const { first, answer } = await world();
  const step = await first('Code');
  expect(await answer(step.handle, 'right')).toMatchObject({ kind: 'callbacks' });
});
