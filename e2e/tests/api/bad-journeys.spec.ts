import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FAILURE_ID, type JourneyDocument, journeyDocument, SUCCESS_ID } from '@waygate/schema';
import { stepOf, typesOf } from '../../api/am-client.ts';
import { PUSH_JOURNEY } from '../../api/sign-on.ts';
import { expect, test } from '../../fixtures.ts';
import { waygate } from '../../server/waygate.ts';

type Nodes = Record<string, { type: string; displayName?: string; config?: object; connections: Record<string, string> }>;

function journey(name: string, nodes: Nodes, more: object = {}): JourneyDocument {
  return journeyDocument.parse({
    name,
    entryNodeId: Object.keys(nodes)[0],
    nodes: Object.fromEntries(Object.entries(nodes).map(([id, node]) => [id, { displayName: id, config: {}, ...node }])),
    ...more,
  });
}

const collector = (connections: Record<string, string>) => ({ type: 'UsernameCollectorNode', connections });
const url = (to: string) => ({ type: 'SetSuccessUrlNode', config: { successUrl: '/account' }, connections: { outcome: to } });

const BROKEN: readonly (readonly [what: string, name: string, nodes: Nodes, problem: RegExp])[] = [
  ['a loop with no input', 'Loop', { one: url('two'), two: url('one') }, /loop/i],
  ['a connection to nowhere', 'Nowhere', { ask: collector({ outcome: 'gone' }) }, /gone/],
  [
    'configuration that does not fit',
    'Config',
    { try: { type: 'RetryLimitDecisionNode', config: { retryLimit: 'many' }, connections: { Retry: 'try', Reject: FAILURE_ID } } },
    /retryLimit/,
  ],
];

for (const [what, name, nodes, problem] of BROKEN) {
  test(`a journey with ${what} is not published, and does not run if it is there all the same`, async ({ installation, am }) => {
    const { directory } = installation;
    const file = join(directory, `${name}.json`);
    const document = journey(name, nodes);
    await writeFile(file, JSON.stringify(document));

    const validated = await waygate(directory, 'journeys', 'validate', file, '--realm', 'alpha');
    expect(validated.code).toBe(1);
    expect(validated.out).toMatch(problem);
    const published = await waygate(directory, 'journeys', 'import', file, '--realm', 'alpha', '--publish');
    expect(published.code).toBe(1);
    expect(published.error).toMatch(problem);
    expect((await am.start(name)).status).toBe(400);
    const drafted = await waygate(directory, 'journeys', 'import', file, '--realm', 'alpha');
    expect(drafted.code).toBe(0);
    expect((await am.start(name)).body).toMatchObject({ code: 400, message: 'No Configuration found' });

    await installation.publish(document);
    const refused = await am.start(name);
    expect(refused.status).toBe(422);
    expect(refused.body).toMatchObject({ code: 422, reason: 'Unprocessable Entity', message: expect.stringMatching(problem) });
    expect(refused.text).not.toContain('tokenId');
    expect((await am.start(PUSH_JOURNEY)).status).toBe(200);
  });
}

test('a node that this server cannot run is warned of, and whoever gets there is told so and not signed on', async ({
  installation,
  am,
}) => {
  const { directory, server } = installation;
  const file = join(directory, 'foreign.json');
  const vendor = { type: 'TeleportNode', config: { to: 'Mars' }, connections: { outcome: SUCCESS_ID } };
  await writeFile(file, JSON.stringify(journey('Foreign', { ask: collector({ outcome: 'teleport' }), teleport: vendor })));
  const published = await waygate(directory, 'journeys', 'import', file, '--realm', 'alpha', '--publish');
  expect(published.code).toBe(0);
  expect(published.out).toMatch(/warning journey\.unknown_node: .*TeleportNode/);
  const end = await am.answer(stepOf(await am.start('Foreign')), { 'User Name': 'anybody' });
  expect(end.body).toMatchObject({ code: 401, message: expect.stringContaining('a step that cannot be run here') });
  expect(end.text).not.toContain('tokenId');
  await expect
    .poll(() => server.log.includes('node.unsupported') && server.log.includes('TeleportNode'), 'the operator is told')
    .toBe(true);
});

