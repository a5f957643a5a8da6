import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { MetadataPublisher } from '@waygate/phone';
import { firstStart } from '@waygate/server';
import { openWorkspace, readConfig } from '@waygate/server/administration';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ADMIN, GROUPS, PEOPLE, startSlapd } from '../../../packages/integrations/test/directory/slapd.ts';
import { loopbackCertificate } from '../../../packages/integrations/test/mail/loopback-certificate.ts';
import { openOfflineDevices } from '../../../packages/integrations/test/open-offline-devices.ts';
import type { CommandLine, CommandResult, WantedCommand } from './command-thread.ts';

// The machine may be busy: this only ends what hangs.
const LONGEST_MS = 120_000;
vi.setConfig({ testTimeout: LONGEST_MS, hookTimeout: LONGEST_MS });

const { port1: port, port2 } = new MessageChannel();
const signal = new Int32Array(new SharedArrayBuffer(4));
const thread = new Worker(new URL('./command-thread.ts', import.meta.url), {
  workerData: { port: port2, signal } satisfies CommandLine,
  transferList: [port2],
  execArgv: ['--conditions=development'],
});
afterAll(async () => {
  await thread.terminate();
});

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const journeys = fileURLToPath(new URL('../../../journeys/', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'waygate-cli-'));
const file = (name: string, value: unknown) => {
  const path = join(directory, name);
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
  return path;
};

/** Runs a command in a thread that has the program loaded: a process of its own takes longer to start than most commands take. */
function waygate(args: readonly string[], input = '', more: Readonly<Record<string, string>> = {}): CommandResult {
  if (input !== '') return waygateProcess(args, input, more);
  Atomics.store(signal, 0, 0);
  port.postMessage({ args, environment: { WAYGATE_DATA_DIR: join(directory, 'data'), ...more } } satisfies WantedCommand);
  Atomics.wait(signal, 0, 0, LONGEST_MS);
  const answer = receiveMessageOnPort(port);
  if (answer === undefined) throw new Error(`waygate ${args.join(' ')} does not come to an end`);
  return answer.message as CommandResult;
}

/** Runs the command line as a process of its own, as an operator does. */
function waygateProcess(args: readonly string[], input = '', more: Readonly<Record<string, string>> = {}): CommandResult {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--conditions=development', main, ...args], {
    encoding: 'utf8',
    input,
    env: {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      WAYGATE_DATA_DIR: join(directory, 'data'),
      ...more,
    },
  });
  return { status: status ?? -1, stdout, stderr };
}

const json = (args: readonly string[], input = ''): unknown => JSON.parse(waygate([...args, '--json'], input).stdout);
const push = join(journeys, 'login-with-push-mfa/journey.json');

beforeAll(() => {
  expect(waygate(['realms', 'create', 'alpha']).status).toBe(0);
});

describe('usage', () => {
  it.each([
    ['nonsense'],
    ['users', 'create'],
    ['users', 'list'],
    ['users', 'list', '--realm'],
    ['journeys', 'import', '--realm', 'alpha'],
    ['journeys', 'export', '--realm', 'alpha'],
    ['journeys', 'export', 'Login', '--all', '--realm', 'alpha'],
    ['journeys', 'export', '--all', '--realm', 'alpha', '--format', 'xml'],
    ['realms', 'set', 'alpha', '--journey-minutes', '0'],
  ])('is wrong with exit code 2: %s %s %s %s %s', (...args) => {
    expect(waygate(args)).toMatchObject({ status: 2, stdout: '', stderr: expect.stringMatching(/error: |unknown/) });
  });

  it('ends as a process of its own with the code that scripts look at', () => {
    const codeOf = (...args: string[]) => waygateProcess(args).status;
    expect([codeOf('realms', 'list'), codeOf('users', 'list', '--realm', 'nope'), codeOf('nonsense')]).toEqual([0, 1, 2]);
  });

  it('is explained on demand', () => {
    for (const args of [['--help'], ['journeys', 'import', '--help']]) {
      expect(waygate(args)).toMatchObject({ status: 0, stdout: expect.stringContaining('Usage: waygate'), stderr: '' });
    }
  });

  it('names the realms there are when one is not', () => {
    const { status, stderr } = waygate(['users', 'list', '--realm', 'nope']);
    expect([status, stderr]).toEqual([1, expect.stringContaining('/alpha')]);
  });
});

it('says as JSON why it refuses, when asked for JSON', () => {
  const { status, stdout, stderr } = waygate(['users', 'list', '--realm', 'nope', '--json']);
  expect([status, stdout, JSON.parse(stderr)]).toMatchObject([
    1,
    '',
    { error: 'realm.not_found', message: expect.stringContaining('nope') },
  ]);
});

it('leaves a store alone whose variables are wrong', () => {
  const { status, stderr } = waygate(['users', 'list', '--realm', 'alpha'], '', { WAYGATE_DATADIR: '/nowhere', WAYGATE_PORT: 'http' });
  expect(status).toBe(1);
  for (const name of ['WAYGATE_DATADIR', 'WAYGATE_PORT']) expect(stderr).toContain(name);
});

it('leaves it to the first start of the server what is asked of administrators, whatever its own variables say', async () => {
  const ownStart = async (name: string, ...commands: readonly (readonly string[])[]) => {
    const folder = { WAYGATE_DATA_DIR: join(directory, name) };
    for (const args of commands) expect(waygate(args, '', { ...folder, WAYGATE_ADMIN_SECOND_FACTOR: 'off' })).toMatchObject({ status: 0 });
    const started = { ...folder, WAYGATE_LOG_LEVEL: 'silent', WAYGATE_ADMIN_SECOND_FACTOR: 'required' };
    const workspace = await openWorkspace(readConfig(started));
    const rule = async () => workspace.stores.services.get('/', 'administratorSignOn');
    try {
      const before = await rule();
      await firstStart(workspace, readConfig(started), 'http://127.0.0.1');
      const first = await rule();
      await workspace.stores.services.remove('/', 'administratorSignOn');
      await firstStart(workspace, readConfig(started), 'http://127.0.0.1');
      return { before, first, removedLater: await rule() };
    } finally {
      await workspace.close();
    }
  };
  const required = { secondFactor: 'required' };
  expect(await ownStart('begun by a command', ['realms', 'list'])).toEqual({ before: undefined, first: required, removedLater: undefined });
  expect(await ownStart('begun by the server')).toEqual({ before: undefined, first: required, removedLater: undefined });
  const set = ['services', 'set', 'administratorSignOn', '--realm', '/', '--file', file('rule.json', { secondFactor: 'offered' })];
  const offered = { secondFactor: 'offered' };
  expect(await ownStart('said by an operator', set), 'what an operator set is not asked again').toEqual({
    before: offered,
    first: offered,
    removedLater: undefined,
  });
});

it('knows the root realm before the first start', () => {
  expect(json(['realms'])).toMatchObject([{ path: '/' }, { path: '/alpha' }]);
});

describe('realms', () => {
  it('are made once and set, with a default journey that is published', () => {
    expect(waygate(['realms', 'create', '/alpha'])).toMatchObject({ status: 1, stderr: expect.stringContaining('already') });
    expect(waygate(['realms', 'create', 'no good'])).toMatchObject({ status: 1, stderr: expect.stringContaining('no name for a realm') });
    expect(waygate(['realms', 'set', '/', '--default-journey', 'Nope'])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('Nope'),
    });
    expect(
      json([
        'realms',
        'set',
        '/',
        '--default-journey',
        'AdminLogin',
        '--journey-minutes',
        '9',
        '--suspended-minutes',
        '60',
        '--redirect-target',
        'https://app.example',
      ]),
    ).toMatchObject({
      path: '/',
      defaultJourney: 'AdminLogin',
      journeyMinutes: 9,
      suspendedMinutes: 60,
      redirectTargets: ['https://app.example'],
    });
    expect(json(['realms', 'list'])).toMatchObject([{ path: '/', journeyMinutes: 9, redirectTargets: ['https://app.example'] }, {}]);
    expect(json(['realms', 'set', '/', '--token-in-body', 'no'])).toMatchObject({ tokenInBody: false });
    expect(json(['realms', 'set', '/', '--journey-minutes', '9']), 'stays what it is').toMatchObject({ tokenInBody: false });
    expect(json(['realms', 'set', '/', '--token-in-body', 'yes'])).toMatchObject({ tokenInBody: true });
    expect(waygate(['realms', 'set', '/', '--token-in-body', 'maybe'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('yes or no'),
    });
  });
});

