import { type AdminClient, createAdminClient } from '@waygate/client';
import { FAILURE_ID, type JourneyDocument, type JourneyView, journeyDocument, saveDraftRequest } from '@waygate/schema';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DraftKeeper, keptOf } from '../src/editor/draft-keeper.ts';
import { createEditorStore } from '../src/editor/editor-store.ts';

const journey = (description: string): JourneyDocument =>
  journeyDocument.parse({ name: 'J', description, entryNodeId: FAILURE_ID, nodes: {} });

/** The administration API of one journey and one author, with the rules of the server, and with a network that can be broken. */
class OneJourney {
  draft: JourneyView['draft'] = null;
  published: JourneyView['published'];
  readonly writes: string[] = [];
  /** What happens to the next requests: answered, sent with the answer lost, not sent, or refused with a status. */
  network: 'up' | 'deaf' | 'down' | number = 'up';
  /** Code of a refusal. */
  code = 'x';

  constructor(document: JourneyDocument) {
    this.published = { versionId: 'v1', number: 1, at: 1, author: 'ann', note: '', document };
  }

  readonly fetch: typeof fetch = async (input, init) => {
    if (this.network === 'down') throw new TypeError('no network');
    if (typeof this.network === 'number') return this.#answer(this.network, { code: this.code, detail: 'No.' });
    const answer = this.#handle(String(input), init?.method ?? 'GET', typeof init?.body === 'string' ? init.body : '');
    if (this.network === 'deaf') throw new TypeError('no answer');
    return answer;
  };

  /** Another tab of the author saves, whatever it saw before. */
  saveElsewhere(description: string, baseVersion: string | null = 'v1'): void {
    this.draft = { author: 'ann', revision: (this.draft?.revision ?? 0) + 1, updatedAt: 2, baseVersion, document: journey(description) };
  }

  /** Another tab of the author publishes the draft as it is. */
  publishElsewhere(): void {
    if (this.draft === null) throw new Error('There is no draft.');
    this.published = { versionId: 'v2', number: 2, at: 3, author: 'ann', note: '', document: this.draft.document };
    this.draft = null;
  }

  get view(): JourneyView {
    return { name: 'J', isDefault: false, published: this.published, draft: this.draft, otherDrafts: [], usedBy: [] };
  }

  #handle(address: string, method: string, body: string): Response {
    if (method === 'GET') return this.#answer(200, this.view);
    const changed = { code: 'draft.changed', detail: 'It was changed.' };
    if (method === 'DELETE') {
      if (String(this.draft?.revision) !== new URL(address, 'http://x').searchParams.get('revision')) return this.#answer(409, changed);
      this.draft = null;
      return new Response(null, { status: 204 });
    }
    const { document, baseVersion, revision } = saveDraftRequest.parse(JSON.parse(body));
    if (revision !== (this.draft?.revision ?? null)) return this.#answer(409, changed);
    this.draft = { author: 'ann', revision: (revision ?? 0) + 1, updatedAt: 4, baseVersion, document };
    this.writes.push(document.description ?? '');
    return this.#answer(200, this.draft);
  }

  #answer(status: number, body: unknown): Response {
    return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
  }
}

/** A store of a browser, with as much room as it is given. */
class Room {
  readonly #items = new Map<string, string>();
  isFull = false;

  get length(): number {
    return this.#items.size;
  }

  key(index: number): string | null {
    return [...this.#items.keys()][index] ?? null;
  }

  getItem(key: string): string | null {
    return this.#items.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    if (this.isFull) throw new DOMException('full', 'QuotaExceededError');
    this.#items.set(key, value);
  }

  removeItem(key: string): void {
    this.#items.delete(key);
  }
}

let room: Room;
let server: OneJourney;
const keepers: DraftKeeper[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  room = new Room();
  vi.stubGlobal('localStorage', room);
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('document', new EventTarget());
  server = new OneJourney(journey('live'));
});

