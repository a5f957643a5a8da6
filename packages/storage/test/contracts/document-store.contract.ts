import { describe, expect, it, onTestFinished } from 'vitest';
import type { DocumentStore, DocumentWrite, IdRange, WholeDocument } from '../../src/index.ts';

const write = (
  id: string,
  expectation: DocumentWrite['expect'],
  body: string | undefined,
  more: Partial<DocumentWrite> = {},
): DocumentWrite => ({ collection: 'services', id, expect: expectation, body, ...more });

/** What every database engine must do, whatever it is. `open` gives an empty store. */
export function documentStoreContract(open: () => Promise<DocumentStore>): void {
  const opened = async () => {
    const store = await open();
    onTestFinished(() => store.close());
    const put = (one: DocumentWrite, now = 0) => store.write([one], now);
    const get = (id: string, now = 0) => store.get('services', id, now);
    const found = async (value: string, now = 0) => (await store.find('services', 'user', value, now)).map(({ id }) => id);
    return { store, put, get, found };
  };

  describe('document store', () => {
    it('keeps what was written, in its own collection', async () => {
      const { store, put, get } = await opened();
      expect(await get('a')).toBeUndefined();
      expect(await put(write('a', 'absent', '1'))).toBe(true);
      expect(await get('a')).toMatchObject({ id: 'a', body: '1' });
      expect(await put(write('a', 'any', '2'))).toBe(true);
      expect((await get('a'))?.body).toBe('2');
      expect(await store.get('realms', 'a', 0)).toBeUndefined();
    });

    it('writes only where the expectation holds', async () => {
      const { put, get } = await opened();
      expect(await put(write('a', 7, '1'))).toBe(false);
      expect(await put(write('a', 'absent', '1'))).toBe(true);
      expect(await put(write('a', 'absent', '2'))).toBe(false);
      const revision = (await get('a'))?.revision ?? 0;
      expect(await put(write('a', revision + 1, '2'))).toBe(false);
      expect(await put(write('a', revision + 1, undefined))).toBe(false);
      expect((await get('a'))?.body).toBe('1');
      expect(await put(write('a', revision, '2'))).toBe(true);
      expect(await put(write('a', revision, '3'))).toBe(false);
      expect(await put(write('a', revision + 1, undefined))).toBe(true);
      expect(await get('a')).toBeUndefined();
      expect(await put(write('a', 'any', undefined))).toBe(true);
    });

    it('shows a document without a name in its place, too', async () => {
      const { store, put } = await opened();
      for (const id of ['a', '']) await put(write(id, 'absent', id));
      const first = await store.scan('services', undefined, 1);
      const rest = await store.scan('services', '', 9);
      expect([first, rest].map((page) => page.map(({ id }) => id))).toEqual([[''], ['a']]);
      expect((await store.dump('services', undefined, 9)).map(({ id }) => id)).toEqual(['', 'a']);
    });

    it('shows every document of a collection some at a time, expired ones too, and writes them in another form at the same revision', async () => {
      const { store, put, get, found } = await opened();
      expect(await store.collections()).toEqual([]);
      for (const id of ['a', 'b', 'c']) await put(write(id, 'absent', `old ${id}`, { keys: { user: 'mia' } }));
      await put(write('d', 'absent', 'old d', { expiresAt: 5 }));
      expect(await store.collections()).toEqual(['services']);
      const first = await store.scan('services', undefined, 3);
      const rest = await store.scan('services', first.at(-1)?.id, 3);
      expect([...first, ...rest].map(({ id, body }) => [id, body])).toEqual(['a', 'b', 'c', 'd'].map((id) => [id, `old ${id}`]));
      await put(write('b', 'any', 'newer'));
      const generation = store.generation('services');
      const [a, b, d] = [first[0], first[1], rest[0]].map((document) => ({ id: '', revision: 0, ...document, body: 'new' }));
      if (a === undefined || b === undefined || d === undefined) throw new Error('There are four documents.');
      expect(await store.rewrite('services', [a, b, d]), 'b was changed meanwhile').toBe(2);
      expect(store.generation('services')).not.toBe(generation);
      expect(await get('a')).toEqual(a);
      expect((await get('b'))?.body).toBe('newer');
      expect((await get('d', 4))?.body).toBe('new');
      expect(await get('d', 5), 'it expires as before').toBeUndefined();
      expect(await found('mia')).toEqual(['a', 'b', 'c']);
      expect(await put(write('a', a.revision, 'again')), 'whoever read before can still write').toBe(true);
    });

    it('gives each document with all that is kept of it, some at a time, and takes it in again exactly as it was', async () => {
      const { store, put, get, found } = await opened();
      for (const odd of ['', '__proto__', 'a\0b', '💳', '\uffee'])
        await put(write(odd, 'absent', odd, { keys: { user: odd, [odd]: '1' } }));
      await put(write('brief', 'absent', 'b', { expiresAt: 5, keys: { user: 'u' } }));
      const all = await store.dump('services', undefined, 100);
      expect(all.map(({ id }) => id)).toEqual(['', '__proto__', 'a\0b', 'brief', '\uffee', '💳']);
      const paged: WholeDocument[] = [];
      for (let page = await store.dump('services', undefined, 4); page.length > 0; ) {
        paged.push(...page);
        page = await store.dump('services', page.at(-1)?.id, 4);
      }
      expect(paged).toEqual(all);
      const brief = all.find(({ id }) => id === 'brief');
      expect(brief).toEqual({ id: 'brief', revision: expect.any(Number), body: 'b', keys: { user: 'u' }, expiresAt: 5 });
      for (const { id, keys } of all.filter((one) => one !== brief))
        expect([id, Object.entries(keys)]).toEqual([
          id,
          expect.arrayContaining([
            ['user', id],
            [id, '1'],
          ]),
        ]);

      const revision = (await get('a\0b'))?.revision ?? 0;
      await put(write('a\0b', 'any', 'other', { keys: { user: 'v' } }));
      await put(write('💳', 'any', undefined));
      const generation = store.generation('services');
      await store.load('services', all);
      expect(store.generation('services')).not.toBe(generation);
      expect(await store.dump('services', undefined, 100)).toEqual(all);
      expect(await found('v')).toEqual([]);
      expect(await found('💳')).toEqual(['💳']);
      expect(await get('brief', 5), 'it expires as before').toBeUndefined();
      expect(await put(write('a\0b', revision, 'again')), 'whoever read before can still write').toBe(true);
      await store.load('realms', all);
      expect(await store.dump('realms', undefined, 100)).toEqual(all);
      await store.load('realms', []);
    });

    it('gives fewer documents at once where they are large, and none of them twice', async () => {
      const { store, put } = await opened();
      const ids = ['a', 'b', 'c'];
      for (const id of ids) await put(write(id, 'absent', id.repeat(9 * 1024 * 1024)));
      const first = await store.dump('services', undefined, 100);
      const rest = await store.dump('services', first.at(-1)?.id, 100);
      expect([...first, ...rest].map(({ id, body }) => [id, body.length])).toEqual(ids.map((id) => [id, 9 * 1024 * 1024]));
      expect(await store.dump('services', 'c', 100)).toEqual([]);
    });

    it('counts revisions on from where the writer says, one for each write', async () => {
      const { put, get } = await opened();
      await put(write('a', 'absent', '1', { firstRevision: 1 }));
      expect((await get('a'))?.revision).toBe(1);
      expect(await put(write('a', 1, '2'))).toBe(true);
      await put(write('a', 'any', '3'));
      expect((await get('a'))?.revision).toBe(3);
    });

    it('never gives a revision twice, so that who read a deleted document cannot write over its successor', async () => {
      const { put, get } = await opened();
      await put(write('a', 'absent', '1'));
      const stale = (await get('a'))?.revision ?? 0;
      await put(write('a', 'any', undefined));
      await put(write('a', 'absent', '2'));
      expect(await put(write('a', stale, 'stale'))).toBe(false);
      await put(write('b', 'absent', '1', { expiresAt: 10 }));
      const expired = (await get('b'))?.revision ?? 0;
      await put(write('b', 'any', '2'), 10);
      expect(await put(write('b', expired, 'stale'), 10)).toBe(false);
    });

    it('has another generation as soon as something was written, changed or removed', async () => {
      const { store, put } = await opened();
      const seen = [store.generation('services')];
      for (const one of [write('a', 'absent', '1'), write('a', 'any', '2'), write('a', 'any', undefined)]) {
        await put(one);
        seen.push(store.generation('services'));
      }
      expect(new Set(seen).size).toBe(4);
    });

    it('writes a group all or nothing', async () => {
      const { store, put, get, found } = await opened();
      await put(write('a', 'absent', '1', { keys: { user: 'u' } }));
      const group = [write('b', 'absent', '1', { keys: { user: 'u' } }), write('a', 'any', undefined), write('a2', 5, '2')];
      expect(await store.write(group, 0)).toBe(false);
      expect(await get('b')).toBeUndefined();
      expect(await found('u')).toEqual(['a']);
      const revision = (await get('a'))?.revision ?? 0;
      expect(await store.write([write('b', 'absent', '1'), write('a', revision, '2')], 0)).toBe(true);
      expect([(await get('a'))?.body, (await get('b'))?.body]).toEqual(['2', '1']);
      expect(await store.write([], 0)).toBe(true);
    });

    it('refuses a group that names a document twice, before anything is written', async () => {
      const { store, get } = await opened();
      await expect(store.write([write('a', 'any', '1'), write('a', 'any', '2')], 0)).rejects.toThrow('twice');
      expect(await get('a')).toBeUndefined();
    });

    it('finds by key, in the order of ids', async () => {
      const { store, found } = await opened();
      const keys = { user: 'u' };
      const ids = ['b', 'a', 'B', '\u{1F4B3}', '\uFF5E', ''];
      await store.write(
        [...ids.map((id) => write(id, 'any', '1', { keys })), write('x', 'any', '1', { keys: { user: 'v', all: 'u' } })],
        0,
      );
      expect(await found('u')).toEqual(['', 'B', 'a', 'b', '\uFF5E', '\u{1F4B3}']);
      expect(await found('v')).toEqual(['x']);
      expect(await found('w')).toEqual([]);
      const any = async (values: readonly string[], most?: number) =>
        (await store.find('services', 'user', values, 0, most)).map(({ id }) => id);
      expect(await any(['v', 'w', 'u', 'v'])).toEqual(['', 'B', 'a', 'b', 'x', '\uFF5E', '\u{1F4B3}']);
      expect(await any(['v', 'u'], 2)).toEqual(['', 'B']);
      expect(await any([])).toEqual([]);
    });

    it('finds a part of what has a key, from either end, and nothing that has expired', async () => {
      const { store } = await opened();
      const keys = { user: 'u' };
      const ids = ['', 'B', 'a', 'b', '\uFF5E', '\u{1F4B3}'];
      await store.write(
        [
          ...ids.map((id) => write(id, 'any', '1', { keys })),
          write('ab', 'any', '1', { keys: { user: 'v' } }),
          write('aa', 'any', '1', { keys, expiresAt: 5 }),
        ],
        0,
      );
      const part = async (range: IdRange, most = 10, now = 5) =>
        (await store.findPart('services', 'user', 'u', range, now, most)).map(({ id }) => id);
      expect(await part({})).toEqual(ids);
      expect(await part({}, 10, 4)).toEqual(['', 'B', 'a', 'aa', 'b', '\uFF5E', '\u{1F4B3}']);
      expect(await part({ after: '' }, 2)).toEqual(['B', 'a']);
      expect(await part({ after: 'B', before: '\u{1F4B3}' })).toEqual(['a', 'b', '\uFF5E']);
      expect(await part({ backwards: true })).toEqual(ids.toReversed());
      expect(await part({ backwards: true, before: 'b' }, 2)).toEqual(['a', 'B']);
      expect(await part({ backwards: true, before: 'B', after: '' })).toEqual([]);
      expect(await part({ backwards: true, before: 'B' })).toEqual(['']);
      expect(await part({}, 0)).toEqual([]);
    });

    it('keeps the keys of a document until a write names others or deletes it', async () => {
      const { put, get, found } = await opened();
      const revision = async () => (await get('a'))?.revision ?? 0;
      await put(write('a', 'absent', '1', { keys: { user: 'u' } }));
      await put(write('a', await revision(), '2'));
      await put(write('a', 'any', '3'));
      expect(await found('u')).toEqual(['a']);
      await put(write('a', await revision(), '4', { keys: { user: 'v' } }));
      expect([await found('u'), await found('v')]).toEqual([[], ['a']]);
      await put(write('a', await revision(), '5', { keys: {} }));
      expect(await found('v')).toEqual([]);
      await put(write('a', 'any', '6', { keys: { user: 'u' } }));
      await put(write('a', 'any', undefined));
      await put(write('a', 'absent', '7'));
      expect(await found('u')).toEqual([]);
    });

    it('takes an expired document for absent, swept or not', async () => {
      const { put, get, found } = await opened();
      await put(write('a', 'absent', '1', { expiresAt: 100, keys: { user: 'u' } }));
      const revision = (await get('a', 99))?.revision ?? 0;
      expect(await get('a', 100)).toBeUndefined();
      expect(await found('u', 100)).toEqual([]);
      expect(await put(write('a', revision, '2', { expiresAt: 200 }), 100)).toBe(false);
      expect(await put(write('a', 'absent', '3', { expiresAt: 200 }), 100)).toBe(true);
      expect((await get('a', 150))?.body).toBe('3');
      expect(await found('u', 150)).toEqual([]);
      await put(write('a', 'any', '4', { expiresAt: 300, keys: { user: 'u' } }), 150);
      await put(write('a', 'any', '5', { expiresAt: 400 }), 300);
      expect(await found('u', 300)).toEqual([]);
    });

    it('sets the expiry anew with every write; without one a document stays', async () => {
      const { put, get } = await opened();
      await put(write('a', 'absent', '1', { expiresAt: 100, firstRevision: 1 }));
      await put(write('a', 1, '2', { expiresAt: 200 }));
      expect((await get('a', 150))?.body).toBe('2');
      await put(write('a', 2, '3'));
      expect((await get('a', Number.MAX_SAFE_INTEGER))?.body).toBe('3');
    });

    it('sweeps what has expired and nothing else, however much it is', async () => {
      const { store, get, found } = await opened();
      const old = Array.from({ length: 700 }, (_, index) => write(`old${index}`, 'any', '1', { expiresAt: 100, keys: { user: 'u' } }));
      await store.write([...old, write('young', 'any', '1', { expiresAt: 101 }), write('lasting', 'any', '1')], 0);
      expect(await store.sweep(99)).toBe(0);
      expect(await store.sweep(100)).toBe(700);
      expect(await store.sweep(100)).toBe(0);
      // Judged at a time when all of it was alive: it is gone, not hidden.
      expect(await found('u', 0)).toEqual([]);
      expect(await get('old0', 0)).toBeUndefined();
      expect([(await get('young', 100))?.body, (await get('lasting', 100))?.body]).toEqual(['1', '1']);
    });

    it('lets one of many writers of the same revision win', async () => {
      const { store, put } = await opened();
      const inserted = await Promise.all(Array.from({ length: 50 }, (_, n) => put(write('a', 'absent', `${n}`, { firstRevision: 1 }))));
      expect(inserted.filter(Boolean)).toHaveLength(1);
      const replaced = await Promise.all(Array.from({ length: 50 }, (_, n) => store.write([write('a', 1, `${n}`)], 0, n % 2 === 0)));
      expect(replaced.filter(Boolean)).toHaveLength(1);
    });

    it('takes any text for an id, a key and a body', async () => {
      const { put, get, found } = await opened();
      for (const odd of ['__proto__', 'constructor', 'toString', "'; DROP TABLE documents; --", 'a\nb', 'a\0b', '💳', '']) {
        expect(await put(write(odd, 'absent', odd, { keys: { user: odd, [odd]: odd } }))).toBe(true);
        expect((await get(odd))?.body).toBe(odd);
        expect(await found(odd)).toEqual([odd]);
      }
      expect(({} as Record<string, unknown>)['user']).toBeUndefined();
    });

    it('says that it does not answer once it is closed', async () => {
      const store = await open();
      await store.ping();
      await store.close();
      const refused = { kind: 'operational', code: 'storage.unavailable' };
      await expect(store.ping()).rejects.toMatchObject(refused);
      await expect(store.get('services', 'a', 0)).rejects.toMatchObject(refused);
      await expect(store.find('services', 'user', 'u', 0)).rejects.toMatchObject(refused);
      await expect(store.write([write('a', 'any', '1')], 0)).rejects.toMatchObject(refused);
      await expect(store.sweep(0)).rejects.toMatchObject(refused);
      await store.close();
    });
  });
}
