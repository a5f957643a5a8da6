import type { Json } from '../json.ts';
import type { FieldPath, FilterOperator, FilterValue, QueryFilter } from './query-filter.ts';

/**
 * Whether an object is one that a filter is after. Of a list one member that matches is enough; letter case does not count in texts; values of different kinds never
 * compare (CREST). A member that an object only inherits is not there.
 */
export function matchesQueryFilter(filter: QueryFilter, object: Json): boolean {
  switch (filter.is) {
    case 'literal':
      return filter.value;
    case 'present':
      return valuesAt(object, filter.field).some((value) => value !== null && !(Array.isArray(value) && value.length === 0));
    case 'compare':
      return valuesAt(object, filter.field)
        .flatMap((value) => (Array.isArray(value) ? value : [value]))
        .some((value) => compares(filter.operator, value, filter.value));
    case 'not':
      return !matchesQueryFilter(filter.filter, object);
    case 'and':
      return filter.filters.every((one) => matchesQueryFilter(one, object));
    case 'or':
      return filter.filters.some((one) => matchesQueryFilter(one, object));
  }
}

/** What stands at a path; through a list, what stands there in each of its members. */
export function valuesAt(object: Json, path: FieldPath): readonly Json[] {
  const [first, ...rest] = path;
  if (first === undefined) return [object];
  if (typeof object !== 'object' || object === null) return [];
  if (Array.isArray(object)) {
    const member = /^\d{1,9}$/.test(first) ? object[Number(first)] : undefined;
    return member === undefined ? object.flatMap((one) => (Array.isArray(one) ? [] : valuesAt(one, path))) : valuesAt(member, rest);
  }
  const value = Object.hasOwn(object, first) ? object[first] : undefined;
  return value === undefined ? [] : valuesAt(value, rest);
}

function compares(operator: FilterOperator, value: Json, wanted: FilterValue): boolean {
  if (value === null || wanted === null) return operator === 'eq' && value === wanted;
  if (typeof value === 'string' && typeof wanted === 'string') return comparesTexts(operator, value.toLowerCase(), wanted.toLowerCase());
  if (typeof value === 'boolean' && typeof wanted === 'boolean') return operator === 'eq' && value === wanted;
  return typeof value === 'number' && typeof wanted === 'number' && comparesOrdered(operator, value, wanted);
}

function comparesTexts(operator: FilterOperator, value: string, wanted: string): boolean {
  if (operator === 'co') return value.includes(wanted);
  if (operator === 'sw') return value.startsWith(wanted);
  return comparesOrdered(operator, value, wanted);
}

function comparesOrdered<T extends string | number>(operator: FilterOperator, value: T, wanted: T): boolean {
  switch (operator) {
    case 'eq':
      return value === wanted;
    case 'lt':
      return value < wanted;
    case 'le':
      return value <= wanted;
    case 'gt':
      return value > wanted;
    case 'ge':
      return value >= wanted;
    default:
      return false;
  }
}
