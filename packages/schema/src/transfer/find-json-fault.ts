/** A number, or one of the three words, at the place where it is looked for. */
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const SPACE = /[ \t\r\n]*/y;

/**
 * Position at which a text stops being JSON (RFC 8259). Parsers tell it in words of their own, and not always.
 * @returns undefined for JSON
 */
export function findJsonFault(text: string): number | undefined {
  const open: ('{' | '[')[] = [];
  let at = skip(SPACE, text, 0) ?? 0;
  /** What may come next: a value, a key, or what follows a value. `first` allows a container to end at once. */
  let next: 'value' | 'first value' | 'key' | 'first key' | 'after' = 'value';
  for (;;) {
    const sign = text[at];
    const container = open.at(-1);
    if (next === 'after') {
      if (container === undefined) return at === text.length ? undefined : at;
      if (sign === ',') next = container === '{' ? 'key' : 'value';
      else if (sign === (container === '{' ? '}' : ']')) open.pop();
      else return at;
      at += 1;
    } else if ((next === 'first key' && sign === '}') || (next === 'first value' && sign === ']')) {
      open.pop();
      next = 'after';
      at += 1;
    } else if (next === 'key' || next === 'first key') {
      const end = skipText(text, at);
      if (end === undefined) return at;
      at = skip(SPACE, text, end) ?? end;
      if (text[at] !== ':') return at;
      at += 1;
      next = 'value';
    } else if (sign === '{' || sign === '[') {
      open.push(sign);
      next = sign === '{' ? 'first key' : 'first value';
      at += 1;
    } else {
      const end = skipText(text, at) ?? skip(SCALAR, text, at);
      if (end === undefined) return at;
      at = end;
      next = 'after';
    }
    at = skip(SPACE, text, at) ?? at;
  }
}

/** @returns position after what the pattern finds at a position; undefined when it finds nothing there */
function skip(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

/** @returns position after the text in quotes that begins at a position; undefined when none does */
function skipText(text: string, start: number): number | undefined {
  if (text[start] !== '"') return undefined;
  let at = start + 1;
  while (at < text.length && text[at] !== '"') {
    if (text.charCodeAt(at) < 0x20) return undefined;
    const next = text[at] === '\\' ? skip(ESCAPE, text, at) : at + 1;
    if (next === undefined) return undefined;
    at = next;
  }
  return at < text.length ? at + 1 : undefined;
}
