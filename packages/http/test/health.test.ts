import { WaygateError } from '@waygate/schema';
import { expect, test } from 'vitest';
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

test('/metrics counts requests by resource and status, and gives the gauges', async () => {
  const { call, post } = await serve({
    deps: { gauges: () => ({ hash_queue: 3 }), journeyMetrics: () => 'waygate_journey_events_total{metric="mfa"} 1\n' },
  });
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
      '# TYPE waygate_hash_queue gauge',
      'waygate_hash_queue 3',
      'waygate_journey_events_total{metric="mfa"} 1',
    ]),
  );
  expect(text.endsWith('\n')).toBe(true);
});

test('/metrics has as many lines as there are resources, whatever is asked for', async () => {
  const { call, post } = await serve();
  for (let number = 0; number < 20; number += 1) await post(`/am/json/made-up-${'abcdefghijklmnopqrst'[number]}`);
  const text = await (await call('/metrics')).text();
  expect(text).not.toContain('made-up');
  expect(text).toContain('waygate_requests_total{resource="unknown",status="404"} 20');
});
