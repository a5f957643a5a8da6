/** One part of a distinguished name after another, unescaped; several attributes of one part stay together. */
interface Pair {
  readonly type: string;
  readonly value: string;
}

const HEX = /^[0-9A-Fa-f]{2}$/;
/** What ends a value of `uniqueMember` that is more than a distinguished name (RFC 4517, 3.3.21). */
const OPTIONAL_UID = /#'[01]*'B$/;

/**
 * Writes a distinguished name (RFC 4514) so that two that mean the same are the same text: case, spaces around parts and the way of escaping do not count.
 * @returns undefined for what is none
 */
export function canonicalDn(text: string): string | undefined {
  const parts = partsOf(text.replace(OPTIONAL_UID, ''));
  return parts
    ?.map((pairs) =>
      pairs
        .map(({ type, value }) => `${type}=${escaped(value)}`)
        .sort()
        .join('+'),
    )
    .join(',');
}

/** Case, Unicode form and repeated spaces of a value do not count, as directories compare most attributes (RFC 4518). */
function folded(value: string): string {
  return value.normalize('NFKC').toLowerCase().trim().replace(/\s+/g, ' ');
}

function escaped(value: string): string {
  return folded(value).replace(/[\\,;+="]/g, (found) => `\\${found}`);
}

function partsOf(text: string): Pair[][] | undefined {
  const parts: Pair[][] = [];
  let pairs: Pair[] = [];
  let at = 0;
  while (at < text.length) {
    const equals = text.indexOf('=', at);
    if (equals === -1) return undefined;
    const type = text.slice(at, equals).trim().toLowerCase();
    if (!/^(?:[a-z][a-z0-9-]*|\d+(?:\.\d+)*)$/.test(type)) return undefined;
    const read = valueFrom(text, equals + 1);
    if (read === undefined) return undefined;
    pairs.push({ type, value: read.value });
    at = read.end;
    if (text[at] === '+') {
      at += 1;
      continue;
    }
    parts.push(pairs);
    pairs = [];
    if (at < text.length) {
      at += 1;
      // Nothing comes after the last comma.
      if (at === text.length) return undefined;
    }
  }
  return pairs.length > 0 || parts.length === 0 ? undefined : parts;
}

/** Reads a value up to the comma, semicolon or plus sign that ends it. */
function valueFrom(text: string, from: number): { readonly value: string; readonly end: number } | undefined {
  const bytes: number[] = [];
  const add = (more: string) => bytes.push(...new TextEncoder().encode(more));
  let at = from;
  let isQuoted = false;
  while (at < text.length) {
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    if (character === '\\') {
      const code = text.slice(at + 1, at + 3);
      if (HEX.test(code)) {
        bytes.push(Number.parseInt(code, 16));
        at += 3;
        continue;
      }
      if (at + 1 >= text.length) return undefined;
      const next = String.fromCodePoint(text.codePointAt(at + 1) ?? 0);
      add(next);
      at += 1 + next.length;
      continue;
    }
    if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && (character === ',' || character === ';' || character === '+')) break;
    else add(character);
    at += character.length;
  }
  return isQuoted ? undefined : { value: new TextDecoder().decode(new Uint8Array(bytes)), end: at };
}
