import { describe, expect, it } from 'vitest';
import { outboxMessage } from '../samples/outbox-message.ts';
import { type OpenStores, storesFor } from './open-stores.ts';

/** What `PushOutbox` promises. */
export function pushOutboxContract(open: OpenStores): void {
  describe('the push outbox', () => {
    it('gives an inbox what waits for it, oldest first, until it is too late', async () => {
      const { pushOutbox, clock } = await storesFor(open);
      await pushOutbox.add('in', outboxMessage('b', 9_000));
      clock.now += 1;
      await pushOutbox.add('in', outboxMessage('a', 2_000));
      clock.now += 1;
      await pushOutbox.add('in', outboxMessage('c', 9_000));
      await pushOutbox.add('other', outboxMessage('d', 9_000));
      expect(await pushOutbox.pending('in', clock.now)).toEqual([
        outboxMessage('b', 9_000),
        outboxMessage('a', 2_000),
        outboxMessage('c', 9_000),
      ]);
      expect((await pushOutbox.pending('in', 2_000)).map(({ messageId }) => messageId)).toEqual(['b', 'c']);
      expect(await pushOutbox.pending('__proto__', clock.now)).toEqual([]);
    });

    it('gives several inboxes what waits for each of them, however many they are', async () => {
      const { pushOutbox, clock } = await storesFor(open);
      await pushOutbox.add('a', outboxMessage('1', 9_000));
      clock.now += 1;
      await pushOutbox.add('b', outboxMessage('2', 9_000));
      await pushOutbox.add('b', outboxMessage('late', 2_000));
      await pushOutbox.add('elsewhere', outboxMessage('3', 9_000));
      clock.now += 1;
      await pushOutbox.add('a', outboxMessage('0', 9_000));
      const others = Array.from({ length: 600 }, (_, index) => `nothing ${index}`);
      expect(await pushOutbox.pendingIn(['a', ...others, 'b'], 2_000)).toEqual(
        new Map([
          ['a', [outboxMessage('1', 9_000), outboxMessage('0', 9_000)]],
          ['b', [outboxMessage('2', 9_000)]],
        ]),
      );
      expect(await pushOutbox.pendingIn([], clock.now)).toEqual(new Map());
    });

    it('holds a message once however often it is added, until it is removed', async () => {
      const { pushOutbox, clock } = await storesFor(open);
      await pushOutbox.add('in', outboxMessage('a', 9_000));
      await pushOutbox.add('in', outboxMessage('a', 9_000));
      await pushOutbox.add('other', outboxMessage('a', 9_000));
      expect(await pushOutbox.pending('in', clock.now)).toHaveLength(1);
      await pushOutbox.remove('in', 'a');
      await pushOutbox.remove('in', 'a');
      expect(await pushOutbox.pending('in', clock.now)).toEqual([]);
      expect(await pushOutbox.pending('other', clock.now)).toHaveLength(1);
    });
  });
}
