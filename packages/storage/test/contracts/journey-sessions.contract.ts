import { describe, expect, it } from 'vitest';
import { journeySession } from '../samples/journey-session.ts';
import { signOnSession } from '../samples/sign-on-session.ts';
import { type OpenStores, storesFor } from './open-stores.ts';

/** What `JourneySessions` promises. */
export function journeySessionsContract(open: OpenStores): void {
  describe('journey sessions', () => {
    it('come back as they were, with and without what is optional', async () => {
      const { journeySessions } = await storesFor(open);
      const full = journeySession('full', {
        sealed: 'x',
        subject: { id: 's', username: 'demo' },
        upgrades: 'u',
        status: 'suspended',
        endWishes: { maxIdleMinutes: 5, successDetails: { plan: '{}' }, failure: { message: 'No', details: { a: '1' } } },
      });
      await journeySessions.insert(full);
      await journeySessions.insert(journeySession('bare'));
      expect(await journeySessions.load('full')).toEqual(full);
      expect(await journeySessions.load('bare')).toEqual(journeySession('bare'));
      expect(await journeySessions.load('nobody')).toBeUndefined();
      expect(await journeySessions.load('__proto__')).toBeUndefined();
    });

    it('are replaced only at the revision that was read; one of many wins', async () => {
      const { journeySessions } = await storesFor(open);
      await journeySessions.insert(journeySession('s'));
      const tries = Array.from({ length: 50 }, (_, steps) => journeySessions.replace(journeySession('s', { revision: 2, steps }), 1));
      expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1);
      expect(await journeySessions.replace(journeySession('s', { revision: 3 }), 2)).toBe(true);
      expect(await journeySessions.replace(journeySession('s', { revision: 3 }), 2)).toBe(false);
      expect((await journeySessions.load('s'))?.revision).toBe(3);
      expect(await journeySessions.replace(journeySession('nobody', { revision: 2 }), 1)).toBe(false);
      expect(await journeySessions.load('nobody')).toBeUndefined();
    });

    it('are never put in the place of another', async () => {
      const { journeySessions } = await storesFor(open);
      await journeySessions.insert(journeySession('s'));
      await expect(journeySessions.insert(journeySession('s', { realm: '/' }))).rejects.toMatchObject({ code: 'storage.id_taken' });
      expect((await journeySessions.load('s'))?.realm).toBe('/alpha');
    });

    it('of another release that this one cannot go on with are over, and what is damaged is not', async () => {
      const { journeySessions } = await storesFor(open);
      // The store takes what it is given.
      const put = (id: string, more: object) => journeySessions.insert({ ...journeySession(id), ...more });
      await put('rehearsal', { rehearsal: { application: 'a', provider: 'p' } });
      await put('shape', { shape: 1, frames: 'elsewhere' });
      await put('later', { shape: 1_000, evidence: undefined });
      await put('damaged', { frames: 'elsewhere' });
      for (const id of ['rehearsal', 'shape', 'later']) expect(await journeySessions.load(id), id).toBeUndefined();
      await expect(journeySessions.load('damaged')).rejects.toMatchObject({ code: 'storage.corrupt' });
      await put('whole', { rehearsal: { application: 'a', provider: 'p', userId: 'u' } });
      expect(await journeySessions.load('whole')).toMatchObject({ rehearsal: { userId: 'u' } });
    });

    it('end with their time, which a step may move', async () => {
      const { journeySessions, clock } = await storesFor(open);
      await journeySessions.insert(journeySession('s'));
      await journeySessions.insert(journeySession('t'));
      await journeySessions.replace(journeySession('t', { revision: 2, expiresAt: 900_000 }), 1);
      clock.now = 300_999;
      expect(await journeySessions.load('s')).toBeDefined();
      clock.now = 301_000;
      expect(await journeySessions.load('s')).toBeUndefined();
      expect(await journeySessions.replace(journeySession('s', { revision: 2 }), 1)).toBe(false);
      expect((await journeySessions.load('t'))?.expiresAt).toBe(900_000);
    });

    it('end together with the session that they make, both or neither', async () => {
      const { journeySessions, signOnSessions, clock } = await storesFor(open);
      await journeySessions.insert(journeySession('s'));
      const over = journeySession('s', { revision: 2, status: 'succeeded' });
      const made = [signOnSession('one'), signOnSession('two')];
      const won = await Promise.all(made.map((session) => journeySessions.complete(over, 1, session)));
      expect(won.filter(Boolean)).toHaveLength(1);
      expect((await journeySessions.load('s'))?.status).toBe('succeeded');
      const [first] = made;
      const kept = await signOnSessions.listByUser('/alpha', first?.userId ?? '', clock.now);
      expect(kept.map(({ id }) => id)).toEqual([won[0] === true ? 'one' : 'two']);
      expect(await journeySessions.complete(journeySession('nobody', { revision: 2 }), 1, signOnSession('three'))).toBe(false);
      expect(await signOnSessions.find('three', clock.now)).toBeUndefined();
    });
  });
}
