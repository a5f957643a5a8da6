import type { SignOnTrace, TracedVisit } from '@waygate/schema';
import { describe, expect, it } from 'vitest';
import { type OpenStores, storesFor } from './open-stores.ts';

const DAY_MS = 86_400_000;

const visit = (nodeId: string, at: number): TracedVisit => ({
  journey: 'Login',
  versionId: 'v1',
  nodeId,
  nodeType: 'MessageNode',
  displayName: nodeId,
  result: 'true',
  at,
  took: 0.4,
});

const trace = (code: string, more: Partial<SignOnTrace> = {}): SignOnTrace => ({
  code,
  realm: '/alpha',
  journey: 'Login',
  versionId: 'v1',
  startedAt: 1_000,
  result: 'running',
  preview: false,
  visitCount: more.visits?.length ?? 0,
  visits: [],
  faults: [],
  ...more,
});

/** What `TraceStore` and `PreviewTicketStore` promise. */
export function tracesContract(open: OpenStores): void {
  describe('traces', () => {
    it('grow from several sides at once, in the order of time', async () => {
      const { traces } = await storesFor(open);
      await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          traces.append(trace('ABCD-EFGH', { visits: [visit(`n${index}`, index)] }), { expiresAt: 5_000 }),
        ),
      );
      const found = await traces.find('/alpha', 'ABCD-EFGH');
      expect(found?.visits.map(({ at }) => at)).toEqual(Array.from({ length: 20 }, (_, index) => index));
      expect(found?.visitCount).toBe(20);
      expect(await traces.find('/', 'ABCD-EFGH')).toBeUndefined();
    });

    it('keep their end whatever comes late', async () => {
      const { traces } = await storesFor(open);
      await traces.append(trace('A', { result: 'succeeded', endedAt: 2_000, username: 'demo' }), { expiresAt: 5_000 });
      await traces.append(trace('A', { visits: [visit('late', 1)] }), { expiresAt: 5_000 });
      expect(await traces.find('/alpha', 'A')).toMatchObject({ result: 'succeeded', endedAt: 2_000, username: 'demo', visitCount: 1 });
    });

    it('are found by code, user, journey, result and time, newest first, in one realm', async () => {
      const { traces } = await storesFor(open);
      const expiresAt = 9 * DAY_MS;
      await traces.append(trace('OLD', { startedAt: DAY_MS, username: 'Demo.User' }), { expiresAt });
      await traces.append(trace('NEW', { startedAt: 3 * DAY_MS, username: 'bob', result: 'failed', journey: 'Other' }), { expiresAt });
      await traces.append(trace('MID', { startedAt: 2 * DAY_MS + 5 }), { expiresAt });
      await traces.append(trace('FAR', { startedAt: 2 * DAY_MS, realm: '/' }), { expiresAt });
      const codes = async (query: object) =>
        (await traces.search('/alpha', { from: 0, to: 4 * DAY_MS, limit: 200, ...query })).traces.map(({ code }) => code);
      expect(await codes({})).toEqual(['NEW', 'MID', 'OLD']);
      expect(await codes({ text: 'mid' })).toEqual(['MID']);
      expect(await codes({ text: 'user' })).toEqual(['OLD']);
      expect(await codes({ text: 'BOB' })).toEqual(['NEW']);
      expect(await codes({ journey: 'Other' })).toEqual(['NEW']);
      expect(await codes({ result: 'running' })).toEqual(['MID', 'OLD']);
      expect(await codes({ from: 2 * DAY_MS + 5, to: 2 * DAY_MS + 5 })).toEqual(['MID']);
    });

    it('go with their time', async () => {
      const { traces, clock } = await storesFor(open);
      await traces.append(trace('A'), { expiresAt: 2_000 });
      clock.now = 2_000;
      expect(await traces.find('/alpha', 'A')).toBeUndefined();
      expect(await traces.search('/alpha', { from: 0, to: 5_000, limit: 10 })).toEqual({ traces: [] });
    });

    it('are told in parts that go on where the last one ended, none twice and none left out', async () => {
      const { traces } = await storesFor(open);
      const times = [1_000, 2_000, 2_000, 2_000, 3_000, DAY_MS, DAY_MS + 1];
      for (const [index, startedAt] of times.entries()) {
        await traces.append(trace(`T${index}`, { startedAt, username: index === 4 ? 'Ann' : 'anna' }), { expiresAt: 9 * DAY_MS });
      }
      const all = async (text: string) => {
        const parts: string[][] = [];
        for (let to: number | undefined = 2 * DAY_MS; to !== undefined; ) {
          const part: Awaited<ReturnType<typeof traces.search>> = await traces.search('/alpha', { from: 0, to, limit: 2, text });
          parts.push(part.traces.map(({ code }) => code));
          to = part.next;
        }
        return parts;
      };
      expect(await all('')).toEqual([['T6', 'T5'], ['T4', 'T1', 'T2', 'T3'], ['T0']]);
      expect(await all('nna')).toEqual([['T6', 'T5'], ['T1', 'T2', 'T3'], ['T0']]);
      expect(await all('anna')).toEqual([['T6', 'T5'], ['T1', 'T2', 'T3'], ['T0']]);
      expect(await all('ann')).toEqual([['T4']]);
      expect(await all('t2')).toEqual([['T2']]);
    });

    it('of who went away are told as expired when the time of the sign-on is over', async () => {
      const { traces, clock } = await storesFor(open);
      clock.now = 1_000;
      await traces.append(trace('A', { username: 'demo' }), { expiresAt: DAY_MS, until: 2_000 });
      await traces.append(trace('B', { result: 'succeeded', endedAt: 1_500 }), { expiresAt: DAY_MS, until: 2_000 });
      expect(await traces.find('/alpha', 'A')).toEqual(trace('A', { username: 'demo' }));
      clock.now = 2_000;
      expect(await traces.find('/alpha', 'A')).toMatchObject({ result: 'expired' });
      expect((await traces.search('/alpha', { from: 0, to: 5_000, limit: 10, result: 'expired' })).traces).toMatchObject([{ code: 'A' }]);
      expect(await traces.find('/alpha', 'B')).toMatchObject({ result: 'succeeded' });
    });

    it('of a preview are found by its ticket, the latest first', async () => {
      const { traces } = await storesFor(open);
      await traces.append(trace('ONE', { preview: true }), { expiresAt: 5_000, ticket: 't' });
      await traces.append(trace('TWO', { preview: true, startedAt: 1_500 }), { expiresAt: 5_000, ticket: 't' });
      await traces.append(trace('TWO', { visits: [visit('n', 1)] }), { expiresAt: 5_000, ticket: 't' });
      expect(await traces.findByTicket('t')).toMatchObject({ code: 'TWO', visitCount: 1 });
      expect(await traces.findByTicket('u')).toBeUndefined();
    });
  });
}
