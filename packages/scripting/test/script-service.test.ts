import type { ScriptRequest } from '@waygate/node-kit';
import { type JsonObject, script, WaygateError } from '@waygate/schema';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { createScriptService, encodeScript, ScriptPool, type ScriptStore, type ScriptWorld } from '../src/index.ts';

const pool = new ScriptPool({ threads: 2 });
afterAll(() => pool.close());

/** A store in memory with the scripts of one realm. */
class Scripts implements ScriptStore {
  readonly objects = new Map<string, JsonObject>();
  #generation = 0;
  put(id: string, name: string, source: string, more: JsonObject = {}) {
    this.#generation += 1;
    this.objects.set(`script ${id}`, script.parse({ _id: id, name, script: encodeScript(source), ...more }) as JsonObject);
  }
  async get(_realm: string, kind: string, id: string) {
    return this.objects.get(`${kind} ${id}`);
  }
  async list() {
    return [...this.objects].filter(([key]) => key.startsWith('script ')).map(([key, value]) => ({ id: key.slice(7), value }));
  }
  async create(_realm: string, kind: string, { id, value }: { id: string; value: JsonObject }) {
    this.#generation += 1;
    this.objects.set(`${kind} ${id}`, value);
    return true;
  }
  generation() {
    return this.#generation;
  }
}

const request: Omit<ScriptRequest, 'revision'> = {
  realm: '/alpha',
  state: { shared: { username: 'demo' }, transient: {} },
  writes: ['*'],
  answers: [],
  headers: {},
  parameters: {},
  existingSession: undefined,
  resumedFromSuspend: false,
  resumeUri: 'https://id.example/back',
  idempotencyKey: 'run',
};
const people = { mail: ['a@example.com'] } as Record<string, readonly string[]>;
const patched: JsonObject = {};
const world: ScriptWorld = {
  http: {
    send: async ({ url }) => {
      if (url.includes('refused')) throw new WaygateError('authoring', 'http.refused', 'The address is refused.');
      return { status: 200, statusText: 'OK', headers: {}, body: 'body' };
    },
  },
  devices: {
    listProfiles: async (_realm: string, { id }: { readonly id: string }) =>
      id === 'u1'
        ? [{ identifier: 'd1', alias: 'Laptop', metadata: { a: 1 }, location: { latitude: 1, longitude: 2 }, lastSelectedDate: 3 }]
        : [],
  },
  identities: {
    find: async (realm, username) =>
      username === 'demo' ? { id: 'u1', realm, username, active: true, attributes: { ...people } } : undefined,
    findBy: async (realm, attribute, value) =>
      attribute === 'userName' && value === 'demo' ? { id: 'u1', realm, username: 'demo', active: true, attributes: {} } : undefined,
    read: async (realm, id) =>
      id === 'u1'
        ? {
            identity: { id, realm, username: 'demo', active: true, attributes: {} },
            object: { _id: id, userName: 'demo', ...patched },
            meta: {},
            createdAt: 0,
          }
        : undefined,
    create: async (_realm, _object, { idempotencyKey }) => ({
      status: 'refused',
      failed: [{ property: idempotencyKey, policyRequirements: [{ policyRequirement: 'UNIQUE' }] }],
    }),
    patch: async (realm, id, changes) => {
      Object.assign(patched, changes);
      return id === 'u1' ? { status: 'done', identity: { id, realm, username: 'demo', active: true, attributes: {} } } : { status: 'gone' };
    },
    updateAttributes: async (_realm, _id, change) => {
      Object.assign(people, change(people));
      return true;
    },
  },
  variables: { get: (name) => (name === 'esv.tier' ? 'gold' : undefined) },
};

