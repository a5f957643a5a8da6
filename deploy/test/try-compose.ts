import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Checks, until } from './checks.ts';
import { Client } from './client.ts';

/** Brings up deploy/compose.yaml and tries what the pages say of it. Called by compose.sh; exit code 1 says that something does not hold. */
const [folder = '', project = '', command = ''] = process.argv.slice(2);
const IMAGE = process.env['WAYGATE_IMAGE'] ?? '';
const PERSON = { name: 'ann', password: 'a-password-of-a-person' };
const COPIES = ['waygate-1', 'waygate-2'];
const MEMBERS = ['mongo-1', 'mongo-2', 'mongo-3'];
/** What a copy takes to start or to stop on a slow machine, seconds. */
const PATIENCE = 240;

const secret = (name: string) => readFileSync(join(folder, 'secrets', name), 'utf8').trim();
const people = new Client('https://localhost:8443');
const checks = new Checks();

interface Container {
  readonly Id: string;
  readonly RestartCount: number;
  readonly State: {
    readonly Status: string;
    readonly ExitCode: number;
    readonly Pid: number;
    readonly Health?: { readonly Status: string };
  };
  readonly NetworkSettings: { readonly Ports: Readonly<Record<string, unknown>> };
}

function docker(...args: readonly string[]): string {
  return execFileSync('docker', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 28 });
}

function compose(args: readonly string[], environment: Readonly<Record<string, string>> = {}): string {
  const [program = '', ...first] = command.split(' ');
  const { status, stdout, stderr } = spawnSync(program, [...first, ...args], { encoding: 'utf8', env: { ...process.env, ...environment } });
  assert.equal(status, 0, `${args.join(' ')}: ${stderr}`);
  return stdout;
}

function container(service: string): Container {
  const label = 'label=com.docker.compose';
  const id = docker('ps', '--all', '--quiet', '--filter', `${label}.project=${project}`, '--filter', `${label}.service=${service}`).trim();
  const [found] = JSON.parse(docker('inspect', id)) as Container[];
  assert.ok(found, `there is no container of ${service}`);
  return found;
}

const inside = (service: string, ...args: readonly string[]) => docker('exec', container(service).Id, ...args);
const waygate = (service: string, ...args: readonly string[]) => inside(service, 'waygate', ...args);

function withInput(service: string, input: string, ...args: readonly string[]): string {
  return execFileSync('docker', ['exec', '--interactive', container(service).Id, 'waygate', ...args], { encoding: 'utf8', input });
}

function assertHealthy(...services: readonly string[]): void {
  for (const service of services) assert.equal(container(service).State.Health?.Status, 'healthy', service);
}

const healthy = (...services: readonly string[]) => until(() => assertHealthy(...services), PATIENCE);

/** Asks a copy beside nginx, from within its container. @returns the status */
function askInside(service: string, path: string, authorization = ''): number {
  const headers = authorization === '' ? '{}' : `{ authorization: ${JSON.stringify(authorization)} }`;
  const address = `http://${service}:8080${path}`;
  return Number(
    inside(service, 'node', '-e', `fetch(${JSON.stringify(address)}, { headers: ${headers} }).then(({ status }) => console.log(status))`),
  );
}

/** People sign on one after the other while something is done, and it is said how many did. */
async function meanwhile(work: () => Promise<void>): Promise<void> {
  const { repeated } = people;
  let over = false;
  let count = 0;
  const busy = (async () => {
    for (; !over || count === 0; count += 1) await people.signOn('/alpha', PERSON.name, PERSON.password, 'EngineRun');
  })();
  const worked = work().finally(() => {
    over = true;
  });
  await Promise.all([worked, busy]);
  process.stdout.write(`# ${count} sign-ons meanwhile; ${people.repeated - repeated} steps were cut off and sent again\n`);
}

