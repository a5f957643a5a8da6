import { describe, expect, it } from 'vitest';
import type { KeptMessage } from '../../src/index.ts';
import { type OpenStores, storesFor } from './open-stores.ts';

function message(id: string, at: number, expiresAt = 9_000): KeptMessage {
  return { id, channel: 'sms', to: '+491711234567', text: `Your code is 12345${id}.`, at, expiresAt };
}

/** What `MessageOutbox` promises. */
export function messageOutboxContract(open: OpenStores): void {
  describe('the message outbox', () => {
    it('lists what was kept for a realm, newest first, until it is too old', async () => {
      const { messageOutbox, clock } = await storesFor(open);
      await messageOutbox.add('/alpha', message('1', 1));
      await messageOutbox.add('/alpha', message('2', 2, clock.now + 10));
      await messageOutbox.add('/alpha', { ...message('3', 3), channel: 'email', subject: 'Your code' });
      await messageOutbox.add('/bravo', message('4', 4));
      expect((await messageOutbox.list('/alpha')).map(({ id }) => id)).toEqual(['3', '2', '1']);
      clock.now += 10;
      expect(await messageOutbox.list('/alpha')).toEqual([{ ...message('3', 3), channel: 'email', subject: 'Your code' }, message('1', 1)]);
      expect(await messageOutbox.list('__proto__')).toEqual([]);
    });

    it('keeps a message once however often it is added', async () => {
      const { messageOutbox } = await storesFor(open);
      await messageOutbox.add('/alpha', message('1', 1));
      await messageOutbox.add('/alpha', message('1', 1));
      expect(await messageOutbox.list('/alpha')).toHaveLength(1);
    });
  });
}
