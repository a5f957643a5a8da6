import type { ApplicationSession, EntryCode } from '@waygate/continuity';
import { describe, expect, it } from 'vitest';
import { type OpenStores, storesFor } from './open-stores.ts';

const shared = {
  realm: '/alpha',
  applicationId: 'payroll',
  signOn: { id: 'hash', handle: 'handle' },
  userId: 'anna',
  offline: false,
};
const session = (clock: { readonly now: number }): ApplicationSession => ({
  ...shared,
  id: 'hash-of-cookie',
  createdAt: clock.now,
  lastAccessAt: clock.now,
  expiresAt: clock.now + 60_000,
});
const code = (clock: { readonly now: number }): EntryCode => ({ ...shared, browser: 'b', path: '/x?y=1', expiresAt: clock.now + 60_000 });

/** What `ApplicationSessionStore` promises. */
export function applicationSessionsContract(open: OpenStores): void {
  describe('the store of sessions with applications', () => {
    it('keeps a session until it is ended or over, and notes its use', async () => {
      const { applicationSessions: store, clock } = await storesFor(open);
      const begun = session(clock);
      await store.begin(begun);
      await expect(store.begin(begun)).rejects.toMatchObject({ code: 'storage.id_taken' });
      expect(await store.find(begun.id, clock.now)).toEqual(begun);
      expect(await store.touch(begun.id, clock.now + 30_000)).toBe(true);
      expect(await store.touch(begun.id, clock.now + 10_000)).toBe(true);
      expect(await store.find(begun.id, clock.now)).toEqual({ ...begun, lastAccessAt: clock.now + 30_000 });
      expect(await store.find(begun.id, clock.now + 60_000)).toBeUndefined();
      expect(await store.touch(begun.id, clock.now + 60_000)).toBe(false);
      expect([await store.end(begun.id), await store.end(begun.id)]).toEqual([true, false]);
      expect(await store.find(begun.id, clock.now)).toBeUndefined();
      expect(await store.find('another', clock.now)).toBeUndefined();
    });

    it('gives a code to one of many who ask at once, and to nobody when its time is over', async () => {
      const { applicationSessions: store, clock } = await storesFor(open);
      await store.putCode('hash', code(clock));
      const taken = await Promise.all(Array.from({ length: 20 }, () => store.takeCode('hash', clock.now)));
      expect(taken.filter((one) => one !== undefined)).toEqual([code(clock)]);
      await store.putCode('late', code(clock));
      expect(await store.takeCode('late', clock.now + 60_000)).toBeUndefined();
    });
  });
}
