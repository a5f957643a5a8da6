import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { z } from 'zod';
import { test as base, expect } from '../../fixtures.ts';
import { Frodo } from '../../interop/frodo.ts';
import { frodoJourneys, SCRIPT } from '../../interop/frodo-journeys.ts';
import { interop } from '../../interop/record-interop.ts';
import { waygate } from '../../server/waygate.ts';

const works = interop('@rockcarver/frodo-cli', 'Node');
const used = interop('@rockcarver/frodo-lib', 'Node');

// Its file for `import` does not load in Node: it asks for a module in the way of `require`.
const { frodo: library } = createRequire(import.meta.url)('@rockcarver/frodo-lib') as typeof import('@rockcarver/frodo-lib');

interface Fixtures {
  /** A realm that no other test knows, without a journey in it. */
  readonly realm: string;
  /** The published command line, signed on to it. */
  readonly frodo: Frodo;
}

const test = base.extend<Fixtures>({
  realm: async ({ installation }, use) => {
    const path = `/f${randomBytes(5).toString('hex')}`;
    const settings = await installation.stores.realms.settings('/alpha');
    if (settings === undefined) throw new Error('The demo has a realm alpha.');
    await installation.stores.realms.put({ ...settings, path, defaultJourney: undefined });
    await use(path);
  },
  administrator: async ({ installation }, use) => use(await installation.administrator(['script-author'])),
  frodo: async ({ installation, administrator, realm }, use) => {
    const frodo = await Frodo.at(installation.server.url, realm, administrator);
    await use(frodo);
    await frodo.remove();
  },
});

// Each command is a program of its own that signs on first.
test.describe.configure({ timeout: 400_000 });

const ALL = 'all.json';

/** Writes the journeys where Frodo finds them. */
function bring(frodo: Frodo): void {
  writeFileSync(join(frodo.directory, ALL), JSON.stringify(frodoJourneys()));
}

type Exported = ReturnType<typeof frodoJourneys>;

/** What an export says, without when it was made. */
function exported(frodo: Frodo, file: string): Exported {
  const { meta: _, ...rest } = JSON.parse(readFileSync(join(frodo.directory, file), 'utf8')) as Exported;
  return rest as Exported;
}

async function expectDone(work: Promise<{ readonly code: number; readonly said: string }>): Promise<string> {
  const { code, said } = await work;
  expect(code, said).toBe(0);
  expect(said).not.toMatch(/✖|[Ee]rror/);
  return said;
}

test('Frodo brings all journeys of a file, takes them out, deletes them all and brings them back the same', async ({
  frodo,
  installation,
  realm,
}) => {
  bring(frodo);
  await works('journey import -a', () => expectDone(frodo.run(['journey', 'import'], ['-a', '-f', ALL])));
  const history = await installation.stores.journeys.history(realm, 'Outer');
  expect(history).toMatchObject([{ number: 1, note: 'Written by @rockcarver/frodo-lib/3.3.0' }]);
  expect(await installation.stores.stagedNodes.list(realm)).toEqual([]);

  await works('journey export -a', () => expectDone(frodo.run(['journey', 'export'], ['-a', '-f', 'first.json'])));
  const first = exported(frodo, 'first.json');
  expect(Object.keys(first.trees)).toEqual(['Inner', 'Outer']);
  const { tree, nodes, innerNodes } = frodoJourneys().trees.Outer;
  expect(first.trees.Outer.tree).toEqual(tree);
  for (const [id, node] of Object.entries({ ...nodes, ...innerNodes })) {
    const { _outcomes, _type, ...config } = node;
    expect({ ...first.trees.Outer.nodes, ...first.trees.Outer.innerNodes }).toMatchObject({
      [id]: { ...config, _type: { _id: _type._id } },
    });
  }
  expect(first.trees.Inner.scripts).toEqual(frodoJourneys().trees.Inner.scripts);

  await works('journey delete -a', () => expectDone(frodo.run(['journey', 'delete'], ['-a'])));
  expect(await installation.stores.journeys.list(realm)).toEqual([]);
  expect(await installation.stores.stagedNodes.list(realm)).toEqual([]);
  await expectDone(frodo.run(['journey', 'import'], ['-a', '-f', 'first.json']));
  await expectDone(frodo.run(['journey', 'export'], ['-a', '-f', 'second.json']));
  expect(exported(frodo, 'second.json')).toEqual(first);
});

