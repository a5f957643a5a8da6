import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type KeptMessageList, messagesService, type WireStep } from '@waygate/schema';
import { afterEach, expect, it, onTestFinished } from 'vitest';
import { openWorkspace, type RunningServer, readConfig, runServer } from '../src/index.ts';

const running: RunningServer[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
});

const PASSWORD = 'a-long-password';
const CODE = '48315926';

/** A server whose store holds a code of the top realm that another process was asked to send, for each way one. */
async function installation(variables: Record<string, string> = {}) {
  const config = readConfig({
    WAYGATE_DATA_DIR: join(mkdtempSync(join(tmpdir(), 'waygate-messages-')), 'data'),
    WAYGATE_PORT: '0',
    WAYGATE_LOG_LEVEL: 'silent',
    WAYGATE_ADMIN_PASSWORD: PASSWORD,
    WAYGATE_ADMIN_SECOND_FACTOR: 'off',
    ...variables,
  });
  const server = await runServer(config, () => undefined);
  running.push(server);
  const base = `http://localhost:${server.port}`;
  const workspace = await openWorkspace(config);
  onTestFinished(() => workspace.close());
  for (const channel of ['sms', 'voice', 'email'] as const) {
    const message = { id: channel, channel, to: channel === 'email' ? 'mia@example.com' : '+491711234567', text: `Your code is ${CODE}.` };
    await workspace.stores.messageOutbox.add('/', { ...message, at: Date.now(), expiresAt: Date.now() + 3_600_000 });
  }
  const post = (body: object) =>
    fetch(`${base}/am/json/realms/root/authenticate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const signOn = async (name: string) => {
    const step = (await (await post({})).json()) as WireStep;
    const values: Readonly<Record<string, string>> = { NameCallback: name, PasswordCallback: PASSWORD };
    for (const callback of step.callbacks) {
      const [input] = callback.input ?? [];
      if (input !== undefined) input.value = values[callback.type] ?? '';
    }
    const done = await post(step);
    expect(done.status).toBe(200);
    return done.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; ');
  };
  const list = (cookie: string) => fetch(`${base}/api/realms/root/messages`, { headers: { cookie } });
  return { workspace, signOn, list };
}

const channelsOf = async (response: Response) => ((await response.json()) as KeptMessageList).messages.map(({ channel }) => channel).sort();

it('shows administrators, and nobody else, what was kept on a server that only this machine reaches', async () => {
  const { workspace, signOn, list } = await installation();
  expect((await list('')).status).toBe(401);
  const passwordHash = await workspace.hasher.hash(PASSWORD);
  const mia = { id: 'mia-id', realm: '/', username: 'mia', active: true, attributes: {}, passwordHash, createdAt: 0 };
  await workspace.stores.identities.create(mia);
  const refused = await list(await signOn('mia'));
  expect([refused.status, (await refused.text()).includes(CODE)]).toEqual([403, false]);
  const shown = await list(await signOn('amadmin'));
  expect(shown.headers.get('cache-control')).toContain('no-store');
  expect((await shown.json()) as KeptMessageList).toMatchObject({
    ways: { sms: 'kept', voice: 'kept', email: 'kept' },
    messages: [{ text: `Your code is ${CODE}.` }, {}, {}],
  });
});

it('shows nothing of a way that has a gateway, not even what was kept before', async () => {
  const { workspace, signOn, list } = await installation();
  const cookie = await signOn('amadmin');
  const sms = { type: 'sns', accessKey: 'AKIA', secret: 'secret' };
  await workspace.stores.services.set('/', 'messages', messagesService.parse({ sms }));
  expect(await channelsOf(await list(cookie))).toEqual(['email', 'voice']);
});

it('shows no code on a server that others reach, whatever its store holds (CVE-2026-105211)', async () => {
  const { signOn, list } = await installation({ WAYGATE_PUBLIC_URL: 'https://id.example' });
  const answer = await list(await signOn('amadmin'));
  expect(await answer.json()).toEqual({ ways: { sms: 'dropped', voice: 'dropped', email: 'dropped' }, messages: [] });
});
