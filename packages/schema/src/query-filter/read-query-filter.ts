import { WaygateError } from '../waygate-error.ts';
import { readFieldPath } from './field-path.ts';
import { FILTER_OPERATORS, type FilterOperator, type FilterValue, type QueryFilter } from './query-filter.ts';

/** Longest filter, characters. */
const LONGEST = 8_192;
/** Deepest nesting of brackets and negations. */
const DEEPEST = 64;

const OPERATORS: ReadonlySet<string> = new Set(FILTER_OPERATORS);
const TOKEN = /\s*(?:([()!])|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|([^\s()!"']+))/sy;
const NUMBER = /^-?\d{1,300}(?:\.\d{1,300})?(?:[eE][+-]?\d{1,3})?$/;

interface Token {
  readonly kind: 'mark' | 'text' | 'word' | 'end';
  readonly text: string;
  /** Place of its first character, from 0. */
  readonly at: number;
}

/**
 * Reads a CREST query filter, such as `/preferences/updates eq true and !(mail co "@example.com")`.
 * @throws WaygateError `query_filter.malformed` (input) that names the place
 */
export function readQueryFilter(text: string): QueryFilter {
  if (text.length > LONGEST) throw malformed(`A query filter has at most ${LONGEST} characters.`);
  return new Reader(tokensOf(text)).whole();
}

class Reader {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): QueryFilter {
    const filter = this.#any();
    const rest = this.#take();
    if (rest.kind !== 'end') throw unexpected(rest);
    return filter;
  }

  #any(): QueryFilter {
    return this.#joined('or', () => this.#joined('and', () => this.#one()));
  }

  #joined(word: 'and' | 'or', part: () => QueryFilter): QueryFilter {
    const first = part();
    const filters = [first];
    while (this.#peek().kind === 'word' && this.#peek().text === word) {
      this.#take();
      filters.push(part());
    }
    return filters.length === 1 ? first : { is: word, filters };
  }

  #one(): QueryFilter {
    const token = this.#take();
    if (token.kind === 'mark' && token.text === '!') return this.#deeper(() => ({ is: 'not', filter: this.#one() }));
    if (token.kind === 'mark' && token.text === '(') {
      const inner = this.#deeper(() => this.#any());
      const end = this.#take();
      if (end.kind !== 'mark' || end.text !== ')') throw unexpected(end);
      return inner;
    }
    if (token.kind !== 'word') throw unexpected(token);
    return this.#aboutField(token);
  }

  #aboutField(token: Token): QueryFilter {
    const operator = this.#peek();
    const compares = operator.kind === 'word' && (operator.text === 'pr' || OPERATORS.has(operator.text));
    if (!compares) {
      if (token.text === 'true' || token.text === 'false') return { is: 'literal', value: token.text === 'true' };
      throw unexpected(operator);
    }
    const field = readFieldPath(token.text);
    if (field === undefined) throw unexpected(token);
    this.#take();
    if (operator.text === 'pr') return { is: 'present', field };
    return { is: 'compare', field, operator: operator.text as FilterOperator, value: readValue(this.#take()) };
  }

  #deeper<T>(read: () => T): T {
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw malformed(`A query filter nests at most ${DEEPEST} deep.`);
    const result = read();
    this.#depth -= 1;
    return result;
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? { kind: 'end', text: '', at: 0 };
  }

  #take(): Token {
    const token = this.#peek();
    this.#next += 1;
    return token;
  }
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (text.slice(at).trim() !== '') {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    if (found === null) throw malformed(`The query filter cannot be read from character ${at + 1} on.`);
    const [whole, mark, quoted, word = ''] = found;
    const start = at + whole.length - (mark ?? quoted ?? word).length;
    if (mark !== undefined) tokens.push({ kind: 'mark', text: mark, at: start });
    else if (quoted !== undefined) tokens.push({ kind: 'text', text: unquoted(quoted, start), at: start });
    else tokens.push({ kind: 'word', text: word, at: start });
    at = TOKEN.lastIndex;
  }
  return [...tokens, { kind: 'end', text: '', at: text.length }];
}

/** Double quotes as JSON has them; between single ones a backslash only takes the meaning from what follows. */
function unquoted(quoted: string, at: number): string {
  if (quoted.startsWith("'")) return quoted.slice(1, -1).replace(/\\(.)/gs, '$1');
  try {
    return String(JSON.parse(quoted));
  } catch {
    throw malformed(`The text at character ${at + 1} of the query filter is not written as JSON has it.`);
  }
}

function readValue(token: Token): FilterValue {
  if (token.kind === 'text') return token.text;
  if (token.kind === 'word') {
    if (token.text === 'true' || token.text === 'false') return token.text === 'true';
    if (token.text === 'null') return null;
    if (NUMBER.test(token.text) && Number.isFinite(Number(token.text))) return Number(token.text);
  }
  throw unexpected(token);
}

function unexpected(token: Token): WaygateError {
  if (token.kind === 'end') return malformed('The query filter ends too early.');
  return malformed(
    `The query filter has ${JSON.stringify(token.text.slice(0, 64))} at character ${token.at + 1}, which does not fit there.`,
  );
}

function malformed(message: string): WaygateError {
  return new WaygateError('input', 'query_filter.malformed', message);
}
