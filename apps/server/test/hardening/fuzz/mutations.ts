import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { FRAMINGS, type RequestShape } from './request-shape.ts';

type Mutation = (shape: RequestShape) => RequestShape;

const LONG = 'A'.repeat(20_000);
const DEEP = 12_000;

/** Values as they stand in JSON text, beyond what a serializer would write. */
const HOSTILE_JSON: readonly string[] = [
  'null',
  'true',
  '-1',
  '0',
  '1e308',
  '1e999',
  '-0',
  '12345678901234567890123',
  '0.1',
  '""',
  '"\\u0000"',
  '"\\ud800"',
  '"\\udfff\\ud800"',
  '"\\uffff\\ufeff"',
  '[]',
  '{}',
  '[[]]',
  '[null]',
  '{"$gt":""}',
  '{"$ne":null}',
  '{"$where":"sleep(1000)"}',
  '{"$regex":".*"}',
  '{"__proto__":{"isAdmin":true}}',
  '{"constructor":{"prototype":{"isAdmin":true}}}',
  '{"toString":"x","valueOf":1,"then":"x"}',
  '{"toJSON":1,"length":-1}',
  '{"a":1,"a":2}',
  '"../../../../etc/passwd"',
  '"..\\\\..\\\\x"',
  '"$'.concat('{7*7}{{7*7}}<%=7*7%>"'),
  '"*)(uid=*))(|(uid=*"',
  '"\' OR 1=1 --"',
  '"<script>alert(1)</script>"',
  '"x\\r\\nSet-Cookie: a=b"',
  '"javascript:alert(1)"',
  '"//evil.example"',
  '"2026-13-99T99:99:99Z"',
  `"${LONG}"`,
  `[${'1,'.repeat(5_000)}1]`,
  `{${Array.from({ length: 2_000 }, (_, n) => `"k${n}":${n}`).join(',')}}`,
  `${'['.repeat(DEEP)}${']'.repeat(DEEP)}`,
  `${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}`,
];

const HOSTILE_TEXT: readonly string[] = [
  '',
  ' ',
  '\u0000',
  '\ud800',
  '\u202e\u200b\ufeff',
  'ＡＢ',
  'ﬀ',
  'İ',
  '..',
  '../../x',
  '..%2f..%2fx',
  '%2e%2e%2f',
  '%00',
  '%ff',
  '%c0%ae',
  '%ed%a0%80',
  '%',
  '%zz',
  '%u0041',
  '%252e',
  '%0d%0aX-Injected:1',
  '%5c',
  '%2F%2Fevil.example',
  '//evil.example',
  '/\\evil.example',
  'javascript:alert(1)',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'null',
  'undefined',
  'NaN',
  'true',
  '-1',
  '1e999',
  '99999999999999999999',
  '$gt',
  '[$ne]',
  "' OR 1=1 --",
  '*)(uid=*',
  '$'.concat('{7*7}'),
  'root',
  'realms',
  '.',
  ';',
  'x;y=1',
  'a,b',
  '"',
  'A'.repeat(3_000),
];

const NAMES: readonly string[] = [
  'realm',
  'locale',
  'goto',
  '_action',
  '_fields',
  '_queryFilter',
  '_queryId',
  '_pageSize',
  '_pagedResultsCookie',
  'authIndexType',
  'authIndexValue',
  'suspendedId',
  'tokenId',
  'preview',
  'text',
  'client_id',
  'state',
  '__proto__',
  'constructor',
  'x[y]',
  '',
];

