import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { Agent, get, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { composeHealthDesk } from '../src/compose-continuity.ts';
import { continuityDesk, watchedProviders } from '../src/continuity-desk.ts';
import { createServerLog, openWorkspace, type RunningServer, readConfig, runServer } from '../src/index.ts';

const running: RunningServer[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
});

async function start(directory: string, more: Record<string, string> = {}) {
  const lines: string[] = [];
  const config = readConfig({ WAYGATE_DATA_DIR: directory, WAYGATE_PORT: '0', WAYGATE_LOG_LEVEL: 'silent', ...more });
  const server = await runServer(config, (line) => lines.push(line));
  running.push(server);
  return { server, text: lines.join('\n') };
}

const folder = () => join(mkdtempSync(join(tmpdir(), 'waygate-server-')), 'data');
/** An administrator as an operator sets one up who wants no second factor. */
const OWN_PASSWORD = { WAYGATE_ADMIN_PASSWORD: 'a-long-password', WAYGATE_ADMIN_SECOND_FACTOR: 'off' };
const signOn = ({ url }: RunningServer, password: string) =>
  fetch(`${url}/am/json/realms/root/authenticate`, {
    method: 'POST',
    headers: { 'X-OpenAM-Username': 'amadmin', 'X-OpenAM-Password': password, 'Content-Type': 'application/json' },
    body: '{}',
  });
type Asked = { readonly type: string; readonly output: readonly { readonly value: unknown }[]; input?: { value: unknown }[] };
type StepBody = { authId?: string; tokenId?: string; callbacks?: Asked[] };
const find = (text: string, label: string) => new RegExp(`${label}\\s+(\\S+)`).exec(text)?.[1];