test('Frodo lists and describes journeys', async ({ frodo }) => {
  bring(frodo);
  await expectDone(frodo.run(['journey', 'import'], ['-a', '-f', ALL]));
  expect(await works('journey list', () => expectDone(frodo.run(['journey', 'list'])))).toMatch(/^Inner\nOuter$/m);
  const long = await works('journey list -l', () => expectDone(frodo.run(['journey', 'list'], ['-l'])));
  expect(long).toMatch(/Outer.*enabled.*Frodo/);
  const analysed = await works('journey list -a', () => expectDone(frodo.run(['journey', 'list'], ['-a'])));
  expect(analysed).toMatch(/Outer.*custom/);
  const described = await works('journey describe', () => expectDone(frodo.run(['journey', 'describe'], ['-i', 'Outer'])));
  for (const text of ['Asks for name and password', 'product-VendorNode', 'PageNode', 'Inner']) expect(described).toContain(text);
});

test('Frodo takes out single journeys, and brings them by name, by file and with new ids', async ({ frodo, installation, realm }) => {
  bring(frodo);
  await works('journey import -i', async () => {
    await expectDone(frodo.run(['journey', 'import'], ['-i', 'Inner', '-f', ALL]));
    await expectDone(frodo.run(['journey', 'import'], ['-i', 'Outer', '-f', ALL]));
  });
  await works('journey export -A', () => expectDone(frodo.run(['journey', 'export'], ['-A'])));
  expect(readdirSync(frodo.directory).sort()).toEqual(['Inner.journey.json', 'Outer.journey.json', ALL]);
  await works('journey export -i', () => expectDone(frodo.run(['journey', 'export'], ['-i', 'Inner', '-f', 'inner.json'])));
  await works('journey delete -i', () => expectDone(frodo.run(['journey', 'delete'], ['-i', 'Outer'])));
  expect((await installation.stores.journeys.list(realm)).map(({ name }) => name)).toEqual(['Inner']);
  await works('journey import -f', () => expectDone(frodo.run(['journey', 'import'], ['-f', 'Outer.journey.json'])));
  const before = await installation.stores.journeys.published(realm, 'Inner');
  await works('journey import --re-uuid', () => expectDone(frodo.run(['journey', 'import'], ['--re-uuid', '-f', 'inner.json'])));
  const after = await installation.stores.journeys.published(realm, 'Inner');
  expect(Object.keys(after?.nodes ?? {})).toHaveLength(1);
  expect(Object.keys(after?.nodes ?? {})).not.toEqual(Object.keys(before?.nodes ?? {}));
  await works('journey import --no-deps', () => expectDone(frodo.run(['journey', 'import'], ['--no-deps', '-f', 'inner.json'])));
  await works('journey import -A', async () => {
    await expectDone(frodo.run(['journey', 'delete'], ['-a']));
    // It reads files with several journeys alone, though it writes those with one.
    for (const name of ['Inner', 'Outer']) rmSync(join(frodo.directory, `${name}.journey.json`));
    writeFileSync(join(frodo.directory, 'both.journey.json'), readFileSync(join(frodo.directory, ALL)));
    await expectDone(frodo.run(['journey', 'import'], ['-A']));
  });
  expect((await installation.stores.journeys.list(realm)).map(({ name }) => name)).toEqual(['Inner', 'Outer']);
});

