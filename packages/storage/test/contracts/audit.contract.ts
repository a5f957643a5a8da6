import type { AuditEntry, AuditRecord } from '@waygate/schema';
import { describe, expect, it } from 'vitest';
import { type AuditWalk, newAuditId } from '../../src/index.ts';
import { journeySession } from '../samples/journey-session.ts';
import { type OpenStores, storesFor } from './open-stores.ts';

const entry = (at: number, more: Partial<AuditRecord> = {}, expiresAt?: number): AuditEntry => ({
  record: { id: newAuditId(at), at, topic: 'session', event: 'session.ended', realm: '/alpha', result: 'succeeded', ...more },
  ...(expiresAt === undefined ? {} : { expiresAt }),
});
const person = { id: 'u1', name: 'demo' };

/** What `AuditStore` promises. */
export function auditContract(open: OpenStores): void {
  describe('the audit log', () => {
    const opened = async () => {
      const { audit, clock } = await storesFor(open);
      const walked = async (which: Partial<AuditWalk> = {}) => {
        const seen: AuditRecord[] = [];
        for await (const part of audit.walk({ from: 0, to: 9_000_000, ...which })) seen.push(...part);
        return seen;
      };
      return { audit, clock, walked };
    };
    const times = (records: readonly AuditRecord[]) => records.map(({ at }) => at);

    it('is told by realm, newest first, and by person, topic, event, result, sign-on and time', async () => {
      const { audit } = await opened();
      const failed = { topic: 'authentication', event: 'authentication.failed', result: 'failed', run: 'ABCD-EFGH' } as const;
      await audit.append(
        [entry(3_000, { person }), entry(1_000, failed), entry(2_000), entry(4_000, { realm: '/' }), entry(5_000, { person, realm: '/' })],
        true,
      );
      const found = async (query: object) => times((await audit.search('/alpha', { from: 0, to: 9_000, limit: 10, ...query })).records);
      expect(await found({})).toEqual([3_000, 2_000, 1_000]);
      expect(await found({ from: 2_000, to: 2_999 })).toEqual([2_000]);
      expect(await found({ person: 'u1' })).toEqual([3_000]);
      expect(await found({ person: 'u2' })).toEqual([]);
      expect(await found({ topics: ['authentication', 'account'] })).toEqual([1_000]);
      expect(await found({ event: 'session.' })).toEqual([3_000, 2_000]);
      expect(await found({ event: 'authentication.failed' })).toEqual([1_000]);
      expect(await found({ result: 'failed' })).toEqual([1_000]);
      expect(await found({ run: 'ABCD-EFGH' })).toEqual([1_000]);
    });

    it('is told by who did it, from which address, and by request; one record also by its id, in its realm', async () => {
      const { audit, clock, walked } = await opened();
      const one = entry(1_000, {
        actor: { kind: 'administrator', id: 'a1', name: 'ann' },
        person,
        address: '203.0.113.9',
        transaction: 't-1',
      });
      const other = entry(
        2_000,
        { actor: { kind: 'administrator', id: 'a2', name: 'bob' }, address: '203.0.113.10', transaction: 't-2' },
        5_000,
      );
      await audit.append([one, other, entry(3_000)], false);
      for (const filter of [{ actor: 'a1' }, { actor: 'ann' }, { address: '203.0.113.9' }, { transaction: 't-1' }, { person: 'u1' }]) {
        const name = JSON.stringify(filter);
        expect(times((await audit.search('/alpha', { from: 0, to: 9_000, limit: 10, ...filter })).records), name).toEqual([1_000]);
        expect(times(await walked({ realm: '/alpha', filter })), name).toEqual([1_000]);
      }
      expect(await walked({ realm: '/alpha', filter: { actor: 'ann', transaction: 't-2' } })).toEqual([]);
      expect(await audit.find('/alpha', other.record.id)).toEqual(other.record);
      expect(await audit.find('/beta', other.record.id)).toBeUndefined();
      clock.now = 5_000;
      expect(await audit.find('/alpha', other.record.id)).toBeUndefined();
    });

    it('is told in parts, none twice and none left out, also while more is written', async () => {
      const { audit } = await opened();
      await audit.append(
        Array.from({ length: 25 }, (_, index) => entry(1_000 + Math.floor(index / 5))),
        false,
      );
      const seen: AuditRecord[] = [];
      for (let before: string | undefined, more = true; more; more = before !== undefined) {
        const page = await audit.search('/alpha', { from: 0, to: 9_000, limit: 10, ...(before === undefined ? {} : { before }) });
        seen.push(...page.records);
        before = page.next;
        await audit.append([entry(5_000)], false);
      }
      expect(new Set(seen.map(({ id }) => id)).size).toBe(25);
      expect(times(seen)).toEqual(times(seen).toSorted((a, b) => b - a));
    });

    it('is walked through oldest first, in one realm or in all, from any record on', async () => {
      const { audit, walked } = await opened();
      const all = Array.from({ length: 1_203 }, (_, index) => entry(1_000 + index, index % 3 === 0 ? { realm: '/' } : {}));
      await audit.append(all.toReversed(), false);
      const records = all.map(({ record }) => record);
      expect(await walked()).toEqual(records);
      expect(await walked({ realm: '/' })).toEqual(records.filter(({ realm }) => realm === '/'));
      expect(await walked({ realm: '/beta' })).toEqual([]);
      expect(await walked({ after: records[1_200]?.id ?? '' })).toEqual(records.slice(1_201));
      expect(await walked({ realm: '/alpha', after: records[1_199]?.id ?? '' })).toEqual(records.slice(1_201));
      expect(times(await walked({ from: 1_010, to: 1_012 }))).toEqual([1_010, 1_011, 1_012]);
    });

    it('goes with its time, and what has none stays', async () => {
      const { audit, clock, walked } = await opened();
      await audit.append([entry(1_000, { person }, 2_000), entry(1_001, { person })], false);
      clock.now = 2_000;
      expect(times(await walked())).toEqual([1_001]);
      expect(times(await walked({ realm: '/alpha' }))).toEqual([1_001]);
      expect(times((await audit.search('/alpha', { from: 0, to: 9_000, limit: 10 })).records)).toEqual([1_001]);
      expect(times((await audit.search('/alpha', { person: 'u1', from: 0, to: 9_000, limit: 10 })).records)).toEqual([1_001]);
    });

    it('takes another content for a record that is there, and none for one that has gone', async () => {
      const { audit, clock, walked } = await opened();
      const begun = entry(1_000, { result: 'begun' }, 3_000);
      await audit.append([begun], true);
      const done = { ...begun, record: { ...begun.record, result: 'succeeded' as const, person } };
      await audit.amend(done, true);
      expect(await walked()).toEqual([done.record]);
      expect((await audit.search('/alpha', { person: 'u1', from: 0, to: 9_000, limit: 10 })).records).toEqual([done.record]);
      clock.now = 3_000;
      await audit.amend(done, true);
      expect(await walked()).toEqual([]);
    });

    it('tells words that only another release knows, and leaves out what is no record, and says so', async () => {
      const { audit, walked } = await opened();
      const later = entry(1_000, {
        topic: 'weather',
        event: 'weather.changed',
        result: 'foreseen',
        actor: { kind: 'cloud', id: 'c' },
        target: { kind: 'sky' },
      });
      const whole = entry(1_002);
      const damaged = { record: { ...entry(1_001).record, facts: 'wet' } as unknown as AuditRecord };
      await audit.append([later, damaged, whole], false);
      const unreadable: string[] = [];
      expect(await walked({ unreadable: (id) => unreadable.push(id) })).toEqual([later.record, whole.record]);
      expect(unreadable).toEqual([damaged.record.id]);
      const search = { from: 0, to: 9_000, limit: 10 };
      expect(await audit.search('/alpha', search)).toEqual({ records: [whole.record, later.record], unreadable: 1 });
      expect(await audit.search('/alpha', { ...search, to: 1_000 })).toEqual({ records: [later.record] });
    });

    it('has the record of an end with the run, or neither', async () => {
      const { journeySessions, audit } = await storesFor(open);
      const noted = entry(1_000);
      await journeySessions.insert(journeySession('s'));
      await journeySessions.insert(journeySession('t'));
      const over = (id: string) => journeySession(id, { revision: 2, status: 'failed' });
      expect(await journeySessions.replace(over('s'), 1, noted)).toBe(true);
      expect(await journeySessions.replace(over('s'), 1, entry(1_001)), 'somebody was first').toBe(false);
      expect(await journeySessions.replace(over('t'), 1, noted), 'the record is there already').toBe(false);
      expect([(await journeySessions.load('s'))?.revision, (await journeySessions.load('t'))?.revision]).toEqual([2, 1]);
      expect((await audit.search('/alpha', { from: 0, to: 9_000, limit: 10 })).records).toEqual([noted.record]);
    });

    it('has the record of a sign-on with its session, or neither', async () => {
      const { signOnSessions, audit } = await storesFor(open);
      const session = {
        id: 's',
        handle: 'h',
        realm: '/alpha',
        userId: 'u1',
        username: 'demo',
        createdAt: 1_000,
        lastAccessAt: 1_000,
        maxIdleSeconds: 60,
        maxSessionSeconds: 60,
        authLevel: 0,
        journeys: [],
        evidence: [],
        properties: {},
      };
      const noted = entry(1_000);
      await signOnSessions.create(session, noted);
      await expect(signOnSessions.create(session, entry(1_001))).rejects.toMatchObject({ code: 'storage.id_taken' });
      await expect(signOnSessions.create({ ...session, id: 'another' }, noted), 'the record is there already').rejects.toThrow();
      expect(await signOnSessions.find('another', 1_000)).toBeUndefined();
      expect((await audit.search('/alpha', { from: 0, to: 9_000, limit: 10 })).records).toEqual([noted.record]);
    });
  });
}
