import { runNode } from '@waygate/node-kit/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { BEGIN, MIA, realPeople } from '../test/real-people.ts';
import { drawn } from './drawn.ts';
import node from './node.ts';

const KBA = [
  { questionId: '1', answer: 'Sky blue' },
  { customQuestion: 'Which bridge?', answer: 'Kapell' },
  { questionId: 'gone', answer: 'x' },
];
let world: Awaited<ReturnType<typeof realPeople>>;
let mia: { id: string };
beforeEach(async () => {
  world = await realPeople();
  await world.set('kba', { minimumAnswersToVerify: 2, numberOfAttemptsAllowed: 2 });
  mia = await world.made({ ...MIA, kbaInfo: KBA });
});
const shared = { username: 'mia' };
const answered = (...values: string[]) => values.map((value) => ({ type: 'PasswordCallback', value }) as const);
const tries = (values: string[], asked: number[], idempotencyKey: string) =>
  runNode(node, {
    shared,
    answers: answered(...values),
    local: { personId: mia.id, asked },
    idempotencyKey,
    now: BEGIN,
    ports: world.ports,
  });

it('asks questions of the person that the realm still has, and keeps which to itself', async () => {
  const { action, local } = await runNode(node, { shared, ports: world.ports });
  expect(action.kind === 'send' && action.callbacks.map((one) => one.type === 'PasswordCallback' && one.prompt).toSorted()).toEqual([
    "What's your favorite color?",
    'Which bridge?',
  ]);
  expect(local).toMatchObject({ personId: mia.id });
  expect((local as { asked: number[] }).asked.toSorted()).toEqual([0, 1]);
});

it('is passed by right answers alone, each to the question that was asked', async () => {
  expect((await tries(['SKY  BLUE', 'kapell'], [0, 1], 'a')).outcome).toBe('true');
  expect((await tries(['kapell', 'sky blue'], [0, 1], 'b')).outcome).toBe('false');
  expect(node.provides).toEqual({});
});

it('is not passed by as few answers or for somebody else as one likes: it asks anew', async () => {
  expect((await tries(['sky blue'], [0, 1], 'a')).action.kind).toBe('send');
  await world.made({
    ...MIA,
    userName: 'ben',
    kbaInfo: [
      { customQuestion: 'a?', answer: 'a' },
      { customQuestion: 'b?', answer: 'b' },
    ],
  });
  const { action } = await runNode(node, {
    shared: { username: 'ben' },
    answers: answered('sky blue', 'kapell'),
    local: { personId: mia.id, asked: [0, 1] },
    ports: world.ports,
  });
  expect(action.kind).toBe('send');
});

it('says no after too many wrong answers, to right ones as well, and only the audit tells why', async () => {
  for (const key of ['a', 'b']) expect((await tries(['x', 'y'], [0, 1], key)).action).toEqual({ kind: 'goTo', outcome: 'false' });
  expect((await tries(['sky blue', 'kapell'], [0, 1], 'c')).action).toEqual({
    kind: 'goTo',
    outcome: 'false',
    audit: { throttled: 'wait' },
  });
});

it('says no for a person with too few questions, and is broken without one', async () => {
  await world.made({ ...MIA, userName: 'ben', kbaInfo: KBA.slice(1) });
  expect((await runNode(node, { shared: { username: 'ben' }, ports: world.ports })).outcome).toBe('false');
  await expect(runNode(node, { shared: { username: 'nobody' }, ports: world.ports })).rejects.toMatchObject({
    code: 'node.person_missing',
  });
});

describe('what is drawn', () => {
  it('is each as likely as any other, none twice', () => {
    const counts = new Map<string, number>();
    for (let turn = 0; turn < 6_000; turn += 1) {
      const two = drawn(['a', 'b', 'c'], 2).join('');
      counts.set(two, (counts.get(two) ?? 0) + 1);
    }
    expect([...counts.keys()].toSorted()).toEqual(['ab', 'ac', 'ba', 'bc', 'ca', 'cb']);
    // A thousand each, with a spread of about 29: eight times that happens to nobody.
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(240);
    expect([drawn(['a'], 3), drawn([], 2)]).toEqual([['a'], []]);
  });
});
