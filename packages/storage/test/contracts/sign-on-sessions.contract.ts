import { describe, expect, it } from 'vitest';
import { signOnSession } from '../samples/sign-on-session.ts';
import { type OpenStores, storesFor } from './open-stores.ts';

/** What `SignOnSessions` promises. */
export function signOnSessionsContract(open: OpenStores): void {
  describe('sign-on sessions', () => {
    it('come back as they were and are listed by person, in one realm', async () => {
      const { signOnSessions, clock } = await storesFor(open);
      const full = signOnSession('b', { clientIp: '192.0.2.1', userAgent: 'Firefox' });
      for (const session of [full, signOnSession('a'), signOnSession('c', { userId: 'id-other' }), signOnSession('d', { realm: '/' })]) {
        await signOnSessions.create(session);
      }
      expect(await signOnSessions.find('b', clock.now)).toEqual(full);
      expect(await signOnSessions.listByUser('/alpha', 'id-demo', clock.now)).toEqual([signOnSession('a'), full]);
      expect(await signOnSessions.listByUser('/alpha', 'nobody', clock.now)).toEqual([]);
      await expect(signOnSessions.create(signOnSession('b', { userId: 'id-other' }))).rejects.toMatchObject({ code: 'storage.id_taken' });
      expect(await signOnSessions.find('__proto__', clock.now)).toBeUndefined();
    });

    it('end by idling and by age; touching helps against idling only', async () => {
      const { signOnSessions } = await storesFor(open);
      for (const id of ['a', 'b']) await signOnSessions.create(signOnSession(id));
      expect(await signOnSessions.touch('a', 60_000)).toBe(true);
      expect(await signOnSessions.find('b', 60_999)).toBeDefined();
      expect(await signOnSessions.find('b', 61_000)).toBeUndefined();
      expect(await signOnSessions.touch('b', 61_000)).toBe(false);
      expect(await signOnSessions.find('a', 61_000)).toEqual(signOnSession('a', { lastAccessAt: 60_000 }));
      expect((await signOnSessions.listByUser('/alpha', 'id-demo', 61_000)).map(({ id }) => id)).toEqual(['a']);
      expect(await signOnSessions.touch('a', 100_999)).toBe(true);
      expect(await signOnSessions.find('a', 101_000)).toBeUndefined();
      expect(await signOnSessions.touch('a', 101_000)).toBe(false);
    });

    it('do not go back in time when two requests touch them in the wrong order', async () => {
      const { signOnSessions } = await storesFor(open);
      await signOnSessions.create(signOnSession('a'));
      await Promise.all([5_000, 9_000, 7_000].map((now) => signOnSessions.touch('a', now)));
      expect((await signOnSessions.find('a', 10_000))?.lastAccessAt).toBe(9_000);
    });

    it('remember the devices that were removed in them, each once, also when it happens at the same time as something else', async () => {
      const { signOnSessions, clock } = await storesFor(open);
      await signOnSessions.create(signOnSession('a'));
      const noted = [['phone'], ['key', 'phone'], ['app']].map((devices) => signOnSessions.noteRemoved('a', devices, clock.now));
      expect(await Promise.all([...noted, signOnSessions.touch('a', clock.now + 1)])).toEqual([true, true, true, true]);
      expect(await signOnSessions.noteRemoved('a', ['phone'], clock.now + 1)).toBe(true);
      const { removals = [], lastAccessAt } = (await signOnSessions.find('a', clock.now)) ?? {};
      const byUuid = removals.toSorted((one, other) => one.uuid.localeCompare(other.uuid));
      expect([byUuid, lastAccessAt]).toEqual([['app', 'key', 'phone'].map((uuid) => ({ uuid, at: clock.now })), clock.now + 1]);
      expect(await signOnSessions.noteRemoved('nobody', ['phone'], clock.now)).toBe(false);
    });

    it('are ended once, for good', async () => {
      const { signOnSessions, clock } = await storesFor(open);
      await signOnSessions.create(signOnSession('a'));
      const ended = await Promise.all([1, 2, 3].map(() => signOnSessions.end('a', 'LOGOUT')));
      expect(ended.filter(Boolean)).toHaveLength(1);
      expect(await signOnSessions.find('a', clock.now)).toBeUndefined();
      expect(await signOnSessions.touch('a', clock.now)).toBe(false);
      expect(await signOnSessions.find('a', clock.now)).toBeUndefined();
      expect(await signOnSessions.listByUser('/alpha', 'id-demo', clock.now)).toEqual([]);
      expect(await signOnSessions.end('nobody', 'LOGOUT')).toBe(false);
    });

    it('stay ended when a touch was under way', async () => {
      const { signOnSessions, clock } = await storesFor(open);
      for (let index = 0; index < 20; index += 1) {
        await signOnSessions.create(signOnSession(`s${index}`));
        const touched = [signOnSessions.touch(`s${index}`, clock.now), signOnSessions.touch(`s${index}`, clock.now)];
        expect(await signOnSessions.end(`s${index}`, 'LOGOUT')).toBe(true);
        await Promise.all(touched);
        expect(await signOnSessions.find(`s${index}`, clock.now)).toBeUndefined();
      }
    });
  });
}
