import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AmClient, stepOf, tokenOf } from '../../api/am-client.ts';
import { PUSH_JOURNEY, typePassword } from '../../api/sign-on.ts';
import { test as base, expect } from '../../fixtures.ts';
import { ExpectSignOn } from '../../pages/expect-sign-on.ts';
import { BuiltServer } from '../../server/built-server.ts';
import { waygate } from '../../server/waygate.ts';

const test = base.extend<{ directory: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the dependencies of a fixture out of this pattern.
  directory: async ({}, use) => {
    const directory = await mkdtemp(join(tmpdir(), 'waygate-e2e-'));
    await use(directory);
    await rm(directory, { recursive: true, force: true });
  },
});

const line = (said: string, label: string) => new RegExp(`${label}\\s+(\\S+)`).exec(said)?.[1] ?? '';

test('the first start prints what a person needs, and all of it works; the second keeps the data', async ({ directory, page }) => {
  const server = await BuiltServer.start(directory);
  const root = new AmClient(server.url, '');
  const alpha = new AmClient(server.url);
  const admin = { username: line(server.said, 'Administrator'), password: line(server.said, 'One-time password') };
  const demo = { id: '', username: line(server.said, 'Demo user'), password: line(server.said, 'Demo password') };
  const preview = line(server.said, 'Sign on with push MFA');
  const authenticator = line(server.said, 'Web authenticator');
  expect(admin.username).toBe('amadmin');
  expect(admin.password.length).toBeGreaterThanOrEqual(20);
  await page.goto(line(server.said, 'Journey editor'));
  const first = new ExpectSignOn(page);
  await first.typePassword(admin.username, admin.password);
  await expect(page.getByText('You must choose another password.')).toBeVisible();
  const own = 'a password of my own';
  await first.field('Old password').fill(admin.password);
  await first.field('New password').fill(own);
  await first.field('Confirm password').fill(own);
  await first.button('Submit').click();
  await expect(page.getByRole('link', { name: 'Login with Push MFA' })).toBeVisible();
  const signOn = stepOf(await root.post('authenticate'));
  const administrator = tokenOf(await root.answer(signOn, { 'User Name': admin.username, Password: own }));
  const person = tokenOf(await typePassword(alpha, 'Login', demo));
  await page.goto(preview);
  await new ExpectSignOn(page).toAskForPassword();
  await page.goto(authenticator);
  await expect(page.getByRole('heading', { name: 'No account yet' })).toBeVisible();
  await server.stop();
  await server.start();
  expect(server.said).not.toContain('One-time password');
  expect(server.said).not.toContain(admin.password);
  expect(line(server.said, 'Demo password')).toBe(demo.password);
  expect(line(server.said, 'Sign on with push MFA')).toBe(preview);
  expect((await root.sessionInfo(administrator)).status).toBe(200);
  expect((await alpha.sessionInfo(person)).status).toBe(200);
  await server.stop();
});

test('keys and data are for their owner alone', async ({ directory }) => {
  const server = await BuiltServer.start(directory);
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const { mode } = await stat(join(directory, entry.name));
    expect((mode & 0o077).toString(8), entry.name).toBe('0');
  }
  await server.stop();
});

test('a server that cannot start says why in a sentence, and changes nothing', async ({ directory }) => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const address = taken.address();
  const port = typeof address === 'object' && address !== null ? String(address.port) : '';
  await expect(BuiltServer.start(directory, { WAYGATE_PORT: port })).rejects.toThrow(
    /Port \d+ is taken\. Stop the other program, or set WAYGATE_PORT\./,
  );
  taken.close();
  expect(await readdir(directory), 'nothing is set up by a start that cannot listen').toEqual([]);
  await expect(BuiltServer.start(directory, { WAYGATE_PORTS: '1', WAYGATE_LOG_LEVEL: 'loud' })).rejects.toThrow(
    /WAYGATE_LOG_LEVEL[\s\S]*WAYGATE_PORTS|WAYGATE_PORTS[\s\S]*WAYGATE_LOG_LEVEL/,
  );
  const first = await BuiltServer.start(directory);
  expect(line(first.said, 'One-time password'), 'the first start that listens says the password').not.toBe('');
  await first.stop();
  const keys = await readFile(join(directory, 'keys.json'), 'utf8');
  await writeFile(join(directory, 'keys.json'), '{"active":');
  await expect(BuiltServer.start(directory)).rejects.toThrow(/keys file .* cannot be read.*\. Restore it/);
  expect(await readFile(join(directory, 'keys.json'), 'utf8'), 'a broken key ring is not replaced').toBe('{"active":');
  await writeFile(join(directory, 'keys.json'), keys);
  const server = await BuiltServer.start(directory);
  await server.stop();
});