describe('users', () => {
  it('are made, listed, disabled, given a password, and never twice', () => {
    expect(
      waygate([
        'users',
        'create',
        '--realm',
        'alpha',
        '--username',
        'demo',
        '--password',
        'secret-one',
        '--attribute',
        'mail=a@b.c',
        '--attribute',
        'mail=d@e.f',
      ]).status,
    ).toBe(0);
    expect(waygate(['users', 'create', '--realm', '/alpha', '--username', 'DEMO', '--password', 'secret-one'])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('already'),
    });
    expect(waygate(['users', 'passwd', '--realm', 'alpha', '--username', 'demo', '--password', '-'], 'from-stdin\n').status).toBe(0);
    const passwd = (...more: string[]) =>
      waygate(['users', 'passwd', '--realm', 'alpha', '--username', 'demo', '--password', 'long-enough-1', ...more]).status;
    expect(passwd('--must-change')).toBe(0);
    const [marked] = json(['users', 'list', '--realm', 'alpha']) as { mustChangePassword?: boolean; passwordEndsAt?: number }[];
    expect(marked?.mustChangePassword).toBe(true);
    expect(Math.round(((marked?.passwordEndsAt ?? 0) - Date.now()) / 86_400_000), 'it ends in a week').toBe(7);
    expect(passwd()).toBe(0);
    expect(waygate(['users', 'attempts', '--realm', 'alpha', '--username', 'demo']).stdout).toBe('The account is not locked.\n');
    expect(json(['users', 'attempts', '--realm', 'alpha', '--username', 'demo'])).toEqual({
      username: 'demo',
      lock: null,
      authenticators: [],
    });
    expect(waygate(['users', 'unlock', '--realm', 'alpha', '--username', 'demo']).stdout).toBe('User demo may try again.\n');
    expect(waygate(['users', 'disable', '--realm', 'alpha', '--username', 'demo']).status).toBe(0);
    expect(waygate(['users', 'enable', '--realm', 'alpha', '--username', 'demo']).status).toBe(0);
    expect(waygate(['users', 'disable', '--realm', 'alpha', '--username', 'demo']).stdout).toBe('User demo is disabled.\n');
    expect(json(['users', 'list', '--realm', 'alpha'])).toEqual([
      {
        id: expect.any(String),
        realm: '/alpha',
        username: 'demo',
        active: false,
        attributes: { mail: ['a@b.c', 'd@e.f'] },
        createdAt: expect.any(Number),
      },
    ]);
  });

  it('are refused with a short or well-known password, an odd attribute, or when nobody has the name', () => {
    const create = (...more: string[]) => waygate(['users', 'create', '--realm', 'alpha', '--username', 'x', ...more]);
    expect(create('--password', 'short')).toMatchObject({ status: 1, stderr: expect.stringContaining('8 characters') });
    expect(create('--password', 'Sunshine1')).toMatchObject({ status: 1, stderr: expect.stringContaining('tried first') });
    expect(create('--password', 'long-enough', '--attribute', '__proto__=x').status).toBe(1);
    expect(create('--password', 'long-enough', '--attribute', 'novalue').status).toBe(1);
    expect(waygate(['users', 'passwd', '--realm', 'alpha', '--username', 'nobody', '--password', 'long-enough']).status).toBe(1);
  });
});

describe('sessions', () => {
  it('of a person, or of everybody in a realm, are ended, and nobody else’s', async () => {
    expect(waygate(['realms', 'create', 'signedon']).status).toBe(0);
    for (const username of ['anna', 'ben', 'cleo'])
      expect(waygate(['users', 'create', '--realm', 'signedon', '--username', username, '--password', 'long-enough']).status).toBe(0);
    await withStore(async ({ stores }) => {
      for (const { realm, id, username } of await stores.identities.list('/signedon'))
        for (const where of ['laptop', 'phone']) await stores.signOnSessions.create(signedOn({ realm, userId: id, username, where }));
    });
    const end = (...whose: string[]) => waygate(['sessions', 'end', '--realm', 'signedon', ...whose]);
    expect(end('--username', 'anna').stdout).toBe('2 sessions are over.\n');
    expect(await whoIsSignedOn()).toEqual(['ben', 'ben', 'cleo', 'cleo']);
    expect(end()).toMatchObject({ status: 1, stderr: expect.stringContaining('--username NAME or --everybody') });
    expect(json(['sessions', 'end', '--realm', 'signedon', '--everybody'])).toEqual({ ended: 4 });
    expect(await whoIsSignedOn()).toEqual([]);
    expect(end('--username', 'nobody').status).toBe(1);
  });

  function withStore<T>(work: (workspace: Awaited<ReturnType<typeof openWorkspace>>) => Promise<T>): Promise<T> {
    return openWorkspace(readConfig({ WAYGATE_DATA_DIR: join(directory, 'data') })).then(async (workspace) => {
      try {
        return await work(workspace);
      } finally {
        await workspace.close();
      }
    });
  }

  function whoIsSignedOn(): Promise<readonly string[]> {
    return withStore(async ({ stores }) => {
      const people = await stores.identities.list('/signedon');
      const lists = await Promise.all(people.map(({ realm, id }) => stores.signOnSessions.listByUser(realm, id, Date.now())));
      return lists.flatMap((list) => list.map(({ username }) => username)).sort();
    });
  }

  function signedOn({ realm, userId, username, where }: Record<'realm' | 'userId' | 'username' | 'where', string>) {
    const at = Date.now();
    const lasts = { maxIdleSeconds: 600, maxSessionSeconds: 600, createdAt: at, lastAccessAt: at };
    return {
      id: `${username}-${where}`,
      handle: `handle-${username}-${where}`,
      realm,
      userId,
      username,
      journeys: ['Login'],
      evidence: [],
      properties: {},
      authLevel: 0,
      ...lasts,
    };
  }
});

