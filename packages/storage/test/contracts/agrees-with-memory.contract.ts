import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import type { DocumentStore, DocumentWrite } from '../../src/index.ts';
import { MemoryDocumentStore } from '../../src/memory/memory-document-store.ts';

const ids = ['a', 'b', 'c'];
const values = ['u', 'v'];

/** `current` is the revision that is there now, `stale` one that was there once. */
const write = fc.record(
  {
    id: fc.constantFrom(...ids),
    expect: fc.constantFrom('absent', 'any', 'current', 'stale'),
    body: fc.option(fc.constantFrom('1', '2', '3'), { nil: undefined }),
    keys: fc.constantFrom({}, { user: 'u' }, { user: 'v' }, { user: 'u', all: 'v' }),
    lifetime: fc.integer({ min: 1, max: 4 }),
    durable: fc.boolean(),
  },
  { requiredKeys: ['id', 'expect', 'body', 'durable'] },
);
const step = fc.oneof(
  { weight: 8, arbitrary: fc.uniqueArray(write, { selector: ({ id }) => id, minLength: 1, maxLength: 3 }) },
  { weight: 2, arbitrary: fc.constant('tick' as const) },
  { weight: 1, arbitrary: fc.constant('sweep' as const) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Everything that a store can be seen to do in the course of these steps. */
async function seenOf(store: DocumentStore, collection: string, steps: readonly Step[]): Promise<unknown[]> {
  const seen: unknown[] = [];
  const stale = new Map<string, number>();
  let now = 0;
  const toWrite = async (one: typeof write extends fc.Arbitrary<infer W> ? W : never): Promise<DocumentWrite> => {
    const { id, body, keys, lifetime } = one;
    const revision = (await store.get(collection, id, now))?.revision ?? 0;
    const expected = one.expect === 'current' ? revision : one.expect === 'stale' ? (stale.get(id) ?? 0) : one.expect;
    const placed = { ...(keys === undefined ? {} : { keys }), ...(lifetime === undefined ? {} : { expiresAt: now + lifetime }) };
    return { collection, id, body, expect: expected === 'absent' || expected === 'any' ? expected : Number(expected), ...placed };
  };
  for (const one of steps) {
    if (one === 'tick') now += 1;
    else if (one === 'sweep') seen.push(await store.sweep(now));
    else {
      const writes = await Promise.all(one.map(toWrite));
      for (const id of ids) stale.set(id, (await store.get(collection, id, now))?.revision ?? stale.get(id) ?? 0);
      const before = await Promise.all(writes.map(({ id }) => store.get(collection, id, now)));
      const done = await store.write(writes, now, one[0]?.durable);
      const after = await Promise.all(writes.map(({ id }) => store.get(collection, id, now)));
      seen.push(done);
      seen.push(after.map((document, index) => document !== undefined && document.revision === (before[index]?.revision ?? 0) + 1));
    }
    for (const id of ids) seen.push((await store.get(collection, id, now))?.body);
    for (const key of ['user', 'all']) {
      for (const value of values) seen.push((await store.find(collection, key, value, now)).map(({ id, body }) => `${id}=${body}`));
    }
  }
  return seen;
}

/** An engine that nobody can tell from the one in memory, whatever is done with either. @param open gives an empty store @param runs courses of steps */
export function agreesWithMemoryContract(open: () => Promise<DocumentStore>, runs = 200): void {
  it('does what the store in memory does', async () => {
    const collection = 'journeySessions';
    const store = await open();
    onTestFinished(() => store.close());
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        // One store for all runs, since opening one costs the most; what an earlier run left goes first.
        await store.sweep(Number.MAX_SAFE_INTEGER);
        for (const id of ids) await store.write([{ collection, id, expect: 'any', body: undefined }], 0);
        expect(await seenOf(store, collection, steps)).toEqual(await seenOf(new MemoryDocumentStore(), collection, steps));
      }),
      { numRuns: runs },
    );
  });
}