test('two servers that start at once on one new folder set it up once', async ({ directory }) => {
  const folder = join(directory, 'data');
  await mkdir(folder, { mode: 0o700 });
  const servers = await Promise.all([BuiltServer.start(folder), BuiltServer.start(folder)]);
  const passwords = new Set(servers.map(({ said }) => line(said, 'Demo password')));
  expect(passwords.size).toBe(1);
  expect(
    servers.filter(({ said }) => said.includes('One-time password')),
    'one of them made the administrator',
  ).toHaveLength(1);
  for (const { url } of servers) {
    const am = new AmClient(url);
    const [password = ''] = passwords;
    tokenOf(await typePassword(am, 'Login', { id: '', username: 'demo', password }));
  }
  await Promise.all(servers.map((server) => server.stop()));
});

test('the command line works on the store of a server that runs', async ({ directory }) => {
  const server = await BuiltServer.start(directory);
  const am = new AmClient(server.url);
  const mia = { id: '', username: 'mia', password: 'correct horse battery' };
  expect(
    (await waygate(directory, 'users', 'create', '--realm', 'alpha', '--username', mia.username, '--password', mia.password)).code,
  ).toBe(0);
  const token = tokenOf(await typePassword(am, 'Login', mia));
  const twice = await waygate(directory, 'users', 'create', '--realm', 'alpha', '--username', 'MIA', '--password', mia.password);
  expect(twice.code).toBe(1);
  expect(
    (await waygate(directory, 'users', 'passwd', '--realm', 'alpha', '--username', 'mia', '--password', 'another password')).code,
  ).toBe(0);
  expect((await am.sessionInfo(token)).status, 'sessions of the old password are over').toBe(401);
  expect((await typePassword(am, 'Login', mia)).status).toBe(401);
  const renewed = tokenOf(await typePassword(am, 'Login', { ...mia, password: 'another password' }));
  expect((await waygate(directory, 'users', 'disable', '--realm', 'alpha', '--username', 'mia')).code).toBe(0);
  expect((await am.sessionInfo(renewed)).status).toBe(401);
  expect((await typePassword(am, 'Login', { ...mia, password: 'another password' })).status).toBe(401);
  const users = await waygate(directory, 'users', 'list', '--realm', 'alpha', '--json');
  expect(users.out).not.toMatch(/argon2|password/i);
  expect(JSON.parse(users.out)).toMatchObject([{ username: 'demo' }, { username: 'mia', active: false }]);

  const exported = join(directory, 'export.json');
  for (const format of ['native', 'am']) {
    expect(
      (await waygate(directory, 'journeys', 'export', PUSH_JOURNEY, '--realm', 'alpha', '--format', format, '--out', exported)).code,
    ).toBe(0);
    const first = await readFile(exported, 'utf8');
    expect((await waygate(directory, 'journeys', 'import', exported, '--realm', 'alpha', '--publish')).code).toBe(0);
    await waygate(directory, 'journeys', 'export', PUSH_JOURNEY, '--realm', 'alpha', '--format', format, '--out', exported);
    expect(await readFile(exported, 'utf8'), 'the same journey is the same bytes').toBe(first);
  }
  stepOf(await am.start(PUSH_JOURNEY));
  await server.stop();
});
