import { isUnfinished, type RequestShape } from './request-shape.ts';

/** What came back. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  /** Whether the connection broke before the end. */
  readonly isCut?: boolean;
}

/** What no answer ever says: where the code is, how it failed, and what the store keeps. */
const LEAKS: readonly RegExp[] = [
  /\n\s+at .+:\d+:\d+/,
  /node_modules|file:\/\/\//,
  /\/(packages|apps|nodes)\/[\w-]+\/(src|dist)\//,
  /SQLITE_|MongoServerError|ECONNREFUSED|ENOENT|ZodError|\b(Type|Range|Reference|Syntax)Error\b/,
  /\$argon2id\$/,
];
/** More than sockets hold, characters. */
const MUCH = 100_000;
const HEADERS: Readonly<Record<string, RegExp>> = {
  'x-content-type-options': /^nosniff$/,
  'referrer-policy': /^no-referrer$/,
};

/**
 * What is wrong with an answer; undefined when nothing is.
 * @param secrets texts that never leave
 */
export function fault(shape: RequestShape, answer: WireAnswer | undefined, secrets: readonly string[]): string | undefined {
  if (answer === undefined) return isUnfinished(shape) ? undefined : 'no answer came';
  const { status, headers, body } = answer;
  if (status >= 500 && !isDocumented(shape, answer)) return `status ${status}: ${body.slice(0, 300)}`;
  // What is no HTTP is refused by the parser, with nothing to read.
  const isParsers = status >= 400 && body === '' && !headers.has('x-content-type-options') && headers.get('connection') === 'close';
  if (status === 100 || isParsers) return undefined;
  for (const [name, value] of Object.entries(HEADERS))
    if (!value.test(headers.get(name) ?? '')) return `status ${status} without ${name}: ${body.slice(0, 200)}`;
  if ([...headers].some(([name, value]) => name === 'x-injected' || /[\r\n]/.test(value))) return 'a header was put in';
  const sent = `${shape.target} ${shape.body ?? ''} ${JSON.stringify(shape.headers)}`;
  const said = `${[...headers].map((pair) => pair.join(': ')).join('\n')}\n${body}`;
  for (const leak of LEAKS) {
    const [found] = leak.exec(said) ?? [];
    if (found !== undefined && !sent.includes(found)) return `the answer tells ${found.trim()}`;
  }
  for (const secret of secrets) if (said.includes(secret)) return 'the answer tells a secret';
  // Who sends much that nobody reads may lose the end of the answer with the connection.
  if (answer.isCut === true) return (shape.body?.length ?? 0) > MUCH ? undefined : 'the answer broke off';
  if (/^application\/(problem\+)?json/.test(headers.get('content-type') ?? '') && body !== '') return badJson(shape, answer);
  return undefined;
}

/** Busy or away is told with when to come again; what an AM client asks for that there is not here is told as such. */
function isDocumented({ target }: RequestShape, { status, headers }: WireAnswer): boolean {
  return (status === 503 && headers.has('retry-after')) || (status === 501 && /realm-config\/(saml2|federation)/.test(target));
}

function badJson({ target }: RequestShape, { status, body }: WireAnswer): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return `the answer is no JSON: ${body.slice(0, 200)}`;
  }
  if (status < 400) return undefined;
  const has = (...names: readonly string[]) => typeof value === 'object' && value !== null && names.every((name) => name in value);
  const isForm =
    has('code', 'reason', 'message') ||
    has('type', 'title', 'status', 'code', 'detail') ||
    has('errorCode', 'errorSummary', 'errorCauses', 'errorId') ||
    has('error') ||
    (target.startsWith('/readyz') && has('status'));
  return isForm ? undefined : `an error of no known form: ${body.slice(0, 200)}`;
}
