import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { allEndpoints, type Found, fuzz, tried } from './fuzz.ts';
import { FuzzedServer } from './fuzzed-server.ts';
import { fault, type WireAnswer } from './oracles.ts';
import type { RequestShape } from './request-shape.ts';
import { validRequests } from './valid-requests.ts';

vi.setConfig({ testTimeout: 120_000 });

/** Printed with every failure; `npm run fuzz -- --seed N --minutes M` tries others, for longer. */
const SEED = 20_261_127;
const RUNS = 2;

let server: FuzzedServer;
beforeAll(async () => {
  server = await FuzzedServer.start();
}, 60_000);
afterAll(() => server.stop());

it('every endpoint of the server has requests that are changed', async () => {
  const without = (await allEndpoints()).filter((endpoint) => validRequests(endpoint, server.offlineBodies).length === 0);
  expect(without, 'add right requests to valid-requests.ts').toEqual([]);
});

it('requests that are nearly right get a proper answer, tell nothing, change nothing without authority and keep nobody waiting', async () => {
  const { found, count } = await fuzz(server, await allEndpoints(), { seed: SEED, runs: RUNS });
  expect(found, `seed ${SEED}; keep these in corpus.json`).toEqual([]);
  expect(count).toBeGreaterThan(500);
});

it('no request of the corpus, by which something went wrong once, does so again', async () => {
  const corpus = JSON.parse(readFileSync(new URL('corpus.json', import.meta.url), 'utf8')) as readonly Found[];
  await server.signOnAgain();
  const again: string[] = [];
  for (const { why, shape } of corpus) {
    await server.furnish();
    const now = await tried(server, shape);
    if (now !== undefined) again.push(`${shape.endpoint}: ${now} (once: ${why})`);
  }
  expect(again).toEqual([]);
  expect(server.isAlive).toBe(true);
});

describe('what is looked at', () => {
  const shape: RequestShape = { endpoint: '/x', as: 'nobody', method: 'GET', target: '/x', headers: [] };
  const good: WireAnswer = {
    status: 400,
    headers: new Map([
      ['content-type', 'application/json'],
      ['x-content-type-options', 'nosniff'],
      ['referrer-policy', 'no-referrer'],
    ]),
    body: '{"code":400,"reason":"Bad Request","message":"No."}',
  };
  const json = (body: object) => JSON.stringify(body);

  it('passes what is right', () => {
    expect(fault(shape, good, ['secret'])).toBeUndefined();
    expect(fault(shape, { ...good, status: 503, headers: new Map([...good.headers, ['retry-after', '2']]) }, [])).toBeUndefined();
  });

  it.each<[string, WireAnswer | undefined]>([
    ['no answer', undefined],
    ['a fault of the server', { ...good, status: 500 }],
    ['an outage that does not say when to come again', { ...good, status: 503 }],
    ['an answer without the headers', { ...good, headers: new Map([['content-type', 'application/json']]) }],
    ['JSON that is none', { ...good, body: '{"code":' }],
    ['an error of another form', { ...good, body: json({ problem: true }) }],
    ['a stack', { ...good, body: json({ code: 400, reason: 'x', message: 'Error\n    at f (/a/b.ts:1:2)' }).replaceAll('\\n', '\n') }],
    ['a place in the code', { ...good, body: json({ code: 400, reason: 'x', message: '/packages/http/src/a.ts' }) }],
    ['an error of the language', { ...good, body: json({ code: 400, reason: 'x', message: 'TypeError: x is undefined' }) }],
    ['a secret', { ...good, body: json({ code: 400, reason: 'x', message: 'secret' }) }],
    ['a hash', { ...good, body: json({ code: 400, reason: 'x', message: '$argon2id$v=19' }) }],
  ])('finds %s', (_what, answer) => {
    expect(fault(shape, answer, ['secret'])).toBeDefined();
  });
});
