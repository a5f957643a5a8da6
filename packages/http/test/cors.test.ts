import { describe, expect, test } from 'vitest';
import { serve } from './fixture.ts';

const AT = '/am/json/realms/root/realms/alpha/authenticate';
const APP = 'https://app.example';
const served = () => serve({ config: { corsOrigins: [APP] } });

test('a preflight of a listed origin is answered with what SDKs send', async () => {
  const { call, engine } = await served();
  const response = await call(AT, {
    method: 'OPTIONS',
    headers: { origin: APP, 'access-control-request-method': 'POST', 'access-control-request-headers': 'accept-api-version' },
  });
  expect(response.status).toBe(204);
  expect(response.headers.get('access-control-allow-origin')).toBe(APP);
  expect(response.headers.get('access-control-allow-credentials')).toBe('true');
  expect(response.headers.get('vary')).toBe('Origin');
  expect(response.headers.get('access-control-allow-methods')).toBe('GET, POST, PUT, DELETE, OPTIONS');
  const allowed = (response.headers.get('access-control-allow-headers') ?? '').split(', ');
  for (const name of [
    'accept-api-version',
    'content-type',
    'x-requested-with',
    'x-requested-platform',
    'x-waygate-token',
    'authorization',
    'accept-language',
  ]) {
    expect(allowed).toContain(name);
  }
  expect(engine.asked).toEqual([]);
});

test.each([
  ['an answer', {}, 200],
  ['a refusal', { authId: 'x' }, 400],
])('%s to a listed origin can be read', async (_what, body, status) => {
  const { post } = await served();
  const response = await post(AT, body, { origin: APP });
  expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([status, APP]);
  expect(response.headers.get('access-control-expose-headers')).toContain('www-authenticate');
});

describe('is not allowed', () => {
  test.each(['https://evil.example', 'https://app.example.evil.example', 'http://app.example', 'https://app.example:444', 'null', '*'])(
    'to %s',
    async (origin) => {
      const { call, post } = await served();
      const answers = [await post(AT, undefined, { origin }), await call(AT, { method: 'OPTIONS', headers: { origin } })];
      for (const { headers } of answers) {
        expect(headers.get('access-control-allow-origin')).toBeNull();
        expect(headers.get('access-control-allow-credentials')).toBeNull();
      }
    },
  );

  test('to anybody where no origin is listed', async () => {
    const { post } = await serve();
    expect((await post(AT, undefined, { origin: APP })).headers.get('access-control-allow-origin')).toBeNull();
  });
});
