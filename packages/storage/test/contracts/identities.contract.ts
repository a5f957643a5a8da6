import { describe, expect, it } from 'vitest';
import type { IdentityRecord } from '../../src/index.ts';
import { person } from '../samples/person.ts';
import { type OpenStores, storesFor } from './open-stores.ts';

/** What `IdentityStore` promises. */
export function identitiesContract(open: OpenStores): void {
  describe('identities', () => {
    it('are found by any spelling of the name and by id, in their realm only', async () => {
      const { identities } = await storesFor(open);
      await identities.create(person('Demo'));
      for (const spelling of ['Demo', 'DEMO', 'ｄｅｍｏ']) expect(await identities.findByName('/alpha', spelling)).toEqual(person('Demo'));
      expect(await identities.findById('/alpha', 'id-Demo')).toEqual(person('Demo'));
      expect(await identities.findByName('/beta', 'demo')).toBeUndefined();
      expect(await identities.findById('/beta', 'id-Demo')).toBeUndefined();
      expect(await identities.findByName('/alpha', 'dem')).toBeUndefined();
    });

    it('have a name that is given once in a realm, whatever its spelling', async () => {
      const { identities } = await storesFor(open);
      await identities.create(person('ﬁnn\u00e9'));
      const again = identities.create(person('FINNE\u0301', { id: 'other' }));
      await expect(again).rejects.toMatchObject({ kind: 'state', code: 'identity.exists' });
      await identities.create(person('J\u030C'));
      await expect(identities.create(person('\u01F0', { id: 'other' }))).rejects.toMatchObject({ code: 'identity.exists' });
      await identities.create(person('finné', { realm: '/' }));
      expect((await identities.list('/alpha')).map(({ id }) => id)).toEqual(['id-ﬁnné', 'id-J\u030C']);
    });

    it('let one of many that want the same name have it', async () => {
      const { identities } = await storesFor(open);
      const asked = Array.from({ length: 20 }, (_, index) => identities.create(person('demo', { id: `id${index}` })));
      const results = await Promise.allSettled(asked);
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });

    it('keep a person without a password, and odd attributes', async () => {
      const { identities } = await storesFor(open);
      const bare = person('bare', { passwordHash: undefined, attributes: { constructor: ['a'], '': [], sn: ['ä\u0000b', '\ud800'] } });
      await identities.create(bare);
      expect(await identities.findByName('/alpha', 'bare')).toEqual(bare);
    });

    it('change in one atomic step, also under contention', async () => {
      const { identities } = await storesFor(open);
      await identities.create(person('demo'));
      const count = (record: IdentityRecord | undefined) => Number(record?.attributes['n']?.[0] ?? 0);
      const added = Array.from({ length: 40 }, () =>
        identities.update('/alpha', 'id-demo', (record) => ({
          ...record,
          attributes: { ...record.attributes, n: [String(count(record) + 1)] },
        })),
      );
      expect((await Promise.all(added)).map(count).sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
      expect(count(await identities.findByName('/alpha', 'demo'))).toBe(40);
      expect(count(await identities.findById('/alpha', 'id-demo'))).toBe(40);
      expect(await identities.list('/alpha')).toHaveLength(1);
      expect(await identities.update('/alpha', 'nobody', (record) => record)).toBeUndefined();
    });

    it('keep their id and realm when they change', async () => {
      const { identities } = await storesFor(open);
      await identities.create(person('demo'));
      for (const wrong of [{ id: 'x' }, { realm: '/' }]) {
        await expect(identities.update('/alpha', 'id-demo', (record) => ({ ...record, ...wrong }))).rejects.toThrow('do not change');
      }
    });

    it('may get another name, or another spelling of it, that nobody else has', async () => {
      const { identities } = await storesFor(open);
      await identities.create(person('demo'));
      await identities.create(person('other'));
      const call = (username: string) => identities.update('/alpha', 'id-demo', (record) => ({ ...record, username }));
      await call('Demo');
      expect((await identities.findById('/alpha', 'id-demo'))?.username).toBe('Demo');
      await expect(call('OTHER')).rejects.toMatchObject({ kind: 'state', code: 'identity.exists' });
      await call('mia');
      expect([await identities.findByName('/alpha', 'demo'), (await identities.findByName('/alpha', 'Mia'))?.id]).toEqual([
        undefined,
        'id-demo',
      ]);
      expect((await identities.findById('/alpha', 'id-demo'))?.username).toBe('mia');
      await identities.create(person('demo', { id: 'new' }));
      expect((await identities.list('/alpha')).map(({ username }) => username)).toEqual(['demo', 'mia', 'other']);
    });

    it('let one of many that want the same new name have it, and lose no other change meanwhile', async () => {
      const { identities } = await storesFor(open);
      const ids = Array.from({ length: 8 }, (_, index) => `id-p${index}`);
      for (const id of ids) await identities.create(person(id.slice(3)));
      const renamed = ids.map((id) => identities.update('/alpha', id, (record) => ({ ...record, username: 'wanted' })));
      const disabled = ids.map((id) => identities.update('/alpha', id, (record) => ({ ...record, active: false })));
      const results = await Promise.allSettled([...renamed, ...disabled]);
      expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(ids.length - 1);
      const people = await identities.list('/alpha');
      expect([people.length, people.filter(({ username }) => username === 'wanted').length]).toEqual([ids.length, 1]);
      expect(people.every(({ active }) => !active)).toBe(true);
    });

    it('are found by mail address, all who have it, whatever the case of its letters, and follow when it changes', async () => {
      const { identities } = await storesFor(open);
      await identities.create(person('a', { attributes: { mail: ['Mia@Example.com'] } }));
      await identities.create(person('b', { attributes: { mail: ['b@example.com', 'MIA@example.com'] } }));
      await identities.create(person('c', { attributes: { mail: ['\u212Amia@example.com', 'b@example.com'], sn: ['mia@example.com'] } }));
      await identities.create(person('d', { realm: '/', attributes: { mail: ['mia@example.com'] } }));
      await identities.create(person('e', { attributes: {} }));
      const having = async (mail: string) => (await identities.findByAttribute('/alpha', 'mail', mail)).map(({ username }) => username);
      expect(await having('mia@example.COM')).toEqual(['a', 'b']);
      expect(await having('B@example.com')).toEqual(['b', 'c']);
      expect([await having('kmia@example.com'), await having('mia@example'), await having('')]).toEqual([[], [], []]);
      await identities.update('/alpha', 'id-a', (record) => ({ ...record, attributes: { mail: ['new@example.com'] } }));
      await identities.update('/alpha', 'id-b', (record) => ({ ...record, attributes: {} }));
      expect([await having('mia@example.com'), await having('new@example.com')]).toEqual([[], ['a']]);
      await identities.update('/alpha', 'id-a', (record) => ({ ...record, username: 'z' }));
      expect(await having('new@example.com')).toEqual(['z']);
    });

    it('are found by what they are called elsewhere, to the letter, whichever of their aliases it is, and follow when it changes', async () => {
      const { identities } = await storesFor(open);
      const many = Array.from({ length: 9 }, (_, at) => `many-${at}`);
      await identities.create(person('a', { attributes: { aliasList: ['google-1aB', 'other-7'] } }));
      await identities.create(person('b', { attributes: { aliasList: ['google-1Ab'] } }));
      await identities.create(person('c', { attributes: { aliasList: many, mail: ['google-1aB'] } }));
      await identities.create(person('d', { realm: '/', attributes: { aliasList: ['google-1aB'] } }));
      const known = async (alias: string) =>
        (await identities.findByAttribute('/alpha', 'aliasList', alias)).map(({ username }) => username);
      expect([await known('google-1aB'), await known('google-1Ab'), await known('google-1ab')]).toEqual([['a'], ['b'], []]);
      expect([await known('other-7'), await known('many-0'), await known('many-8')]).toEqual([['a'], ['c'], ['c']]);
      await identities.update('/alpha', 'id-a', (record) => ({ ...record, attributes: { aliasList: ['other-7'] } }));
      expect([await known('google-1aB'), await known('other-7')]).toEqual([[], ['a']]);
    });

    it('are found by any other attribute', async () => {
      const { identities } = await storesFor(open);
      await identities.create(person('a', { attributes: { sn: ['Muster'] } }));
      await identities.create(person('b', { attributes: { sn: ['x', 'MUSTER'] } }));
      await identities.create(person('c', { attributes: { constructor: ['muster'] } }));
      const having = async (name: string, value: string) => (await identities.findByAttribute('/alpha', name, value)).map(({ id }) => id);
      expect([await having('sn', 'muster'), await having('constructor', 'muster'), await having('toString', 'muster')]).toEqual([
        ['id-a', 'id-b'],
        ['id-c'],
        [],
      ]);
    });

    it('keep what is known of them beside the attributes', async () => {
      const { identities } = await storesFor(open);
      const all = person('demo', {
        passwordChangedAt: 2,
        mustChangePassword: true,
        passwordEndsAt: 4,
        privateAttributes: { kbaInfo: ['{}'] },
        meta: { loginCount: 3 },
        createdBy: 'run',
      });
      await identities.create(all);
      expect(await identities.findByName('/alpha', 'demo')).toEqual(all);
    });

    it('are listed in the order of their names', async () => {
      const { identities } = await storesFor(open);
      for (const name of ['zoe', 'Anna', 'anna b', 'bob']) await identities.create(person(name));
      await identities.create(person('carl', { realm: '/' }));
      expect((await identities.list('/alpha')).map(({ username }) => username)).toEqual(['Anna', 'anna b', 'bob', 'zoe']);
    });

    it('take any text for a name without mistaking one for another', async () => {
      const { identities } = await storesFor(open);
      const names = ['__proto__', 'constructor', 'a\nb', 'a\\nb', 'a\\u000ab', 'a\\000ab', '\ud800', '\ud801', '\ufffd', '\0', ''];
      for (const name of names) await identities.create(person(name));
      for (const name of names) {
        expect((await identities.findByName('/alpha', name))?.username).toBe(name);
        expect((await identities.findById('/alpha', `id-${name}`))?.username).toBe(name);
      }
      await identities.create(person('b', { realm: '/alpha\na' }));
      expect((await identities.findByName('/alpha', 'a\nb'))?.realm).toBe('/alpha');
      expect(await identities.list('/alpha')).toHaveLength(names.length);
      expect(({} as Record<string, unknown>)['username']).toBeUndefined();
    });
  });
}