describe('journeys', () => {
  it('become drafts, and live only when published', () => {
    expect(waygate(['journeys', 'import', push, '--realm', 'alpha', '--plan']).stdout).toContain('Would import');
    expect(json(['journeys', 'list', '--realm', 'alpha'])).toEqual([]);
    expect(waygate(['journeys', 'import', push, '--realm', 'alpha']).stdout).toContain('Drafts are not live');
    expect(json(['journeys', 'list', '--realm', 'alpha'])).toMatchObject([{ name: 'Login with Push MFA', hasDraft: true }]);
    expect(waygate(['journeys', 'import', push, '--realm', 'alpha', '--publish']).status).toBe(0);
    expect(json(['journeys', 'list', '--realm', 'alpha'])).toMatchObject([
      { name: 'Login with Push MFA', hasDraft: false, publishedVersion: expect.any(String) },
    ]);
  });

  it('come out as they went in, the same bytes every time, in both forms', () => {
    const native = waygate(['journeys', 'export', 'Login with Push MFA', '--realm', 'alpha']).stdout;
    const am = waygate(['journeys', 'export', 'Login with Push MFA', '--realm', 'alpha', '--format', 'am']).stdout;
    const again = file('am.json', am);
    expect(waygate(['journeys', 'import', again, '--realm', 'alpha', '--publish']).status).toBe(0);
    expect(waygate(['journeys', 'export', 'Login with Push MFA', '--realm', 'alpha']).stdout).toBe(native);
    expect(waygate(['journeys', 'export', 'Login with Push MFA', '--realm', 'alpha', '--format', 'am']).stdout).toBe(am);
    const out = join(directory, 'out');
    expect(waygate(['journeys', 'export', '--all', '--realm', 'alpha', '--out', out]).status).toBe(0);
    expect(readdirSync(out)).toEqual(['Login with Push MFA.journey.json']);
    expect(readFileSync(join(out, 'Login with Push MFA.journey.json'), 'utf8')).toBe(native);
    const folder = waygate(['journeys', 'export', 'Login with Push MFA', '--realm', 'alpha', '--out', out]);
    expect([folder.status, readdirSync(out)]).toEqual([0, ['Login with Push MFA.journey.json']]);
  });

  it('are not published anew when they are what is live already', () => {
    const before = waygate(['journeys', 'list', '--realm', 'alpha', '--json']).stdout;
    for (const more of [['--plan'], []]) {
      expect(json(['journeys', 'import', push, '--realm', 'alpha', '--publish', ...more])).toMatchObject({
        journeys: [{ name: 'Login with Push MFA', action: 'unchanged', problems: [] }],
      });
    }
    expect(waygate(['journeys', 'list', '--realm', 'alpha', '--json']).stdout).toBe(before);
  });

  it.each(['native', 'am'])('of a realm move to another one in one file, in the %s form, whatever they are called', (format) => {
    const [from, to] = [`from-${format}`, `to-${format}`];
    for (const realm of [from, to]) expect(waygate(['realms', 'create', realm]).status).toBe(0);
    const names = ['Sub/Way', 'Sub_Way', 'Über: alles'];
    const files = names.map((name, index) => file(`${index}.json`, { ...(JSON.parse(readFileSync(push, 'utf8')) as object), name }));
    expect(waygate(['journeys', 'import', ...files, '--realm', from, '--publish']).status).toBe(0);
    const all = waygate(['journeys', 'export', '--all', '--realm', from, '--format', format]).stdout;
    expect(waygate(['journeys', 'import', file('all.json', all), '--realm', to, '--publish']).status).toBe(0);
    expect(waygate(['journeys', 'export', '--all', '--realm', to, '--format', format]).stdout).toBe(all);
    const folder = join(directory, `folder-${format}`);
    expect(waygate(['journeys', 'export', '--all', '--realm', from, '--format', format, '--out', folder]).status).toBe(0);
    expect(readdirSync(folder).sort()).toEqual(['Sub%2FWay.journey.json', 'Sub_Way.journey.json', 'Über%3A alles.journey.json']);
    const one = join(directory, `one-${format}.json`);
    expect(waygate(['journeys', 'export', '--all', '--realm', from, '--format', format, '--out', one]).status).toBe(0);
    expect(readFileSync(one, 'utf8')).toBe(all);
  });

  it('are planned node by node and field by field, and come together with what they run', () => {
    for (const realm of ['planned', 'together']) expect(waygate(['realms', 'create', realm]).status).toBe(0);
    const inner = changed('Inner', () => undefined);
    const outer = {
      name: 'Outer',
      entryNodeId: 'i',
      nodes: { i: { type: 'InnerTreeEvaluatorNode', displayName: 'Inner', config: { tree: 'Inner' }, connections: {} } },
    };
    const files = [file('inner.json', inner), file('outer.json', outer)];
    expect(waygate(['journeys', 'import', ...files, '--realm', 'planned', '--publish']).status).toBe(0);
    const next = file(
      'next.json',
      changed('Inner', (copy) => Object.assign(copy.nodes[first] ?? {}, { displayName: 'Who are you?' })),
    );
    const plan = waygate(['journeys', 'import', next, '--realm', 'planned', '--publish', '--plan']).stdout;
    expect(plan).toContain('Would import Inner (publish a new version).\n  ~ Who are you? displayName: "');
    const both = waygate(['journeys', 'export', 'Outer', '--realm', 'planned', '--with-inner']).stdout;
    expect((JSON.parse(both) as { name: string }[]).map(({ name }) => name)).toEqual(['Inner', 'Outer']);
    expect(waygate(['journeys', 'import', file('both.json', both), '--realm', 'together', '--publish']).status).toBe(0);
    expect(waygate(['journeys', 'export', 'Outer', '--realm', 'together', '--with-inner']).stdout).toBe(both);
  });

  it('that are not there are told from those that are', () => {
    expect(waygate(['journeys', 'export', 'Nope', '--realm', 'alpha'])).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringContaining('Login with Push MFA'),
    });
    expect(waygate(['journeys', 'validate', 'Nope', '--realm', 'alpha']).status).toBe(1);
    expect(json(['journeys', 'validate', 'Login with Push MFA', '--realm', 'alpha'])).toEqual([
      { name: 'Login with Push MFA', problems: [] },
    ]);
  });

  it('that stand in two files are refused with the names of both', () => {
    const copy = file('copy.json', readFileSync(push, 'utf8'));
    const { status, stderr } = waygate(['journeys', 'import', push, copy, '--realm', 'alpha', '--publish']);
    expect([status, stderr]).toEqual([1, expect.stringContaining(`${push} and ${copy}`)]);
  });

  const seed = JSON.parse(readFileSync(push, 'utf8')) as {
    name: string;
    nodes: Record<string, { type: string; connections: Record<string, string> }>;
  };
  const changed = (name: string, change: (copy: typeof seed) => void) => {
    const copy = structuredClone(seed);
    copy.name = name;
    change(copy);
    return copy;
  };
  const [first = ''] = Object.keys(seed.nodes);

  it.each([
    [
      'a connection to nowhere',
      changed('Dangling', (copy) => Object.assign(copy.nodes[first]?.connections ?? {}, { outcome: 'nowhere' })),
      'journey.connection_dangling',
    ],
    [
      'a loop without input',
      {
        name: 'Loop',
        entryNodeId: 'a',
        nodes: { a: { type: 'SetSuccessUrlNode', displayName: 'Loop', config: { successUrl: '/' }, connections: { outcome: 'a' } } },
      },
      'journey.loop_without_input',
    ],
  ])('with %s are refused whole when published, together with what came along', (_, document, code) => {
    const before = waygate(['journeys', 'list', '--realm', 'alpha']).stdout;
    const good = file(
      'good.json',
      changed('Good', () => undefined),
    );
    const { status, stderr } = waygate(['journeys', 'import', good, file('bad.json', document), '--realm', 'alpha', '--publish']);
    expect([status, stderr]).toEqual([1, expect.stringContaining(`${join(directory, 'bad.json')} ${code}`)]);
    expect(waygate(['journeys', 'list', '--realm', 'alpha']).stdout).toBe(before);
    expect(waygate(['journeys', 'validate', join(directory, 'bad.json'), '--realm', 'alpha'])).toMatchObject({
      status: 1,
      stdout: expect.stringContaining(code),
    });
  });

  it.each([
    ['an unconnected outcome', changed('Loose', (copy) => delete copy.nodes[first]?.connections['outcome']), 'journey.outcome_unconnected'],
    [
      'a node type that is not there',
      changed('Unknown', (copy) => Object.assign(copy.nodes[first] ?? {}, { type: 'NopeNode' })),
      'journey.unknown_node',
    ],
  ])('with %s can run, and the author is told', (_, document, code) => {
    expect(waygate(['journeys', 'validate', file('loose.json', document), '--realm', 'alpha'])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining(code),
    });
  });

  it.each([
    ['no JSON', '{', 'line 1, column 2: it is not JSON'],
    ['empty', '', 'it is empty'],
    ['ambiguous', '{"name": "A",\n"nodes": {"x": {}, "x": {}}}', 'line 2, column 20: it has the key nodes.x twice'],
    ['no journey', '{"a":1}', 'not a journey'],
    ['a key that reaches the prototype', '{"tree":{"__proto__":{}}}', 'not allowed'],
  ])('in a file that is %s are refused with its name', (_, text, sentence) => {
    const path = file('odd.json', text);
    const { status, stderr } = waygate(['journeys', 'import', path, '--realm', 'alpha']);
    expect([status, stderr]).toEqual([1, expect.stringContaining(path)]);
    expect(stderr).toContain(sentence);
  });
});

