import type { Json } from '@waygate/schema';
import { describe, expect, it } from 'vitest';
import { readJsonPath } from './json-path.ts';

const store: Json = {
  store: {
    book: [
      { category: 'reference', title: 'Sayings', price: 8.95 },
      { category: 'fiction', title: "Sword's", price: 12.99 },
      { category: 'fiction', title: 'Moby', isbn: 'b', price: 8.99 },
    ],
    bicycle: { color: 'red', price: 399, 'wheel.size': 28 },
  },
  _links: { self: { href: 'https://x' } },
};
const [first, second, third] = (store as { store: { book: Json[] } }).store.book as [Json, Json, Json];
const find = (path: string, root: Json = store) => readJsonPath(path)?.find(root);

describe('a path', () => {
  it.each([
    ['$', [store]],
    ['$.store.bicycle.color', ['red']],
    ['$._links.self.href', ['https://x']],
    ["$['store']['bicycle']['wheel.size']", [28]],
    ['$["store"].book[0]', [first]],
    ['$.store.book[-1].title', ['Moby']],
    ['$.store.book[0,2].title', ['Sayings', 'Moby']],
    ['$.store.book[1:].title', ["Sword's", 'Moby']],
    ['$.store.book[:-2].title', ['Sayings']],
    ['$.store.book[*].price', [8.95, 12.99, 8.99]],
    ['$.store.bicycle.*', ['red', 399, 28]],
    ["$.store.bicycle['color','price']", ['red', 399]],
    ['$..price', [8.95, 12.99, 8.99, 399]],
    ['$..book[0].title', ['Sayings']],
    ['$..[0]', [first]],
    ['$.store.book[?(@.isbn)]', [third]],
    ['$.store.book[?@.price < 9]', [first, third]],
    ["$.store.book[?(@.category == 'fiction' && @.price <= 8.99)].title", ['Moby']],
    ['$.store.book[?(@.category != \'fiction\' || @.isbn == "b")].title', ['Sayings', 'Moby']],
    ['$.store.book[?(!(@.isbn) && (@.price > 9 || @.price >= 12.99))].title', ["Sword's"]],
    ["$.store.book[?(@.title == 'Sword\\'s')]", [second]],
    ['$.store.book[?(12 < @.price)].price', [12.99]],
    ['$.store.book[?(@.nothing == null)]', []],
    ['$.nothing.at.all', []],
    ['$.store.book.title', []],
    ['$.store.bicycle[0]', []],
    ['$.constructor', []],
    ['$.__proto__', []],
  ])('%s', (path, found) => {
    expect(find(path)).toEqual(found);
  });

  it.each([
    ['$.a.b[0]', true],
    ["$['a']", true],
    ['$.a[*]', false],
    ['$..a', false],
    ['$.a[0,1]', false],
    ['$[?(@.a)]', false],
  ])('%s finds one value at most: %s', (path, single) => {
    expect(readJsonPath(path)?.single).toBe(single);
  });

  it.each([
    '',
    'a',
    '$.',
    '$a',
    '$[',
    '$[]',
    "$['a",
    '$[?]',
    '$[?(@.a]',
    '$[?(@.a ==)]',
    "$[0,'a']",
    '$.a b',
    '$[?(1)]',
    `$[?${'('.repeat(100)}@.a`,
    `$[?${'!'.repeat(100_000)}@.a]`,
  ])('is none: %s', (path) => {
    expect(readJsonPath(path)).toBeUndefined();
  });

  it('that would come by too much finds nothing', () => {
    const wide = Array.from({ length: 400 }, () => 1);
    expect(find('$..*..*..*', [wide, wide])).toEqual([]);
  });
});