afterEach(() => {
  for (const keeper of keepers.splice(0)) keeper.stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function open() {
  const kept = keptOf(server.view);
  const store = createEditorStore({
    realm: '/alpha',
    name: 'J',
    catalogue: new Map(),
    document: kept.document,
    baseVersion: kept.baseVersion,
    published: server.published ?? undefined,
    saving: { state: 'saved', at: kept.at },
  });
  const client: AdminClient = createAdminClient({ fetch: server.fetch, author: 'ann' });
  const keeper = new DraftKeeper({ store, client, kept, backupKey: 'here' });
  keepers.push(keeper);
  return {
    keeper,
    store,
    write: (description: string) => store.getState().change('x', (document) => ({ ...document, description })),
    saving: () => store.getState().saving,
    shown: () => store.getState().history.present.description,
  };
}

const held = (): string | undefined => {
  const text = room.getItem('here');
  return text === null ? undefined : (JSON.parse(text) as { document: JourneyDocument }).document.description;
};
const quiet = () => vi.advanceTimersByTimeAsync(1_000);

describe('the keeper of a draft', () => {
  it('holds every change in the browser at once, and sends the last of several after a pause', async () => {
    const { write, saving } = open();
    write('a');
    write('ab');
    write('abc');
    expect([held(), saving(), server.writes]).toEqual(['abc', { state: 'saving', held: true }, []]);
    await quiet();
    expect([held(), saving(), server.writes]).toEqual([undefined, { state: 'saved', at: 4 }, ['abc']]);
  });

  it('has nothing to send when a change was undone', async () => {
    const { write, saving, store } = open();
    write('a');
    store.getState().undo();
    await quiet();
    expect([held(), saving(), server.writes]).toEqual([undefined, { state: 'saved', at: undefined }, []]);
  });

  it('sends everything before it says that nothing waits', async () => {
    const { keeper, write, saving } = open();
    write('a');
    const flushed = keeper.flush();
    write('ab');
    await flushed;
    expect([saving(), server.draft?.document.description]).toEqual([{ state: 'saved', at: 4 }, 'ab']);
  });

  it('knows its own work again when the answer was lost', async () => {
    const { write, saving } = open();
    server.network = 'deaf';
    write('a');
    await quiet();
    expect(saving()).toMatchObject({ state: 'local', reason: 'offline', held: true });
    write('ab');
    server.network = 'up';
    await vi.advanceTimersByTimeAsync(20_000);
    expect([saving(), server.writes]).toEqual([{ state: 'saved', at: 4 }, ['a', 'ab']]);
  });

  it.each([
    [401, 'x', 'signed-out'],
    [403, 'admin.other', 'other-author'],
    [403, 'admin.forbidden', 'forbidden'],
    [503, 'x', 'offline'],
    [500, 'x', 'offline'],
  ])('asks again after %i %s, and goes on by itself', async (status, code, reason) => {
    const { write, saving } = open();
    Object.assign(server, { network: status, code });
    write('a');
    await quiet();
    expect([saving(), held()]).toEqual([{ state: 'local', reason, message: 'No.', held: true }, 'a']);
    server.network = 'up';
    await vi.advanceTimersByTimeAsync(20_000);
    expect([saving(), held(), server.writes]).toEqual([{ state: 'saved', at: 4 }, undefined, ['a']]);
  });

  it('asks at once when the author comes back to the page', async () => {
    const { write, saving } = open();
    server.network = 401;
    write('a');
    await vi.advanceTimersByTimeAsync(120_000);
    server.network = 'up';
    window.dispatchEvent(new Event('focus'));
    await vi.advanceTimersByTimeAsync(0);
    expect(saving()).toEqual({ state: 'saved', at: 4 });
  });

  it('does not ask again what the server refuses, until it is something else', async () => {
    const { write, saving } = open();
    server.network = 413;
    write('too much');
    await quiet();
    expect(saving()).toMatchObject({ state: 'local', reason: 'refused' });
    server.network = 'up';
    await vi.advanceTimersByTimeAsync(120_000);
    expect(server.writes).toEqual([]);
    write('less');
    await quiet();
    expect(server.writes).toEqual(['less']);
  });

  it('overwrites nothing that another tab saved, until the author chooses', async () => {
    const { keeper, write, saving, shown, store } = open();
    write('mine');
    server.saveElsewhere('theirs');
    await quiet();
    write('mine too');
    await vi.advanceTimersByTimeAsync(120_000);
    await keeper.flush();
    expect([saving(), held(), server.draft?.document.description]).toEqual([{ state: 'conflict', held: true }, 'mine too', 'theirs']);
    keeper.takeTheirs(server.view);
    expect([saving(), shown(), held()]).toEqual([{ state: 'saved', at: 2 }, 'theirs', undefined]);
    store.getState().undo();
    await quiet();
    expect([saving().state, server.draft?.document.description]).toEqual(['saved', 'mine too']);
    server.saveElsewhere('theirs again');
    write('mine again');
    await quiet();
    expect(saving().state).toBe('conflict');
    keeper.keepMine(server.view);
    await quiet();
    expect([saving().state, server.draft?.document.description]).toEqual(['saved', 'mine again']);
  });

  it('goes on after another tab published what was saved here, standing on that version', async () => {
    const { write, saving, store } = open();
    write('a');
    await quiet();
    server.publishElsewhere();
    write('ab');
    await quiet();
    await quiet();
    expect([saving().state, server.draft?.document.description, server.draft?.baseVersion]).toEqual(['saved', 'ab', 'v2']);
    expect(store.getState().published?.number).toBe(2);
    store.getState().undo();
    expect(store.getState().baseVersion).toBe('v2');
  });

  it('shows what another tab saved when nothing waits here, and lets that be undone', async () => {
    const { keeper, shown, store } = open();
    server.saveElsewhere('theirs');
    keeper.meet(server.view);
    expect([shown(), held()]).toEqual(['theirs', undefined]);
    store.getState().undo();
    expect(shown()).toBe('live');
    await quiet();
    expect(server.draft?.document.description).toBe('live');
  });

  it('discards the draft that it knows, and no other', async () => {
    const { keeper, write, saving, shown, store } = open();
    write('a');
    await quiet();
    server.saveElsewhere('theirs');
    await expect(keeper.discard()).rejects.toMatchObject({ code: 'draft.changed' });
    expect([shown(), server.draft?.document.description]).toEqual(['a', 'theirs']);
    keeper.keepMine(server.view);
    await quiet();
    await keeper.discard();
    expect([shown(), saving(), server.draft]).toEqual(['live', { state: 'saved', at: undefined }, null]);
    store.getState().undo();
    await quiet();
    expect(server.draft?.document.description).toBe('a');
  });

  it('says when the browser cannot keep the work, and warns before it is lost', async () => {
    const { keeper, write, saving } = open();
    room.isFull = true;
    server.network = 'down';
    write('a');
    await quiet();
    expect([saving(), keeper.isAtRisk]).toMatchObject([{ state: 'local', held: false }, true]);
    const leaving = new Event('beforeunload', { cancelable: true });
    window.dispatchEvent(leaving);
    expect(leaving.defaultPrevented).toBe(true);
    server.network = 'up';
    await vi.advanceTimersByTimeAsync(20_000);
    expect(keeper.isAtRisk).toBe(false);
  });

  it('sends what waits when the page is left', async () => {
    const { write } = open();
    write('a');
    window.dispatchEvent(new Event('pagehide'));
    await vi.advanceTimersByTimeAsync(0);
    expect(server.writes).toEqual(['a']);
  });

  it('loses nothing, whatever happens in whatever order: the work is on the server, or in the browser with a choice to make', async () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ kind: fc.constant('write' as const) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('undo' as const) }) },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constant('network' as const),
          to: fc.constantFrom<OneJourney['network'][]>('up', 'deaf', 'down', 401, 503),
        }),
      },
      { weight: 3, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(10, 700, 3_000, 30_000) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('elsewhere' as const) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('look' as const) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('leave' as const) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        server = new OneJourney(journey('live'));
        room.removeItem('here');
        const { keeper, store, write, shown, saving } = open();
        let elsewhere: string | undefined;
        const seen = new Set<string | undefined>();
        store.subscribe(({ history }) => seen.add(history.present.description));
        for (const [index, one] of steps.entries()) {
          if (one.kind === 'write') write(`mine ${index}`);
          if (one.kind === 'undo') store.getState().undo();
          if (one.kind === 'network') server.network = one.to;
          if (one.kind === 'wait') await vi.advanceTimersByTimeAsync(one.ms);
          if (one.kind === 'leave') window.dispatchEvent(new Event('pagehide'));
          if (one.kind === 'look') keeper.meet(server.view);
          if (one.kind === 'elsewhere') {
            elsewhere = `theirs ${index}`;
            server.saveElsewhere(elsewhere);
          }
        }
        server.network = 'up';
        await vi.advanceTimersByTimeAsync(60_000);
        await keeper.flush();
        keeper.meet(server.view);
        await quiet();
        if (saving().state === 'conflict') expect([held(), server.draft?.document.description]).toEqual([shown(), elsewhere]);
        else {
          expect(saving().state).toBe('saved');
          expect(keptOf(server.view).document.description).toBe(shown());
          // What was made elsewhere was shown here before anything was written over it.
          if (elsewhere !== undefined) expect([...seen]).toContain(elsewhere);
        }
        keeper.stop();
      }),
      { numRuns: 300 },
    );
  });
});