describe('services', () => {
  it('are not set so that people decide for themselves how they sign on in an outage', () => {
    expect(waygate(['realms', 'create', 'outages']).status).toBe(0);
    const set = (service: string, value: object) =>
      waygate(['services', 'set', service, '--realm', 'outages', '--file', file(`${service}-outage.json`, value)]);
    const property = (userEditable: boolean) => ({ properties: { offlineState: { type: 'string', title: 'State', userEditable } } });
    expect(set('managedUser', property(true)).status).toBe(0);
    const refused = set('continuity', { stateAttribute: 'offlineState' });
    expect(refused.status).not.toBe(0);
    expect(refused.stderr).toContain('People may edit "offlineState" themselves');
    expect(set('continuity', { deviceKeeping: { type: 'attribute', attribute: 'offlineState' } }).status).not.toBe(0);
    expect(set('managedUser', property(false)).status).toBe(0);
    expect(set('continuity', { stateAttribute: 'offlineState' }).status).toBe(0);
    expect(set('managedUser', property(true)).stderr).toContain('People may edit "offlineState" themselves');
  });

  it('take the downloaded credentials, hide the secret, and keep it when the stars come back', () => {
    const credentials = file('credentials.json', {
      accessKeyId: 'AKIA',
      accessKeySecret: 'top-secret',
      APNS: '',
      GCM: 'arn:aws:sns:us-east-1:123456789012:app/GCM/x',
    });
    expect(waygate(['services', 'set', 'pushNotification', '--realm', 'alpha', '--file', credentials]).status).toBe(0);
    const shown = waygate(['services', 'get', 'pushNotification', '--realm', 'alpha', '--json']).stdout;
    expect(JSON.parse(shown)).toMatchObject({ accessKey: 'AKIA', secret: '********', region: 'us-east-1' });
    expect(
      waygate([
        'services',
        'set',
        'pushNotification',
        '--realm',
        'alpha',
        '--file',
        file('back.json', { ...JSON.parse(shown), _id: '', _type: {}, region: 'eu-west-1' }),
      ]).status,
    ).toBe(0);
    const bytes = readdirSync(join(directory, 'data'))
      .map((name) => readFileSync(join(directory, 'data', name), 'latin1'))
      .join('');
    expect(bytes).not.toContain('top-secret');
  });

  it('hide the secrets of message gateways wherever they stand, and keep them when the stars come back', () => {
    const settings = {
      sms: { type: 'sns', accessKey: 'AKIA', secret: 'sns-secret' },
      voice: {
        type: 'http',
        url: 'https://voice.example/calls',
        headers: { Authorization: 'Basic header-secret' },
        body: '{"say":"{{text}}","key":"{{secret.key}}"}',
        secrets: { key: 'named-secret' },
      },
    };
    const set = (name: string, value: unknown) =>
      waygate(['services', 'set', 'messages', '--realm', 'alpha', '--json', '--file', file(name, value)]);
    const first = set('messages.json', settings);
    expect([first.status, first.stderr]).toEqual([0, '']);
    const shown = JSON.parse(waygate(['services', 'get', 'messages', '--realm', 'alpha', '--json']).stdout);
    expect(shown).toMatchObject({
      sms: { accessKey: 'AKIA', secret: '********' },
      voice: { url: settings.voice.url, body: settings.voice.body, headers: { Authorization: '********' }, secrets: { key: '********' } },
    });
    const again = set('again.json', { ...shown, perAddress: 3 });
    expect([again.status, JSON.parse(again.stdout)]).toEqual([0, { ...shown, perAddress: 3 }]);
    const stars = set('more-stars.json', { ...shown, voice: { ...shown.voice, secrets: { key: '********', other: '********' } } });
    expect([stars.status, stars.stderr]).toEqual([1, expect.stringContaining('voice.secrets.other')]);
    const bytes = readdirSync(join(directory, 'data'))
      .map((name) => readFileSync(join(directory, 'data', name), 'latin1'))
      .join('');
    for (const secret of ['sns-secret', 'header-secret', 'named-secret']) {
      expect(first.stdout + again.stdout + JSON.stringify(shown) + bytes).not.toContain(secret);
    }
  });

  it('take no private key of a message gateway that no token could be had by, and say what to do', () => {
    const pem = (key: KeyObject, more: object = {}) => key.export({ type: 'pkcs8', format: 'pem', ...more } as const).toString();
    const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve }).privateKey;
    const set = (privateKey: string) => {
      const oauth = { tokenUrl: 'https://login.example/token', clientId: 'waygate', privateKey };
      const sms = { type: 'http', url: 'https://sms.example/', body: '{"text":"{{text}}"}', oauth };
      return waygate(['services', 'set', 'messages', '--realm', 'alpha', '--file', file('key.json', { sms })]);
    };
    for (const [key, what] of [
      [pem(ec('P-256'), { cipher: 'aes-256-cbc', passphrase: 'x' }), 'without a passphrase'],
      [pem(ec('secp256k1')), 'P-256'],
      [pem(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey), '2048'],
      ['-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----', 'cannot be read'],
    ] as const) {
      const { status, stderr } = set(key);
      expect([status, stderr]).toEqual([1, expect.stringContaining(what)]);
      expect(stderr).toContain('sms.oauth.privateKey');
    }
    expect(set(pem(ec('P-256'))).status).toBe(0);
  });

  it('hide the headers of webhooks, each of which has a name of its own', () => {
    const webhooks = { crm: { url: 'https://crm.example/', headers: { Authorization: 'Bearer crm-secret' }, body: '' } };
    const first = waygate(['services', 'set', 'webhooks', '--realm', 'alpha', '--json', '--file', file('webhooks.json', { webhooks })]);
    expect([first.status, first.stderr]).toEqual([0, '']);
    const shown = waygate(['services', 'get', 'webhooks', '--realm', 'alpha', '--json']).stdout;
    expect(JSON.parse(shown)).toMatchObject({ webhooks: { crm: { url: 'https://crm.example/', headers: { Authorization: '********' } } } });
    const again = file('webhooks-again.json', JSON.parse(shown));
    expect(waygate(['services', 'set', 'webhooks', '--realm', 'alpha', '--file', again]).status).toBe(0);
    const bytes = readdirSync(join(directory, 'data'))
      .map((name) => readFileSync(join(directory, 'data', name), 'latin1'))
      .join('');
    expect(first.stdout + shown + bytes).not.toContain('crm-secret');
  });

  it('do not take stars for a secret that was never set', () => {
    expect(waygate(['realms', 'create', 'stars']).status).toBe(0);
    const stars = file('stars.json', { accessKey: 'AKIA', secret: '********' });
    expect(waygate(['services', 'set', 'pushNotification', '--realm', 'stars', '--file', stars])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('secret'),
    });
    expect(waygate(['services', 'get', 'pushNotification', '--realm', 'stars']).status).toBe(1);
  });

  it('say what is wrong, and have the names that AM has', () => {
    expect(waygate(['services', 'get', 'nope', '--realm', 'alpha'])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('authenticatorPushService'),
    });
    expect(waygate(['services', 'get', 'authenticatorPushService', '--realm', '/alpha']).status).toBe(1);
    const wrong = file('wrong.json', { accessKey: 'x', secret: 'y', region: 'nowhere', googleEndpoint: 'arn' });
    const { status, stderr } = waygate(['services', 'set', 'pushNotification', '--realm', 'alpha', '--file', wrong]);
    expect([status, stderr]).toEqual([1, expect.stringContaining('region')]);
    expect(stderr).toContain('googleEndpoint');
  });
});

describe('providers', () => {
  const settings = { clientId: 'waygate', wellKnownEndpoint: 'https://id.example/.well-known/openid-configuration' };

  it('are made, listed, changed by what was shown, and removed, and their secret is never told', () => {
    const secret = 'a-secret-of-the-provider';
    const path = file('provider.json', { ...settings, secret });
    expect(waygate(['providers', 'create', 'partner', '--realm', 'alpha', '--file', path]).stdout).toBe('Provider partner is made.\n');
    const listed = waygate(['providers', 'list', '--realm', 'alpha']).stdout;
    expect(listed).toBe('partner\toidcConfig\ton\n');
    const shown = waygate(['providers', 'get', 'partner', '--realm', 'alpha']).stdout;
    const again = file('provider-again.json', { ...JSON.parse(shown), enabled: false });
    const updated = json(['providers', 'update', 'partner', '--realm', 'alpha', '--file', again]);
    expect(updated).toMatchObject({ enabled: false, hasSecret: true, settings: { clientId: 'waygate' } });
    expect(shown + JSON.stringify(updated)).not.toContain(secret);
    const wrong = file('provider-bad.json', { clientId: 'x', scopes: ['profile'], oddity: 1 });
    const refused = waygate(['providers', 'update', 'partner', '--realm', 'alpha', '--file', wrong]);
    expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining('oddity')]);
    expect(waygate(['providers', 'remove', 'partner', '--realm', 'alpha']).status).toBe(0);
    expect(waygate(['providers', 'get', 'partner', '--realm', 'alpha']).status).toBe(1);
  });
});

describe('service accounts', () => {
  it('are made with a key, listed without it, and deleted', () => {
    const key = join(directory, 'deploy.jwk.json');
    const made = json(['service-accounts', 'create', 'deploy', '--right', 'administrator', '--new-jwk', key]);
    expect(made).toMatchObject({ id: expect.any(String), name: 'deploy', rights: ['administrator'], scopes: ['fr:am:*', 'fr:idm:*'] });
    expect(JSON.parse(readFileSync(key, 'utf8'))).toMatchObject({ kty: 'RSA', d: expect.any(String) });
    expect(statSync(key).mode & 0o077).toBe(0);
    const again = waygate(['service-accounts', 'create', 'other', '--right', 'administrator', '--new-jwk', key]);
    expect(again, 'no key is written over').toMatchObject({ status: 1, stderr: expect.stringContaining('there already') });
    const weak = waygate(['service-accounts', 'create', 'other', '--right', 'script-author', '--jwk', key]);
    expect(weak).toMatchObject({ status: 1, stderr: expect.stringContaining('Without the right administrator') });
    expect(json(['service-accounts', 'list'])).toEqual([made]);
    const { id } = made as { readonly id: string };
    expect(waygate(['service-accounts', 'delete', id]).status).toBe(0);
    expect(waygate(['service-accounts', 'delete', id])).toMatchObject({ status: 1, stderr: expect.stringContaining('no service account') });
  });
});