test('Frodo switches a journey off and on, at once and as versions of their own', async ({ frodo, installation, realm }) => {
  bring(frodo);
  await expectDone(frodo.run(['journey', 'import'], ['-a', '-f', ALL]));
  await works('journey disable', () => expectDone(frodo.run(['journey', 'disable'], ['-i', 'Outer'])));
  expect((await installation.stores.journeys.published(realm, 'Outer'))?.enabled).toBe(false);
  await works('journey enable', () => expectDone(frodo.run(['journey', 'enable'], ['-i', 'Outer'])));
  expect((await installation.stores.journeys.published(realm, 'Outer'))?.enabled).toBe(true);
  expect(await installation.stores.journeys.history(realm, 'Outer')).toHaveLength(3);
});

test('Frodo finds nodes that stand in no journey, and deletes them', async ({ frodo, installation, realm }) => {
  bring(frodo);
  await expectDone(frodo.run(['journey', 'import'], ['-a', '-f', ALL]));
  await expectDone(frodo.run(['journey', 'import'], ['--re-uuid', '-i', 'Outer', '-f', ALL]));
  expect(await installation.stores.stagedNodes.list(realm)).toHaveLength(6);
  const said = await works('journey prune', () => expectDone(frodo.run(['journey', 'prune'], [], 'y\n')));
  expect(said).toContain('6 orphaned nodes');
  expect(await installation.stores.stagedNodes.list(realm)).toEqual([]);
  expect((await installation.stores.journeys.list(realm)).map(({ name }) => name)).toEqual(['Inner', 'Outer']);
});

test('Frodo lists realms, and takes out and brings scripts', async ({ frodo, installation, realm }) => {
  bring(frodo);
  expect(await works('realm list', () => expectDone(frodo.run(['realm', 'list'])))).toContain(realm);
  await expectDone(frodo.run(['journey', 'import'], ['-i', 'Inner', '-f', ALL]));
  expect(await works('script list', () => expectDone(frodo.run(['script', 'list'])))).toContain('Decide');
  await works('script export', () => expectDone(frodo.run(['script', 'export'], ['-n', 'Decide', '-f', 'decide.script.json'])));
  await expectDone(frodo.run(['journey', 'delete'], ['-i', 'Inner']));
  await installation.stores.realmObjects.remove(realm, 'script', SCRIPT);
  await works('script import', () => expectDone(frodo.run(['script', 'import'], ['-f', 'decide.script.json'])));
  const script = await installation.stores.realmObjects.get(realm, 'script', SCRIPT);
  expect(Buffer.from(String(script?.['script']), 'base64').toString('utf8')).toBe('outcome = "true";\n// Größe\n');
});

test('Frodo is told what is wrong, and nothing is half done', async ({ frodo, installation, administrator, person, realm }) => {
  bring(frodo);
  const journeys = frodoJourneys();
  writeFileSync(join(frodo.directory, 'lacking.json'), JSON.stringify({ ...journeys, trees: { Outer: journeys.trees.Outer } }));
  const lacking = await frodo.run(['journey', 'import'], ['-i', 'Outer', '-f', 'lacking.json']);
  expect(lacking.code).toBe(1);
  const { Inner } = journeys.trees;
  const broken = { ...Inner, tree: { ...Inner.tree, entryNodeId: 'nowhere' } };
  writeFileSync(join(frodo.directory, 'broken.json'), JSON.stringify({ ...journeys, trees: { Inner: broken } }));
  const refused = await frodo.run(['journey', 'import'], ['-i', 'Inner', '-f', 'broken.json']);
  expect(refused.code).toBe(1);
  expect(refused.said).toContain('The journey starts at nowhere, which it does not contain');
  expect(await installation.stores.journeys.list(realm)).toEqual([]);

  const { url } = installation.server;
  const stranger = await Frodo.at(url, realm, { username: administrator.username, password: 'wrong' });
  const wrong = await stranger.run(['journey', 'list']);
  expect(wrong.code).toBe(1);
  await stranger.remove();
  const nobody = await Frodo.at(url, realm, await installation.person('/'));
  const denied = await nobody.run(['journey', 'list']);
  expect(denied.code).toBe(1);
  expect(denied.said).toContain('Access Denied');
  await nobody.remove();
  expect(person.username).not.toBe(administrator.username);
});

