import type { Json } from '@waygate/schema';
import { type Condition, readCondition } from './json-path-condition.ts';
import { TextReader } from './text-reader.ts';

/** Finds values in a value. */
export interface JsonPath {
  /** Whether it can find one value at most. */
  readonly single: boolean;
  find(root: Json): readonly Json[];
}

type Step =
  | { readonly step: 'member'; readonly names: readonly string[] }
  | { readonly step: 'elements'; readonly indexes: readonly number[] }
  | { readonly step: 'slice'; readonly from: number | undefined; readonly to: number | undefined }
  | { readonly step: 'all' | 'descend' }
  | { readonly step: 'filter'; readonly condition: Condition };

/** How many values a path may come by: what is longer is only there to keep the server busy. */
const MOST = 100_000;

/**
 * Reads a JSONPath (RFC 9535, without functions and slice steps; filters may stand in round brackets, as older dialects have them).
 * @returns undefined when the text is none
 */
export function readJsonPath(text: string): JsonPath | undefined {
  const reader = new TextReader(text.trim());
  if (!reader.take('$')) return undefined;
  const steps = readSteps(reader);
  return steps === undefined || !reader.atEnd ? undefined : pathOf(steps);
}

/** Reads what follows `$` or `@`, as far as it goes. @returns undefined when a step is broken */
function readSteps(reader: TextReader): readonly Step[] | undefined {
  const steps: Step[] = [];
  for (;;) {
    if (reader.take('..')) {
      steps.push({ step: 'descend' });
      if (!reader.sees('[')) {
        const step = readName(reader);
        if (step === undefined) return undefined;
        steps.push(step);
      }
    } else if (reader.take('.')) {
      const step = readName(reader);
      if (step === undefined) return undefined;
      steps.push(step);
    } else if (reader.take('[')) {
      const step = readBracket(reader);
      if (step === undefined) return undefined;
      steps.push(step);
    } else return steps;
  }
}

/** Makes a path of its steps. */
function pathOf(steps: readonly Step[]): JsonPath {
  const single = steps.every(
    (step) => (step.step === 'member' && step.names.length === 1) || (step.step === 'elements' && step.indexes.length === 1),
  );
  return {
    single,
    find(root) {
      let left = MOST;
      let found: readonly Json[] = [root];
      for (const step of steps) {
        const next: Json[] = [];
        for (const value of found) {
          for (const one of follow(value, step)) {
            left -= 1;
            if (left < 0) return [];
            next.push(one);
          }
        }
        found = next;
      }
      return found;
    },
  };
}

function* follow(value: Json, step: Step): Generator<Json> {
  switch (step.step) {
    case 'member':
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
      for (const name of step.names) if (Object.hasOwn(value, name)) yield value[name] as Json;
      return;
    case 'elements':
      if (!Array.isArray(value)) return;
      for (const index of step.indexes) {
        const element = value.at(index);
        if (element !== undefined) yield element;
      }
      return;
    case 'slice':
      if (Array.isArray(value)) yield* value.slice(step.from, step.to);
      return;
    case 'all':
      yield* inner(value);
      return;
    case 'descend':
      yield value;
      for (const one of inner(value)) yield* follow(one, step);
      return;
    case 'filter':
      for (const one of inner(value)) if (step.condition(one)) yield one;
  }
}

function inner(value: Json): readonly Json[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
}

function readName(reader: TextReader): Step | undefined {
  if (reader.take('*')) return { step: 'all' };
  const name = reader.match(/[\p{L}_$][\p{L}\p{N}_$-]*/uy);
  return name === undefined ? undefined : { step: 'member', names: [name] };
}

function readBracket(reader: TextReader): Step | undefined {
  reader.space();
  const step = reader.take('*') ? ({ step: 'all' } as const) : reader.take('?') ? readFilter(reader) : readList(reader);
  reader.space();
  return step !== undefined && reader.take(']') ? step : undefined;
}

function readFilter(reader: TextReader): Step | undefined {
  const condition = readCondition(reader, readRelative);
  return condition === undefined ? undefined : { step: 'filter', condition };
}

function readRelative(reader: TextReader): ((value: Json) => Json | undefined) | undefined {
  const steps = readSteps(reader);
  if (steps === undefined) return undefined;
  const path = pathOf(steps);
  return (value) => path.find(value)[0];
}

function readList(reader: TextReader): Step | undefined {
  const slice = reader.match(/(-?\d{1,9})?\s*:\s*(-?\d{1,9})?/y);
  if (slice !== undefined) {
    const [from, to] = slice.split(':').map((part) => (part.trim() === '' ? undefined : Number(part)));
    return { step: 'slice', from, to };
  }
  const names: string[] = [];
  const indexes: number[] = [];
  do {
    reader.space();
    const name = reader.text();
    const index = name === undefined ? reader.match(/-?\d{1,9}/y) : undefined;
    if (name !== undefined) names.push(name);
    else if (index !== undefined) indexes.push(Number(index));
    else return undefined;
    reader.space();
  } while (reader.take(','));
  if (names.length > 0 && indexes.length > 0) return undefined;
  return names.length > 0 ? { step: 'member', names } : { step: 'elements', indexes };
}