function service() {
  const store = new Scripts();
  const logged: string[] = [];
  const made = createScriptService({
    pool,
    store,
    world,
    cookieName: 'waygate',
    log: (realm, name, { level, text }) => logged.push([realm, name, level, text].join(' ')),
  });
  const run = async (id: string) => {
    const { [id]: revision = '' } = await made.pin('/alpha', [id]);
    return made.run({ ...request, revision });
  };
  return { store, logged, made, run };
}
const NEXT = { context: 'SCRIPTED_DECISION_NODE', evaluatorVersion: '2.0' };
const LEGACY = { context: 'AUTHENTICATION_TREE_DECISION_NODE', evaluatorVersion: '1.0' };

describe('scripts as nodes run them', () => {
  it('are told apart by their generation and answer what they did', async () => {
    const { store, run, logged } = service();
    store.put('a', 'Legacy', `logger.error('hello'); outcome = systemEnv.getProperty('esv.tier'); sharedState.put('a', 1)`);
    store.put('b', 'Next', `action.goTo('true').putSessionProperty('a', 'b')`, NEXT);
    expect(await run('a')).toEqual({
      action: { kind: 'goTo', outcome: 'gold' },
      changes: [{ change: 'put', scope: 'shared', key: 'a', value: 1 }],
      sessionProperties: {},
      removedSessionProperties: [],
    });
    expect(await run('b')).toMatchObject({ action: { kind: 'goTo', outcome: 'true' }, sessionProperties: { a: 'b' } });
    expect(logged).toEqual(['/alpha Legacy error hello']);
  });

  it('say nothing secret to the log, in exceptions and in the audit detail, in whatever form, and what is open as it is', async () => {
    const { store, made, logged } = service();
    const known = {
      ...request,
      state: { shared: { username: 'demo', note: 'open', otpSecret: 'kept-9911' }, transient: { password: 'hunter-22' } },
      headers: { authorization: ['Bearer by-header-33'] },
    };
    const source = (then: string) => `
      var all = [nodeState.get('username'), nodeState.get('note'), nodeState.get('password'), nodeState.get('otpSecret'),
        requestHeaders.get('authorization').get(0).slice(7), systemEnv.getProperty('esv.tier')];
      ${then}`;
    store.put('a', 'A', source(`logger.error(all.join(' ')); auditEntryDetail = { all: all }; action.goTo('true')`), NEXT);
    store.put(
      'b',
      'B',
      source(`throw new Error(all.concat(encodeURIComponent('hunter-22'), utils.base64.encode('kept-9911')).join(' '))`),
      NEXT,
    );
    const run = async (id: string) => made.run({ ...known, revision: (await made.pin('/alpha', [id]))[id] ?? '' });
    const left = 'demo open [secret] [secret] [secret] [secret]';
    expect((await run('a')).audit).toEqual({ all: left.split(' ') });
    expect(logged).toEqual([`/alpha A error ${left}`]);
    await expect(run('b')).rejects.toThrow(`Error: ${left} [secret] [secret]`);
  });

  it('stay what they were for a run that has begun, libraries too', async () => {
    const { store, made } = service();
    store.put('lib', 'lib', `exports.f = function () { return 'first' }`, { context: 'LIBRARY' });
    store.put('a', 'A', `action.goTo(require('lib').f() + '1')`, NEXT);
    const before = await made.pin('/alpha', ['a']);
    store.put('lib', 'lib', `exports.f = function () { return 'second' }`, { context: 'LIBRARY' });
    const between = await made.pin('/alpha', ['a']);
    store.put('a', 'A', `action.goTo(require('lib').f() + '2')`, NEXT);
    const after = await made.pin('/alpha', ['a']);
    const outcomes = [];
    for (const { a: revision = '' } of [before, between, after]) outcomes.push((await made.run({ ...request, revision })).action);
    expect(outcomes).toEqual(['first1', 'second1', 'second2'].map((outcome) => ({ kind: 'goTo', outcome })));
  });

  it('are not made of libraries that were read before a change and came after it', async () => {
    const { store, made } = service();
    store.put('lib', 'lib', `exports.f = function () { return 'first' }`, { context: 'LIBRARY' });
    store.put('a', 'A', `action.goTo(require('lib').f())`, NEXT);
    // What is made of the old libraries is there already, so that nothing is written which everybody would hear of.
    await made.pin('/alpha', ['a']);
    store.put('b', 'B', '', NEXT);
    const held = Promise.withResolvers<void>();
    const list = vi.spyOn(store, 'list').mockImplementationOnce(async () => {
      const before = await Scripts.prototype.list.call(store);
      await held.promise;
      return before;
    });
    const slow = made.pin('/alpha', ['a']);
    await vi.waitUntil(() => list.mock.calls.length === 1);
    store.put('lib', 'lib', `exports.f = function () { return 'second' }`, { context: 'LIBRARY' });
    // Somebody else has seen the change already, and has read no libraries.
    await made.pin('/alpha', []);
    held.resolve();
    await slow;
    const { a: revision = '' } = await made.pin('/alpha', ['a']);
    expect((await made.run({ ...request, revision })).action).toEqual({ kind: 'goTo', outcome: 'second' });
  });

  it('that do not exist are not pinned, and what was pinned outlives its script', async () => {
    const { store, made } = service();
    store.put('a', 'A', `outcome = 'true'`);
    const { a: revision = '', ...rest } = await made.pin('/alpha', ['a', 'none', '__proto__']);
    expect(rest).toEqual({});
    store.objects.delete('script a');
    expect((await made.run({ ...request, revision })).action).toEqual({ kind: 'goTo', outcome: 'true' });
  });

  it.each([
    ['throw new Error("no")', 'script.failed', 'The script A failed at line 1, column 16: Error: no'],
    ['\n\nnope()', 'script.failed', `The script A failed at line 3, column 1: ReferenceError: 'nope' is not defined`],
    ['var a = 1', 'script.no_result', 'The script A ended without an outcome, callbacks or a suspension.'],
    ['outcome = 7', 'script.no_result', 'The script A set an outcome that is no text.'],
    [`httpClient.send({}).get()`, 'script.failed', 'The script A failed'],
    [`idRepository.setAttribute('nobody', 'mail', ['x'])`, 'script.failed', 'There is nobody called nobody.'],
    [`secrets.getGenericSecret('none')`, 'script.failed', 'There is no secret none.'],
  ])('%s fails with a reason that names the script', async (source, code, message) => {
    const { store, run } = service();
    store.put('a', 'A', source);
    const error = await run('a').then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ kind: 'authoring', code });
    expect((error as Error).message).toContain(message);
  });

  it('see why the world refuses something', async () => {
    const { store, run } = service();
    store.put('a', 'A', `try { httpClient.send('https://refused.example').get() } catch (e) { action.goTo(e.message) }`, NEXT);
    expect((await run('a')).action).toEqual({ kind: 'goTo', outcome: 'The address is refused.' });
  });

  it.each([
    [
      NEXT,
      `var of = function (name) { return deviceProfilesDao.getDeviceProfiles(name, '/alpha') }; var d = of('demo')[0];
       action.goTo([d.identifier, d.metadata.a, d.location.latitude, of('nobody').length].join())`,
    ],
    [
      LEGACY,
      `var of = function (name) { return deviceProfilesDao.getDeviceProfiles(name, '/alpha') }; var d = of('demo').get(0);
       outcome = [d.get('identifier'), d.get('metadata').get('a'), d.get('location').get('latitude'), of('nobody').size()].join()`,
    ],
  ])('know the devices that are kept of a person (%j)', async (generation, source) => {
    const { store, run } = service();
    store.put('a', 'A', source, generation);
    expect((await run('a')).action).toEqual({ kind: 'goTo', outcome: 'd1,1,1,0' });
  });

  it('change people', async () => {
    const { store, run } = service();
    store.put(
      'a',
      'A',
      `var p = idRepository.getIdentity('id=demo,ou=user'); p.setAttribute('mail', ['b@example.com']); p.store(); action.goTo('true')`,
      NEXT,
    );
    await run('a');
    expect(people['mail']).toEqual(['b@example.com']);
  });

  it('find, read, change and make people as managed objects, and are told what the rules refuse', async () => {
    const { store, run } = service();
    store.put(
      'a',
      'A',
      `var found = openidm.query('managed/alpha_user', { _queryFilter: '/userName eq "demo"' }).result[0];
       openidm.patch('managed/alpha_user/' + found._id, null, [{ operation: 'replace', field: '/mail', value: 'b@example.com' }]);
       var said = [openidm.read('managed/alpha_user/u1').mail, openidm.read('managed/alpha_user/none')];
       try { openidm.create('managed/alpha_user', null, { userName: 'demo' }) } catch (e) { said.push(e.code, e.detail) }
       try { openidm.patch('managed/alpha_user/gone', null, [{ operation: 'remove', field: '/mail' }]) } catch (e) { said.push(e.code) }
       try { openidm.read('config/authentication') } catch (e) { said.push(e.code) }
       action.goTo(said.join())`,
      NEXT,
    );
    expect((await run('a')).action).toEqual({
      kind: 'goTo',
      outcome: 'b@example.com,,403,The rules of the realm are not kept (run.5: UNIQUE).,404,404',
    });
  });

  it('find one person by what a member equals, together with whatever else must be so', async () => {
    const { store, run } = service();
    store.put(
      'a',
      'A',
      `function count(filter) { try { return openidm.query('managed/user', { _queryFilter: filter }).resultCount } catch (e) { return e.code } }
       action.goTo([
         count('userName eq "demo"'),
         count('userName eq "demo" and userName sw "d"'),
         count('userName sw "d" and (/userName eq "demo") and !(userName co "x")'),
         count('userName eq "demo" and userName sw "x"'),
         count('userName sw "d"'),
         count('userName eq "demo" or true'),
         count('userName eq'),
       ].join())`,
      NEXT,
    );
    expect((await run('a')).action).toEqual({ kind: 'goTo', outcome: '1,1,1,0,501,501,400' });
  });

  it('of another language are not run', async () => {
    const { store, run } = service();
    store.put('a', 'A', 'import a.b', { language: 'GROOVY' });
    await expect(run('a')).rejects.toMatchObject({ kind: 'authoring', code: 'script.language' });
  });
});