function status(pid: number, field: string): string {
  return new RegExp(`^${field}:\\s*(.*)$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '';
}

await checks.that('everything starts, and every health check is content', async () => {
  compose(['up', '--detach', '--no-build']);
  await healthy(...MEMBERS, ...COPIES, 'nginx');
  const init = container('mongo-init').State;
  assert.deepEqual([init.Status, init.ExitCode], ['exited', 0], 'the replica set was made');
});

await checks.that('copies are not root, have no capability, and change nothing but their folders', () => {
  for (const copy of COPIES) {
    const { Pid } = container(copy).State;
    assert.match(status(Pid, 'Uid'), /^10001\t10001\t10001\t10001$/);
    assert.deepEqual(
      ['CapPrm', 'CapEff', 'CapBnd', 'CapAmb'].map((field) => status(Pid, field)),
      Array(4).fill('0'.repeat(16)),
    );
    assert.deepEqual([status(Pid, 'NoNewPrivs'), status(Pid, 'Seccomp')], ['1', '2']);
    assert.match(status(Pid, 'NSpid'), /\t1$/, 'the server is the first process');
    for (const place of ['/opt/waygate/x', '/etc/x', '/x']) assert.throws(() => inside(copy, 'touch', place), /Read-only file system/);
    inside(copy, 'sh', '-c', 'touch /tmp/x /var/lib/waygate/x && rm /tmp/x /var/lib/waygate/x');
  }
  assert.match(status(container('nginx').State.Pid, 'Uid'), /^101\t/);
  assert.throws(() => inside('nginx', 'touch', '/etc/nginx/x'), /Read-only file system/);
});

await checks.that('nothing but nginx listens outside, and no secret stands in what the engine tells', () => {
  for (const service of [...COPIES, ...MEMBERS, 'nginx']) {
    const found = container(service);
    const open = Object.entries(found.NetworkSettings.Ports).filter(([, bound]) => bound !== null && bound !== undefined);
    assert.deepEqual(open.map(([port]) => port).sort(), service === 'nginx' ? ['8080/tcp', '8443/tcp'] : [], service);
    const told = docker('inspect', found.Id);
    for (const name of readdirSync(join(folder, 'secrets'))) assert.ok(!told.includes(secret(name)), `${service} tells ${name}`);
  }
});

await checks.that('metrics and probes are closed outside, and metrics take the token alone inside', async () => {
  for (const path of ['/metrics', '/readyz', '/healthz', '/Metrics/']) assert.equal((await people.send(path)).status, 404, path);
  assert.equal(askInside('waygate-1', '/readyz'), 200);
  assert.equal(askInside('waygate-1', '/metrics'), 404);
  assert.equal(askInside('waygate-1', '/metrics', 'Bearer wrong'), 404);
  assert.equal(askInside('waygate-1', '/metrics', `Bearer ${secret('metrics-token')}`), 200);
  const plain = await new Client('http://localhost:8080').send('/admin?x=1');
  assert.deepEqual([plain.status, plain.headers.get('location')], [308, 'https://localhost:8443/admin?x=1']);
});

await checks.that('both copies have the same keys', () => {
  const [one, two] = COPIES.map((copy) => inside(copy, 'cat', '/var/lib/waygate-keys/keys.json'));
  assert.equal(one, two);
});

let administrator = '';
await checks.that('the administrator signs on through nginx with the password of the file', async () => {
  administrator = await people.signOn('/', 'amadmin', secret('admin-password'));
});

await checks.that('a realm and a person are made by the command line, and a journey is published through nginx', async () => {
  waygate('waygate-1', 'realms', 'create', 'alpha', '--default-journey', 'Login');
  waygate('waygate-1', 'journeys', 'import', '/opt/waygate/journeys/login/journey.json', '--realm', 'alpha', '--publish');
  withInput('waygate-2', PERSON.password, 'users', 'create', '--realm', 'alpha', '--username', PERSON.name, '--password', '-');
  const path = '/api/realms/alpha/journeys';
  await people.signOn('/alpha', PERSON.name, PERSON.password);
  assert.equal((await people.send('/sign-on/alpha')).status, 200);
  const { published } = (await people.administer(administrator, 'GET', `${path}/Login`)) as {
    readonly published: { readonly document: object };
  };
  const document = { ...published.document, name: 'EngineRun' };
  await people.administer(administrator, 'POST', `${path}/EngineRun/publish`, { document, baseVersion: null, note: 'A first one' });
  for (let turn = 0; turn < 4; turn += 1) await people.signOn('/alpha', PERSON.name, PERSON.password, 'EngineRun');
});

await checks.that('sign-ons go on at the other copy when one is killed in the middle, which the engine starts again', async () => {
  const begun = await Promise.all(Array.from({ length: 4 }, () => people.begin('/alpha', PERSON.name, PERSON.password, 'EngineRun')));
  const before = container('waygate-1');
  process.kill(before.State.Pid, 'SIGKILL');
  for (const finish of begun) await finish();
  await until(() => assert.ok(container('waygate-1').RestartCount > before.RestartCount), PATIENCE);
  await healthy('waygate-1');
});

await checks.that('a copy that is stopped drains and ends with 0 while people sign on, and comes back', async () => {
  await meanwhile(async () => {
    const begun = Date.now();
    compose(['stop', 'waygate-2']);
    const { State } = container('waygate-2');
    assert.deepEqual([State.Status, State.ExitCode], ['exited', 0]);
    process.stdout.write(`# stopped after ${Math.round((Date.now() - begun) / 1000)} s\n`);
    compose(['start', 'waygate-2']);
    await healthy('waygate-2');
  });
});