describe('a start', () => {
  it("prints what a newcomer needs, and the administrator's password only once", async () => {
    const directory = folder();
    const first = await start(directory, { WAYGATE_DEMO: '1' });
    expect(find(first.text, 'Administrator')).toBe('amadmin');
    expect(find(first.text, 'One-time password')).toMatch(/^[A-Za-z0-9-]{23}$/);
    expect(find(first.text, 'Sign on with push MFA')).toBe(`${first.server.url}/sign-on/alpha/Login%20with%20Push%20MFA`);
    expect(find(first.text, 'Sign on in an outage')).toBe(`${first.server.url}/sign-on/alpha/Login%20with%20Offline`);
    expect(find(first.text, 'Web authenticator')).toBe(`${first.server.url}/authenticator/`);
    expect(first.text).toContain(`Waygate ready at ${first.server.url}`);
    await first.server.stop();
    const second = await start(directory, { WAYGATE_DEMO: '1' });
    expect(second.text).not.toContain('One-time password');
    expect(second.text).toContain('forgotten: waygate users passwd --realm / --username amadmin --password - < FILE');
    await second.server.stop();
    const third = await start(directory, { npm_lifecycle_event: 'start' });
    expect(third.text).toContain('forgotten: npm run -s waygate -- users passwd --realm / ');
    expect(find(second.text, 'Demo password')).toBe(find(first.text, 'Demo password'));
    for (const file of ['demo-user.json', 'keys.json']) expect(statSync(join(directory, file)).mode & 0o077).toBe(0);
  });

  it('has something watched in the demo whose outage can be rehearsed, until somebody takes it away', async () => {
    const directory = folder();
    const open = () => openWorkspace(readConfig({ WAYGATE_DATA_DIR: directory, WAYGATE_LOG_LEVEL: 'silent' }));
    const { server } = await start(directory, { WAYGATE_DEMO: '1' });
    await server.stop();
    const workspace = await open();
    const desk = continuityDesk(workspace, composeHealthDesk(workspace, Date.now));
    const [push, ...more] = await desk.list('/alpha');
    expect([push, more]).toMatchObject([
      { name: 'Push', mode: 'MANUAL', state: 'online', probe: { url: `${server.url}/authenticator/` } },
      [],
    ]);
    expect(await workspace.stores.journeys.list('/alpha')).toContainEqual(expect.objectContaining({ name: 'Login with Offline' }));
    await desk.remove('/alpha', push?.id ?? '');
    await workspace.close();
    await (await start(directory, { WAYGATE_DEMO: '1' })).server.stop();
    const later = await open();
    expect(await watchedProviders(later, '/alpha')).toEqual([]);
    await later.close();
  });

  it('answers: alive, ready, and signs the administrator on without pages', async () => {
    const { server } = await start(folder(), OWN_PASSWORD);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    const right = await signOn(server, 'a-long-password');
    expect([right.status, await right.json()]).toEqual([200, { tokenId: expect.any(String), successUrl: '/account', realm: '/' }]);
    expect((await signOn(server, 'wrong')).status).toBe(401);
  });

  it('makes a password that must be changed at the first sign-on and has an end, and demands a second factor', async () => {
    const directory = folder();
    const { server, text } = await start(directory, { WAYGATE_ADMIN_SECOND_FACTOR: 'required' });
    expect(text).toMatch(/you choose another at the first sign-on, at \S+\/admin within 7 days; after that: .*users passwd/);
    const made = find(text, 'One-time password') ?? '';
    const step = (await (await signOn(server, made)).json()) as StepBody;
    expect(step.callbacks?.map(({ type }) => type)).toEqual([
      'TextOutputCallback',
      'PasswordCallback',
      'PasswordCallback',
      'PasswordCallback',
      'ConfirmationCallback',
    ]);
    const answers = [made, 'a password of my own', 'a password of my own', 0];
    for (const { input = [] } of step.callbacks ?? []) for (const one of input) one.value = answers.shift();
    const changed = await fetch(`${server.url}/am/json/realms/root/authenticate`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(step),
    });
    const offered = (await changed.json()) as StepBody;
    expect([offered.tokenId, offered.callbacks?.[0]?.output[0]?.value]).toEqual([
      undefined,
      expect.stringContaining('Administrators sign in with a second factor.'),
    ]);
    expect((await signOn(server, made)).status, 'the one that was printed is worth nothing any more').toBe(401);
    await server.stop();

    const workspace = await openWorkspace(readConfig({ WAYGATE_DATA_DIR: directory, WAYGATE_LOG_LEVEL: 'silent' }));
    const { identities, services, journeys } = workspace.stores;
    const { id = '' } = (await identities.findByName('/', 'amadmin')) ?? {};
    expect(await identities.findById('/', id)).not.toHaveProperty('passwordEndsAt');
    expect(await services.get('/', 'administratorSignOn')).toEqual({ secondFactor: 'required' });
    expect((await journeys.list('/')).map(({ name }) => name).sort()).toEqual([
      'AddCodeApp',
      'AddPasskey',
      'AddPhone',
      'AdminLogin',
      'StepUp',
    ]);
    const passwordHash = await workspace.hasher.hash('printed long ago');
    await identities.update('/', id, (record) => ({ ...record, passwordHash, mustChangePassword: true, passwordEndsAt: Date.now() - 1 }));
    await workspace.close();
    const later = await start(directory);
    const ended = await signOn(later.server, 'printed long ago');
    expect([ended.status, await ended.json()]).toMatchObject([401, { message: expect.stringContaining('waygate users passwd') }]);
  });

  it('says that a second factor which is required of new installations is not of this one', async () => {
    const directory = folder();
    await (await start(directory, OWN_PASSWORD)).server.stop();
    const lines: string[] = [];
    const config = readConfig({ WAYGATE_PORT: '0', WAYGATE_DATA_DIR: directory, WAYGATE_ADMIN_SECOND_FACTOR: 'required' });
    const log = createServerLog('warn', { write: (line) => lines.push(line) });
    running.push(await runServer(config, () => undefined, undefined, { log }));
    expect(lines.join('')).toContain('"event":"admin.second_factor_not_required"');
  });

  it('marks the password that it makes, with an end in a week, and none that an operator gave', async () => {
    const marks = async (more: Record<string, string>) => {
      const directory = folder();
      await (await start(directory, more)).server.stop();
      const workspace = await openWorkspace(readConfig({ WAYGATE_DATA_DIR: directory, WAYGATE_LOG_LEVEL: 'silent' }));
      const administrator = await workspace.stores.identities.findByName('/', 'amadmin');
      await workspace.close();
      const { mustChangePassword, passwordEndsAt = 0, createdAt = 0 } = administrator ?? {};
      return { mustChangePassword, days: Math.round((passwordEndsAt - createdAt) / 86_400_000) };
    };
    expect(await marks({})).toEqual({ mustChangePassword: true, days: 7 });
    expect((await marks(OWN_PASSWORD)).mustChangePassword).toBeUndefined();
  });

  it.each([
    [{}, 'offered'],
    [{ WAYGATE_DEMO: '1' }, 'offered'],
    [{ WAYGATE_ADMIN_SECOND_FACTOR: 'required' }, 'required'],
    [{ WAYGATE_ADMIN_SECOND_FACTOR: 'off' }, 'off'],
  ])('asks of administrators what %o says: %s', (variables, secondFactor) => {
    expect(readConfig(variables).adminSecondFactor).toBe(secondFactor);
  });

  it('answers phones 404 for a realm that is not there or closed, and 400 for what it does not know', async () => {
    const directory = folder();
    const { server } = await start(directory, { WAYGATE_DEMO: '1' });
    const answer = async (realm: string) => {
      const url = `${server.url}/am/json/realms/root/realms/${realm}/push/sns/message?_action=refresh`;
      return (await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })).status;
    };
    expect([await answer('alpha'), await answer('nowhere')]).toEqual([400, 404]);
    const { openWorkspace } = await import('../src/index.ts');
    const workspace = await openWorkspace({ dataDirectory: directory, keysFile: join(directory, 'keys.json') });
    onTestFinished(() => workspace.close());
    const alpha = await workspace.stores.realms.settings('/alpha');
    if (alpha === undefined) throw new Error('no realm');
    await workspace.stores.realms.put({ ...alpha, active: false });
    expect(await answer('alpha')).toBe(404);
  });

  it("takes the administrator's password from its variable without printing it", async () => {
    const { text } = await start(folder(), { WAYGATE_ADMIN_PASSWORD: 'a-long-password' });
    expect(text).not.toContain('a-long-password');
    expect(text).not.toContain('One-time password');
  });

  it('says that the port is taken, and sets nothing up', async () => {
    const { server } = await start(folder());
    const directory = folder();
    await expect(start(directory, { WAYGATE_PORT: String(server.port) })).rejects.toMatchObject({ code: 'server.port_taken' });
    expect(existsSync(directory)).toBe(false);
  });

  it('gives the port back when the store cannot be opened', async () => {
    const { server } = await start(folder());
    await server.stop();
    const directory = folder();
    mkdirSync(directory);
    writeFileSync(join(directory, 'keys.json'), '{"active":', { mode: 0o600 });
    await expect(start(directory, { WAYGATE_PORT: String(server.port) })).rejects.toThrow(/keys/);
    const again = await start(folder(), { WAYGATE_PORT: String(server.port) });
    expect(again.server.port).toBe(server.port);
  });

  it('does not say a password of the demo user that no longer works', async () => {
    const directory = folder();
    const first = await start(directory, { WAYGATE_DEMO: '1' });
    await first.server.stop();
    const { openWorkspace } = await import('../src/index.ts');
    const workspace = await openWorkspace({ dataDirectory: directory, keysFile: join(directory, 'keys.json') });
    const demo = await workspace.stores.identities.findByName('/alpha', 'demo');
    const passwordHash = await workspace.hasher.hash('a password of my own');
    await workspace.stores.identities.update('/alpha', demo?.id ?? '', (record) => ({ ...record, passwordHash }));
    await workspace.close();
    const second = await start(directory, { WAYGATE_DEMO: '1' });
    expect(second.text).not.toContain(find(first.text, 'Demo password'));
    expect(second.text).toContain('as you changed it');
  });

  it('leaves journeys alone that an operator has changed', async () => {
    const directory = folder();
    const first = await start(directory, { WAYGATE_DEMO: '1' });
    await first.server.stop();
    const { openWorkspace } = await import('../src/index.ts');
    const workspace = await openWorkspace({ dataDirectory: directory, keysFile: join(directory, 'keys.json') });
    const login = await workspace.stores.journeys.published('/alpha', 'Login');
    if (login === undefined) throw new Error('no journey');
    const [changed] = await workspace.stores.journeys.publish('/alpha', [{ ...login, description: 'Ours now' }], {
      at: Date.now(),
      author: 'test',
      note: '',
    });
    await workspace.close();
    const second = await start(directory, { WAYGATE_DEMO: '1' });
    await second.server.stop();
    const again = await openWorkspace({ dataDirectory: directory, keysFile: join(directory, 'keys.json') });
    expect(await again.stores.journeys.publishedVersion('/alpha', 'Login')).toBe(changed?.versionId);
    await again.close();
    expect(JSON.parse(readFileSync(join(directory, 'demo-user.json'), 'utf8'))).toMatchObject({ username: 'demo' });
  });
});