describe('clients of the offline API', () => {
  const add = ['api-clients', 'add', 'deploy', '--realm', 'alpha', '--scope', 'okta.oag.idp.manage', 'okta.oag.app.manage'];

  it('are made with a key, listed, given another key and removed, and no private key is kept or shown', () => {
    const key = join(directory, 'deploy.pem');
    const made = waygate([...add, '--new-key', key, '--json']);
    const { id, keys } = JSON.parse(made.stdout) as { readonly id: string; readonly keys: readonly { readonly kid: string }[] };
    const pem = readFileSync(key, 'utf8');
    expect(pem).toContain('-----BEGIN PRIVATE KEY-----');
    expect(statSync(key).mode & 0o077).toBe(0);
    expect(JSON.parse(made.stdout)).toMatchObject({
      label: 'deploy',
      realm: '/alpha',
      scopes: ['okta.oag.idp.manage', 'okta.oag.app.manage'],
      keys: [{ kid: expect.stringMatching(/^[\w-]{43}$/) }],
    });
    expect(json(['api-clients', 'list'])).toEqual([JSON.parse(made.stdout)]);
    expect(waygate(['api-clients', 'list']).stdout).toContain(`${id}\tdeploy\t/alpha\t`);

    const other = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const jwk = file('other.jwk.json', other.privateKey.export({ format: 'jwk' }));
    const rotated = json(['api-clients', 'rotate', id, '--key', jwk, '--keep']) as { readonly keys: readonly { readonly kid: string }[] };
    expect(rotated.keys.map(({ kid }) => kid)).toEqual([expect.not.stringContaining(keys[0]?.kid ?? '-'), keys[0]?.kid]);
    const spki = file('third.pem', generateKeyPairSync('rsa', { modulusLength: 2_048 }).publicKey.export({ type: 'spki', format: 'pem' }));
    expect(json(['api-clients', 'rotate', id, '--key', spki])).toMatchObject({ keys: [{}] });
    expect(waygate(['api-clients', 'rotate', id, '--key', spki])).toMatchObject({ status: 1, stderr: expect.stringContaining('already') });
    expect(waygate(['api-clients', 'remove', id]).status).toBe(0);
    for (const command of [
      ['remove', id],
      ['rotate', id, '--key', jwk],
    ])
      expect(waygate(['api-clients', ...command])).toMatchObject({ status: 1, stderr: expect.stringContaining('no API client') });
  });

  it('are not made without a key, with one that is weak or none, for a realm that there is not or a scope that there is not', () => {
    const pemOf = (modulusLength: number, publicExponent = 65_537) =>
      generateKeyPairSync('rsa', { modulusLength, publicExponent }).publicKey.export({ type: 'spki', format: 'pem' });
    const good = file('good.pem', pemOf(2_048));
    const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' });
    for (const [args, text] of [
      [add, 'either --key or --new-key'],
      [[...add, '--key', good, '--new-key', join(directory, 'never.pem')], 'either --key or --new-key'],
      [[...add, '--new-key', good], 'there already'],
      [[...add, '--key', join(directory, 'nothing.pem')], 'cannot be read'],
      [[...add, '--key', file('weak.pem', pemOf(1_024))], '2048 bits'],
      [[...add, '--key', file('small.pem', pemOf(2_048, 3))], '65537'],
      [[...add, '--key', file('elliptic.pem', elliptic)], 'must be an RSA key'],
      [[...add, '--key', file('text.pem', 'nonsense')], 'neither PEM nor a JWK'],
      [[...add, '--key', file('empty.pem', '-----BEGIN PUBLIC KEY-----\n')], 'no key in PEM'],
      [['api-clients', 'add', 'x', '--realm', 'nowhere', '--scope', 'okta.oag.app.read', '--key', good], 'There is no realm nowhere'],
      [['api-clients', 'add', 'x', '--realm', 'alpha', '--scope', 'openid', '--key', good], 'okta.oag.app.read'],
      [['api-clients', 'add', 'x\ny', '--realm', 'alpha', '--scope', 'okta.oag.app.read', '--key', good], 'A label has'],
    ] as const)
      expect(waygate(args), args.join(' ')).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining(text) });
    expect(json(['api-clients', 'list'])).toEqual([]);
  });
});

describe('certificates', () => {
  it('are kept, listed and removed, without whatever else stands in the file', () => {
    const { cert: certificate, key } = loopbackCertificate;
    const made = json(['certificates', 'add', 'Portal', '--realm', 'alpha', '--file', file('portal.pem', `${key}\n${certificate}\n`)]);
    expect(made).toMatchObject({
      id: expect.any(String),
      name: 'Portal',
      subject: 'CN=localhost',
      hostnames: ['localhost'],
      fingerprint: expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/),
      notBefore: expect.stringMatching(/Z$/),
    });
    expect(json(['certificates', 'list', '--realm', 'alpha'])).toEqual([made]);
    expect(JSON.stringify(made)).not.toContain('PRIVATE');
    const { id } = made as { readonly id: string };
    const other = waygate(['certificates', 'add', 'Other', '--realm', 'alpha', '--file', file('other.pem', key)]);
    expect(other).toMatchObject({ status: 1, stderr: expect.stringContaining('no certificate in PEM') });
    expect(waygate(['certificates', 'remove', id, '--realm', 'alpha']).status).toBe(0);
    expect(waygate(['certificates', 'remove', id, '--realm', 'alpha'])).toMatchObject({ status: 1 });
  });
});

describe('clients', () => {
  const settings = { scopes: ['read'], grantTypes: ['client_credentials'] };

  it('are made, shown, changed, given a new secret and removed, and a secret is shown once', () => {
    const path = file('client.json', settings);
    const made = waygate(['clients', 'create', 'machine', '--realm', 'alpha', '--file', path]);
    const secret = /^Secret {3}(\S{43}) /m.exec(made.stdout)?.[1] ?? '';
    expect([made.status, secret.length]).toEqual([0, 43]);
    expect(json(['clients', 'list', '--realm', 'alpha'])).toMatchObject([{ id: 'machine', hasSecret: true, settings }]);
    const shown = waygate(['clients', 'get', 'machine', '--realm', 'alpha']).stdout;
    expect(JSON.parse(shown)).toMatchObject({
      ...settings,
      clientType: 'Confidential',
      accessTokenLifetime: 3_600,
      codeVerifierEnforced: true,
    });
    expect(shown + waygate(['clients', 'list', '--realm', 'alpha', '--json']).stdout).not.toMatch(/secret[^"]*":\s*"|argon2/i);
    const again = file('again.json', { ...JSON.parse(shown), accessTokenLifetime: 60 });
    const updated = json(['clients', 'update', 'machine', '--realm', 'alpha', '--file', again]);
    expect(updated).toMatchObject({ hasSecret: true, settings: { accessTokenLifetime: 60 } });
    expect(updated).not.toHaveProperty('secret');
    expect(json(['clients', 'new-secret', 'machine', '--realm', 'alpha'])).toMatchObject({ secret: expect.not.stringContaining(secret) });
    expect(waygate(['clients', 'remove', 'machine', '--realm', 'alpha']).status).toBe(0);
    expect(waygate(['clients', 'get', 'machine', '--realm', 'alpha'])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('There is no client machine in realm /alpha.'),
    });
  });

  it('that cannot work are refused, with what is wrong', () => {
    const path = file('bad.json', { clientType: 'Public', redirectionUris: ['http://app.example/*'], implicit: true });
    const { status, stderr } = waygate(['clients', 'create', 'app', '--realm', 'alpha', '--file', path]);
    expect(status).toBe(1);
    for (const part of ['redirectionUris.0', 'https', 'implicit']) expect(stderr).toContain(part);
  });

  it('of a realm trust new keys when they are made', () => {
    expect(json(['clients', 'rotate-keys', '--realm', 'alpha'])).toEqual({ realm: '/alpha' });
    const signing = { kid: expect.stringMatching(/^[\w-]{43}$/), signs: true };
    expect(json(['clients', 'keys', '--realm', 'alpha'])).toEqual([
      { ...signing, alg: 'RS256', bits: 3_072 },
      { ...signing, alg: 'ES256', bits: 256 },
    ]);
    expect(waygate(['clients', 'keys', '--realm', 'alpha']).stdout).toMatch(/\tRS256\t3072 bits\tsigns\n/);
  });
});

describe('scripts', () => {
  it('are put from a file, listed, printed, replaced and removed', () => {
    const source = file('Decide.js', `outcome = 'true';\n`);
    const made = json(['scripts', 'put', '--realm', 'alpha', '--file', source]) as { id: string };
    expect(made).toMatchObject({ name: 'Decide', context: 'AUTHENTICATION_TREE_DECISION_NODE', lastModifiedBy: 'command line' });
    expect(json(['scripts', 'list', '--realm', 'alpha'])).toEqual(
      expect.arrayContaining([expect.objectContaining({ id: made.id, name: 'Decide' })]),
    );
    expect(waygate(['scripts', 'get', 'Decide', '--realm', 'alpha']).stdout).toBe(`outcome = 'true';\n`);
    const broken = waygate(['scripts', 'put', 'Decide', '--realm', 'alpha', '--file', file('x.js', 'a;\nnope(')]);
    expect(broken.stdout).toContain(`Script Decide (${made.id}) is replaced.`);
    expect(broken.stdout).toContain('Error at 2:6: This is not JavaScript');
    expect(waygate(['scripts', 'remove', made.id, '--realm', 'alpha']).status).toBe(0);
    expect(waygate(['scripts', 'get', 'Decide', '--realm', 'alpha'])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('There is no script Decide'),
    });
  });
});

