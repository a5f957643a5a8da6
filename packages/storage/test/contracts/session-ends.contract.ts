import { describe, expect, it } from 'vitest';
import { journeySession } from '../samples/journey-session.ts';
import { signOnSession } from '../samples/sign-on-session.ts';
import { type OpenStores, storesFor } from './open-stores.ts';

const told = (id: string) => signOnSession(id, { webhooks: ['crm', 'audit'] });

/** What `SessionEnds` promises. */
export function sessionEndsContract(open: OpenStores): void {
  describe('ends of sessions', () => {
    it('are due at once when a session is ended, with what webhooks are told and no more', async () => {
      const { signOnSessions, sessionEnds, clock } = await storesFor(open);
      for (const session of [told('a'), told('b'), signOnSession('quiet')]) await signOnSessions.create(session);
      expect(await sessionEnds.due(clock.now)).toEqual([]);
      expect(await sessionEnds.claim('a', clock.now, clock.now + 10)).toBeUndefined();
      expect([await signOnSessions.end('a', 'DESTROY'), await signOnSessions.end('quiet', 'LOGOUT')]).toEqual([true, true]);
      expect([await signOnSessions.end('a', 'LOGOUT'), await signOnSessions.find('a', clock.now)]).toEqual([false, undefined]);
      expect(await sessionEnds.due(clock.now)).toEqual(['a']);
      const claimed = await sessionEnds.claim('a', clock.now, clock.now + 10);
      expect(claimed).toEqual({
        id: 'a',
        handle: 'handle-a',
        realm: '/alpha',
        username: 'demo',
        createdAt: 1_000,
        authLevel: 0,
        properties: { a: 'b' },
        end: { how: 'DESTROY', at: 1_000 },
        webhooks: ['crm', 'audit'].map((name) => ({ name, eventId: expect.stringMatching(/^[\w-]{43}$/) })),
        tries: 0,
        dueAt: 1_010,
      });
      expect(new Set(claimed?.webhooks.map(({ eventId }) => eventId)).size).toBe(2);
    });

    it('come by idling and by age when they come by themselves, and later when the session is used', async () => {
      const { signOnSessions, sessionEnds, clock } = await storesFor(open);
      for (const id of ['idle', 'old']) await signOnSessions.create(told(id));
      expect(await signOnSessions.touch('old', 60_000)).toBe(true);
      expect(await sessionEnds.due(60_999)).toEqual([]);
      expect(await sessionEnds.due(61_000)).toEqual(['idle']);
      expect((await sessionEnds.claim('idle', 61_000, 200_000))?.end).toEqual({ how: 'IDLE_TIMEOUT', at: 61_000 });
      expect(await sessionEnds.claim('old', 61_000, 62_000)).toBeUndefined();
      expect(await sessionEnds.due(101_000, 61_000)).toEqual(['old']);
      expect((await sessionEnds.claim('old', 101_000, 102_000))?.end).toEqual({ how: 'MAX_TIMEOUT', at: 101_000 });
      // A request that began in time does not bring back what webhooks are told has ended.
      expect(await signOnSessions.touch('old', 100_999)).toBe(false);
      clock.now = 101_000;
      expect(await signOnSessions.end('idle', 'LOGOUT')).toBe(false);
    });

    it('are claimed by one of many, and again when the time of the claim is over', async () => {
      const { signOnSessions, sessionEnds, clock } = await storesFor(open);
      await signOnSessions.create(told('a'));
      await signOnSessions.end('a', 'LOGOUT');
      const claims = await Promise.all([1, 2, 3].map((more) => sessionEnds.claim('a', clock.now, clock.now + 100 + more)));
      const [first, ...others] = claims.filter((claim) => claim !== undefined);
      if (first === undefined) throw new Error('Nobody got it.');
      expect(others).toEqual([]);
      expect(await sessionEnds.due(first.dueAt - 1)).toEqual([]);
      expect(await sessionEnds.due(first.dueAt)).toEqual(['a']);
      const second = await sessionEnds.claim('a', first.dueAt, first.dueAt + 100);
      expect(second?.webhooks).toEqual(first.webhooks);
      // Who was too late takes nothing away from the other.
      await sessionEnds.settle(first, { webhooks: [], tries: 1, dueAt: 0 });
      expect(await sessionEnds.due(first.dueAt + 100)).toEqual(['a']);
    });

    it('keep what is left for another time, and go when nothing is', async () => {
      const { signOnSessions, sessionEnds, clock } = await storesFor(open);
      await signOnSessions.create(told('a'));
      await signOnSessions.end('a', 'LOGOUT');
      const first = await sessionEnds.claim('a', clock.now, clock.now + 10);
      if (first === undefined) throw new Error('It was due.');
      await sessionEnds.settle(first, { webhooks: first.webhooks.slice(1), tries: 1, dueAt: 300_000 });
      expect(await sessionEnds.due(299_999)).toEqual([]);
      const second = await sessionEnds.claim('a', 300_000, 300_010);
      if (second === undefined) throw new Error('It was due again.');
      expect([second.tries, second.webhooks, second.end]).toEqual([1, first.webhooks.slice(1), first.end]);
      await sessionEnds.settle(second, { webhooks: [], tries: 2, dueAt: 0 });
      expect(await sessionEnds.due(400_000)).toEqual([]);
    });

    it('are noted in the step in which a run makes the session', async () => {
      const { journeySessions, sessionEnds } = await storesFor(open);
      const run = journeySession('run');
      await journeySessions.insert(run);
      expect(await journeySessions.complete({ ...run, revision: run.revision + 1, status: 'succeeded' }, run.revision, told('a'))).toBe(
        true,
      );
      expect(await sessionEnds.due(61_000)).toEqual(['a']);
    });

    it('come once however a use and an end of the session meet', async () => {
      const { signOnSessions, sessionEnds, clock } = await storesFor(open);
      for (let index = 0; index < 10; index += 1) {
        await signOnSessions.create(told(`s${index}`));
        const uses = [signOnSessions.touch(`s${index}`, clock.now), signOnSessions.touch(`s${index}`, clock.now)];
        expect(await signOnSessions.end(`s${index}`, 'LOGOUT')).toBe(true);
        await Promise.all(uses);
        expect((await sessionEnds.claim(`s${index}`, clock.now, clock.now + 1))?.end.how).toBe('LOGOUT');
      }
    });
  });
}
