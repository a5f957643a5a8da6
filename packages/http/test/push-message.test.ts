import { request } from 'node:http';
import type { PushReply } from '@waygate/mfa';
import { WaygateError } from '@waygate/schema';
import { describe, expect, test } from 'vitest';
import { serve } from './fixture.ts';

const AT = '/am/json/realms/root/realms/alpha/push/sns/message';
const message = { messageId: 'AUTHENTICATE:1', jwt: 'a.b.c' };

async function servePush(answer: () => Promise<PushReply> = async () => ({})) {
  const asked: unknown[][] = [];
  const take = (...args: unknown[]) => {
    asked.push(args);
    return answer();
  };
  return { ...(await serve({ deps: { push: { answer: take } } })), asked };
}

test.each(['register', 'authenticate', 'refresh'])('%s is handed on, and an object is answered', async (action) => {
  const { post, asked } = await servePush();
  const response = await post(`${AT}?_action=${action}`, message);
  expect([response.status, await response.text()]).toEqual([200, '{}']);
  expect(response.headers.getSetCookie()).toEqual([]);
  expect(asked).toEqual([['/alpha', action, message, '127.0.0.1']]);
});

test.each(['/am/json/realms/alpha/push/sns/message', '/am/json/push/sns/message?realm=alpha', '/am/json/alpha/push/sns/message'])(
  '%s is the same address',
  async (path) => {
    const { post, asked } = await servePush();
    expect((await post(`${path}${path.includes('?') ? '&' : '?'}_action=register`, message)).status).toBe(200);
    expect(asked[0]?.[0]).toBe('/alpha');
  },
);

test('a phone may send its routing cookie in a header named Set-Cookie', async () => {
  const { url, asked } = await servePush();
  const status = await new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'set-cookie': ['amlbcookie=01'] };
    const sent = request(`${url}${AT}?_action=authenticate`, { method: 'POST', headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject);
    sent.end(JSON.stringify(message));
  });
  expect([status, asked.length]).toEqual([200, 1]);
});

describe('is refused', () => {
  test.each(['', '?_action=', '?_action=Register', '?_action=delete', '?_action=__proto__'])('without an action: %j', async (query) => {
    const { post, asked } = await servePush();
    expect((await post(`${AT}${query}`, message)).status).toBe(400);
    expect(asked).toEqual([]);
  });

  test.each([
    ['input', 'push.refused', 400],
    ['notFound', 'push.not_configured', 404],
    ['operational', 'store.down', 503],
  ] as const)('as %s %s with %i', async (kind, code, status) => {
    const { post } = await servePush(() => Promise.reject(new WaygateError(kind, code, 'No.')));
    const response = await post(`${AT}?_action=authenticate`, message);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code: status });
  });

  test.each([
    ['GET', undefined, 405],
    ['POST', '{"messageId"', 400],
    ['POST', '{"__proto__":{}}', 400],
  ])('%s %s with %i', async (method, body, status) => {
    const { call, asked } = await servePush();
    const init = body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } };
    expect((await call(`${AT}?_action=register`, { method, ...init })).status).toBe(status);
    expect(asked).toEqual([]);
  });

  test('when it is larger than any message', async () => {
    const { post, asked } = await servePush();
    expect((await post(`${AT}?_action=register`, { jwt: 'x'.repeat(60_000) })).status).toBe(200);
    expect((await post(`${AT}?_action=register`, { jwt: 'x'.repeat(64 * 1024) })).status).toBe(413);
    expect(asked).toHaveLength(1);
  });
});
