import { randomUUID } from 'node:crypto';
import { FAILURE_ID, SUCCESS_ID } from '@waygate/schema';
import { describe, expect, it } from 'vitest';
import { NOW, serve, signOn } from './fixture.ts';

const TREES = 'realm-config/authentication/authenticationtrees/trees';
const NODES = 'realm-config/authentication/authenticationtrees/nodes';

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown> & {
    readonly result?: readonly Record<string, unknown>[];
    readonly detail?: Record<string, unknown>;
    readonly _rev?: string;
  };
}

/** A server with an administrator who asks as Frodo does. */
async function configuration() {
  const served = await serve();
  const { stores, call } = served;
  await stores.realms.put({ ...(await settingsOf(served)), path: '/gamma', defaultJourney: undefined });
  const as = async (username: string, attributes: Record<string, string[]> = {}, realm = '/') => {
    const id = `id-${username}`;
    await stores.identities.create({ id, realm, username, active: true, attributes, passwordHash: undefined, createdAt: NOW });
    const { cookie } = await signOn(stores, { realm, userId: id, username });
    return cookie;
  };
  const admin = await as('amadmin');
  const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> => {
    const response = await call(path.startsWith('/') ? path : `/am/json/realms/root/realms/gamma/${path}`, {
      method,
      headers: {
        cookie: admin,
        'accept-api-version': 'protocol=2.1,resource=1.0',
        'content-type': 'application/json',
        'user-agent': '@rockcarver/frodo-lib/3.3.0',
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as Answer['body'] };
  };
  return { ...served, ask, as, admin };
}

async function settingsOf({ stores }: Awaited<ReturnType<typeof serve>>) {
  const settings = await stores.realms.settings('/alpha');
  if (settings === undefined) throw new Error('There is a realm alpha.');
  return settings;
}

const ids = { page: randomUUID(), name: randomUUID(), password: randomUUID(), check: randomUUID() };
const nodes: readonly (readonly [type: string, id: string, config: object])[] = [
  ['UsernameCollectorNode', ids.name, {}],
  ['PasswordCollectorNode', ids.password, {}],
  [
    'PageNode',
    ids.page,
    {
      nodes: [
        { _id: ids.name, nodeType: 'UsernameCollectorNode', displayName: 'Name' },
        { _id: ids.password, nodeType: 'PasswordCollectorNode', displayName: 'Password' },
      ],
      pageHeader: { en: 'Sign In' },
      pageDescription: {},
    },
  ],
  ['DataStoreDecisionNode', ids.check, {}],
];
const tree = (name: string, more: object = {}) => ({
  _id: name,
  entryNodeId: ids.page,
  enabled: true,
  innerTreeOnly: false,
  nodes: {
    [ids.page]: { nodeType: 'PageNode', displayName: 'Page', connections: { outcome: ids.check }, x: 210, y: 80.5 },
    [ids.check]: {
      nodeType: 'DataStoreDecisionNode',
      displayName: 'Check',
      connections: { true: SUCCESS_ID, false: FAILURE_ID },
      x: 400,
      y: 80,
    },
  },
  staticNodes: { startNode: { x: 50, y: 80 } },
  uiConfig: { categories: '["Authentication"]' },
  ...more,
});

type Ask = Awaited<ReturnType<typeof configuration>>['ask'];

async function write(ask: Ask, name: string): Promise<Answer> {
  for (const [type, id, config] of nodes) expect((await ask('PUT', `${NODES}/${type}/${id}`, config)).status).toBe(201);
  return ask('PUT', `${TREES}/${name}`, tree(name));
}

describe('the realm-config API', () => {
  it('is for administrators of the root realm alone, and says nothing more to others', async () => {
    const { ask, as, call, admin } = await configuration();
    const denied = { code: 401, reason: 'Unauthorized', message: 'Access Denied' };
    const path = `${TREES}?_queryFilter=true`;
    const address = `/am/json/realms/root/realms/gamma/${path}`;
    expect(await (await call(address)).json()).toEqual(denied);
    for (const cookie of [await as('bob'), await as('eve', { roles: ['administrator'] }, '/gamma'), 'iPlanetDirectoryPro=nonsense']) {
      expect((await ask('GET', path, undefined, { cookie })).body).toEqual(denied);
      expect((await ask('GET', '/am/json/realms/root/realms/nowhere/scripts/x', undefined, { cookie })).status).toBe(401);
    }
    expect((await ask('GET', path, undefined, { cookie: await as('ann', { roles: ['administrator'] }) })).status).toBe(200);
    const [name = '', token = ''] = admin.split('=');
    expect((await ask('GET', path, undefined, { cookie: '', [name]: token })).status).toBe(200);
    const forged = await call(address.replace(/\?.*/, '/X'), { method: 'DELETE', headers: { cookie: admin } });
    expect(forged.status).toBe(403);
  });

  it('takes nodes before their tree, and makes one version of them when the tree comes', async () => {
    const { ask, stores } = await configuration();
    const written = await write(ask, 'Login');
    expect(written).toMatchObject({ status: 201, body: { _id: 'Login', staticNodes: { startNode: { x: 50, y: 80 } } } });
    expect(written.headers.get('location')).toContain('/realms/gamma/realm-config/authentication/authenticationtrees/trees/Login');
    expect(await stores.journeys.history('/gamma', 'Login')).toMatchObject([
      { number: 1, author: 'amadmin', note: 'Written by @rockcarver/frodo-lib/3.3.0' },
    ]);
    expect(await stores.stagedNodes.list('/gamma')).toEqual([]);
    const page = await ask('GET', `${NODES}/PageNode/${ids.page}`);
    expect(page.body).toMatchObject({
      _id: ids.page,
      pageHeader: { en: 'Sign In' },
      _type: { _id: 'PageNode', name: 'Page Node', collection: true },
      _outcomes: [{ id: 'outcome' }],
      nodes: [{ _id: ids.name }, { _id: ids.password }],
    });
    expect(page.body._rev).toMatch(/^-?\d{1,10}$/);
    expect(page.headers.get('etag')).toBe(`"${page.body._rev}"`);
    expect((await ask('GET', `${NODES}/PageNode/1.0/${ids.page}`)).body).toEqual(page.body);
    const { _rev: rev, ...again } = written.body;
    expect(await ask('PUT', `${TREES}/Login`, again)).toMatchObject({ status: 200, body: { _rev: rev } });
    expect(await stores.journeys.history('/gamma', 'Login')).toHaveLength(1);
  });

  it('shows what waits for its tree, forgets it after a day, and names every node that a tree lacks', async () => {
    const { ask, clock, stores } = await configuration();
    const [type, id] = nodes[0] ?? ['', ''];
    expect((await ask('PUT', `${NODES}/${type}/${id}`, { prompt: 'x' })).status).toBe(201);
    expect((await ask('GET', `${NODES}/${type}/${id}`)).body).toMatchObject({ _id: id, prompt: 'x' });
    expect((await ask('GET', `${NODES}/${type}?_queryFilter=true`)).body).toMatchObject({ resultCount: 1, result: [{ _id: id }] });
    expect(await ask('PUT', `${TREES}/Login`, tree('Login'))).toMatchObject({
      status: 400,
      body: { reason: 'Bad Request', detail: { missingNodes: [ids.page, ids.check] } },
    });
    expect(await stores.journeys.list('/gamma')).toEqual([]);
    clock.now += 86_400_001;
    expect(await stores.stagedNodes.get('/gamma', id)).toBeUndefined();
  });

  it('makes a new version of a tree when one of its nodes is written, with the children that a page gets', async () => {
    const { ask, stores } = await configuration();
    await write(ask, 'Login');
    const extra = randomUUID();
    await ask('PUT', `${NODES}/MessageNode/${extra}`, { message: { en: 'Hello' } });
    const page = (await ask('GET', `${NODES}/PageNode/${ids.page}`)).body;
    const changed = { ...page, nodes: [{ _id: extra, nodeType: 'MessageNode', displayName: 'Hello' }] };
    const before = await stores.journeys.published('/gamma', 'Login');
    expect((await ask('PUT', `${NODES}/PageNode/${ids.page}`, changed)).status).toBe(200);
    const after = await stores.journeys.published('/gamma', 'Login');
    expect(Object.keys(before?.innerNodes ?? {}).sort()).toEqual([ids.name, ids.password].sort());
    expect(after?.innerNodes).toMatchObject({ [extra]: { type: 'MessageNode', config: { message: { en: 'Hello' } } } });
    expect(Object.keys(after?.innerNodes ?? {})).toEqual([extra]);
    expect((await stores.stagedNodes.list('/gamma')).map(({ id }) => id).sort()).toEqual([ids.name, ids.password].sort());
    const broken = { ...page, nodes: [{ _id: randomUUID(), nodeType: 'MessageNode', displayName: 'Gone' }] };
    expect((await ask('PUT', `${NODES}/PageNode/${ids.page}`, broken)).status).toBe(400);
    expect(await stores.journeys.published('/gamma', 'Login')).toEqual(after);
    expect((await ask('DELETE', `${NODES}/PageNode/${ids.page}`)).status).toBe(409);
  });

  it('answers a deleted tree, whose nodes stay to be seen and deleted', async () => {
    const { ask } = await configuration();
    await write(ask, 'Login');
    expect(await ask('DELETE', `${TREES}/Login`)).toMatchObject({ status: 200, body: { _id: 'Login', nodes: { [ids.page]: {} } } });
    expect(await ask('DELETE', `${TREES}/Login`)).toMatchObject({
      status: 404,
      body: { code: 404, reason: 'Not Found', message: 'Not Found' },
    });
    expect((await ask('GET', `${NODES}/PageNode/${ids.page}`)).body).toMatchObject({ nodes: [{ _id: ids.name }, {}] });
    for (const [type, id] of nodes) expect((await ask('DELETE', `${NODES}/${type}/${id}`)).status).toBe(200);
    expect((await ask('POST', `${NODES}?_action=nextdescendents`, {})).body.result).toEqual([]);
  });

  it('refuses what AM refuses, in the words that clients look for', async () => {
    const { ask } = await configuration();
    await write(ask, 'Login');
    const strange = await ask('PUT', `${TREES}/Login`, tree('Login', { strange: 1 }));
    expect(strange).toMatchObject({ status: 400, body: { message: 'Invalid attribute specified.' } });
    expect(strange.body.detail?.['validAttributes']).toEqual(expect.arrayContaining(['description', 'enabled', 'entryNodeId', 'nodes']));
    expect((await ask('PUT', `${TREES}/Login`, tree('Login', { nodes: { x: 'y' } }))).body['message']).toMatch(
      /^Data validation failed for the attribute, Nodes/,
    );
    const script = await ask('PUT', `${NODES}/ScriptedDecisionNode/${randomUUID()}`, { script: randomUUID(), outcomes: ['true'] });
    expect(script).toMatchObject({ status: 400, body: { message: 'Data validation failed for the attribute, Script' } });
    expect((await ask('GET', `${NODES}/type1/node1`)).body).toMatchObject({ code: 404, message: "Resource 'type1/node1' not found" });
    expect((await ask('GET', `${NODES}/PageNode/node1`)).body).toMatchObject({ code: 404, message: 'Not Found' });
    const create = await ask('POST', `${NODES}/PageNode?_action=create`, { _id: ids.page });
    expect(create).toMatchObject({ status: 409, body: { message: 'Unable to save config: Service already exists' } });
    const broken = tree('Login', { entryNodeId: 'nowhere' });
    expect(await ask('PUT', `${TREES}/Login`, broken)).toMatchObject({
      status: 400,
      body: { detail: { problems: expect.arrayContaining([expect.objectContaining({ code: 'journey.entry_missing' })]) } },
    });
    expect((await ask('PUT', `${TREES}/Login`, '{')).status).toBe(400);
    expect((await ask('PUT', `${TREES}/Login`, 'x', { 'content-type': 'text/plain' })).status).toBe(415);
  });

  it('holds writes to If-Match and If-None-Match', async () => {
    const { ask } = await configuration();
    const { body } = await write(ask, 'Login');
    const next = tree('Login', { description: 'new' });
    const put = (headers: Record<string, string>, name = 'Login') => ask('PUT', `${TREES}/${name}`, next, headers);
    expect((await put({ 'if-none-match': '*' })).status).toBe(412);
    expect((await put({ 'if-match': '"123"' })).status).toBe(412);
    expect((await put({ 'if-match': '*' }, 'Other')).status).toBe(412);
    expect((await put({ 'if-match': `"${body._rev}"` })).status).toBe(200);
    expect((await put({ 'if-match': '*' })).status).toBe(200);
  });

  it('keeps nodes of other servers as they are', async () => {
    const { ask, stores } = await configuration();
    const id = randomUUID();
    const config = { url: 'https://vendor.example', deep: { list: [1, null] } };
    await ask('PUT', `${NODES}/product-VendorNode/${id}`, { ...config, _outcomes: [], _type: { _id: 'product-VendorNode' } });
    const vendor = {
      entryNodeId: id,
      nodes: { [id]: { nodeType: 'product-VendorNode', displayName: 'Vendor', connections: { done: SUCCESS_ID }, x: 0, y: 0 } },
    };
    expect((await ask('PUT', `${TREES}/Vendor`, vendor)).status).toBe(201);
    expect((await ask('GET', `${NODES}/product-VendorNode/${id}`)).body).toMatchObject({ ...config, _outcomes: [{ id: 'done' }] });
    expect((await stores.journeys.published('/gamma', 'Vendor'))?.nodes[id]?.config).toEqual(config);
    const types = (await ask('POST', `${NODES}?_action=getAllTypes`, {})).body.result ?? [];
    expect(types.map((one) => one['_id'])).toEqual(expect.arrayContaining(['PageNode', 'product-VendorNode']));
  });

  it('asks with filters, pages and fields', async () => {
    const { ask } = await configuration();
    await write(ask, 'Login');
    for (const name of ['Second', 'Third one']) await ask('PUT', `${TREES}/${encodeURIComponent(name)}`, tree(name));
    const names = async (query: string) => ((await ask('GET', `${TREES}?${query}`)).body.result ?? []).map((one) => one['_id']);
    expect(await names('_queryFilter=true')).toEqual(['Login', 'Second', 'Third one']);
    expect(await names(`_queryFilter=${encodeURIComponent('_id eq "Second" or (_id sw "Th" and enabled eq true)')}`)).toEqual([
      'Second',
      'Third one',
    ]);
    expect(await names('_queryFilter=true&_pageSize=1&_pagedResultsOffset=1')).toEqual(['Second']);
    expect(await names('_queryId=*&_pageSize=-1&_sortKeys=-_id')).toEqual(['Third one', 'Second', 'Login']);
    const { body } = await ask('GET', `${TREES}?_queryFilter=true&_fields=_id,enabled&_pageSize=0&_totalPagedResultsPolicy=EXACT`);
    expect(body).toMatchObject({ result: [], totalPagedResults: 3, totalPagedResultsPolicy: 'EXACT' });
    const [first] = (await ask('GET', `${TREES}?_queryFilter=true&_fields=_id,enabled`)).body.result ?? [];
    expect(Object.keys(first ?? {}).sort()).toEqual(['_id', '_rev', 'enabled']);
    expect((await ask('GET', `${TREES}?_queryFilter=%28`)).status).toBe(400);
  });

  it('tells of node types what the console asks', async () => {
    const { ask } = await configuration();
    const action = async (type: string, name: string, body: object = {}) =>
      (await ask('POST', `${NODES}/${type}?_action=${name}`, body)).body;
    expect(await action('PageNode', 'getType')).toMatchObject({ _id: 'PageNode', name: 'Page Node', collection: true });
    expect(await action('RetryLimitDecisionNode/1.0', 'getType')).toMatchObject({ _id: '1.0' });
    expect(await action('RetryLimitDecisionNode', 'schema')).toMatchObject({
      type: 'object',
      properties: { retryLimit: { type: 'integer', propertyOrder: 100, default: 3 } },
    });
    expect(await action('RetryLimitDecisionNode', 'template')).toMatchObject({ retryLimit: 3 });
    expect(await action('RetryLimitDecisionNode/1.0', 'listOutcomes', { retryLimit: 2 })).toEqual([
      { id: 'Retry', displayName: 'Retry' },
      { id: 'Reject', displayName: 'Reject' },
    ]);
    expect((await ask('POST', `${NODES}/Nope?_action=schema`, {})).status).toBe(404);
    expect((await ask('POST', `${TREES}?_action=template`, {})).body).toMatchObject({ enabled: true, nodes: {} });
  });

  it('clones a tree with nodes of its own', async () => {
    const { ask, stores } = await configuration();
    await write(ask, 'Login');
    expect(await ask('POST', `${TREES}/Login?_action=clone`, { newId: 'Copy' })).toMatchObject({ status: 201, body: { _id: 'Copy' } });
    const copy = await stores.journeys.published('/gamma', 'Copy');
    expect(Object.values(copy?.nodes ?? {}).map(({ type }) => type)).toEqual(['PageNode', 'DataStoreDecisionNode']);
    for (const id of Object.values(ids)) expect(JSON.stringify(copy)).not.toContain(id);
    expect((await ask('POST', `${TREES}/Login?_action=clone`, { newId: 'Copy' })).status).toBe(409);
  });
});

describe('scripts, providers, templates and themes', () => {
  const source = (text: string) => Buffer.from(text).toString('base64');

  it('keeps scripts by unique names, and refuses to lose one that is in use', async () => {
    const { ask } = await configuration();
    const id = randomUUID();
    const body = {
      name: 'Decide',
      script: `${source('outcome = "true";').slice(0, 8)}\n${source('outcome = "true";').slice(8)}`,
      custom: 1,
    };
    expect(await ask('PUT', `scripts/${id}`, body)).toMatchObject({ status: 201, body: { _id: id, custom: 1, language: 'JAVASCRIPT' } });
    expect(await ask('PUT', `scripts/${randomUUID()}`, body)).toMatchObject({
      status: 409,
      body: { message: 'Script with name Decide already exist in realm /gamma' },
    });
    const found = await ask('GET', `scripts?_queryFilter=${encodeURIComponent('name eq "Decide"')}`);
    expect(found.body.result).toMatchObject([{ _id: id, script: source('outcome = "true";') }]);
    const node = randomUUID();
    await ask('PUT', `${NODES}/ScriptedDecisionNode/${node}`, { script: id, outcomes: ['true'] });
    const scripted = { nodeType: 'ScriptedDecisionNode', displayName: 'Script', connections: { true: SUCCESS_ID }, x: 0, y: 0 };
    expect((await ask('PUT', `${TREES}/Scripted`, { entryNodeId: node, nodes: { [node]: scripted } })).status).toBe(201);
    expect((await ask('DELETE', `scripts/${id}`)).status).toBe(409);
    await ask('DELETE', `${TREES}/Scripted`);
    expect((await ask('DELETE', `scripts/${id}`)).status).toBe(200);
    expect((await ask('GET', `scripts/${id}`)).status).toBe(404);
    expect((await ask('GET', 'scripts/01e1a3c0-038b-4c16-956a-6c9d89328cff')).body).toMatchObject({ default: true });
  });

  it('takes scripts from who may write scripts alone', async () => {
    const { ask, as } = await configuration();
    const cookie = await as('ann', { roles: ['administrator'] });
    const body = { name: 'Mine', script: source('x') };
    expect((await ask('PUT', `scripts/${randomUUID()}`, body, { cookie })).status).toBe(403);
    expect((await ask('POST', 'scripts?_action=create', body, { cookie })).status).toBe(403);
    const author = await as('bea', { roles: ['administrator', 'script-author'] });
    const { status, body: made } = await ask('POST', 'scripts?_action=create', body, { cookie: author });
    expect(status).toBe(201);
    expect((await ask('DELETE', `scripts/${String(made['_id'])}`, undefined, { cookie })).status).toBe(403);
    expect((await ask('DELETE', `scripts/${String(made['_id'])}`, undefined, { cookie: author })).status).toBe(200);
  });

  it('lists libraries by name, and reads a script without running it', async () => {
    const { ask } = await configuration();
    await ask('PUT', `scripts/${randomUUID()}`, { name: 'lib', script: source('exports.x = 1;'), context: 'LIBRARY' });
    await ask('PUT', `scripts/${randomUUID()}`, { name: 'no lib', script: source('x') });
    const libraries = (await ask('GET', `libraries?_queryFilter=${encodeURIComponent('name eq "lib"')}`)).body;
    expect(libraries.result).toMatchObject([{ name: 'lib', exports: [] }]);
    const check = async (text: string) => (await ask('POST', 'scripts?_action=validate', { script: source(text) })).body;
    expect(await check('var x = 1;\nprocess.exit(1);')).toEqual({ success: true });
    expect(await check('var x = 1;\nvar y = = 2;')).toMatchObject({ success: false, errors: [{ line: 2 }] });
  });

  it('keeps providers without ever telling their secrets', async () => {
    const { ask, stores } = await configuration();
    const path = 'realm-config/services/SocialIdentityProviders';
    const provider = { clientId: 'me', clientSecret: 'hush', _type: { _id: 'googleConfig', name: 'Google' } };
    expect((await ask('PUT', `${path}/googleConfig/google`, provider)).body).toMatchObject({ _id: 'google', clientSecret: null });
    await ask('PUT', `${path}/googleConfig/google`, { ...provider, enabled: false, clientSecret: null });
    expect(await stores.realmObjects.get('/gamma', 'socialProvider', 'google')).toMatchObject({ enabled: false, clientSecret: 'hush' });
    for (const elsewhere of [
      { clientId: 'you' },
      { tokenEndpoint: 'https://evil.example' },
      { wellKnownEndpoint: 'https://evil.example' },
    ]) {
      const answer = await ask('PUT', `${path}/googleConfig/google`, { ...provider, ...elsewhere, clientSecret: null });
      expect([answer.status, answer.body]).toMatchObject([400, { message: expect.stringContaining('clientSecret') }]);
    }
    expect(await stores.realmObjects.get('/gamma', 'socialProvider', 'google')).not.toHaveProperty('tokenEndpoint');
    await ask('PUT', `${path}/googleConfig/google`, { ...provider, clientId: 'you', clientSecret: 'new' });
    expect(await stores.realmObjects.get('/gamma', 'socialProvider', 'google')).toMatchObject({ clientId: 'you', clientSecret: 'new' });
    expect((await ask('POST', `${path}?_action=nextdescendents`, {})).body.result).toMatchObject([{ _id: 'google', clientSecret: null }]);
    expect((await ask('GET', `realm-config/saml2?_queryFilter=${encodeURIComponent("entityId eq 'x'")}`)).body.result).toEqual([]);
  });

  it('has templates and themes where IDM has them', async () => {
    const { ask, stores } = await configuration();
    const template = { defaultLocale: 'en', subject: { en: 'Welcome' }, message: { en: '<p>Hello</p>' } };
    expect((await ask('PUT', '/openidm/config/emailTemplate/welcome', template)).status).toBe(201);
    expect(await stores.realmObjects.get('/gamma', 'emailTemplate', 'welcome')).toMatchObject(template);
    expect((await ask('GET', '/openidm/config/emailTemplate/welcome')).body).toMatchObject({ _id: 'emailTemplate/welcome', ...template });
    expect((await ask('GET', `/openidm/config?_queryFilter=${encodeURIComponent("_id sw 'emailTemplate'")}`)).body.resultCount).toBe(1);
    expect((await ask('GET', '/openidm/config/emailTemplate/nope')).status).toBe(404);
    const theme = { _id: 't', name: 'Contrast', linkedTrees: ['Login'] };
    await ask('PUT', '/openidm/config/ui/themerealm', { realm: { '/gamma': [theme], alpha: [] } });
    expect((await ask('GET', '/openidm/config/ui/themerealm')).body).toMatchObject({ realm: { '/gamma': [theme], '/alpha': [] } });
    expect((await ask('GET', '/openidm/managed/alpha_user')).status).toBe(404);
  });

  it('lists realms by the base64 of their path', async () => {
    const { ask } = await configuration();
    const { result = [] } = (await ask('GET', '/am/json/global-config/realms/?_queryFilter=true')).body;
    expect(result).toContainEqual(expect.objectContaining({ _id: 'Lw', name: '/', parentPath: null }));
    expect(result).toContainEqual(expect.objectContaining({ _id: 'L2FscGhh', name: 'alpha', parentPath: '/', active: true }));
    expect(result).toContainEqual(expect.objectContaining({ name: 'sub', parentPath: '/alpha' }));
  });
});

describe('hostile configuration', () => {
  it.each([
    ['a __proto__ among the nodes', '{"entryNodeId":"a","nodes":{"__proto__":{"nodeType":"X"}}}', 400],
    ['a key that reaches a prototype', '{"entryNodeId":"a","nodes":{"a":{"nodeType":"X","connections":{"constructor":"a"}}}}', 400],
    ['a hundred thousand brackets', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 400],
    ['nesting beyond sense', `{"uiConfig":${'{"a":'.repeat(200)}1${'}'.repeat(200)}}`, 400],
    ['five megabytes', JSON.stringify({ description: 'x'.repeat(5 * 1024 * 1024) }), 413],
    ['a text longer than any', JSON.stringify(tree('Evil', { description: 'x'.repeat(100_000) })), 400],
  ])('%s is refused, and nothing is written', async (_, body, status) => {
    const { ask, stores } = await configuration();
    expect((await ask('PUT', `${TREES}/Evil`, body)).status).toBe(status);
    expect(await stores.journeys.list('/gamma')).toEqual([]);
    expect((await ask('GET', `${TREES}?_queryFilter=true`)).status).toBe(200);
  });

  it('a tree that runs itself is refused, alone or by a detour', async () => {
    const { ask, stores } = await configuration();
    const inner = async (name: string, runs: string) => {
      const id = randomUUID();
      await ask('PUT', `${NODES}/InnerTreeEvaluatorNode/${id}`, { tree: runs });
      const node = { nodeType: 'InnerTreeEvaluatorNode', displayName: 'Inner', connections: { true: SUCCESS_ID, false: FAILURE_ID } };
      return { id, answer: await ask('PUT', `${TREES}/${name}`, { entryNodeId: id, nodes: { [id]: node } }) };
    };
    expect((await inner('Self', 'Self')).answer.body.detail).toMatchObject({ problems: [{ code: 'journey.inner_recursive' }] });
    await write(ask, 'B');
    expect((await inner('A', 'B')).answer.status).toBe(201);
    expect((await inner('B', 'A')).answer.body.detail).toMatchObject({ problems: [{ code: 'journey.inner_recursive' }] });
    expect((await stores.journeys.published('/gamma', 'B'))?.entryNodeId).toBe(ids.page);
  });

  it.each(['__proto__', 'constructor'])('a tree or a node called %s is refused', async (name) => {
    const { ask } = await configuration();
    expect((await ask('PUT', `${NODES}/PageNode/${name}`, {})).status).toBe(400);
    await write(ask, 'Login');
    expect((await ask('PUT', `${TREES}/${name}`, tree(name))).status).toBe(400);
  });

  it('five thousand nodes are one version', async () => {
    const { ask, stores } = await configuration();
    const many = Array.from({ length: 5_000 }, (_, at) => `n${String(at).padStart(4, '0')}`);
    await stores.stagedNodes.put(
      '/gamma',
      many.map((id) => ({ id, type: 'MessageNode', config: { message: { en: id } }, author: 'amadmin' })),
      NOW + 60_000,
    );
    const next = (at: number) => many[at + 1] ?? SUCCESS_ID;
    const large = {
      entryNodeId: many[0],
      nodes: Object.fromEntries(
        many.map((id, at) => [id, { nodeType: 'MessageNode', displayName: id, connections: { true: next(at), false: FAILURE_ID } }]),
      ),
    };
    expect((await ask('PUT', `${TREES}/Large`, large)).status).toBe(201);
    expect(Object.keys((await stores.journeys.published('/gamma', 'Large'))?.nodes ?? {})).toHaveLength(5_000);
    expect((await ask('DELETE', `${TREES}/Large`)).status).toBe(200);
  }, 120_000);
});
