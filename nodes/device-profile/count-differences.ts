import type { Json } from '@waygate/schema';

/** In how many places two values differ; a member or element that only one has is one place, whatever is in it. */
export function countDifferences(one: Json, other: Json): number {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null || Array.isArray(one) !== Array.isArray(other))
    return Object.is(one, other) ? 0 : 1;
  const [before, after] = [new Map(Object.entries(one)), new Map(Object.entries(other))];
  let count = 0;
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const [value, next] = [before.get(key), after.get(key)];
    count += value === undefined || next === undefined ? 1 : countDifferences(value, next);
  }
  return count;
}