describe('keys', () => {
  const keys = () => json(['keys', 'list']) as { id: string; active: boolean; documents: number }[];

  it('are made for copies of a server once, and never in the place of others', () => {
    const keysFile = join(directory, 'handed-out', 'keys.json');
    const named = { WAYGATE_KEYS_FILE: keysFile };
    const made = waygate(['keys', 'create', '--json'], '', named);
    const { active } = JSON.parse(made.stdout) as { active: string };
    const text = readFileSync(keysFile, 'utf8');
    expect(JSON.parse(text)).toMatchObject({ active });
    expect(made.stdout, 'what it holds is printed nowhere').not.toContain(JSON.parse(text).keys[0].secret);
    expect(waygate(['keys', 'create'], '', named)).toMatchObject({ status: 1, stderr: expect.stringContaining('already') });
    expect(readFileSync(keysFile, 'utf8')).toBe(text);
  });

  it('are prepared before they seal', () => {
    const { prepared } = json(['keys', 'prepare']) as { prepared: string };
    expect(keys().find(({ id }) => id === prepared)).toMatchObject({ active: false, documents: 0 });
    expect(waygate(['keys', 'remove', prepared]).status).toBe(0);
  });

  it('are rotated, listed and removed, and the one that seals stays', () => {
    const [before] = keys();
    const rotated = waygate(['keys', 'rotate']);
    expect(rotated).toMatchObject({ status: 0, stderr: expect.stringMatching(/round 1\t\w+\t\d+ looked at\t\d+ sealed anew/) });
    expect(rotated.stdout).toContain(`waygate keys remove ${before?.id}`);
    const after = keys();
    expect(after.map(({ active }) => active)).toEqual([false, true]);
    expect(after[0]).toMatchObject({ id: before?.id, documents: 0 });
    expect(waygate(['keys', 'reseal']).stdout, 'which adds none').toContain(`Key ${after[1]?.id} seals, as before. 0 documents`);
    expect(keys()).toEqual(after);
    expect(waygate(['keys', 'remove', after[1]?.id ?? '']).status).not.toBe(0);
    expect(waygate(['keys', 'remove', before?.id ?? ''])).toMatchObject({ status: 0, stdout: expect.stringContaining('is gone') });
  });
});

describe('the health of providers', () => {
  const named = ['--realm', 'alpha'];

  it('is shown, set for a time and set free again, also when no administrator can sign on', async () => {
    const workspace = await openWorkspace(readConfig({ WAYGATE_DATA_DIR: join(directory, 'data') }));
    const id = '7a8f7c52-8f0e-4a37-9f0d-0b8b8a1d2f11';
    const idp = { id, name: 'Push', probe: { type: 'HTTP', url: 'https://push.example/' } };
    await workspace.stores.realmObjects.create('/alpha', 'offlineIdp', { id, value: idp });
    await workspace.close();
    const state = () => json(['health', 'list', ...named]) as { providers: object[] };
    expect(state()).toMatchObject({ providers: [{ name: 'Push', state: 'online' }] });
    const wish = ['health', 'override', 'Push', ...named, '--state', 'blocked', '--reason', 'attack'];
    expect(waygate(wish)).toMatchObject({ status: 1, stderr: expect.stringContaining('for how many minutes') });
    expect(waygate([...wish, '--minutes', '0']).status).toBe(2);
    expect(waygate([...wish, '--minutes', '5'])).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^Push\tAUTOMATIC\tblocked\tsince .*\tby command line: attack/),
    });
    expect(state()).toMatchObject({ providers: [{ state: 'blocked', transitions: [{ reason: 'operator', by: 'command line' }] }] });
    expect(waygate(['health', 'end-override', 'Push', ...named]).stdout).toContain('\tonline\t');
    expect(waygate(['health', 'end-override', 'Nobody', ...named])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('"Nobody"'),
    });
  });
});

describe('directories for an outage', () => {
  const named = ['Okta', '--realm', 'alpha'];
  const allowed = { WAYGATE_DIRECTORY_HOSTS: 'localhost' };

  it('are listed, copied on demand also when no server runs, and told of when that fails; nothing shows the credential', async () => {
    const slapd = await startSlapd();
    try {
      await slapd.add('mia', 'correct horse');
      const workspace = await openWorkspace(readConfig({ WAYGATE_DATA_DIR: join(directory, 'data') }));
      const idpId = '7a8f7c52-8f0e-4a37-9f0d-0b8b8a1d2f12';
      const idp = { id: idpId, name: 'Okta', probe: { type: 'HTTP', url: 'https://okta.example/' } };
      await workspace.stores.realmObjects.create('/alpha', 'offlineIdp', { id: idpId, value: idp });
      const connection = { connectionUrl: `ldap://${slapd.address}`, bindDn: ADMIN.dn, bindCredential: ADMIN.password };
      const config = { userSearchDn: PEOPLE, groupSearchDn: GROUPS };
      const value = { id: '7a8f7c52-8f0e-4a37-9f0d-0b8b8a1d2f13', idpId, type: 'OPEN_LDAP', connection, config };
      await workspace.stores.realmObjects.create('/alpha', 'offlineDirectory', { id: idpId, value });
      await workspace.close();

      expect(waygate(['directories', 'list', '--realm', 'alpha']).stdout).toBe('Okta\tOPEN_LDAP\tnever\tno copy\n');
      const copied = waygate(['directories', 'sync', ...named], '', allowed);
      expect(copied).toMatchObject({ status: 0, stdout: expect.stringMatching(/^Okta\tOPEN_LDAP\tcurrent\t1 people, 0 groups, of /) });
      expect(copied.stdout).toContain('Copied 1 people and 0 groups.');
      const shown = waygate(['directories', 'status', ...named, '--json']).stdout;
      expect(JSON.parse(shown)).toMatchObject({ directories: [{ provider: 'Okta', status: { copy: { generation: 1, users: 1 } } }] });
      expect(shown).not.toContain(ADMIN.password);

      const refused = waygate(['directories', 'sync', ...named]);
      expect(refused).toMatchObject({ status: 1, stdout: expect.stringContaining('The host is not public') });
      expect(refused.stdout).toContain('1 people');
      expect(waygate(['directories', 'status', 'Nobody', '--realm', 'alpha'])).toMatchObject({
        status: 1,
        stderr: expect.stringContaining('"Nobody"'),
      });
    } finally {
      await slapd.stop();
    }
  });
});

