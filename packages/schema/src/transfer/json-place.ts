/** A place in a text, counted from 1 as editors do. */
export interface JsonPlace {
  readonly line: number;
  readonly column: number;
}

/** A key or an element of a list, where it stands. */
interface Entry {
  /** Keys and indices that lead to it. */
  readonly path: () => readonly string[];
  readonly label: string;
  /** How many containers it stands in. */
  readonly depth: number;
  readonly position: number;
}

interface Frame {
  readonly isObject: boolean;
  label: string;
  index: number;
  /** Whether the next text is a key. */
  awaitsKey: boolean;
}

/** Turns a position in a text into a place. */
export function placeAt(text: string, position: number): JsonPlace {
  const before = text.slice(0, position);
  const line = before.split('\n').length;
  return { line, column: position - before.lastIndexOf('\n') };
}

/**
 * Where the last of a path stands, or as much of the path as there is: what is missing is looked for where it should be.
 * @param text JSON
 * @returns undefined when not even the first of the path is there
 */
export function placeInJson(text: string, path: readonly string[]): JsonPlace | undefined {
  let found: number | undefined;
  let matched = 0;
  walk(text, ({ label, depth, position }) => {
    if (depth < matched) return true;
    if (depth !== matched || label !== path[depth]) return false;
    matched += 1;
    found = position;
    return matched === path.length;
  });
  return found === undefined ? undefined : placeAt(text, found);
}

/**
 * The first key that an object has twice. JSON.parse takes the last of them in silence, so that one of two nodes would be lost.
 * @param text JSON
 */
export function findDuplicateKey(text: string): (JsonPlace & { readonly path: readonly string[] }) | undefined {
  const seen: (Set<string> | undefined)[] = [];
  let found: (JsonPlace & { readonly path: readonly string[] }) | undefined;
  walk(
    text,
    ({ label, depth, position, path }) => {
      const keys = seen[depth] ?? new Set();
      seen[depth] = keys;
      if (keys.has(label)) {
        found = { ...placeAt(text, position), path: path() };
        return true;
      }
      keys.add(label);
      return false;
    },
    (depth) => {
      seen[depth] = undefined;
    },
  );
  return found;
}

/** Visits the entries of every object and list in the order of the text, until a visit says that it is enough. The text must be JSON. */
function walk(text: string, visit: (entry: Entry) => boolean, open?: (depth: number) => void): void {
  const frames: Frame[] = [];
  const path = () => frames.map(({ label }) => label);
  const enter = (position: number) => {
    const frame = frames.at(-1);
    return frame === undefined ? false : visit({ path, label: frame.label, depth: frames.length - 1, position });
  };
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    const frame = frames.at(-1);
    const startsElement = frame?.isObject === false && frame.awaitsKey && sign !== ']' && !isBetween(sign);
    if (startsElement && frame !== undefined) {
      frame.awaitsKey = false;
      frame.label = String(frame.index);
      if (enter(at)) return;
    }
    if (sign === '"') {
      const end = endOfText(text, at);
      if (frame?.isObject === true && frame.awaitsKey) {
        frame.awaitsKey = false;
        frame.label = JSON.parse(text.slice(at, end + 1)) as string;
        if (enter(at)) return;
      }
      at = end;
    } else if (sign === '{' || sign === '[') {
      frames.push({ isObject: sign === '{', label: '', index: 0, awaitsKey: true });
      open?.(frames.length - 1);
    } else if (sign === '}' || sign === ']') {
      frames.pop();
    } else if (sign === ',' && frame !== undefined) {
      frame.awaitsKey = true;
      frame.index += 1;
    }
  }
}

function isBetween(sign: string | undefined): boolean {
  return sign === ' ' || sign === '\n' || sign === '\r' || sign === '\t' || sign === ',';
}

/** Position of the closing quote of a text that opens at `start`. */
function endOfText(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}