describe('a script that puts a profile into other words', () => {
  const RAW = { sub: '7', given_name: 'Mia', email: 'mia@example.com' };
  const transform = (store: Scripts, id: string, bindings: JsonObject) =>
    createScriptService({ pool, store, world, log: () => undefined, cookieName: 'c' }).transform({
      realm: '/alpha',
      script: { id },
      bindings,
      state: request.state,
      idempotencyKey: 'run',
    });

  it('answers with its value, in either generation, and finds what it is given', async () => {
    const store = new Scripts();
    const legacy = { context: 'SOCIAL_IDP_PROFILE_TRANSFORMATION' };
    store.put(
      'a',
      'A',
      `(function () { var fr = JavaImporter(org.forgerock.json.JsonValue); var made = fr.JsonValue.json(fr.JsonValue.object());
         made.put('id', rawProfile.get('sub').asString()); made.put('from', selectedIdp); made.put('none', rawProfile.get('no').isNull()); return made; }());`,
      legacy,
    );
    store.put('b', 'B', `({ id: rawProfile.sub, from: selectedIdp, user: nodeState.get('username') })`, {
      ...legacy,
      evaluatorVersion: '2.0',
    });
    expect(await transform(store, 'a', { rawProfile: RAW, selectedIdp: 'peer' })).toEqual({ id: '7', from: 'peer', none: true });
    expect(await transform(store, 'b', { rawProfile: RAW, selectedIdp: 'peer' })).toEqual({ id: '7', from: 'peer', user: 'demo' });
  });

  it('comes with the product under AM’s ids, and in the place of AM’s own in Groovy, but of nobody’s own', async () => {
    const store = new Scripts();
    const [google, managed] = ['58d29080-4563-480b-89bb-1e7719776a21', '58c824ae-84ed-4724-82cd-db128fc3f6c'];
    const groovy = { context: 'SOCIAL_IDP_PROFILE_TRANSFORMATION', language: 'GROOVY' };
    store.put(google, 'Google Profile Normalization', 'return json(object())', { ...groovy, default: true });
    const normalizedProfile = await transform(store, google, { rawProfile: RAW });
    expect(normalizedProfile).toEqual({ id: '7', givenName: 'Mia', email: 'mia@example.com', username: 'mia@example.com' });
    expect(await transform(store, managed, { normalizedProfile })).toEqual({
      givenName: 'Mia',
      mail: 'mia@example.com',
      userName: 'mia@example.com',
    });
    const apple = await transform(store, '484e6246-dbc6-4288-97e6-54e55431402e', {
      rawProfile: { sub: '7', name: { lastName: 'Muster' } },
    });
    expect(apple).toEqual({ id: '7', username: '7', familyName: 'Muster', displayName: 'Muster' });
    store.put(managed, 'Own', 'return json(object())', groovy);
    await expect(transform(store, managed, { normalizedProfile })).rejects.toMatchObject({ code: 'script.language' });
  });

  it('fails by name when it answers nothing that is an object, or is not there', async () => {
    const store = new Scripts();
    store.put('a', 'A', '7');
    await expect(transform(store, 'a', {})).rejects.toMatchObject({ kind: 'authoring', code: 'script.no_result' });
    await expect(transform(store, 'b', {})).rejects.toMatchObject({ kind: 'authoring', code: 'script.missing' });
  });
});

