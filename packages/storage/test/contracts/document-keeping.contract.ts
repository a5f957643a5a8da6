import { describe, expect, it } from 'vitest';
import { person } from '../samples/person.ts';
import { type OpenStores, storesFor } from './open-stores.ts';

export function documentKeepingContract(open: OpenStores): void {
  describe('documents as a whole', () => {
    it('are each shown, whatever they hold, and what is written of them is found by everybody', async () => {
      const { documents, identities } = await storesFor(open);
      const names = Array.from({ length: 203 }, (_, index) => `person-${index}`);
      for (const name of names) await identities.create({ ...person(name), attributes: { description: ['old words'] } });
      const seen = new Map<string, number>();
      const done = await documents.walk((text, collection) => {
        seen.set(collection, (seen.get(collection) ?? 0) + 1);
        return text.replace('old words', 'new words');
      });
      expect(seen.get('identities')).toBe(203);
      expect(Object.fromEntries(done.map(({ collection, seen: count }) => [collection, count]))).toEqual(Object.fromEntries(seen));
      expect(done.find(({ collection }) => collection === 'identities')).toMatchObject({ changed: 203 });
      const people = await identities.list('/alpha');
      expect(new Set(people.map(({ attributes }) => attributes.description?.[0]))).toEqual(new Set(['new words']));
    });

    it('are told of on the way, and stay as they are where nothing is changed', async () => {
      const { documents, identities } = await storesFor(open);
      await identities.create(person('demo'));
      const told: string[] = [];
      const done = await documents.walk(
        (text) => text,
        ({ collection, changed }) => told.push(`${collection} ${changed}`),
      );
      expect(told).toContain('identities 0');
      expect(done.every(({ changed }) => changed === 0)).toBe(true);
    });
  });
}