describe('a stop', () => {
  const authenticate = '/am/json/realms/root/authenticate';

  it('lets a request under way finish, ends streams that would not, waits for no connection that is idle or was never used, and loses no trace', async () => {
    const directory = folder();
    const { server } = await start(directory, OWN_PASSWORD);
    const credentials = { 'x-openam-username': 'amadmin', 'x-openam-password': 'a-long-password' };
    const idle = new Agent({ keepAlive: true });
    onTestFinished(() => idle.destroy());
    await new Promise((resolve) => get(`${server.url}/healthz`, { agent: idle }, (answer) => answer.resume().once('end', resolve)));
    // As browsers do ahead of need.
    const unused = connect(server.port, '127.0.0.1');
    onTestFinished(() => {
      unused.destroy();
    });
    await once(unused, 'connect');
    const unusedClosed = once(unused, 'close');
    const inbox = await fetch(`${server.url}/authenticator/inbox`, { headers: { authorization: `Bearer ${'A'.repeat(43)}` } });
    const underWay = request(`${server.url}${authenticate}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...credentials },
    });
    const answered = once(underWay, 'response') as Promise<[IncomingMessage]>;
    underWay.write('{');
    await fetch(`${server.url}/healthz`);
    let stopped = false;
    const stop = server.stop().then(() => {
      stopped = true;
    });
    await inbox.text();
    await unusedClosed;
    expect(stopped, 'a request is still under way').toBe(false);
    underWay.end('}');
    expect((await answered)[0].statusCode).toBe(200);
    (await answered)[0].resume();
    const began = performance.now();
    await stop;
    expect(performance.now() - began, 'far less than the grace of requests that hang').toBeLessThan(4_000);
    const { openWorkspace } = await import('../src/index.ts');
    const workspace = await openWorkspace({ dataDirectory: directory, keysFile: join(directory, 'keys.json') });
    onTestFinished(() => workspace.close());
    const { traces } = await workspace.stores.traces.search('/', { from: Date.now() - 60_000, to: Date.now(), limit: 10 });
    expect(traces.map(({ result }) => result)).toEqual(['succeeded']);
  });

  it('sends others elsewhere first, taking what still comes on connections that it keeps no longer, until that is over or somebody cannot wait', async () => {
    const { server } = await start(folder());
    const kept = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => kept.destroy());
    const ask = (path: string) =>
      new Promise<{ status: number | undefined; connection: string | undefined }>((resolve, reject) => {
        get(`${server.url}${path}`, { agent: kept }, (answer) => {
          answer.resume().once('end', () => resolve({ status: answer.statusCode, connection: answer.headers.connection }));
        }).once('error', reject);
      });
    expect(await ask('/readyz')).toEqual({ status: 200, connection: 'keep-alive' });
    const stopped = server.stop(600);
    expect(await ask('/readyz')).toEqual({ status: 503, connection: 'close' });
    expect(await ask('/healthz'), 'on a new connection').toEqual({ status: 200, connection: 'close' });
    expect(await ask(`${authenticate}?realm=/nowhere`), 'the addresses of AM, too').toMatchObject({ connection: 'close' });
    await Promise.all([server.stop(), stopped]);
    await expect(ask('/healthz')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('gives over everything else, and says what it could not, when one thing cannot be given over', async () => {
    const directory = folder();
    const config = readConfig({ WAYGATE_DATA_DIR: directory, WAYGATE_PORT: '0', WAYGATE_LOG_LEVEL: 'silent', WAYGATE_DEMO: '1' });
    const workspace = await openWorkspace(config);
    const taken = new Promise<void>((resolve) => {
      const take = workspace.stores.leases.take.bind(workspace.stores.leases);
      workspace.stores.leases.take = async (...asked) => {
        const lease = await take(...asked);
        if (asked[0] === 'continuity.health') resolve();
        return lease;
      };
    });
    workspace.stores.leases.release = async () => {
      throw new Error('The database is away.');
    };
    const server = await runServer(config, () => undefined, workspace);
    await taken;
    await expect(server.stop()).rejects.toThrow('The database is away.');
    const later = await openWorkspace(config);
    onTestFinished(() => later.close());
    const { records } = await later.stores.audit.search('/', { event: 'operation.stopped', from: 0, to: Date.now(), limit: 10 });
    expect(records, 'what comes after it in the same stop').toHaveLength(1);
  });
});