const HEADERS: readonly (readonly [string, string])[] = [
  ['Content-Type', 'text/plain'],
  ['Content-Type', 'application/json;charset=utf-7'],
  ['Content-Type', 'application/json\u0000'],
  ['Content-Type', 'multipart/form-data; boundary=x'],
  ['Content-Type', 'application/x-www-form-urlencoded'],
  ['Content-Type', 'application/merge-patch+json'],
  ['Content-Encoding', 'gzip'],
  ['Content-Encoding', 'br, gzip, deflate'],
  ['Transfer-Encoding', 'gzip, chunked'],
  ['Transfer-Encoding', 'identity'],
  ['Transfer-Encoding ', 'chunked'],
  ['Content-Length', '-1'],
  ['Content-Length', '999999999999999999999'],
  ['Content-Length', '0x10'],
  ['Expect', '100-continue'],
  ['Expect', 'x'],
  ['Upgrade', 'websocket'],
  ['Upgrade', 'h2c'],
  ['Connection', 'upgrade'],
  ['Host', 'evil.example'],
  ['Host', ''],
  ['Host', 'a b'],
  ['Host', '[::1'],
  ['X-Forwarded-For', '127.0.0.1, 8.8.8.8'],
  ['X-Forwarded-For', 'x'.repeat(500)],
  ['X-Forwarded-For', '::ffff:7f00:1'],
  ['X-Forwarded-For', '1.2.3.4, fe80::1%eth0'],
  ['X-Forwarded-Host', 'evil.example'],
  ['X-Forwarded-Host', 'evil.example, b'],
  ['X-Forwarded-Proto', 'javascript'],
  ['X-Forwarded-Uri', '//evil.example/%0d%0a'],
  ['X-Original-URL', '/admin'],
  ['X-Rewrite-URL', '/admin'],
  ['X-HTTP-Method-Override', 'DELETE'],
  ['Forwarded', 'for=127.0.0.1;host=evil.example'],
  ['Origin', 'null'],
  ['Origin', 'https://evil.example'],
  ['Origin', 'x'.repeat(3_000)],
  ['Referer', 'https://evil.example/'],
  ['Sec-Fetch-Site', 'cross-site'],
  ['Cookie', `iPlanetDirectoryPro=${'x'.repeat(600)}`],
  ['Cookie', 'iPlanetDirectoryPro=a; iPlanetDirectoryPro=b; =c; d'],
  ['Cookie', '__proto__=1; constructor=2'],
  ['Cookie', `${'a=b; '.repeat(400)}`],
  ['Cookie', `x=${'y'.repeat(20_000)}`],
  ['iPlanetDirectoryPro', 'made-up'],
  ['Authorization', 'Basic !!!'],
  ['Authorization', 'Basic JTAwOiVmZg=='],
  ['Authorization', 'Bearer '],
  ['Authorization', 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbWFkbWluIn0.'],
  ['Authorization', `Bearer ${'e'.repeat(8_000)}`],
  ['Accept', '*/*;q=x, ,,;'],
  ['Accept', 'text/html'],
  ['Accept-Language', 'x'.repeat(5_000)],
  ['Accept-Language', 'de;q=9,en-\u00fc, *;q=0.000001'],
  ['Accept-Encoding', 'br;q=1, gzip, \u0001'],
  ['Accept-API-Version', 'resource=999.x, protocol=\u00ff'],
  ['If-Match', '*'],
  ['If-None-Match', '"x", W/"y"'],
  ['If-Match', 'x'.repeat(2_000)],
  ['Range', 'bytes=0-,1-2,99999999999-'],
  ['X-Waygate-Author', '%zz'],
  ['X-ForgeRock-TransactionId', 'x\u0000y'],
  ['X-OpenAM-Username', 'amadmin'],
  ['X-OpenAM-Password', 'a-long-password'],
  ['X-Requested-With', ''],
  ['__proto__', 'x'],
  ['constructor', 'x'],
];

const METHODS: readonly string[] = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'PATCH',
  'OPTIONS',
  'TRACE',
  'CONNECT',
  'PROPFIND',
  'get',
  'PURGE',
  'QUERY',
  'XYZ',
];

const BODIES: readonly { readonly body: string; readonly latin1?: boolean }[] = [
  { body: '' },
  { body: ' ' },
  { body: '{' },
  { body: 'null' },
  { body: '"x"' },
  { body: '[]' },
  { body: '\ufeff{}' },
  { body: '{}{}' },
  { body: "{'a':1}" },
  { body: '{"a":NaN}' },
  { body: '{"a":1,}' },
  { body: '\xc0\xae\xc0\xae', latin1: true },
  { body: '{"a":"\xed\xa0\x80"}', latin1: true },
  { body: '{"\xff":1}', latin1: true },
  { body: gzipSync(Buffer.alloc(5_000_000, ' ')).toString('latin1'), latin1: true },
  { body: gzipSync('{}').toString('latin1'), latin1: true },
  { body: 'a=1&a=2&__proto__[x]=1&a[b][c]=1&%=%&=&' },
  { body: '&'.repeat(20_000) },
  { body: `"${'x'.repeat(400_000)}"` },
  { body: `${'['.repeat(100_000)}` },
];