await checks.that('nginx starts while one copy is away', async () => {
  compose(['stop', 'waygate-1']);
  compose(['restart', 'nginx']);
  await until(async () => assert.equal((await people.send('/sign-on/alpha')).status, 200), PATIENCE);
  for (let turn = 0; turn < 4; turn += 1) await people.signOn('/alpha', PERSON.name, PERSON.password, 'EngineRun');
  compose(['start', 'waygate-1']);
  await healthy('waygate-1', 'nginx');
});

await checks.that('an update is one copy after the other, and nobody notices', async () => {
  docker('tag', IMAGE, 'waygate:try-next');
  const next = { WAYGATE_IMAGE: 'waygate:try-next' };
  await meanwhile(async () => {
    for (const copy of COPIES) {
      const { Id } = container(copy);
      compose(['up', '--detach', '--no-build', '--no-deps', '--force-recreate', copy], next);
      assert.notEqual(container(copy).Id, Id, 'it is another container');
      await healthy(copy);
    }
  });
});

await checks.that('a secret that was changed counts after a restart, one copy after the other', async () => {
  const file = join(folder, 'secrets/metrics-token');
  const old = secret('metrics-token');
  rmSync(file);
  writeFileSync(file, 'another-token-that-is-long-enough\n', { mode: 0o444 });
  for (const copy of COPIES) {
    assert.equal(askInside(copy, '/metrics', `Bearer ${old}`), 200, 'the old one counts until then');
    compose(['restart', copy]);
    await healthy(copy);
    assert.equal(askInside(copy, '/metrics', `Bearer ${old}`), 404);
    assert.equal(askInside(copy, '/metrics', `Bearer ${secret('metrics-token')}`), 200);
  }
});

await checks.that('another member of the replica set takes over when the primary is killed', async () => {
  const hello = (member: string) =>
    JSON.parse(inside(member, 'mongosh', '--quiet', '--eval', 'JSON.stringify(db.hello())')) as { readonly primary?: string };
  const primary = (hello('mongo-2').primary ?? hello('mongo-3').primary ?? '').split(':')[0] ?? '';
  assert.ok(MEMBERS.includes(primary), primary);
  docker('kill', container(primary).Id);
  await until(() => people.signOn('/alpha', PERSON.name, PERSON.password, 'EngineRun'), PATIENCE);
  compose(['start', primary]);
  await healthy(primary, ...COPIES);
});

await checks.that('keys are rotated in one copy, and the other follows', async () => {
  waygate('waygate-1', 'keys', 'rotate');
  assert.equal(waygate('waygate-2', 'keys', 'list').trim().split('\n').length, 2);
  for (let turn = 0; turn < 4; turn += 1) await people.signOn('/alpha', PERSON.name, PERSON.password, 'EngineRun');
});

