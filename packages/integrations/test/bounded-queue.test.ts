import { expect, it } from 'vitest';
import { BoundedQueue } from '../src/hashing/bounded-queue.ts';

it('runs no more at once than it may, in the order they came, and goes on after work that fails', async () => {
  const queue = new BoundedQueue(2, 100);
  const started: number[] = [];
  let running = 0;
  let most = 0;
  const results = await Promise.allSettled(
    Array.from({ length: 20 }, (_, index) =>
      queue.run(async () => {
        started.push(index);
        running += 1;
        most = Math.max(most, running);
        await Promise.resolve();
        running -= 1;
        if (index % 3 === 0) throw new Error('fails');
        return index;
      }),
    ),
  );
  expect(most).toBe(2);
  expect(started).toEqual(Array.from({ length: 20 }, (_, index) => index));
  expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(7);
  expect(await queue.run(async () => 'on')).toBe('on');
});

it('does not let newcomers overtake who waits, nor run beside them', async () => {
  const queue = new BoundedQueue(1, 100);
  const order: string[] = [];
  let running = 0;
  const work = (name: string) => async () => {
    running += 1;
    order.push(`${name} of ${running}`);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
  };
  const first = queue.run(work('first'));
  const second = queue.run(work('second'));
  const late = first.then(() => queue.run(work('late')));
  const later = late.then(() => queue.run(work('later')));
  await Promise.all([first, second, late, later]);
  expect(order).toEqual(['first of 1', 'second of 1', 'late of 1', 'later of 1']);
});
