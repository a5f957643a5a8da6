import type { Endpoint } from '@waygate/http';
import { expect, it, vi } from 'vitest';
import { addressOf, hardenedServer } from './rig.ts';
import { COOKIE, INTENT, signedOn } from './signed-on.ts';

// There are many requests, and a busy machine takes its time for each.
vi.setConfig({ testTimeout: 60_000 });

/** Values that a header has, wherever it stands. */
const EVERYWHERE: Readonly<Record<string, RegExp>> = {
  'x-content-type-options': /^nosniff$/,
  'referrer-policy': /^no-referrer$/,
  'content-security-policy': /default-src '(self|none)'/,
  'x-frame-options': /^(DENY|SAMEORIGIN)$/,
  'strict-transport-security': /^max-age=31536000; includeSubDomains$/,
};

it('every answer of every endpoint has the security headers, whatever the method and whoever asks', async () => {
  const { endpoints, call, stores } = await hardenedServer({ WAYGATE_PUBLIC_URL: 'https://sso.example' });
  const admin = await signedOn(stores, '/', 'amadmin');
  const wrong: string[] = [];
  const look = async (endpoint: Endpoint, method: string, headers: Readonly<Record<string, string>>) => {
    const response = await call(addressOf(endpoint), { method, headers });
    await response.body?.cancel();
    for (const [name, value] of Object.entries(EVERYWHERE))
      if (!value.test(response.headers.get(name) ?? '')) wrong.push(`${method} ${endpoint.path} ${response.status}: ${name}`);
  };
  const signed = { ...INTENT, [`__host-${COOKIE}`]: admin };
  for (const endpoint of endpoints) {
    const methods = [...new Set([endpoint.method === '*' ? 'GET' : endpoint.method, 'POST', 'OPTIONS'])];
    await Promise.all(methods.flatMap((method) => [look(endpoint, method, {}), look(endpoint, method, signed)]));
  }
  expect(wrong).toEqual([]);
  expect(endpoints.length).toBeGreaterThan(150);
});

it('no policy allows anything inline, and what may be framed is framed by our own pages alone', async () => {
  const { endpoints, call } = await hardenedServer();
  const policies = new Set<string>();
  for (const endpoint of endpoints) {
    const { headers } = await call(addressOf(endpoint));
    policies.add(headers.get('content-security-policy') ?? '');
  }
  for (const policy of policies) {
    expect(policy).not.toMatch(/unsafe-|\*|https?:\/\//);
    expect(policy).toMatch(/frame-ancestors '(self|none)'/);
    expect(policy).toMatch(/base-uri 'none'/);
  }
});

it('whatever tells of a person or a configuration is kept by nobody', async () => {
  const { endpoints, call, stores } = await hardenedServer();
  const token = await signedOn(stores, '/', 'amadmin');
  const kept: string[] = [];
  for (const endpoint of endpoints) {
    // Pages and assets are the same for everybody; who may keep them is tested with them.
    if (!/^\/(am|api|openidm|environment|forward-auth|metrics)\b/.test(endpoint.path)) continue;
    const method = endpoint.method === '*' ? 'GET' : endpoint.method;
    const response = await call(addressOf(endpoint), { method, headers: { ...INTENT, [COOKIE]: token } });
    await response.body?.cancel();
    const policy = response.headers.get('cache-control') ?? '';
    if (!policy.includes('no-store') && response.status !== 302) kept.push(`${method} ${endpoint.path} ${response.status}: ${policy}`);
  }
  expect(kept).toEqual([]);
});

it('transport security is promised where the public address is https alone', async () => {
  const { call } = await hardenedServer();
  expect((await call('/am/json/serverinfo/*')).headers.get('strict-transport-security')).toBeNull();
});
