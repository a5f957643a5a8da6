import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { authenticatorPushService } from '@waygate/schema';
import { expect, it, onTestFinished } from 'vitest';
import { watchedProviders } from '../src/continuity-desk.ts';
import { openWorkspace, readConfig, runServer } from '../src/index.ts';

const folder = () => join(mkdtempSync(join(tmpdir(), 'waygate-first-')), 'data');
const environment = (directory: string, more: Record<string, string> = {}) => ({
  WAYGATE_DATA_DIR: directory,
  WAYGATE_PORT: '0',
  WAYGATE_LOG_LEVEL: 'silent',
  WAYGATE_PUBLIC_URL: 'https://gate.example',
  ...more,
});
const passwordIn = (text: string, label: string) => new RegExp(`${label} password\\s+([A-Za-z0-9-]{23})`).exec(text)?.[1];

async function start(directory: string, more?: Record<string, string>) {
  const lines: string[] = [];
  const server = await runServer(readConfig(environment(directory, more)), (line) => lines.push(line));
  onTestFinished(() => server.stop());
  const url = `http://127.0.0.1:${server.port}`;
  const text = lines.join('\n');
  return { url, administrator: passwordIn(text, 'One-time'), demo: passwordIn(text, 'Demo') };
}

async function signsOn(url: string, realm: string, name: string, password: string) {
  const headers = { 'x-openam-username': name, 'x-openam-password': password, 'content-type': 'application/json' };
  const response = await fetch(`${url}/am/json/realms/root${realm}/authenticate`, { method: 'POST', headers, body: '{}' });
  return response.status;
}

it('several first starts at once set up one installation, and one of them prints the password of the administrator', async () => {
  const directory = folder();
  const copies = await Promise.all(Array.from({ length: 4 }, () => start(directory, { WAYGATE_DEMO: '1' })));
  const printed = copies.flatMap(({ administrator }) => administrator ?? []);
  expect(printed).toHaveLength(1);
  expect(new Set(copies.map(({ demo }) => demo)).size, 'the demo is for everybody who looks at a terminal').toBe(1);
  for (const { url, demo = '' } of copies) {
    expect(await signsOn(url, '', 'amadmin', printed[0] ?? '')).toBe(200);
    expect(await signsOn(url, '/realms/alpha', 'demo', demo)).toBe(200);
  }
  const workspace = await openWorkspace(readConfig(environment(directory)));
  onTestFinished(() => workspace.close());
  const { journeys, realms } = workspace.stores;
  expect((await realms.list()).map(({ path }) => path).toSorted()).toEqual(['/', '/alpha']);
  for (const realm of ['/', '/alpha']) {
    for (const { name } of await journeys.list(realm)) expect(await journeys.history(realm, name), name).toHaveLength(1);
  }
  expect(await watchedProviders(workspace, '/alpha')).toHaveLength(1);
});

it('a copy with a keys file of its own does not start on what another has begun, and changes nothing there', async () => {
  const directory = folder();
  await start(directory);
  const other = { WAYGATE_KEYS_FILE: join(folder(), 'keys.json') };
  await expect(start(directory, other)).rejects.toMatchObject({ kind: 'operational', code: 'seal.unknown_key' });
});

it('a wrong keys file leaves no mark in a store of an earlier version, which would keep the right one out from then on', async () => {
  const directory = folder();
  await start(directory);
  const workspace = await openWorkspace(readConfig(environment(directory)));
  onTestFinished(() => workspace.close());
  const { realmObjects, services } = workspace.stores;
  await services.set('/', 'authenticatorPushService', authenticatorPushService.parse({}));
  await realmObjects.remove('/', 'installation', 'keys');
  const other = { WAYGATE_KEYS_FILE: join(folder(), 'keys.json') };
  await expect(start(directory, other)).rejects.toMatchObject({ kind: 'operational', code: 'seal.unknown_key' });
  expect(await realmObjects.get('/', 'installation', 'keys')).toBeUndefined();
  await start(directory);
  expect(await realmObjects.get('/', 'installation', 'keys')).toMatchObject({ begunAt: expect.any(String) });
});
