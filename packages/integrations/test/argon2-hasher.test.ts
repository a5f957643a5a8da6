import { describe, expect, it } from 'vitest';
import { createArgon2Hasher, HashingQueue } from '../src/index.ts';

/** Cheap ones: what is tested here does not depend on the cost. */
const CHEAP = { memoryCost: 64, timeCost: 1, parallelism: 1 };

it('hashes with argon2id at the cost that OWASP recommends, and knows its own hashes', async () => {
  const hasher = await createArgon2Hasher();
  const stored = await hasher.hash('correct horse battery');
  expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await hasher.verify(stored, 'correct horse battery')).toBe(true);
  expect(await hasher.verify(stored, 'correct horse batter')).toBe(false);
  expect(await hasher.verify(stored, '')).toBe(false);
  expect(hasher.isOutdated(stored)).toBe(false);
});

it('salts: the same password twice has two hashes', async () => {
  const hasher = await createArgon2Hasher({ parameters: CHEAP });
  expect(await hasher.hash('password')).not.toBe(await hasher.hash('password'));
});

it.each(['пароль', 'pass\0word', 'p'.repeat(10_000), ' '])('takes the password %j as it is', async (password) => {
  const hasher = await createArgon2Hasher({ parameters: CHEAP });
  const stored = await hasher.hash(password);
  expect(await hasher.verify(stored, password)).toBe(true);
  expect(await hasher.verify(stored, password.slice(0, -1))).toBe(false);
});

it('checks hashes of other parameters, and calls them outdated', async () => {
  const old = await (await createArgon2Hasher({ parameters: CHEAP })).hash('password');
  const hasher = await createArgon2Hasher({ parameters: { ...CHEAP, timeCost: 2 } });
  expect(await hasher.verify(old, 'password')).toBe(true);
  expect(hasher.isOutdated(old)).toBe(true);
});

describe('matches nothing, and makes a whole hash to say so,', () => {
  it.each([
    ['nobody', undefined],
    ['an empty hash', ''],
    ['a hash of another system', '$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW'],
    ['a hash cut short', '$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ'],
    ['a hash that would take all memory there is', `$argon2id$v=19$m=4294967295,t=2,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`],
    ['a hash that would take too much', `$argon2id$v=19$m=9999999,t=2,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`],
  ])('for %s', async (_name, stored) => {
    const hasher = await createArgon2Hasher({ parameters: CHEAP });
    expect(await hasher.verify(stored, 'a password of nobody')).toBe(false);
  });
});

describe('many at once', () => {
  it('are made as many at a time as there are places, first come first served', async () => {
    const queue = new HashingQueue({ atOnce: 1, longest: 10 });
    const hasher = await createArgon2Hasher({ parameters: CHEAP, queue });
    const done: number[] = [];
    const all = Array.from({ length: 5 }, async (_, index) => {
      await hasher.hash(`password ${index}`);
      done.push(index);
    });
    expect(queue.facts()).toMatchObject({ running: 1, waiting: 4 });
    await Promise.all(all);
    expect(done).toEqual([0, 1, 2, 3, 4]);
    expect(queue.facts()).toMatchObject({ running: 0, waiting: 0, done: 5, refused: 0 });
  });

  it('are refused when too many wait, for those who exist and those who do not, and taken again afterwards', async () => {
    const hasher = await createArgon2Hasher({ parameters: CHEAP, queue: new HashingQueue({ atOnce: 1, longest: 1 }) });
    const stored = await hasher.hash('password');
    const results = await Promise.allSettled([
      hasher.verify(stored, 'password'),
      hasher.verify(undefined, 'password'),
      hasher.verify(stored, 'password'),
      hasher.verify(undefined, 'password'),
      hasher.hash('password'),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected', 'rejected']);
    expect(results[2]).toMatchObject({ reason: { kind: 'operational', code: 'hash.busy' } });
    expect(results[3]).toEqual(results[2]);
    expect(await hasher.verify(stored, 'password')).toBe(true);
  });
});
