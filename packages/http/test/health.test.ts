import { WaygateError } from '@waygate/schema';
import { expect, test } from 'vitest';
import { MetricRegistry } from '../src/index.ts';
import { serve } from './fixture.ts';

test('/healthz says that the process lives', async () => {
  const { call } = await serve();
  expect(await (await call('/healthz')).json()).toEqual({ status: 'ok' });
});

test('/readyz says whether the store answers, and not why it does not', async () => {
  const { call } = await serve();
  expect((await call('/readyz')).status).toBe(200);
  const { call: down, logged } = await serve({
    deps: { ready: () => Promise.reject(new WaygateError('operational', 'store.down', 'secret path')) },
  });
  const response = await down('/readyz');
  expect(response.status).toBe(503);
  expect(await response.text()).not.toContain('secret');
  expect(logged).toHaveLength(1);
});

test('/metrics counts requests by resource and status, times them, and gives what else is measured', async () => {
  const registry = new MetricRegistry();
  registry.counter('waygate_more_total', 'More.').add();
  const { call, post } = await serve({ deps: { metrics: registry } });
  await post('/am/json/realms/root/realms/alpha/authenticate');
  await post('/am/json/realms/root/realms/alpha/authenticate');
  await post('/am/json/realms/root/realms/alpha/authenticate', { authId: 'x' });
  await call('/nothing');
  const response = await call('/metrics');
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  const text = await response.text();
  expect(text.split('\n')).toEqual(
    expect.arrayContaining([
      '# TYPE waygate_requests_total counter',
      'waygate_requests_total{resource="authenticate",status="200"} 2',
      'waygate_requests_total{resource="authenticate",status="400"} 1',
      'waygate_requests_total{resource="other",status="404"} 1',
      'waygate_request_seconds_bucket{class="authenticate",le="+Inf"} 3',
      'waygate_request_seconds_count{class="authenticate"} 3',
      'waygate_request_seconds_count{class="pages"} 1',
      'waygate_more_total 1',
    ]),
  );
  expect(text.endsWith('\n')).toBe(true);
});

const LOOPBACK = ['127.0.0.0/8', '::1'];
const TOKEN = 'a-token-of-sixteen';
test.each([
  ['from an address that is listed', { from: LOOPBACK }, [], {}, 200],
  ['from another', { from: ['10.0.0.0/8'] }, [], {}, 404],
  ['from a listed one by a proxy that nobody named', { from: LOOPBACK }, [], { 'X-Forwarded-For': '127.0.0.1' }, 404],
  ['of whom a proxy says so that nobody named, in the standard way', { from: LOOPBACK }, [], { Forwarded: 'for=127.0.0.1' }, 404],
  ['from the Internet by a proxy that is trusted', { from: LOOPBACK }, LOOPBACK, { 'X-Forwarded-For': '203.0.113.7' }, 404],
  ['from a listed address by a proxy that is trusted', { from: ['10.0.0.0/8'] }, LOOPBACK, { 'X-Forwarded-For': '10.1.2.3' }, 200],
  ['with the token', { from: [], token: TOKEN }, [], { Authorization: `Bearer ${TOKEN}`, 'X-Forwarded-For': '203.0.113.7' }, 200],
  ['with another token', { from: [], token: TOKEN }, [], { Authorization: `Bearer ${TOKEN}x` }, 404],
  ['with no token where there is none', { from: [] }, [], { Authorization: 'Bearer undefined' }, 404],
])('/metrics asked for %s', async (_who, metrics, trustedProxies, headers, status) => {
  const { call } = await serve({ config: { metrics, trustedProxies } });
  const response = await call('/metrics', { headers: headers as Record<string, string> });
  expect([response.status, (await response.text()).includes('waygate_requests_total')]).toEqual([status, status === 200]);
});

test('/metrics has as many lines as there are resources, whatever is asked for', async () => {
  const { call, post } = await serve();
  for (let number = 0; number < 20; number += 1) await post(`/am/json/made-up-${'abcdefghijklmnopqrst'[number]}`);
  const text = await (await call('/metrics')).text();
  expect(text).not.toContain('made-up');
  expect(text).toContain('waygate_requests_total{resource="unknown",status="404"} 20');
});
