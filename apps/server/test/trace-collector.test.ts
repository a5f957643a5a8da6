import type { NodeVisit } from '@waygate/engine';
import { openMemoryStores } from '@waygate/storage';
import { describe, expect, it } from 'vitest';
import { TraceCollector } from '../src/trace-collector.ts';

const visit = (more: Partial<NodeVisit> = {}): NodeVisit => ({
  sessionId: 's',
  realm: '/alpha',
  outermost: { journey: 'Login', versionId: 'v1' },
  until: 9_000,
  journey: 'Login',
  versionId: 'v1',
  nodeId: 'a',
  nodeType: 'MessageNode',
  displayName: 'A',
  result: 'true',
  at: 1_000,
  took: 0.123_4,
  ...more,
});
const end = { sessionId: 's', realm: '/alpha', journey: 'Login', versionId: 'v1', result: 'failed', at: 2_000, visits: 1 } as const;

function collecting(keepMs = 60_000) {
  const stores = openMemoryStores({ sealer: { seal: (_context, text) => text, open: (_context, text) => text }, now: () => 3_000 });
  const warnings: string[] = [];
  const collector = new TraceCollector(stores.traces, {
    traceCode: (sessionId) => `CODE-${sessionId}`,
    keepMs,
    log: { warn: (_facts: object, message: string) => void warnings.push(message) },
    personCalled: async (realm, name) => (realm === '/alpha' && name.toLowerCase() === 'demo' ? 'Demo' : undefined),
  });
  const written = async (code = 'CODE-s') => {
    await collector.stop();
    return stores.traces.find('/alpha', code);
  };
  return { collector, stores, written, warnings };
}

describe('the trace collector', () => {
  it('keeps what happened, in order, with its end', async () => {
    const { collector, written } = collecting();
    collector.visited(visit());
    collector.visited(visit({ nodeId: 'b', pageId: 'page', at: 1_500, username: 'demo' }));
    collector.fault({ sessionId: 's', realm: '/alpha', outermost: end, until: 9_000, code: 'node.threw', message: 'It threw.', at: 1_600 });
    collector.ended(end);
    const trace = await written();
    expect(trace).toMatchObject({ code: 'CODE-s', startedAt: 1_000, endedAt: 2_000, result: 'failed', username: 'demo', visitCount: 2 });
    expect(trace?.visits.map(({ nodeId, pageId, took }) => [nodeId, pageId, took])).toEqual([
      ['a', undefined, 0.12],
      ['b', 'page', 0.12],
    ]);
    expect(trace?.faults).toEqual([{ code: 'node.threw', message: 'It threw.', at: 1_600 }]);
  });

  it('keeps a fault though nothing else of the sign-on waits', async () => {
    const { collector, written } = collecting();
    const fault = { sessionId: 's', realm: '/alpha', outermost: end, until: 9_000, code: 'journey.no_subject', message: 'Nobody.', at: 5 };
    collector.fault({ ...fault, cause: new Error('with a secret') });
    expect(await written()).toMatchObject({ faults: [{ code: 'journey.no_subject', message: 'Nobody.', at: 5 }], visits: [] });
  });

  it('keeps what was typed as a name only when somebody is called so', async () => {
    for (const [claimed, username] of [
      ['demo', 'Demo'],
      ['my password', undefined],
    ] as const) {
      const { collector, written } = collecting();
      collector.ended({ ...end, claimed });
      const trace = await written();
      expect(trace?.username).toBe(username);
      expect(JSON.stringify(trace)).not.toContain('my password');
    }
  });

  it('says that a trace could not be written, and goes on', async () => {
    const { collector, stores, warnings } = collecting();
    await stores.close();
    collector.visited(visit());
    await collector.stop();
    expect(warnings).toEqual(['A trace could not be written.']);
  });
});