test('an outcome that leads nowhere is warned of, and whoever takes it is not signed on', async ({ installation, am, person }) => {
  const { directory, server } = installation;
  const file = join(directory, 'unconnected.json');
  const check = { type: 'DataStoreDecisionNode', connections: { false: FAILURE_ID, maybe: SUCCESS_ID } };
  const password = { type: 'PasswordCollectorNode', connections: { outcome: 'check' } };
  await writeFile(file, JSON.stringify(journey('Unconnected', { ask: collector({ outcome: 'password' }), password, check })));
  const published = await waygate(directory, 'journeys', 'import', file, '--realm', 'alpha', '--publish');
  expect(published.code).toBe(0);
  expect(published.out).toMatch(/warning journey\.outcome_unconnected: .*True.*check/);
  expect(published.out).toMatch(/warning journey\.outcome_lost: .*maybe/);
  const page = stepOf(await am.start('Unconnected'));
  const end = await am.answer(stepOf(await am.answer(page, { 'User Name': person.username })), { Password: person.password });
  expect(end.body).toMatchObject({ code: 401, message: 'Login failure' });
  await expect.poll(() => server.log.includes('journey.outcome_unconnected'), 'the operator is told').toBe(true);
});

for (const [what, text] of [
  [
    'a __proto__ among its nodes',
    '{"name":"Evil","entryNodeId":"a","nodes":{"a":{"type":"T","displayName":"a","config":{},"connections":{}},"__proto__":{"type":"T"}}}',
  ],
  [
    'a __proto__ in a configuration',
    '{"name":"Evil","entryNodeId":"a","nodes":{"a":{"type":"UsernameCollectorNode","displayName":"a","config":{"__proto__":{"prepopulate":true}},"connections":{}}}}',
  ],
  [
    'a constructor for an outcome',
    '{"name":"Evil","entryNodeId":"a","nodes":{"a":{"type":"UsernameCollectorNode","displayName":"a","config":{},"connections":{"constructor":"a"}}}}',
  ],
  [
    'the name __proto__',
    '{"name":"__proto__","entryNodeId":"a","nodes":{"a":{"type":"UsernameCollectorNode","displayName":"a","config":{},"connections":{}}}}',
  ],
  ["a __proto__ in AM's form", '{"trees":{"__proto__":{"tree":{"_id":"Evil","entryNodeId":"a","nodes":{}},"nodes":{}}}}'],
  ['code for JSON', 'process.exit(0)'],
  ['no journey in it', '{"hello":"world"}'],
  ['nothing in it', ''],
  ['a hundred thousand brackets', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
] as const) {
  test(`a file with ${what} is refused whole`, async ({ installation }) => {
    const { directory, stores } = installation;
    const before = (await stores.journeys.list('/alpha')).length;
    const file = join(directory, `${what.replaceAll(/\W/g, '-')}.json`);
    await writeFile(file, text);
    const refused = await waygate(directory, 'journeys', 'import', file, '--realm', 'alpha', '--publish');
    expect(refused.code).toBe(1);
    expect(refused.error.trim()).not.toBe('');
    expect(refused.error).not.toMatch(/ at .*\.(js|ts):\d+/);
    expect((await stores.journeys.list('/alpha')).length).toBe(before);
  });
}

test('of several files none is taken when one is bad', async ({ installation }) => {
  const { directory, stores } = installation;
  const good = join(directory, 'good.json');
  const bad = join(directory, 'bad.json');
  await writeFile(good, JSON.stringify(journey('Good', { ask: collector({ outcome: SUCCESS_ID }) })));
  await writeFile(bad, JSON.stringify(journey('Bad', { ask: collector({ outcome: 'gone' }) })));
  expect((await waygate(directory, 'journeys', 'import', good, bad, '--realm', 'alpha', '--publish')).code).toBe(1);
  expect((await stores.journeys.list('/alpha')).map(({ name }) => name)).not.toContain('Good');
});

test('what is wrong in a command is told with the code for usage', async ({ installation }) => {
  for (const args of [['journeys', 'import'], ['journeys', 'list'], ['frobnicate'], ['users', 'create', '--realm', 'alpha']]) {
    expect((await waygate(installation.directory, ...args)).code, args.join(' ')).toBe(2);
  }
  for (const args of [
    ['journeys', 'import', 'no-such-file.json', '--realm', 'alpha'],
    ['journeys', 'list', '--realm', 'nowhere'],
    ['services', 'get', 'noSuchService', '--realm', 'alpha'],
  ]) {
    const refused = await waygate(installation.directory, ...args, '--json');
    expect(refused.code, args.join(' ')).toBe(1);
    expect(JSON.parse(refused.error)).toMatchObject({ error: expect.any(String), message: expect.any(String) });
  }
});

test('a journey that is disabled, inner only or never published does not start', async ({ installation, am }) => {
  const nodes = { ask: collector({ outcome: SUCCESS_ID }) };
  for (const more of [{ enabled: false }, { innerTreeOnly: true }, { transactionalOnly: true }]) {
    const document = journey(`Closed ${Object.keys(more)[0]}`, nodes, more);
    await installation.publish(document);
    expect((await am.start(document.name)).body).toMatchObject({ code: 400, message: 'No Configuration found' });
  }
});

test('a journey that proves nothing signs nobody on', async ({ installation, am, person }) => {
  await installation.publish(journey('Name only', { ask: collector({ outcome: SUCCESS_ID }) }));
  const page = stepOf(await am.start('Name only'));
  const end = await am.answer(page, { 'User Name': person.username });
  expect(end.body).toMatchObject({ code: 401, message: 'Login failure' });
  expect(end.headers.getSetCookie().join()).not.toContain('iPlanetDirectoryPro');
});

test('a second factor alone signs nobody on, and nobody enrols a phone by a name alone', async ({ installation, am, person }) => {
  const shipped = await installation.stores.journeys.published('/alpha', PUSH_JOURNEY);
  if (shipped === undefined) throw new Error('The demo has no journey.');
  const sender = Object.entries(shipped.nodes).find(([, node]) => node.displayName === 'Push Sender')?.[0] ?? '';
  const nodes = {
    ...shipped.nodes,
    ask: { type: 'UsernameCollectorNode', displayName: 'Ask', config: {}, connections: { outcome: sender }, x: 0, y: 0 },
  };
  await installation.publish({ ...shipped, name: 'No password', entryNodeId: 'ask', nodes });
  const page = stepOf(await am.start('No password'));
  const app = stepOf(await am.answer(page, { 'User Name': person.username }));
  const end = await am.answer(app, {}, 'Continue');
  expect(end.body).toMatchObject({ code: 401, message: expect.stringContaining('Sign on first') });
});

test('a sign-on stays on the version of the journey that it began on', async ({ installation, am, person }) => {
  const end = { check: { type: 'DataStoreDecisionNode', connections: { true: SUCCESS_ID, false: FAILURE_ID } } };
  const password = { type: 'PasswordCollectorNode', connections: { outcome: 'check' } };
  await installation.publish(journey('Versions', { ask: collector({ outcome: 'password' }), password, ...end }));
  const old = stepOf(await am.start('Versions'));
  const other = { type: 'MessageNode', connections: { true: 'password', false: FAILURE_ID } };
  await installation.publish(journey('Versions', { ask: collector({ outcome: 'other' }), other, password, ...end }));
  const fresh = stepOf(await am.start('Versions'));
  expect(typesOf(stepOf(await am.answer(old, { 'User Name': person.username })))).toEqual(['PasswordCallback']);
  expect(typesOf(stepOf(await am.answer(fresh, { 'User Name': person.username })))).toEqual(['TextOutputCallback', 'ConfirmationCallback']);
});
