import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FAILURE_ID, isSealedSecret, type JourneyDocument, journeyDocument, SUCCESS_ID } from '@waygate/schema';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { openWorkspace, type RunningServer, readConfig, runServer } from '../src/index.ts';

const running: RunningServer[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
});

const KEY = 'dGhpcy1pcy1hLXNpZ25pbmcta2V5LW9mLWEtdGVzdCEhIQ==';
const PASSWORD = 'a-long-password';
const COOKIE = /^session-jwt=([^;]+)/;

/** Takes who has a cookie, else asks for name and password in headers, and leaves a cookie. */
const remembering = (name: string, hmacSigningKey: unknown, more: object = {}): JourneyDocument => {
  const config = { hmacSigningKey, ...more };
  const node = (type: string, displayName: string, connections: Record<string, string>, own: object = {}) => ({
    type,
    displayName,
    connections,
    config: own,
  });
  return journeyDocument.parse({
    name,
    entryNodeId: 'known',
    nodes: {
      known: node('PersistentCookieDecisionNode', 'Known', { true: SUCCESS_ID, false: 'ask' }, config),
      ask: node('ZeroPageLoginNode', 'Ask', { true: 'check', false: FAILURE_ID }),
      check: node('DataStoreDecisionNode', 'Check', { true: 'remember', false: FAILURE_ID }),
      remember: node('SetPersistentCookieNode', 'Remember', { outcome: SUCCESS_ID }, config),
    },
  });
};

const folder = () => join(mkdtempSync(join(tmpdir(), 'waygate-secrets-')), 'data');

async function installation(variables: Record<string, string> = {}, directory = folder()) {
  const config = readConfig({
    WAYGATE_DATA_DIR: directory,
    WAYGATE_PORT: '0',
    WAYGATE_LOG_LEVEL: 'silent',
    WAYGATE_ADMIN_PASSWORD: PASSWORD,
    WAYGATE_ADMIN_SECOND_FACTOR: 'off',
    ...variables,
  });
  const server = await runServer(config, () => undefined);
  running.push(server);
  const workspace = await openWorkspace(config);
  onTestFinished(() => workspace.close());
  const publish = (document: JourneyDocument) =>
    workspace.stores.journeys.publish('/', [document], { at: Date.now(), author: 'test', note: '' });
  const signOn = async (journey: string, headers: Record<string, string>) => {
    const query = `authIndexType=service&authIndexValue=${encodeURIComponent(journey)}`;
    const response = await fetch(`${server.url}/am/json/realms/root/authenticate?${query}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: '{}',
    });
    const text = await response.text();
    const set = response.headers.getSetCookie().find((line) => COOKIE.test(line));
    const token = (JSON.parse(text) as { tokenId?: string }).tokenId;
    return { status: response.status, text, set, value: set === undefined ? undefined : COOKIE.exec(set)?.[1], token };
  };
  const withPassword = (journey: string, password = PASSWORD) =>
    signOn(journey, { 'X-OpenAM-Username': 'amadmin', 'X-OpenAM-Password': password });
  const withCookie = (journey: string, value: string | undefined) => signOn(journey, { cookie: `session-jwt=${value}` });
  return { directory, server, workspace, publish, signOn, withPassword, withCookie };
}

/** Everything that lies on the disk, but for the file of keys. */
const bytesOf = (directory: string) =>
  readdirSync(directory)
    .filter((name) => name !== 'keys.json')
    .map((name) => readFileSync(join(directory, name), 'latin1'))
    .join('');

describe('a secret of a node', () => {
  it('is on no disk in clear, whichever door it comes in by, and the node is given it', async () => {
    const { directory, workspace, publish, withPassword, withCookie } = await installation();
    const { journeys } = workspace.stores;
    const [live] = await publish(remembering('A', KEY));
    await journeys.saveDraft('/', 'me', { document: remembering('B', KEY), baseVersion: null, revision: null }, 1);
    await journeys.saveDrafts('/', 'me', [remembering('C', KEY)], 1);
    await journeys.keepVersion('/', remembering('D', KEY), Date.now() + 60_000);
    expect(bytesOf(directory)).toContain('PersistentCookieDecisionNode');
    expect(bytesOf(directory)).not.toContain(KEY);
    const kept = (await journeys.published('/', 'A'))?.nodes['remember']?.config['hmacSigningKey'];
    expect(isSealedSecret(kept)).toBe(true);
    // The same secret again is the same content, and so the same version.
    expect((await publish(remembering('A', KEY)))[0]?.versionId).toBe(live?.versionId);
    const { status, value } = await withPassword('A');
    expect([status, value]).toEqual([200, expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/)]);
    expect((await withCookie('A', value)).status).toBe(200);
    expect(bytesOf(directory)).not.toContain(KEY);
  });

  it('is in no answer of the administration API', async () => {
    const { server, publish, workspace } = await installation();
    await publish(remembering('A', KEY));
    const { text } = await fetch(`${server.url}/am/json/realms/root/authenticate`, {
      method: 'POST',
      headers: { 'X-OpenAM-Username': 'amadmin', 'X-OpenAM-Password': PASSWORD, 'content-type': 'application/json' },
      body: '{}',
    }).then(async (response) => ({ text: (await response.json()) as { tokenId: string } }));
    const headers = {
      iPlanetDirectoryPro: text.tokenId,
      'content-type': 'application/json',
      'x-requested-with': 'test',
    };
    const api = async (method: string, path: string, body?: unknown) => {
      const response = await fetch(`${server.url}/api${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, text: await response.text() };
    };
    const drafted = await api('PUT', '/realms/root/journeys/B/draft', {
      document: remembering('B', KEY),
      baseVersion: null,
      revision: null,
    });
    expect(drafted.status).toBe(200);
    const [version] = await workspace.stores.journeys.history('/', 'A');
    const file = { name: 'f.json', text: JSON.stringify(remembering('A', KEY)) };
    const answers = [
      drafted,
      await api('GET', '/realms/root/journeys/A'),
      await api('GET', '/realms/root/journeys/B'),
      await api('GET', `/realms/root/journeys/A/versions/${version?.versionId}`),
      await api('POST', '/realms/root/journeys/A/check', { document: remembering('A', KEY) }),
      await api('POST', '/realms/root/export', { names: ['A', 'B'], format: 'am', withInner: false, drafts: true }),
      await api('POST', '/realms/root/import/plan', { files: [file] }),
    ];
    for (const answer of answers) expect([answer.status, answer.text.includes(KEY)]).toEqual([200, false]);
    const [, , , , checked, exported, planned] = answers;
    expect(JSON.parse(checked?.text ?? '')).toMatchObject({ problems: [] });
    expect(exported?.text).not.toContain('sealed:');
    expect(exported?.text).toContain('&{esv.a.remember.hmac.signing.key}');
    expect(JSON.parse(planned?.text ?? '')).toMatchObject({ entries: [{ action: 'unchanged', newSecrets: [] }] });
  });

  it('that was sealed elsewhere, or for the other node, cannot go live and signs nobody on', async () => {
    const [one, other] = [await installation(), await installation()];
    await one.publish(remembering('A', KEY));
    const document = await one.workspace.stores.journeys.published('/', 'A');
    if (document === undefined) throw new Error('It was published.');
    // Whoever writes past the checks gets a journey that does not run, and no crash.
    await other.publish(document);
    expect((await other.withPassword('A')).status).not.toBe(200);
    const swapped = structuredClone(document);
    const [known, remember] = [swapped.nodes['known'], swapped.nodes['remember']];
    if (known === undefined || remember === undefined) throw new Error('They are there.');
    known.config['hmacSigningKey'] = remember.config['hmacSigningKey'] ?? '';
    await one.publish({ ...swapped, name: 'Swapped' });
    expect((await one.withPassword('Swapped')).status).not.toBe(200);
    expect((await one.withPassword('A')).status).toBe(200);
  });

  it('can be a variable of the installation, and is none without it', async () => {
    const document = remembering('A', '&{esv.cookie-signing.key}', { maxLife: { $int: '&{esv.cookie.hours|2}' } });
    const one = await installation({ ESV_COOKIE_SIGNING_KEY: KEY });
    await one.publish(document);
    const { set, value } = await one.withPassword('A');
    expect(set).toContain('Max-Age=7200;');
    expect((await one.withCookie('A', value)).status).toBe(200);
    expect(bytesOf(one.directory)).not.toContain(KEY);
    const without = await installation();
    await without.publish(document);
    expect((await without.withPassword('A')).status).not.toBe(200);
  });
});