let keys = '';
await checks.that('the keys are copied out as the page says', () => {
  const copied = mkdtempSync(join(tmpdir(), 'waygate-keys-'));
  docker('cp', `${container('waygate-1').Id}:/var/lib/waygate-keys/keys.json`, join(copied, 'keys.json'));
  assert.equal(statSync(join(copied, 'keys.json')).mode & 0o077, 0, 'they are for nobody else');
  keys = readFileSync(join(copied, 'keys.json'), 'utf8');
  rmSync(copied, { recursive: true });
  assert.match(keys, /"secret"/);
});

await checks.that('the log is lines of JSON on standard error, and no secret is in any log', () => {
  for (const service of [...COPIES, 'nginx', 'mongo-init']) {
    const { stdout, stderr } = spawnSync('docker', ['logs', container(service).Id], { encoding: 'utf8', maxBuffer: 1 << 28 });
    if (COPIES.includes(service)) for (const line of stderr.split('\n').filter((text) => text !== '')) JSON.parse(line);
    for (const name of readdirSync(join(folder, 'secrets')))
      assert.ok(!`${stdout}${stderr}`.includes(secret(name)), `${service} logs ${name}`);
    assert.ok(!`${stdout}${stderr}`.includes(PERSON.password), service);
  }
});

await checks.that('after everything was taken away but the volumes, all of it is there again', async () => {
  compose(['down']);
  compose(['up', '--detach', '--no-build']);
  await healthy(...MEMBERS, ...COPIES, 'nginx');
  assert.equal(inside('waygate-2', 'cat', '/var/lib/waygate-keys/keys.json'), keys);
  await people.signOn('/alpha', PERSON.name, PERSON.password, 'EngineRun');
  const info = (await people.administer(administrator, 'GET', '/api/realms/alpha/journeys/EngineRun')) as { readonly published: unknown };
  assert.ok(info.published, 'the session of the administrator and the journey are still there');
});

await checks.that('one container runs as the page says, backs up, stops, and finds its store again', async () => {
  const name = 'waygate-try-one';
  const volume = `${name}-data`;
  const run = () =>
    docker(
      'run',
      '--detach',
      '--name',
      name,
      '--read-only',
      '--cap-drop',
      'ALL',
      '--tmpfs',
      '/tmp',
      '--volume',
      `${volume}:/var/lib/waygate`,
      '--env',
      'WAYGATE_DEMO=1',
      IMAGE,
    );
  const up = () => until(() => assert.equal(docker('inspect', '--format', '{{.State.Health.Status}}', name).trim(), 'healthy'), PATIENCE);
  try {
    run();
    await up();
    assert.match(docker('logs', name), /One-time password/);
    const sealing = docker('exec', name, 'waygate', 'keys', 'list');
    docker('exec', name, 'waygate', 'store', 'backup', '--out', '/var/lib/waygate/backups/one');
    docker('stop', name);
    assert.equal(docker('inspect', '--format', '{{.State.ExitCode}}', name).trim(), '0');
    docker('rm', name);
    run();
    await up();
    assert.equal(docker('exec', name, 'waygate', 'keys', 'list').split('\t')[0], sealing.split('\t')[0]);
    assert.doesNotMatch(docker('logs', name), /One-time password/);
  } finally {
    spawnSync('docker', ['rm', '--force', '--volumes', name]);
    spawnSync('docker', ['volume', 'rm', volume]);
  }
});

await checks.that('keys are made by the image in a folder, as the page says for Kubernetes', () => {
  const made = mkdtempSync(join(tmpdir(), 'waygate-keys-'));
  const user = String(process.getuid?.() ?? 0);
  docker(
    'run',
    '--rm',
    '--user',
    user,
    '--volume',
    `${made}:/keys`,
    '--workdir',
    '/keys',
    '--env',
    'WAYGATE_KEYS_FILE=/keys/keys.json',
    IMAGE,
    'keys',
    'create',
  );
  const file = statSync(join(made, 'keys.json'));
  assert.deepEqual([String(file.uid), file.mode & 0o077], [user, 0]);
  rmSync(made, { recursive: true });
});

process.exitCode = checks.end();