const JWTS: readonly string[] = [
  'eyJhbGciOiJub25lIn0.eyJzdWIiOiJkZW1vIiwiaXNzIjoieCJ9.',
  'eyJhbGciOiJIUzI1NiIsImtpZCI6Ii4uLy4uL3gifQ.eyJzdWIiOiJkZW1vIn0.c2ln',
  'eyJhbGciOiJSUzI1NiIsImp3ayI6eyJrdHkiOiJSU0EifSwiamt1IjoiaHR0cDovLzEyNy4wLjAuMS8ifQ.eyJzdWIiOiJkZW1vIn0.c2ln',
  'eyJhbGciOiJIUzI1NiIsImNyaXQiOlsieCJdLCJ4IjoxfQ.e30.c2ln',
  'eyJlbmMiOiJBMjU2R0NNIiwiYWxnIjoiZGlyIn0..aaaa.bbbb.cccc',
  `${'a'.repeat(30_000)}.b.c`,
  '..',
  'a.b.c.d.e.f',
  'bnVsbA.bnVsbA.',
];

/** A place in a JSON value, chosen by a number. */
function placesOf(value: unknown, at: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([key, one]) => placesOf(one, [...at, Array.isArray(value) ? Number(key) : key]))];
}

function put(value: unknown, [key, ...rest]: readonly (string | number)[], change: (before: unknown) => unknown): unknown {
  if (key === undefined) return change(value);
  if (Array.isArray(value)) return value.map((one, index) => (index === key ? put(one, rest, change) : one));
  return Object.fromEntries(
    Object.entries(value as object).flatMap(([name, one]) => {
      const next = name === key ? put(one, rest, change) : one;
      return next === GONE ? [] : [[name, next]];
    }),
  );
}

const GONE = Symbol('gone');
const MARK = '\u0001here\u0001';

/** Changes the body where it is JSON; what a serializer would not write is put into the text. */
function inJson(at: number, change: (before: unknown) => unknown, text = 'null'): Mutation {
  return (shape) => {
    if (shape.body === undefined) return shape;
    try {
      const value: unknown = JSON.parse(shape.body);
      const places = placesOf(value);
      const changed = put(value, places[at % places.length] ?? [], change);
      if (changed === GONE) return { ...shape, body: '' };
      return { ...shape, body: JSON.stringify(changed).replace(JSON.stringify(MARK), () => text) };
    } catch {
      return shape;
    }
  };
}

function inForm(at: number, text: string): Mutation {
  return (shape) => {
    if (shape.body === undefined || !shape.body.includes('=')) return shape;
    const pairs = shape.body.split('&');
    const place = at % pairs.length;
    return { ...shape, body: pairs.map((pair, index) => (index === place ? `${pair.split('=')[0]}=${encoded(text)}` : pair)).join('&') };
  };
}

const encoded = (text: string) => encodeURIComponent(text.toWellFormed());
/** What cannot stand in a request line at all would be refused before anything of ours sees it. */
const inLine = (text: string) => text.replaceAll(/[^\x21-\xff]/g, (char) => encoded(char));

function inTarget(at: number, text: string): Mutation {
  return (shape) => {
    const [path = '', ...query] = shape.target.split('?');
    const parts = path.split('/');
    const place = 1 + (at % Math.max(1, parts.length - 1));
    return { ...shape, target: [parts.map((part, index) => (index === place ? inLine(text) : part)).join('/'), ...query].join('?') };
  };
}

function inQuery(at: number, name: string, text: string): Mutation {
  return (shape) => {
    const [path = '', ...query] = shape.target.split('?');
    const pairs = query
      .join('?')
      .split('&')
      .filter((pair) => pair !== '');
    const place = at % (pairs.length + 2);
    const changed =
      place < pairs.length
        ? pairs.map((pair, index) => (index === place ? `${pair.split('=')[0]}=${inLine(text)}` : pair))
        : [...pairs, place === pairs.length ? (pairs[0] ?? `${name}=`) : `${encoded(name)}=${inLine(text)}`];
    return { ...shape, target: `${path}?${changed.join('&')}` };
  };
}

