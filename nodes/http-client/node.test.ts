import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createOutboundHttp } from '@waygate/integrations';
import { type NodeRun, runNode } from '@waygate/node-kit/testing';
import type { JsonObject } from '@waygate/schema';
import { describe, expect, it, onTestFinished } from 'vitest';
import node from './node.ts';

/** A server to ask, and the node that asks it through the guard that the product has. */
async function world(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const asked: { method: string | undefined; url: string | undefined; headers: IncomingMessage['headers']; body: string }[] = [];
  const server = createServer(async (request, response) => {
    asked.push({ method: request.method, url: request.url, headers: request.headers, body: await text(request) });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const http = createOutboundHttp({ allowed: new Set([`127.0.0.1:${port}`]) });
  const ask = (config: JsonObject, run: NodeRun = {}) =>
    runNode(node, { config: { restURL: `http://127.0.0.1:${port}/risk`, ...config }, ports: { http }, ...run });
  return { asked, ask, port };
}
const saying =
  (body: unknown, status = 200) =>
  (_request: IncomingMessage, response: ServerResponse) => {
    response.statusCode = status;
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };

it('asks what the author wants, with values of the shared state in their places', async () => {
  const { asked, ask } = await world(saying({}));
  const config = {
    requestMode: 'POST',
    queryParamsMap: { user: `\${username}`, fixed: 'a b' },
    headersMap: { Authorization: `Bearer \${token}`, 'X-One': '1' },
    payload: `{"user":"\${username}","secret":"\${password}"}`,
  };
  const state = { shared: { username: 'a&b"', token: 't' }, secure: { password: 'kept' }, transient: {} };
  expect((await ask(config, state)).outcome).toBe('NOMATCHRESPONSE');
  expect(asked).toEqual([
    {
      method: 'POST',
      url: '/risk?user=a%26b%22&fixed=a+b',
      headers: expect.objectContaining({ authorization: 'Bearer t', 'x-one': '1', 'content-type': 'application/json' }),
      // What is not shared is not sent.
      body: '{"user":"a&b\\"","secret":""}',
    },
  ]);
});

it.each([
  ['XWWWFORMURLENCODED', 'application/x-www-form-urlencoded'],
  ['XML', 'application/xml'],
  ['PLAIN', 'text/plain'],
])('sends %s as %s, and nothing where there is no payload', async (bodyType, type) => {
  const { asked, ask } = await world(saying({}));
  await ask({ requestMode: 'PUT', bodyType, payload: 'x' });
  await ask({ bodyType });
  expect(asked.map(({ method, headers, body }) => [method, headers['content-type'], body])).toEqual([
    ['PUT', type, 'x'],
    ['GET', undefined, ''],
  ]);
});

describe('its outcome', () => {
  const config = { responseCodes: ['2xx', '404', '40x', '201'] };

  it.each([
    [200, '2xx'],
    [201, '201'],
    [404, '404'],
    [401, '40x'],
    [500, 'NOMATCHRESPONSE'],
  ])('of %i is %s', async (status, outcome) => {
    const { ask } = await world(saying({}, status));
    expect((await ask(config)).outcome).toBe(outcome);
  });

  it('follows from the body before the status, by the first path that finds something', async () => {
    const mapper = { high: '$[?(@.risk > 50)]', any: '$[?(@.risk)]' };
    for (const [risk, outcome] of [
      [80, 'high'],
      [20, 'any'],
      [undefined, '2xx'],
    ] as const) {
      const { ask } = await world(saying({ risk }));
      expect((await ask({ ...config, jpToOutcomeMapper: mapper })).outcome).toBe(outcome);
    }
  });

  it('are those that the author names, with two that there always are', () => {
    const parsed = node.config.parse({ responseCodes: ['200', '200'], jpToOutcomeMapper: { high: '$[?(@.a)]' } }) as JsonObject;
    expect(node.outcomes(parsed)).toEqual([
      { id: '200', displayName: '200' },
      { id: 'high', displayName: 'high' },
      { id: 'NOMATCHRESPONSE', displayName: 'Default Response' },
      { id: 'ERROR', displayName: 'Error' },
    ]);
  });
});

it('leaves in the state what the author wants of the answer', async () => {
  const body = { user: { id: 7 }, tags: ['a', 'b'] };
  const { ask } = await world(saying(body, 202));
  const config = {
    statusCodeReturn: 'status',
    bodyReturn: 'body',
    jpToSSMapper: { id: '$.user.id', tags: '$.tags[*]', none: '$.nothing' },
  };
  expect((await ask(config)).shared).toEqual({ status: 202, body: JSON.stringify(body), id: 7, tags: ['a', 'b'] });
});

describe('takes Error', () => {
  it.each([
    ['an address that is none', { restURL: `\${nothing}/x` }, 'address'],
    ['an address inside that nobody allowed', { restURL: 'http://169.254.169.254/latest' }, 'outbound.refused'],
    ['a name without an address', { restURL: 'http://nowhere.invalid/' }, 'outbound.unresolved'],
    ['a login that is not offered', { basicAuthn: true }, 'not_offered'],
    ['a certificate that is not offered', { usemTLS: true }, 'not_offered'],
  ])('for %s, and asks nobody', async (_what, config, reason) => {
    const { ask, asked } = await world(saying({}));
    expect((await ask(config)).action).toMatchObject({ outcome: 'ERROR', audit: { reason } });
    expect(asked).toEqual([]);
  });

  it.each([
    ['..', `/users/\${typed}`],
    ['.', `/users/\${typed}/name`],
    ['.', `/users/.\${typed}`],
    ['.', `/users/%2E\${typed}/x`],
    ['..', '/users/{{typed}}?q=1'],
    ['.', `/users/\${typed}\${typed}#f`],
  ])('for %s in %s, which would be another path, and asks nobody', async (typed, path) => {
    const { ask, asked, port } = await world(saying({}));
    const { action } = await ask({ restURL: `http://127.0.0.1:${port}${path}` }, { shared: { typed } });
    expect(action).toMatchObject({ outcome: 'ERROR', audit: { reason: 'address' } });
    expect(asked).toEqual([]);
  });

  it('for no dots that stay where they are', async () => {
    const { ask, asked, port } = await world(saying({}));
    const base = `http://127.0.0.1:${port}`;
    for (const typed of ['...', 'a..b', '%2e%2e', '../x'])
      await ask({ restURL: `${base}/a/../users/\${typed}?q=\${typed}` }, { shared: { typed } });
    await ask({ restURL: `${base}/find?q=/\${typed}` }, { shared: { typed: '..' } });
    await ask({ restURL: `\${base}/users/%2e%2e` }, { shared: { base } });
    await ask({ restURL: `\${base}/users` }, { shared: { base: `${base}/%2e%2E/x` } });
    expect(asked.map(({ url }) => url)).toEqual([
      '/users/...?q=...',
      '/users/a..b?q=a..b',
      '/users/%252e%252e?q=%252e%252e',
      '/users/..%2Fx?q=..%2Fx',
      '/find?q=/..',
      '/',
    ]);
  });

  it.each([['no json'], ['{"__proto__":{"a":1}}'], [`${'['.repeat(1_000)}${']'.repeat(1_000)}`]])(
    'for an answer in which nothing can be looked up: %s',
    async (body) => {
      const { ask } = await world(saying(body));
      const { action, shared } = await ask({ jpToSSMapper: { a: '$.a' }, bodyReturn: 'body' });
      expect([action, shared]).toMatchObject([{ outcome: 'ERROR', audit: { status: 200, reason: 'body' } }, {}]);
      expect((await ask({})).outcome).toBe('NOMATCHRESPONSE');
    },
  );

  it('when there is no answer in time, or none at all', async () => {
    const { ask } = await world(() => undefined);
    expect((await ask({ timeout: 1 })).action).toMatchObject({ outcome: 'ERROR', audit: { reason: 'outbound.too_late' } });
    const closed = await world((_request, response) => response.destroy());
    expect((await closed.ask({})).action).toMatchObject({ outcome: 'ERROR', audit: { reason: 'outbound.failed' } });
  });
});

it('takes no path that is none', () => {
  for (const name of ['jpToSSMapper', 'jpToOutcomeMapper']) expect(node.config.safeParse({ [name]: { a: 'user.id' } }).success).toBe(false);
});

it('reads and writes the keys that it names, and keeps the private key secret', () => {
  const config = node.config.parse({
    restURL: `\${a}/x`,
    headersMap: { h: '{{b}}' },
    jpToSSMapper: { c: '$.c' },
    statusCodeReturn: 'd',
  }) as JsonObject;
  expect([node.dynamicReads(config), node.dynamicWrites(config), node.secrets]).toEqual([['a', 'b'], ['d', 'c'], ['privateKey']]);
});