describe('keys of phones for an outage', () => {
  it('are listed, turned and taken away', () => {
    const keys = ['offline-mfa', 'keys'];
    const named = ['--realm', 'alpha', '--json'];
    const list = () => JSON.parse(waygate([...keys, 'list', ...named]).stdout);
    const { deviceKeys, issuers, stale } = list();
    expect({ deviceKeys, issuers, stale }).toMatchObject({ deviceKeys: [{ active: true }], issuers: [{ active: true }], stale: 0 });
    expect(waygate([...keys, 'rotate', '--realm', 'alpha']).stdout).toMatch(/Key [0-9a-f]{8} is written with now\./);
    expect(waygate([...keys, 'rotate-issuer', '--realm', 'alpha']).stdout).toMatch(/issuer [0-9a-f]{4} now\./);
    expect(list()).toMatchObject({
      deviceKeys: [{ active: true }, deviceKeys.map(({ id }: { id: string }) => ({ id, active: false }))[0]],
    });
    expect(waygate([...keys, 'remove', deviceKeys[0].id, ...named]).status).toBe(0);
    expect(waygate([...keys, 'remove-issuer', issuers[0].id, ...named]).status).toBe(0);
    const left = list();
    expect([left.deviceKeys, left.issuers]).toMatchObject([[{ active: true }], [{ active: true }]]);
    expect(waygate([...keys, 'remove', left.deviceKeys[0].id, ...named])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('Rotate first'),
    });
  });
});

describe('applications that a proxy guards', () => {
  it('are added, shown, let in offline for groups, and removed', () => {
    const named = ['--realm', 'alpha'];
    const add = ['applications', 'add', 'payroll', ...named];
    expect(waygate([...add, '--public-domain', 'http://payroll.example.com'])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('publicDomain: Only an application on this machine'),
    });
    expect(waygate([...add, '--public-domain', 'https://payroll.example.com', '--provider', 'Nobody']).stderr).toContain('"Nobody"');
    expect(waygate([...add, '--public-domain', 'https://payroll.example.com'])).toMatchObject({
      status: 0,
      stdout: 'payroll\thttps://payroll.example.com\tACTIVE\toffline INACTIVE\tnobody\n',
    });
    expect(waygate(['applications', 'set-state', 'payroll', ...named, '--offline', 'ON']).status).toBe(2);
    expect(
      waygate(['applications', 'set-state', 'payroll', ...named, '--offline', 'ACTIVE', '--groups', 'Admins', 'Developers']).stdout,
    ).toBe('payroll\thttps://payroll.example.com\tACTIVE\toffline ACTIVE\tAdmins, Developers\n');
    expect(json(['applications', 'show', 'payroll', ...named])).toMatchObject({
      name: 'payroll',
      offline: { state: 'ACTIVE', groups: [{ name: 'Admins' }, { name: 'Developers' }] },
    });
    const nginx = ['applications', 'nginx', 'payroll', ...named];
    expect(waygate([...nginx, '--upstream', 'http://127.0.0.1:3000']).stdout).toMatch(/\n {4}server_name payroll\.example\.com;\n/);
    for (const wrong of ['127.0.0.1:3000', 'http://127.0.0.1/x', 'http://u:p@127.0.0.1', 'ftp://127.0.0.1'])
      expect(waygate([...nginx, '--upstream', wrong]).status, wrong).toBe(2);
    expect(waygate([...nginx, '--upstream', 'http://127.0.0.1:3000', '--certificate', '/x; load_module y']).status).toBe(2);
    expect(waygate(['applications', 'remove', 'payroll', ...named]).status).toBe(0);
    expect(waygate(['applications', 'show', 'payroll', ...named])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('"payroll"'),
    });
    expect(json(['applications', 'list', ...named])).toEqual({ applications: [] });
  });
});

describe('metadata of authenticators', () => {
  const named = ['--realm', 'alpha'];
  const publisher = new MetadataPublisher('Test alliance');
  const put = (no: number, nextUpdate = '2049-12-31') => {
    mkdirSync(join(directory, 'data/fido-metadata'), { recursive: true });
    writeFileSync(join(directory, 'data/fido-metadata/own.jwt'), publisher.publish({ no, nextUpdate, entries: [] }));
  };

  it('is fetched and shown, and an older one is not taken', () => {
    expect(waygate(['fido-metadata', 'status', ...named])).toMatchObject({ status: 0, stdout: 'The realm names no source.\n' });
    const settings = { fidoMetadataServiceUris: ['file:own.jwt'], fidoMetadataRoots: publisher.pem };
    const set = ['services', 'set', 'webAuthnMetadataService', ...named, '--file'];
    for (const uri of ['file:../keys.json', 'file:/etc/passwd', 'ftp://mds.example/', 'https://a:b@mds.example/'])
      expect(waygate([...set, file('bad.json', { ...settings, fidoMetadataServiceUris: [uri] })])).toMatchObject({
        status: 1,
        stderr: expect.stringContaining('A source is an address'),
      });
    const { fidoMetadataRoots: _, ...rootless } = settings;
    expect(waygate([...set, file('bad.json', { ...rootless, fidoMetadataHost: 'evil.example' })]).stderr).toContain(
      'needs roots of its own',
    );
    expect(waygate([...set, file('metadata.json', settings)]).status).toBe(0);
    expect(waygate(['fido-metadata', 'status', ...named]).stdout).toBe('file:own.jwt\tnot in force\tnothing yet\n');
    expect(waygate(['fido-metadata', 'refresh', ...named])).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('cannot be read'),
      stderr: expect.stringContaining('1 of 1 sources could not be fetched'),
    });
    put(3);
    expect(waygate(['fido-metadata', 'refresh', ...named])).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^file:own\.jwt\tin force\tnumber 3\t0 models\tfetched 20.*\tgood until 2050-01-01T00:00:00/),
    });
    put(2);
    expect(waygate(['fido-metadata', 'refresh', ...named])).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('A later publication'),
    });
    expect(json(['fido-metadata', 'status', ...named])).toMatchObject({ sources: [{ source: 'file:own.jwt', inForce: true, no: 3 }] });
  });
});

describe('devices of a person', () => {
  it('are listed without a secret, removed one by one, and reset by kind', async () => {
    const named = ['--realm', 'alpha', '--username', 'owner'];
    const made = waygate(['users', 'create', ...named, '--password', 'a-long-password', '--attribute', 'mail=owner@example.com']);
    expect(made.status).toBe(0);
    const workspace = await openWorkspace(readConfig({ WAYGATE_DATA_DIR: join(directory, 'data') }));
    const owner = await workspace.stores.identities.findByName('/alpha', 'owner');
    const facts = { issuer: 'i', algorithm: 'TOTP', digits: 6, hash: 'HMAC_SHA1', period: 30, counter: 0, lastLogin: 0 } as const;
    for (const uuid of ['one', 'two', 'three']) {
      const device = {
        uuid,
        deviceName: `App ${uuid}`,
        createdDate: 1,
        lastAccessDate: 2,
        sharedSecret: 'abcdef0123456789',
        clockDriftSeconds: 0,
      };
      const record = { device: { ...facts, ...device, checksumDigit: false, truncationOffset: -1 }, recoveryCodes: ['h'], refreshes: [] };
      await workspace.stores.devices.oath.put('/alpha', owner?.id ?? '', record);
    }
    await workspace.close();
    const listed = waygate(['users', 'devices', 'list', ...named, '--json']);
    expect(JSON.parse(listed.stdout)).toMatchObject([{ kind: 'oath', deviceName: 'App one', recoveryCodes: 1 }, {}, {}]);
    expect(listed.stdout).not.toContain('abcdef0123456789');
    expect(waygate(['users', 'devices', 'remove', 'one', ...named])).toMatchObject({ status: 0, stdout: 'Removed App one.\n' });
    expect(waygate(['users', 'devices', 'remove', 'one', ...named]).status).not.toBe(0);
    expect(waygate(['users', 'devices', 'reset', 'oath', ...named])).toMatchObject({ status: 0, stdout: 'Removed 2 devices.\n' });
    // Told as by the server: without a mail server what goes out is kept in the outbox.
    const outbox = join(directory, 'data', 'outbox');
    const mails = readdirSync(outbox)
      .filter((name) => name.endsWith('.txt'))
      .map((name) => readFileSync(join(outbox, name), 'utf8'));
    expect(mails.filter((mail) => mail.includes('owner@example.com'))).toHaveLength(3);
    for (const name of ['App one', 'App two', 'App three']) expect(mails.filter((mail) => mail.includes(name))).toHaveLength(1);
  });
});