describe('a persistent cookie', () => {
  it('comes with success alone, as the author wants it, and goes when the person signs off', async () => {
    const { server, publish, withPassword } = await installation();
    await publish(remembering('A', KEY, { maxLife: 1, sameSite: 'STRICT' }));
    expect(await withPassword('A', 'wrong')).toMatchObject({ status: 401, set: undefined });
    const { set, token } = await withPassword('A');
    expect(set).toMatch(/; Path=\/; Max-Age=3600; SameSite=Strict; HttpOnly; Secure$/);
    const gone = await fetch(`${server.url}/am/json/realms/root/sessions?_action=logout`, {
      method: 'POST',
      headers: { iPlanetDirectoryPro: token ?? '', 'content-type': 'application/json' },
    });
    expect(gone.headers.getSetCookie()).toContainEqual(expect.stringMatching(/^session-jwt=; Path=\/; Max-Age=0;/));
  });

  it('is believed by who has the key, and by nobody else', async () => {
    const { publish, withPassword, withCookie, workspace } = await installation();
    await publish(remembering('A', KEY));
    await publish(remembering('Other', 'k'.repeat(43)));
    const { value } = await withPassword('A');
    const signedOn = await withCookie('A', value);
    expect(signedOn.status).toBe(200);
    // It is young, so it is not issued again.
    expect(signedOn.set).toBeUndefined();
    expect((await withCookie('Other', value)).status).toBe(401);
    expect((await withCookie('A', `${value}x`)).status).toBe(401);
    const admin = await workspace.stores.identities.findByName('/', 'amadmin');
    await workspace.stores.identities.update('/', admin?.id ?? '', (record) => ({ ...record, active: false }));
    expect((await withCookie('A', value)).status).toBe(401);
  });
});