describe('a script that makes the configuration of a node', () => {
  const configure = async (context: string, source: string) => {
    const store = new Scripts();
    store.put('a', 'A', source, { context });
    const made = createScriptService({ pool, store, world, log: () => undefined, cookieName: 'c' });
    const revision = (await made.pin('/alpha', ['a']))['a'] ?? '';
    // Whatever the caller has besides, the script is told nothing of it.
    return made.configure({ ...request, revision });
  };

  it.each([
    ['CONFIG_PROVIDER_NODE_NEXT_GEN', `config = { message: { en: 'Hello ' + nodeState.get('username') }, list: [1] }`],
    [
      'CONFIG_PROVIDER_NODE_NEXT_GEN',
      `const config = { message: { en: 'Hello ' + nodeState.get('username') }, list: [1] }; action.goTo('true');`,
    ],
    [
      'CONFIG_PROVIDER_NODE',
      `var map = new java.util.HashMap(); map.put('en', 'Hello ' + sharedState.get('username')); var list = new java.util.ArrayList(); list.add(1);
       var config = { message: map, list: list }; outcome = 'true';`,
    ],
  ])('answers with what it assigned, in either generation, and with nothing else that it did (%s)', async (context, source) => {
    expect(await configure(context, source)).toEqual({ message: { en: 'Hello demo' }, list: [1] });
  });

  it('cannot tell the address by which the person comes back', async () => {
    const source = `action.suspend('wait', (link) => { config = { link: String(link) }; })`;
    expect(await configure('CONFIG_PROVIDER_NODE_NEXT_GEN', source)).toEqual({ link: '' });
  });

  it.each(['outcome = 1', 'config = 7', 'config = [1]', 'config = null'])('fails by name when it assigns no object: %s', async (source) => {
    await expect(configure('CONFIG_PROVIDER_NODE_NEXT_GEN', source)).rejects.toMatchObject({ kind: 'authoring', code: 'script.no_result' });
  });

  it('fails as any script does', async () => {
    await expect(configure('CONFIG_PROVIDER_NODE', 'config = {};\nnope()')).rejects.toMatchObject({
      code: 'script.failed',
      details: { line: 2 },
    });
  });
});
