import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OfflineCoverage, OfflineKeysView } from '@waygate/schema';
import { expect, it, onTestFinished } from 'vitest';
import { readConfig, runServer } from '../src/index.ts';

const PASSWORD = 'a-long-password';

it('tells an administrator who could sign on offline, and turns keys for phones; nobody else', async () => {
  const environment = {
    WAYGATE_DATA_DIR: join(mkdtempSync(join(tmpdir(), 'waygate-coverage-')), 'data'),
    WAYGATE_PORT: '0',
    WAYGATE_LOG_LEVEL: 'silent',
    WAYGATE_DEMO: '1',
    WAYGATE_ADMIN_PASSWORD: PASSWORD,
    WAYGATE_ADMIN_SECOND_FACTOR: 'off',
  };
  const server = await runServer(readConfig(environment), () => undefined);
  onTestFinished(() => server.stop());
  const signedOn = await fetch(`${server.url}/am/json/realms/root/authenticate`, {
    method: 'POST',
    headers: { 'X-OpenAM-Username': 'amadmin', 'X-OpenAM-Password': PASSWORD, 'Content-Type': 'application/json' },
    body: '{}',
  });
  const { tokenId } = (await signedOn.json()) as { tokenId: string };
  const call = (method: string, path: string, token = tokenId) =>
    fetch(`${server.url}/api/realms/alpha/continuity/${path}`, {
      method,
      headers: { cookie: `iPlanetDirectoryPro=${token}`, 'x-requested-with': 'x', 'content-type': 'application/json' },
    });
  const coverage = (await (await call('GET', 'coverage')).json()) as OfflineCoverage;
  expect(coverage).toMatchObject({ total: 1, ready: 0, missing: [{ username: 'demo', reasons: ['noDevice'] }] });
  expect(await (await call('GET', 'coverage?after=demo&most=1')).json()).toEqual({ total: 0, ready: 0, missing: [] });
  for (const most of ['0', 'x', '5001']) expect((await call('GET', `coverage?most=${most}`)).status).toBe(400);
  const before = (await (await call('GET', 'keys')).json()) as OfflineKeysView;
  await call('POST', 'keys/device');
  const after = (await (await call('POST', 'keys/issuer')).json()) as OfflineKeysView;
  expect(after.deviceKeys.map(({ id }) => id)).toEqual([expect.any(String), before.deviceKeys[0]?.id]);
  expect(after.issuers.map(({ id }) => id)).toEqual([expect.any(String), before.issuers[0]?.id]);
  expect(JSON.stringify(after)).not.toMatch(/secret|pepper|"d"/);
  for (const [method, path] of [
    ['GET', 'coverage'],
    ['GET', 'keys'],
    ['POST', 'keys/device'],
    ['POST', 'keys/issuer'],
  ] as const) {
    expect((await call(method, path, 'nobody')).status).toBe(401);
  }
});
