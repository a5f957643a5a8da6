import { expect, it } from 'vitest';
import { createRecoveryCodeHasher, HashingQueue } from '../src/index.ts';

/** Work that goes on until it is let go. */
function held() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { work: () => promise, letGo: resolve };
}

const BUSY = { kind: 'operational', code: 'hash.busy' };

it('turns away who comes beyond those that may wait, before anything of their work has happened, and serves the others', async () => {
  const queue = new HashingQueue({ atOnce: 1, longest: 1 });
  const { work, letGo } = held();
  const runs = queue.run(work);
  const waits = queue.run(async () => 'right');
  let happened = false;
  const more = async () => {
    happened = true;
  };
  await expect(queue.run(more)).rejects.toMatchObject(BUSY);
  expect([happened, queue.facts()]).toMatchObject([false, { running: 1, waiting: 1, done: 0, refused: 1 }]);
  letGo();
  await runs;
  expect(await waits).toBe('right');
  await queue.run(more);
  expect([happened, queue.facts()]).toMatchObject([true, { running: 0, waiting: 0, done: 3, refused: 1 }]);
});

it('refuses no hash of who has a place, however many want one, and keeps no core from others meanwhile', async () => {
  const queue = new HashingQueue({ atOnce: 1, longest: 1 });
  const store = held();
  const first = queue.admit(async () => {
    const one = await queue.run(async () => 1);
    await store.work();
    return [one, await queue.run(async () => 2)];
  });
  expect(await queue.run(async () => 'beside')).toBe('beside');
  const waits = queue.admit(() => store.work());
  await expect(queue.run(async () => 'too many')).rejects.toMatchObject(BUSY);
  expect(queue.facts()).toMatchObject({ running: 0, waiting: 0, refused: 1 });
  store.letGo();
  expect(await first).toEqual([1, 2]);
  await waits;
  await expect(queue.run(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(queue.facts()).toMatchObject({ running: 0, done: 4, refused: 1 });
});

it('hashes several in one turn, without a place for each', async () => {
  const queue = new HashingQueue({ atOnce: 1, longest: 0 });
  expect(await queue.run(async () => [await queue.run(async () => 1), await queue.run(async () => 2)])).toEqual([1, 2]);
  expect(queue.facts()).toMatchObject({ running: 0, done: 1, refused: 0 });
});

it('gives what somebody left running no part of the place that they had', async () => {
  const queue = new HashingQueue({ atOnce: 1, longest: 0 });
  const { work, letGo } = held();
  let late: Promise<unknown> = Promise.resolve();
  await queue.admit(async () => {
    late = work().then(() => queue.run(async () => 'late'));
  });
  const other = held();
  const runs = queue.run(other.work);
  letGo();
  await expect(late).rejects.toMatchObject(BUSY);
  other.letGo();
  await runs;
});

it('lets those of one lane take no more than four places, and turns only them away when as many wait for each other as may', async () => {
  const queue = new HashingQueue({ atOnce: 1, longest: 8 });
  const { work, letGo } = held();
  const same = Array.from({ length: 12 }, () => queue.admit(() => queue.run(work), 'one name'));
  await expect(queue.admit(work, 'one name')).rejects.toMatchObject(BUSY);
  const other = queue.admit(() => queue.run(async () => 'served'), 'another');
  expect(queue.facts()).toMatchObject({ running: 1, waiting: 12, refused: 1 });
  letGo();
  await Promise.all(same);
  expect(await other).toBe('served');
  expect(queue.facts()).toMatchObject({ running: 0, waiting: 0, done: 13 });
});

it('gives who asks somebody else first no place before they enter, and no more than half of the places to all of them', async () => {
  const queue = new HashingQueue({ atOnce: 1, longest: 3 });
  const directory = held();
  const answers = held();
  const counted: number[] = [];
  const later = (one: number) =>
    queue.admitLater(async (enter) => {
      await directory.work();
      enter();
      counted.push(one);
      await answers.work();
      return queue.run(async () => one);
    });
  const asking = [1, 2, 3].map(later);
  const store = held();
  // As many as there are places, though three ask.
  const others = Array.from({ length: 4 }, () => queue.admit(store.work));
  await expect(queue.run(async () => 'too many')).rejects.toMatchObject(BUSY);
  store.letGo();
  await Promise.all(others);
  const third = expect(asking[2]).rejects.toMatchObject(BUSY);
  directory.letGo();
  await third;
  expect(counted).toEqual([1, 2]);
  expect(await Promise.all([1, 2].map(() => queue.admit(async () => 'served')))).toEqual(['served', 'served']);
  answers.letGo();
  expect(await Promise.all(asking.slice(0, 2))).toEqual([1, 2]);
  expect(await later(4)).toBe(4);
  expect(queue.facts()).toMatchObject({ running: 0, waiting: 0, done: 3, refused: 2 });
});

it('has no place left over when somebody enters who is not waited for any more', async () => {
  const queue = new HashingQueue({ atOnce: 1, longest: 0 });
  let late: () => void = () => undefined;
  await queue.admitLater(async (enter) => {
    late = enter;
  });
  expect(late).toThrow(expect.objectContaining(BUSY));
  expect(await queue.admitLater(async (enter) => [enter(), enter(), await queue.admit(async () => 'mine')])).toEqual([
    undefined,
    undefined,
    'mine',
  ]);
  expect(await queue.admit(() => queue.admitLater(async (enter) => [enter(), 'mine']))).toEqual([undefined, 'mine']);
  expect(await queue.run(async () => 'free')).toBe('free');
});

it('takes all recovery codes of a device in one turn, so that a short queue gives them out all the same', async () => {
  const queue = new HashingQueue({ atOnce: 1, longest: 0 });
  const hasher = createRecoveryCodeHasher(Buffer.alloc(32, 7), async () => Buffer.alloc(32), queue);
  expect(await hasher.hashAll(['a', 'b', 'c'])).toHaveLength(3);
  const { work, letGo } = held();
  const runs = queue.run(work);
  await expect(hasher.hashAll(['a', 'b', 'c'])).rejects.toMatchObject(BUSY);
  letGo();
  await runs;
  expect(queue.facts()).toMatchObject({ running: 0, waiting: 0, done: 2, refused: 1 });
});
