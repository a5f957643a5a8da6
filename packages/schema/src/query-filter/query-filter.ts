/** Where a value stands in an object: the parts of a JSON pointer. */
export type FieldPath = readonly string[];

/** A value that a filter compares with. */
export type FilterValue = string | number | boolean | null;

/** How a filter compares; the words are CREST's. */
export const FILTER_OPERATORS = ['eq', 'co', 'sw', 'lt', 'le', 'gt', 'ge'] as const;
export type FilterOperator = (typeof FILTER_OPERATORS)[number];

/** A CREST query filter, understood. */
export type QueryFilter =
  | { readonly is: 'literal'; readonly value: boolean }
  | { readonly is: 'present'; readonly field: FieldPath }
  | { readonly is: 'compare'; readonly field: FieldPath; readonly operator: FilterOperator; readonly value: FilterValue }
  | { readonly is: 'not'; readonly filter: QueryFilter }
  | { readonly is: 'and' | 'or'; readonly filters: readonly QueryFilter[] };
