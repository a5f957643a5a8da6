import type { Json } from '@waygate/schema';

/** In how many places two values differ; of a member or element that only one has, each value in it is a place. */
export function countDifferences(one: Json, other: Json): number {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null || Array.isArray(one) !== Array.isArray(other))
    return Object.is(one, other) ? 0 : Math.max(leaves(one), leaves(other));
  const [before, after] = [new Map(Object.entries(one)), new Map(Object.entries(other))];
  let count = 0;
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const [value, next] = [before.get(key), after.get(key)];
    count += value === undefined || next === undefined ? leaves(value ?? next ?? null) : countDifferences(value, next);
  }
  return count;
}

/** Values in a value; what is empty is one. */
function leaves(value: Json): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Math.max(
    1,
    Object.values(value).reduce<number>((count, member) => count + leaves(member), 0),
  );
}