for (const type of ['forgeops', 'cloud'] as const) {
  test(`Frodo works with journeys as on a deployment of type ${type}, by a token of the administrator`, async ({
    installation,
    administrator,
    realm,
  }) => {
    const frodo = await Frodo.at(installation.server.url, realm, administrator, type);
    bring(frodo);
    await works(`journey import -a, -m ${type}`, () => expectDone(frodo.run(['journey', 'import'], ['-a', '-f', ALL])));
    expect(await installation.stores.stagedNodes.list(realm)).toEqual([]);
    await works(`journey export -a, -m ${type}`, () => expectDone(frodo.run(['journey', 'export'], ['-a', '-f', 'first.json'])));
    expect(Object.keys(exported(frodo, 'first.json').trees)).toEqual(['Inner', 'Outer']);
    await frodo.remove();
  });
}

test('Frodo works for a program, without a person, until its account is deleted', async ({ installation, realm }) => {
  const { directory, server } = installation;
  const keyFile = join(directory, `key-${randomBytes(4).toString('hex')}.json`);
  const rights = ['--right', 'administrator', 'script-author'];
  const made = await waygate(directory, 'service-accounts', 'create', 'deploy', ...rights, '--new-jwk', keyFile, '--json');
  expect(made.code, made.error).toBe(0);
  expect(statSync(keyFile).mode & 0o077, 'only its owner reads the key').toBe(0);
  const { id } = z.object({ id: z.string() }).parse(JSON.parse(made.out));
  const frodo = await Frodo.ofProgram(server.url, realm, { id, keyFile });
  bring(frodo);
  const as = 'service account, -m cloud';
  await works(`journey import -a, ${as}`, () => expectDone(frodo.run(['journey', 'import'], ['-a', '-f', ALL])));
  const [version] = await installation.stores.journeys.history(realm, 'Outer');
  expect(version).toMatchObject({ author: 'service account deploy', note: 'Written by @rockcarver/frodo-lib/3.3.0' });
  await works(`journey export -a, ${as}`, () => expectDone(frodo.run(['journey', 'export'], ['-a', '-f', 'first.json'])));
  expect(Object.keys(exported(frodo, 'first.json').trees)).toEqual(['Inner', 'Outer']);
  expect((await waygate(directory, 'service-accounts', 'delete', id)).code).toBe(0);
  expect((await frodo.run(['journey', 'list'])).code).toBe(1);
  await frodo.remove();
});

test('a program with the library of Frodo brings journeys and takes them out the same', async ({ installation, administrator, realm }) => {
  const { url } = installation.server;
  const instance = library.createInstanceWithAdminAccount(`${url}/am`, administrator.username, administrator.password, realm, 'forgeops');
  // It would write to the folder of whoever runs the tests.
  instance.state.setUseTokenCache(false);
  const tokens = await used('login.getTokens', () => instance.login.getTokens(false, false));
  expect(tokens).toMatchObject({ subject: `user ${administrator.username}`, bearerToken: { scope: expect.stringContaining('fr:idm:*') } });
  const options = { deps: true, reUuid: false };
  await used('journey.importJourneys', () => instance.authn.journey.importJourneys(JSON.parse(JSON.stringify(frodoJourneys())), options));
  const first = await used('journey.exportJourneys', () => instance.authn.journey.exportJourneys());
  expect(Object.keys(first.trees)).toEqual(['Inner', 'Outer']);
  expect((await used('journey.readJourneys', () => instance.authn.journey.readJourneys())).map(({ _id }) => _id)).toEqual([
    'Inner',
    'Outer',
  ]);
  await used('journey.deleteJourneys', () => instance.authn.journey.deleteJourneys({ deep: true, verbose: false }));
  expect(await installation.stores.journeys.list(realm)).toEqual([]);
  await instance.authn.journey.importJourneys(structuredClone(first), options);
  expect((await instance.authn.journey.exportJourneys()).trees).toEqual(first.trees);
});
