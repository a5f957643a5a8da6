import { runNode } from '@waygate/node-kit/testing';
import { describe, expect, it } from 'vitest';
import { BEGIN, realPeople } from '../test/real-people.ts';
import node from './node.ts';
import { readDuration } from './read-duration.ts';

const HOUR = 3_600_000;

it.each([
  ['6 hours', 6 * HOUR, 'true'],
  ['6 hours', 6 * HOUR - 1, 'false'],
  ['1 day and 2 hours', 26 * HOUR, 'true'],
  ['unlimited', 1_000 * HOUR, 'false'],
  [undefined, 0, 'true'],
])('%s after %i ms: %s', async (elapsedTime, after, outcome) => {
  const world = await realPeople();
  await world.made();
  const config = elapsedTime === undefined ? {} : { elapsedTime };
  expect((await runNode(node, { config, shared: { username: 'mia' }, now: BEGIN + after, ports: world.ports })).outcome).toBe(outcome);
});

it('takes a person without a date for nobody of long ago', async () => {
  const world = await realPeople();
  const { id } = await world.made();
  await world.stores.identities.update('/alpha', id, (record) => ({ ...record, createdAt: 0 }));
  const config = { elapsedTime: '1 ms' };
  expect((await runNode(node, { config, shared: { username: 'mia' }, ports: world.ports })).outcome).toBe('false');
});

it('is broken when there is no such person', async () => {
  const { ports } = await realPeople();
  await expect(runNode(node, { shared: { username: 'nobody' }, ports })).rejects.toMatchObject({ code: 'node.person_missing' });
});

describe('a duration', () => {
  it.each([
    ['1 day, 2 hours and 3 minutes', 24 * HOUR + 2 * HOUR + 180_000],
    ['5 s', 5_000],
    ['5 MILLISECONDS', 5],
    ['2d', 48 * HOUR],
    ['zero', 0],
    ['unlimited', Number.POSITIVE_INFINITY],
  ])('%s is %d ms', (text, expected) => {
    expect(readDuration(text)).toBe(expected);
  });

  it.each(['', '6', 'hours', '6 fortnights', '-1 day', '1.5 hours', 'constructor', '1 constructor'])('is none: %o', (text) => {
    expect(readDuration(text)).toBeUndefined();
    expect(node.config.safeParse({ elapsedTime: text }).success).toBe(false);
  });
});