const oneOf = <T>(values: readonly T[]) => fc.constantFrom(...values);
const at = fc.nat({ max: 200 });

/** One change to a request. */
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(at, oneOf(HOSTILE_JSON)).map(([place, text]) => inJson(place, () => MARK, text)) },
  { weight: 3, arbitrary: fc.tuple(at, oneOf(HOSTILE_TEXT)).map(([place, text]) => inJson(place, () => text)) },
  { weight: 2, arbitrary: at.map((place) => inJson(place, () => GONE)) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(at, oneOf(HOSTILE_TEXT))
      .map(([place, name]) => inJson(place, (value) => (isObject(value) ? { ...value, [name]: MARK } : [value, value]), '{"a":1}')),
  },
  { weight: 2, arbitrary: fc.tuple(at, fc.json()).map(([place, text]) => inJson(place, () => MARK, text)) },
  {
    weight: 2,
    arbitrary: fc.tuple(at, oneOf(JWTS)).map(([place, jwt]) => inJson(place, (value) => (typeof value === 'string' ? jwt : value))),
  },
  { weight: 3, arbitrary: fc.tuple(at, fc.oneof(oneOf(HOSTILE_TEXT), oneOf(JWTS))).map(([place, text]) => inForm(place, text)) },
  { weight: 4, arbitrary: fc.tuple(at, oneOf(HOSTILE_TEXT)).map(([place, text]) => inTarget(place, text)) },
  { weight: 4, arbitrary: fc.tuple(at, oneOf(NAMES), oneOf(HOSTILE_TEXT)).map(([place, name, text]) => inQuery(place, name, text)) },
  {
    weight: 4,
    arbitrary: oneOf(HEADERS).map(
      (header): Mutation =>
        (shape) => ({ ...shape, headers: [...shape.headers, header] }),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(at, oneOf(HEADERS)).map(
      ([place, header]): Mutation =>
        (shape) => ({ ...shape, headers: shape.headers.map((one, index) => (index === place % shape.headers.length ? header : one)) }),
    ),
  },
  {
    weight: 1,
    arbitrary: at.map(
      (place): Mutation =>
        (shape) => ({ ...shape, headers: shape.headers.filter((_one, index) => index !== place % shape.headers.length) }),
    ),
  },
  {
    weight: 1,
    arbitrary: at.map(
      (place): Mutation =>
        (shape) => ({ ...shape, headers: [...shape.headers, ...shape.headers.slice(place % shape.headers.length)] }),
    ),
  },
  {
    weight: 2,
    arbitrary: oneOf(METHODS).map(
      (method): Mutation =>
        (shape) => ({ ...shape, method }),
    ),
  },
  {
    weight: 2,
    arbitrary: oneOf(BODIES).map(
      (body): Mutation =>
        (shape) => ({ ...shape, ...body }),
    ),
  },
  {
    weight: 1,
    arbitrary: oneOf(FRAMINGS).map(
      (framing): Mutation =>
        (shape) => ({ ...shape, body: shape.body ?? '{}', framing }),
    ),
  },
  { weight: 1, arbitrary: fc.constant<Mutation>((shape) => ({ ...shape, target: `http://evil.example${shape.target}` })) },
  {
    weight: 1,
    arbitrary: oneOf(['/', '//', '/.', '/..', ';x', '%2f', '/%2e%2e', '?', '#x']).map(
      (end): Mutation =>
        (shape) => ({ ...shape, target: shape.target.replace(/(\?|$)/, `${end}$1`) }),
    ),
  },
);

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A right request with one to four changes. */
export function mutated(valid: readonly RequestShape[]): fc.Arbitrary<RequestShape> {
  return fc
    .tuple(oneOf(valid), fc.array(mutation, { minLength: 1, maxLength: 4 }))
    .map(([shape, changes]) => changes.reduce((before, change) => change(before), shape));
}
