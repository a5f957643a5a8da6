import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FILTER_OPERATORS,
  type FilterValue,
  type Json,
  matchesQueryFilter,
  type QueryFilter,
  readFieldPath,
  readQueryFilter,
  WaygateError,
  writeFieldPath,
} from '../../src/index.ts';

const PERSON: Json = {
  userName: 'Mia',
  mail: 'mia@example.com',
  age: 41,
  active: true,
  nothing: null,
  aliasList: ['mimi', 'M. Muster'],
  empty: [],
  preferences: { updates: true, marketing: false },
  kbaInfo: [{ questionId: '1' }, { customQuestion: 'Which bridge?' }],
  'a/b': { '~': 'odd' },
};
const matches = (filter: string) => matchesQueryFilter(readQueryFilter(filter), PERSON);

describe('a filter', () => {
  it.each([
    ['userName eq "Mia"', true],
    ['/userName eq "mia"', true],
    ["userName eq 'MIA'", true],
    ['userName eq "Mi"', false],
    ['mail co "@EXAMPLE."', true],
    ['mail sw "mia@"', true],
    ['mail sw "example"', false],
    ['age eq 41', true],
    ['age eq "41"', false],
    ['age gt 40 and age lt 42', true],
    ['age ge 41 and age le 41', true],
    ['age gt 4.2e1', false],
    ['userName gt "la" and userName lt "na"', true],
    ['active eq true', true],
    ['active eq "true"', false],
    ['active ge true', false],
    ['nothing eq null', true],
    ['nothing pr', false],
    ['missing pr', false],
    ['missing eq null', false],
    ['empty pr', false],
    ['aliasList pr', true],
    ['aliasList eq "MIMI"', true],
    ['aliasList/0 eq "mimi"', true],
    ['aliasList/1 eq "mimi"', false],
    ['/preferences/updates eq true', true],
    ['/preferences/marketing eq true', false],
    ['preferences pr', true],
    ['preferences eq "true"', false],
    ['kbaInfo/customQuestion co "bridge"', true],
    ['kbaInfo/questionId eq "2"', false],
    ['/a~1b/~0 eq "odd"', true],
    ['toString pr or constructor pr or __proto__ pr', false],
    ['true', true],
    ['false or true', true],
    ['true and false', false],
    ['!(true)', false],
    ['!userName eq "Mia"', false],
    ['!!true', true],
    ['false and false or true', true],
    ['false and (false or true)', false],
    ['mail co "x" or mail co "mia" and age eq 41', true],
    ['userName  eq\n"Mia"', true],
    ['mail eq "say \\"hi\\""', false],
  ])('%s', (filter, expected) => {
    expect(matches(filter)).toBe(expected);
  });

  it.each([
    ['', 'ends too early'],
    ['   ', 'ends too early'],
    ['userName', 'ends too early'],
    ['userName eq', 'ends too early'],
    ['userName is "Mia"', '"is" at character 10'],
    ['userName eq Mia', '"Mia" at character 13'],
    ['userName eq 0x10', '"0x10"'],
    ['userName eq 1e999', '"1e999"'],
    ['userName eq "Mia', 'from character 12 on'],
    ['userName eq "a\\x"', 'not written as JSON has it'],
    ['(true', 'ends too early'],
    ['true)', '")" at character 5'],
    ['true true', '"true" at character 6'],
    ['and', 'ends too early'],
    ['/ eq 1', '"/"'],
    ['a~2 eq 1', '"a~2"'],
    ['pr', 'ends too early'],
  ])('%j is malformed, and where', (filter, said) => {
    expect(() => readQueryFilter(filter)).toThrow(expect.objectContaining({ kind: 'input', code: 'query_filter.malformed' }));
    expect(() => readQueryFilter(filter)).toThrow(said);
  });

  it('is bounded in length and depth', () => {
    const deep = (levels: number) => `${'('.repeat(levels)}true${')'.repeat(levels)}`;
    expect(matches(deep(60))).toBe(true);
    for (const filter of [deep(100), `${'!'.repeat(3_000)}true`, `a eq "${'x'.repeat(9_000)}"`]) {
      expect(() => readQueryFilter(filter)).toThrow(WaygateError);
    }
  });
});

const NAME = fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }).filter((name) => !/[\s()!"']/u.test(name));
const FIELD = fc.array(NAME, { minLength: 1, maxLength: 3 });
const VALUE: fc.Arbitrary<FilterValue> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 10 }),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e200, max: 1e200 }).map((number) => (Object.is(number, -0) ? 0 : number)),
  fc.boolean(),
  fc.constant(null),
);
const { tree: FILTER } = fc.letrec<{ tree: QueryFilter }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.boolean().map((value): QueryFilter => ({ is: 'literal', value })),
    FIELD.map((field): QueryFilter => ({ is: 'present', field })),
    fc
      .record({ field: FIELD, operator: fc.constantFrom(...FILTER_OPERATORS), value: VALUE })
      .map((parts): QueryFilter => ({ is: 'compare', ...parts })),
    tie('tree').map((filter): QueryFilter => ({ is: 'not', filter })),
    fc
      .record({ is: fc.constantFrom<'and' | 'or'>('and', 'or'), filters: fc.array(tie('tree'), { minLength: 2, maxLength: 3 }) })
      .map((parts): QueryFilter => parts),
  ),
}));
const written = (filter: QueryFilter): string => {
  switch (filter.is) {
    case 'literal':
      return String(filter.value);
    case 'present':
      return `/${writeFieldPath(filter.field)} pr`;
    case 'compare':
      return `/${writeFieldPath(filter.field)} ${filter.operator} ${JSON.stringify(filter.value)}`;
    case 'not':
      return `!(${written(filter.filter)})`;
    default:
      return filter.filters.map((one) => `(${written(one)})`).join(` ${filter.is} `);
  }
};

describe('whatever is written', () => {
  it('comes back as it was meant', () => {
    fc.assert(
      fc.property(FILTER, (filter) => {
        expect(readQueryFilter(written(filter))).toEqual(filter);
      }),
    );
  });

  it('is a filter or an error of ours, and does as its parts do', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        try {
          readQueryFilter(text);
        } catch (error) {
          expect(error).toBeInstanceOf(WaygateError);
        }
      }),
    );
    fc.assert(
      fc.property(FILTER, FILTER, fc.jsonValue(), (a, b, object) => {
        const [first, second] = [a, b].map((filter) => matchesQueryFilter(filter, object as Json));
        expect(matchesQueryFilter({ is: 'and', filters: [a, b] }, object as Json)).toBe(first && second);
        expect(matchesQueryFilter({ is: 'or', filters: [a, b] }, object as Json)).toBe(first || second);
        expect(matchesQueryFilter({ is: 'not', filter: a }, object as Json)).toBe(!first);
      }),
    );
  });

  it('finds a text that is there, in whatever member', () => {
    fc.assert(
      fc.property(FIELD, fc.string({ unit: 'binary', maxLength: 10 }), (field, value) => {
        const object = field.reduceRight<Json>((inner, name) => Object.fromEntries([[name, inner]]), value);
        expect(matchesQueryFilter(readQueryFilter(`/${writeFieldPath(field)} eq ${JSON.stringify(value)}`), object)).toBe(true);
      }),
    );
  });

  it('has paths that come back as they were', () => {
    fc.assert(
      fc.property(FIELD, (field) => {
        expect(readFieldPath(`/${writeFieldPath(field)}`)).toEqual(field);
      }),
    );
  });
});