describe('what people sign on with offline', () => {
  const named = ['--user', 'stranded', '--realm', 'alpha'];
  const offline = (...args: readonly string[]) => waygate(['offline-mfa', ...args]);
  const store = async <T>(work: (workspace: Awaited<ReturnType<typeof openWorkspace>>, id: string) => Promise<T>): Promise<T> => {
    const workspace = await openWorkspace(readConfig({ WAYGATE_DATA_DIR: join(directory, 'data') }));
    try {
      return await work(workspace, (await workspace.stores.identities.findByName('/alpha', 'stranded'))?.id ?? '');
    } finally {
      await workspace.close();
    }
  };
  const facts = { issuer: 'i', algorithm: 'TOTP', digits: 6, hash: 'HMAC_SHA1', period: 30, counter: 0, lastLogin: 60 } as const;
  const secret = 'abcdef0123456789abcdef0123456789abcdef01';

  beforeAll(async () => {
    expect(waygate(['users', 'create', '--realm', 'alpha', '--username', 'stranded', '--password', 'a-long-password']).status).toBe(0);
    await store(async ({ stores }, id) => {
      const device = { ...facts, uuid: 'app', deviceName: 'Old phone', createdDate: 1_000, lastAccessDate: 2_000, sharedSecret: secret };
      const totp = { ...device, clockDriftSeconds: 0, checksumDigit: false, truncationOffset: -1 };
      await stores.offlineCodes.update('/alpha', id, (record) => ({
        ...record,
        app: { device: totp, backupCodeHash: '{SCRYPT2}hash' },
        locks: 1,
        lockedUntil: Date.now() + 900_000,
      }));
      const push = { issuer: 'i', sharedSecret: secret, deviceMechanismUID: 'm', deviceId: 't', deviceType: 'web', capabilities: [] };
      for (const uuid of ['one', 'two']) {
        const phone = { ...push, uuid, deviceName: `Phone ${uuid}`, createdDate: 1, lastAccessDate: 1 };
        const record = { ...phone, communicationType: 'local', communicationId: 'local:t' };
        await stores.devices.push.put('/alpha', id, { device: record, recoveryCodes: [], refreshes: [] });
      }
      const offlineDevices = openOfflineDevices(stores, () => 3_000);
      for (const deviceUuid of ['two', 'one']) {
        const offlineKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
        await offlineDevices.approved('/alpha', { userId: id, deviceUuid, offlineKey });
      }
      await stores.offlineDevices.update('/alpha', id, (record) => ({ ...record, wrong: 4 }));
    });
  });

  it('is viewed with phones and locks, and without a secret', () => {
    const viewed = offline('view', ...named, '--json');
    expect(JSON.parse(viewed.stdout)).toEqual({
      user: 'stranded',
      realm: '/alpha',
      code: {
        status: 'enrolled',
        setupSuccess: true,
        uuid: 'app',
        deviceName: 'Old phone',
        enrolledAt: 1_000,
        lastUsedAt: 2_000,
        lastStep: 2,
        hasBackupCode: true,
        wrong: 0,
        lockedUntil: expect.any(Number),
        unsentEvents: 0,
      },
      devices: {
        phones: [
          { uuid: 'one', deviceName: 'Phone one', capturedAt: 3_000 },
          { uuid: 'two', deviceName: 'Phone two', capturedAt: 3_000 },
        ],
        wrong: 4,
      },
    });
    const { stdout } = offline('view', ...named);
    expect(stdout).toMatch(/^offline code\tenrolled\tOld phone\n[\s\S]*locked until\t[\s\S]*phone\tone\tPhone one/);
    for (const text of [viewed.stdout, stdout]) expect(text).not.toMatch(new RegExp(`${secret}|SCRYPT2|"x"|ciphertext`));
  });

  it('is renamed, reminded of, unlocked, given a new backup code that is printed once, and an end; the owner is to be told', async () => {
    expect(offline('modify', ...named, '--rename', 'Red phone', '--reminder', '30', '--unlock')).toMatchObject({
      status: 0,
      stdout: 'Wrong codes and locks are forgotten.\nReminded every 30 days.\nThe app is called Red phone.\n',
    });
    const made = offline('modify', ...named, '--regenerate-backup-code');
    expect(made.stdout).toMatch(/^Backup code \(shown only now\): [0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\n$/);
    expect(offline('modify', ...named, '--expire', '2026-01-01T00:00:00Z')).toMatchObject({ status: 0 });
    const code = made.stdout.trim().slice(-14);
    const viewed = offline('view', ...named, '--json').stdout;
    expect(viewed).not.toContain(code);
    expect(JSON.parse(viewed)).toMatchObject({
      code: { status: 'expired', deviceName: 'Red phone', reminderDays: 30, wrong: 0, unsentEvents: 3 },
    });
    const record = await store(({ stores }, id) => stores.offlineCodes.find('/alpha', id));
    expect(record?.unsentEvents.map(({ kind, by }) => [kind, by])).toEqual([
      ['codeRenamed', 'operator'],
      ['backupCodeNew', 'operator'],
      ['codeExpired', 'operator'],
    ]);
  });

  it('is removed one by one or as a whole', () => {
    expect(offline('remove', ...named, '--device', 'one')).toMatchObject({ status: 0, stdout: 'Removed Phone one.\n' });
    expect(offline('remove', ...named, '--device', 'one')).toMatchObject({ status: 3, stderr: expect.stringContaining('no phone one') });
    expect(offline('remove', ...named, '--all', '--json').stdout).toContain(
      '"removed":[{"kind":"device","deviceName":"Phone two"},{"kind":"code","deviceName":"Red phone"}]',
    );
    expect(offline('remove', ...named, '--code').status).toBe(3);
    expect(offline('modify', ...named, '--rename', 'x')).toMatchObject({ status: 3, stderr: 'stranded has no offline code.\n' });
    expect(offline('view', ...named).stdout).toMatch(/^offline code\tnone\n[\s\S]*phones\tnone\n$/);
  });

  it.each([
    [2, 'view', '--realm', 'alpha'],
    [2, 'modify', ...named],
    [2, 'modify', ...named, '--expire', 'soon'],
    [2, 'modify', ...named, '--reminder', '-1'],
    [2, 'modify', ...named, '--rename', ' '],
    [2, 'remove', ...named],
    [2, 'remove', ...named, '--code', '--all'],
    [3, 'view', '--user', 'nobody', '--realm', 'alpha'],
    [3, 'view', '--user', 'stranded', '--realm', 'nowhere'],
    [3, 'view', '--user', 'stranded'],
  ])('ends with exit code %i: %s %s %s %s %s %s %s', (status, ...args) => {
    expect(offline(...args)).toMatchObject({ status, stdout: '' });
  });
});

it('backs up the store, and restores it into a folder without one', () => {
  const out = join(directory, 'backup');
  const elsewhere = join(directory, 'restored');
  const inElsewhere = (args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
    waygate(args, '', { WAYGATE_DATA_DIR: elsewhere, ...more });
  const done = json(['store', 'backup', '--out', out]);
  expect(done).toMatchObject({ folder: out, withKeys: false, keyCheck: expect.any(String) });
  expect(readdirSync(out).sort(), 'without the keys').toEqual(['backup.json', 'durable.sqlite', 'ephemeral.sqlite']);
  expect(waygate(['store', 'backup', '--out', out])).toMatchObject({ status: 1, stderr: expect.stringContaining('overwrites nothing') });
  expect(waygate(['store', 'backup', '--out', out], '', { WAYGATE_MONGODB_URI: 'mongodb://127.0.0.1/waygate' }).status).toBe(2);

  expect(inElsewhere(['store', 'restore', '--from', out])).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('There is no keys file'),
  });
  const keys = { WAYGATE_KEYS_FILE: join(directory, 'data', 'keys.json') };
  expect(inElsewhere(['realms', 'list', '--json'], keys).stdout).toBe(waygate(['realms', 'list', '--json']).stdout);
  expect(inElsewhere(['store', 'restore', '--from', out])).toMatchObject({ status: 1, stderr: expect.stringContaining('durable.sqlite') });

  const other = join(directory, 'other');
  waygate(['realms', 'list'], '', { WAYGATE_DATA_DIR: other });
  const wrong = { WAYGATE_DATA_DIR: join(directory, 'third'), WAYGATE_KEYS_FILE: join(other, 'keys.json') };
  expect(waygate(['store', 'restore', '--from', out, '--json'], '', wrong)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('restore.other_keys'),
  });
  const whole = join(directory, 'with-keys');
  expect(waygate(['store', 'backup', '--out', whole, '--with-keys']).status).toBe(0);
  expect(statSync(join(whole, 'keys.json')).mode & 0o777).toBe(0o600);
  const fourth = { WAYGATE_DATA_DIR: join(directory, 'fourth') };
  expect(waygate(['store', 'restore', '--from', whole, '--json'], '', fourth).stdout).toContain('"keys":"restored"');
  expect(readFileSync(join(directory, 'fourth', 'keys.json'))).toEqual(readFileSync(join(directory, 'data', 'keys.json')));
});
