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

    it('keep their id, realm and name when they change, but may change its spelling', async () => {
      const { identities } = await storesFor(open);
      await identities.create(person('demo'));
      for (const wrong of [{ id: 'x' }, { realm: '/' }, { username: 'other' }]) {
        await expect(identities.update('/alpha', 'id-demo', (record) => ({ ...record, ...wrong }))).rejects.toThrow('do not change');
      }
      await identities.update('/alpha', 'id-demo', (record) => ({ ...record, username: 'Demo' }));
      expect((await identities.findById('/alpha', 'id-demo'))?.username).toBe('Demo');
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
