import type { Json } from '@waygate/schema';
import type { TextReader } from './text-reader.ts';

/** Whether a value is one of those that a filter looks for. */
export type Condition = (value: Json) => boolean;

type Operand = (value: Json) => Json | undefined;
/** Reads a path that begins at the value itself, behind its `@`. */
type ReadPath = (reader: TextReader) => Operand | undefined;

const COMPARISONS: readonly (readonly [sign: string, holds: (one: Json | undefined, other: Json | undefined) => boolean])[] = [
  ['==', (one, other) => same(one, other)],
  ['!=', (one, other) => !same(one, other)],
  ['<=', (one, other) => less(one, other) || same(one, other)],
  ['>=', (one, other) => less(other, one) || same(one, other)],
  ['<', (one, other) => less(one, other)],
  ['>', (one, other) => less(other, one)],
];

/** Brackets within brackets that a filter may have. */
const DEEPEST = 32;

/** Reads a condition: comparisons and paths that find something, with `!`, `&&`, `||` and round brackets. @returns undefined when it is none */
export function readCondition(reader: TextReader, readPath: ReadPath, depth = 0): Condition | undefined {
  if (depth > DEEPEST) return undefined;
  const all: Condition[] = [];
  do {
    const each: Condition[] = [];
    do {
      const one = readOne(reader, readPath, depth);
      if (one === undefined) return undefined;
      each.push(one);
      reader.space();
    } while (reader.take('&&'));
    all.push((value) => each.every((condition) => condition(value)));
  } while (reader.take('||'));
  return (value) => all.some((condition) => condition(value));
}

function readOne(reader: TextReader, readPath: ReadPath, depth: number): Condition | undefined {
  reader.space();
  if (!reader.sees('!=') && reader.take('!')) {
    const denied = depth > DEEPEST ? undefined : readOne(reader, readPath, depth + 1);
    return denied === undefined ? undefined : (value) => !denied(value);
  }
  if (reader.take('(')) {
    const inner = readCondition(reader, readPath, depth + 1);
    reader.space();
    return inner !== undefined && reader.take(')') ? inner : undefined;
  }
  const isPath = reader.sees('@');
  const left = readOperand(reader, readPath);
  if (left === undefined) return undefined;
  reader.space();
  for (const [sign, holds] of COMPARISONS) {
    if (!reader.take(sign)) continue;
    reader.space();
    const right = readOperand(reader, readPath);
    return right === undefined ? undefined : (value) => holds(left(value), right(value));
  }
  return isPath ? (value) => left(value) !== undefined : undefined;
}

function readOperand(reader: TextReader, readPath: ReadPath): Operand | undefined {
  if (reader.take('@')) return readPath(reader);
  const text = reader.text();
  if (text !== undefined) return () => text;
  const literal = reader.match(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y);
  if (literal === undefined) return undefined;
  const value = JSON.parse(literal) as Json;
  return () => value;
}

function same(one: Json | undefined, other: Json | undefined): boolean {
  return typeof one === 'object' && one !== null ? JSON.stringify(one) === JSON.stringify(other) : one === other;
}

function less(one: Json | undefined, other: Json | undefined): boolean {
  return (
    (typeof one === 'number' && typeof other === 'number' && one < other) ||
    (typeof one === 'string' && typeof other === 'string' && one < other)
  );
}
