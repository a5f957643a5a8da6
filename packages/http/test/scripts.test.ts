import { AdminError, createAdminClient } from '@waygate/client';
import { createProviderDesk } from '@waygate/integrations';
import { type JourneyDocument, type JourneyNode, journeyDocument, SUCCESS_ID } from '@waygate/schema';
import { createScriptDesk } from '@waygate/scripting';
import { describe, expect, it } from 'vitest';
import { NOW, serve, signOn } from './fixture.ts';

const SOURCE = 'action.goTo("true");\n';
const NEW = { name: 'Decide', context: 'SCRIPTED_DECISION_NODE', source: SOURCE, base: null };

/** A server with scripts; `as` gives the API to an administrator. @param users journeys by the scripts that they name */
async function consoleWithScripts(users: readonly { readonly journey: string; readonly scripts: readonly string[] }[] = []) {
  const served = await serve();
  const { stores, url, deps } = served;
  if (deps.admin === undefined) throw new Error('There is no administration.');
  Object.assign(deps.admin, { scripts: createScriptDesk(stores.realmObjects, async () => users) });
  const as = async (username: string, roles: string[] = []) => {
    const id = `id-${username}`;
    await stores.identities.create({
      id,
      realm: '/',
      username,
      active: true,
      attributes: { roles },
      passwordHash: undefined,
      createdAt: NOW,
    });
    const { cookie } = await signOn(stores, { realm: '/', userId: id, username });
    return createAdminClient({
      baseUrl: url,
      fetch: (input, init) => fetch(input, { ...init, headers: { ...init?.headers, Cookie: cookie } }),
    });
  };
  return { ...served, as, api: await as('amadmin') };
}

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => Promise.reject(new Error('It was not refused.')),
    (error: unknown) =>
      error instanceof AdminError
        ? { status: error.status, code: error.code, message: error.message, details: error.details }
        : Promise.reject(error),
  );

describe('scripts over the administration API', () => {
  it('are made, read, changed and removed', async () => {
    const { api, clock, logged } = await consoleWithScripts();
    const made = await api.saveScript('/alpha', 's1', { ...NEW, description: 'Decides.' });
    expect(made).toMatchObject({
      id: 's1',
      name: 'Decide',
      description: 'Decides.',
      generation: 'next',
      shipped: false,
      source: SOURCE,
      report: { problems: [] },
    });
    expect(made.lastModifiedBy).toBe('amadmin');
    const decisions = (await api.scripts('/alpha')).scripts.filter(({ context }) => context !== 'SOCIAL_IDP_PROFILE_TRANSFORMATION');
    expect(decisions.map(({ name }) => name)).toEqual([
      'Authentication Tree Decision Node Script',
      'Decide',
      'Scripted Decision Node Script',
    ]);
    clock.now += 1_000;
    const changed = await api.saveScript('/alpha', 's1', { ...NEW, name: 'Decide again', source: 'nope(', base: made.lastModifiedDate });
    expect(changed.report.problems).toMatchObject([{ code: 'script.syntax', line: 1, column: 6 }]);
    expect(await api.script('/alpha', 's1')).toEqual(changed);
    await api.removeScript('/alpha', 's1');
    expect((await refusal(api.script('/alpha', 's1'))).code).toBe('script.not_found');
    expect(logged.filter(({ facts }) => 'event' in facts && String(facts.event).startsWith('script.'))).toHaveLength(3);
  });

  it.each([
    ['CONFIG_PROVIDER_NODE', 'legacy', []],
    ['CONFIG_PROVIDER_NODE_NEXT_GEN', 'next', ['script.java_absent']],
  ])('of Configuration Providers are of the generation of their context %s', async (context, generation, codes) => {
    const { api } = await consoleWithScripts();
    const source = 'var names = new java.util.ArrayList();\nconfig = {};\n';
    const made = await api.saveScript('/alpha', 's1', { ...NEW, context, source });
    expect(made).toMatchObject({ context, generation });
    expect(made.report.problems.map(({ code }) => code)).toEqual(codes);
    expect((await api.checkScript('/alpha', { context, source })).problems).toEqual(made.report.problems);
  });

  it('have names that nobody else in the realm has', async () => {
    const { api } = await consoleWithScripts();
    await api.saveScript('/alpha', 's1', NEW);
    expect(await refusal(api.saveScript('/alpha', 's2', NEW))).toMatchObject({ status: 409, code: 'script.name_taken' });
    await api.saveScript('/beta', 's2', NEW);
  });

  it('are not overwritten in silence', async () => {
    const { api } = await consoleWithScripts();
    const { lastModifiedDate: base } = await api.saveScript('/alpha', 's1', NEW);
    await api.saveScript('/alpha', 's1', { ...NEW, source: 'a', base });
    expect(await refusal(api.saveScript('/alpha', 's1', { ...NEW, source: 'b', base }))).toMatchObject({
      status: 409,
      code: 'script.changed',
    });
    expect(await refusal(api.saveScript('/alpha', 's1', NEW))).toMatchObject({ status: 409, code: 'script.changed' });
  });

  it('stay while journeys or other scripts use them, and say which', async () => {
    const { api } = await consoleWithScripts([{ journey: 'Login', scripts: ['s1'] }]);
    await api.saveScript('/alpha', 's1', { ...NEW, source: `require('words')` });
    await api.saveScript('/alpha', 'l1', { ...NEW, name: 'words', context: 'LIBRARY', source: 'exports.a = 1' });
    expect((await api.script('/alpha', 's1')).usedBy).toEqual({ journeys: ['Login'], scripts: [], providers: [] });
    expect(await refusal(api.removeScript('/alpha', 's1'))).toMatchObject({
      status: 409,
      code: 'script.in_use',
      details: { usedBy: { journeys: ['Login'] } },
    });
    expect(await refusal(api.removeScript('/alpha', 'l1'))).toMatchObject({
      code: 'script.in_use',
      details: { usedBy: { scripts: ['Decide'] } },
    });
  });

  it('that came with the product can be changed, never removed', async () => {
    const { api } = await consoleWithScripts();
    const id = '01e1a3c0-038b-4c16-956a-6c9d89328cff';
    const shipped = await api.script('/alpha', id);
    expect(shipped).toMatchObject({ shipped: true, generation: 'legacy', report: { problems: [] } });
    expect((await refusal(api.removeScript('/alpha', id))).code).toBe('script.shipped');
    await api.saveScript('/alpha', id, { ...NEW, name: shipped.name, context: shipped.context, base: shipped.lastModifiedDate });
    expect((await api.script('/alpha', id)).shipped).toBe(false);
    await api.removeScript('/alpha', id);
    expect((await api.script('/alpha', id)).source).toBe(shipped.source);
  });

  it('are checked without being kept', async () => {
    const { api } = await consoleWithScripts();
    const report = await api.checkScript('/alpha', {
      context: 'AUTHENTICATION_TREE_DECISION_NODE',
      source: 'var a = 1;\nnew com.acme.Thing();',
    });
    expect(report.problems).toMatchObject([{ severity: 'warning', code: 'script.java_unknown', line: 2, column: 5 }]);
    expect((await api.scripts('/alpha')).scripts.filter(({ shipped }) => !shipped)).toEqual([]);
  });

  it('are written by administrators with the right alone, and read by all of them', async () => {
    const { as, api } = await consoleWithScripts();
    await api.saveScript('/alpha', 's1', NEW);
    const plain = await as('ann', ['administrator']);
    expect((await plain.me()).mayWriteScripts).toBe(false);
    expect((await plain.script('/alpha', 's1')).source).toBe(SOURCE);
    const refused = await refusal(plain.saveScript('/alpha', 's2', { ...NEW, name: 'Other' }));
    expect(refused).toMatchObject({ status: 403, code: 'script.forbidden' });
    expect(refused.message).toContain('ann may not write scripts');
    expect((await refusal(plain.removeScript('/alpha', 's1'))).status).toBe(403);
    const author = await as('ida', ['administrator', 'script-author']);
    expect((await author.me()).mayWriteScripts).toBe(true);
    await author.saveScript('/alpha', 's2', { ...NEW, name: 'Other' });
    expect((await refusal((await as('eve', ['script-author'])).scripts('/alpha'))).status).toBe(403);
  });

  it.each([['a/b'], ['a b'], ['x'.repeat(200)]])('have no id like %s', async (id) => {
    const { api } = await consoleWithScripts();
    expect((await refusal(api.saveScript('/alpha', id, NEW))).status).toBe(400);
  });
});

describe('what can be told of the scripts of a journey', () => {
  const own = '11111111-2222-4333-8444-555555555501';
  const gone = '11111111-2222-4333-8444-555555555502';
  const decide = (displayName: string, next: string) => ({
    nodeType: 'ScriptedDecisionNode',
    displayName,
    connections: { true: next },
  });
  const source =
    'var fr = JavaImporter(org.forgerock.openam.auth.node.api.Action);\nvar pool = new java.util.concurrent.ForkJoinPool();\noutcome = "true";';
  const files = [
    {
      name: 'from-elsewhere.json',
      text: JSON.stringify({
        tree: {
          _id: 'Scripted',
          entryNodeId: 'p',
          nodes: {
            p: { nodeType: 'PageNode', displayName: 'Page', connections: { outcome: 'a' } },
            a: decide('Java', 'b'),
            b: decide('Nowhere', SUCCESS_ID),
          },
        },
        nodes: {
          p: { nodes: [{ _id: 'c', nodeType: 'UsernameCollectorNode', displayName: 'Name' }], stage: 'themeId=dark' },
          a: { script: own, outcomes: ['true'] },
          b: { script: gone, outcomes: ['true'] },
        },
        innerNodes: { c: {} },
        scripts: { [own]: { _id: own, name: 'Uses Java', script: JSON.stringify(source), language: 'JAVASCRIPT' } },
      }),
    },
  ];

  it('is told by the plan of an import with file and line, keeps nothing from being imported, and stands among the problems then', async () => {
    const { api } = await consoleWithScripts();
    const [entry] = (await api.planImport('/alpha', files)).entries;
    expect(entry?.file).toBe('from-elsewhere.json');
    const told = [
      {
        code: 'journey.script_java_unknown',
        severity: 'warning',
        nodeId: 'a',
        path: 'script',
        parameters: { node: 'Java', script: 'Uses Java', line: '2', column: '16', name: 'java.util.concurrent.ForkJoinPool' },
      },
      { code: 'journey.script_missing', severity: 'warning', nodeId: 'b', parameters: { node: 'Nowhere', script: gone } },
      { code: 'journey.theme_missing', severity: 'warning', nodeId: 'p', parameters: { node: 'Page', id: 'dark' } },
    ];
    const found = (problems: readonly { readonly code: string }[]) =>
      problems.filter(({ code }) => /script|theme/.test(code)).sort((a, b) => (a.code < b.code ? -1 : 1));
    expect(found(entry?.problems ?? [])).toMatchObject(told);
    await api.applyImport('/alpha', { files, journeys: ['Scripted'], as: 'published', base: {}, drafts: {} });
    const { published } = await api.journey('/alpha', 'Scripted');
    if (published === null) throw new Error('It is live.');
    const { problems } = await api.check('/alpha', 'Scripted', published.document);
    expect(found(problems)).toMatchObject(told);
  });

  it('is gone when the script is mended', async () => {
    const { api } = await consoleWithScripts();
    await api.applyImport('/alpha', { files, journeys: ['Scripted'], as: 'draft', base: {}, drafts: {} });
    const { source: _, ...kept } = await api.script('/alpha', own);
    const mended = { name: kept.name, context: kept.context, source: 'outcome = "tru', base: kept.lastModifiedDate };
    await api.saveScript('/alpha', own, mended);
    const document = (await api.journey('/alpha', 'Scripted')).draft?.document;
    if (document === undefined) throw new Error('There is a draft.');
    const about = async () => (await api.check('/alpha', 'Scripted', document)).problems.filter(({ nodeId }) => nodeId === 'a');
    expect(await about()).toMatchObject([{ code: 'journey.script_syntax', parameters: { line: '1', column: '11' } }]);
    const base = (await api.script('/alpha', own)).lastModifiedDate;
    await api.saveScript('/alpha', own, { ...mended, source: 'outcome = "true"', base });
    expect(await about()).toEqual([]);
  });
});

describe('an administrator who may not write scripts', () => {
  const scripted = (script: string, more: Partial<JourneyDocument> = {}): JourneyDocument =>
    journeyDocument.parse({
      name: 'Decides',
      entryNodeId: 'd',
      nodes: {
        d: {
          type: 'ScriptedDecisionNode',
          displayName: 'Decide',
          config: { script, outcomes: ['true'] },
          connections: { true: SUCCESS_ID },
        },
      },
      ...more,
    });
  const forbidden = { status: 403, code: 'script.forbidden', message: expect.stringContaining('Decide') };
  const draft = (document: JourneyDocument) => ({ document, baseVersion: null, revision: null });

  async function prepared() {
    const served = await consoleWithScripts();
    const live = await served.api.publish('/alpha', 'Decides', { document: scripted('s1'), baseVersion: null, note: '' });
    return { ...served, live, ann: await served.as('ann', ['administrator']) };
  }

  it('lets no node run a script that it did not run before, by whatever door', async () => {
    const { ann, live } = await prepared();
    const other = scripted('s2');
    const added = scripted('s1', { nodes: { ...scripted('s1').nodes, e: { ...Object.values(other.nodes)[0] } as JourneyNode } });
    const elsewhere = scripted('s1', { name: 'Another' });
    const onPage = scripted('s1', {
      innerNodes: { c: { type: 'ScriptedDecisionNode', displayName: 'Decide on a page', config: { script: 's1', outcomes: ['true'] } } },
    });
    for (const document of [other, added, onPage]) {
      expect(await refusal(ann.saveDraft('/alpha', 'Decides', { ...draft(document), baseVersion: live.versionId }))).toMatchObject(
        forbidden,
      );
      expect(await refusal(ann.publish('/alpha', 'Decides', { document, baseVersion: live.versionId, note: '' }))).toMatchObject(forbidden);
      expect(await refusal(ann.preview('/alpha', 'Decides', document))).toMatchObject(forbidden);
    }
    expect(await refusal(ann.saveDraft('/alpha', 'Another', draft(elsewhere)))).toMatchObject(forbidden);
    expect(await refusal(ann.duplicate('/alpha', 'Decides', 'Copy'))).toMatchObject(forbidden);
    const files = [{ name: 'a.json', text: JSON.stringify(elsewhere) }];
    for (const as of ['draft', 'published'] as const)
      expect(await refusal(ann.applyImport('/alpha', { files, journeys: ['Another'], as, base: {}, drafts: {} }))).toMatchObject(forbidden);
    expect((await ann.journeys('/alpha')).journeys.map(({ name, drafts }) => [name, drafts.length])).toEqual([['Decides', 0]]);
  });

  it('changes everything else of a journey that has scripts, and goes back to an earlier version', async () => {
    const { ann, api, live } = await prepared();
    const [decide] = Object.values(scripted('s1').nodes);
    if (decide === undefined) throw new Error('It has a node.');
    const changed = scripted('s1', {
      description: 'Changed',
      nodes: { d: { ...decide, displayName: 'Renamed', x: 500, config: { ...decide.config, outcomes: ['true', 'false'] } } },
    });
    await ann.saveDraft('/alpha', 'Decides', { ...draft(changed), baseVersion: live.versionId });
    await ann.saveDraft('/alpha', 'Without a script', draft(scripted('[Empty]', { name: 'Without a script' })));
    const next = await ann.publish('/alpha', 'Decides', { document: changed, baseVersion: live.versionId, note: '' });
    const without = journeyDocument.parse({ name: 'Decides', entryNodeId: SUCCESS_ID, nodes: {} });
    const last = await ann.publish('/alpha', 'Decides', { document: without, baseVersion: next.versionId, note: '' });
    await ann.rollback('/alpha', 'Decides', { versionId: next.versionId, baseVersion: last.versionId, note: '' });
    expect((await api.journey('/alpha', 'Decides')).published?.document).toEqual(changed);
  });

  it('turns no script on that a node had and did not run', async () => {
    const { ann, api } = await prepared();
    const match = (useScript: boolean) =>
      journeyDocument.parse({
        name: 'Match',
        entryNodeId: 'd',
        nodes: { d: { type: 'DeviceMatchNode', displayName: 'Decide', config: { script: 's1', useScript }, connections: {} } },
      });
    const save = (useScript: boolean) => ann.saveDraft('/alpha', 'Match', draft(match(useScript)));
    await api.saveDraft('/alpha', 'Match', draft(match(false)));
    expect(await refusal(save(true))).toMatchObject(forbidden);
    expect(await save(false)).toMatchObject({ revision: expect.anything() });
  });

  it('lets no provider run a script that it did not run before, by whatever door, unless it came with the product', async () => {
    const { ann, deps, stores, url } = await prepared();
    Object.assign(deps.admin ?? {}, { providers: createProviderDesk(stores.realmObjects) });
    const google = '58d29080-4563-480b-89bb-1e7719776a21';
    const cookies = {
      ann: (await signOn(stores, { realm: '/', userId: 'id-ann', username: 'ann' })).cookie,
      author: (await signOn(stores, { realm: '/', userId: 'id-amadmin', username: 'amadmin' })).cookie,
    };
    const ask = async (who: keyof typeof cookies, method: string, path: string, body: object) => {
      const headers = {
        cookie: cookies[who],
        'content-type': 'application/json',
        'x-requested-with': 'test',
        'accept-api-version': 'resource=1.0',
      };
      return (await fetch(`${url}${path}`, { method, headers, body: JSON.stringify(body) })).status;
    };
    const desk = (who: keyof typeof cookies, method: string, id: string, transform?: string, enabled = true) => {
      const wellKnownEndpoint = 'https://peer.example/.well-known/openid-configuration';
      const settings = { clientId: 'us', wellKnownEndpoint, enabled, ...(transform === undefined ? {} : { transform }) };
      return ask(who, method, `/api/realms/alpha/providers/${id}`, { settings, secret: 'hush' });
    };
    expect([
      await desk('ann', 'POST', 'peer', 's1'),
      await desk('ann', 'POST', 'plain'),
      await desk('ann', 'POST', 'google', google),
      await desk('ann', 'PUT', 'plain', 's1'),
      await desk('author', 'PUT', 'plain', 's1'),
      await desk('ann', 'PUT', 'plain', 's2'),
      await desk('ann', 'PUT', 'plain', 's1', false),
    ]).toEqual([403, 200, 200, 403, 200, 403, 200]);
    const put = (id: string, transform: string | null) =>
      ask('ann', 'PUT', `/am/json/realms/root/realms/alpha/realm-config/services/SocialIdentityProviders/oidcConfig/${id}`, {
        clientId: 'us',
        clientSecret: 'hush',
        transform,
      });
    expect([await put('plain', 's2'), await put('other', 's1'), await put('other', google), await put('other', null)]).toEqual([
      403, 403, 201, 200,
    ]);
    const file = (transform: string) => ({
      files: [
        {
          name: 'a.json',
          text: JSON.stringify({
            tree: { _id: 'Brought', entryNodeId: SUCCESS_ID, nodes: {} },
            nodes: {},
            socialIdentityProviders: { plain: { _id: 'plain', _type: { _id: 'oidcConfig' }, clientId: 'us', transform } },
          }),
        },
      ],
      journeys: ['Brought'],
      base: {},
      drafts: {},
    });
    for (const as of ['draft', 'published'] as const)
      expect(await refusal(ann.applyImport('/alpha', { ...file('s2'), as }))).toMatchObject({ status: 403, code: 'script.forbidden' });
    expect((await stores.realmObjects.get('/alpha', 'socialProvider', 'plain'))?.['transform']).toBe('s1');
    await ann.applyImport('/alpha', { ...file('s1'), as: 'published' });
  });

  it('writes no tree over the configuration API that runs another script', async () => {
    const { as, url, api, stores } = await prepared();
    for (const id of ['s1', 's2']) await api.saveScript('/alpha', id, { ...NEW, name: id });
    await as('bob', ['administrator']);
    const { cookie } = await signOn(stores, { realm: '/', userId: 'id-bob', username: 'bob' });
    const put = (script: string, id = 'd', by = cookie) =>
      fetch(`${url}/am/json/realms/root/realms/alpha/realm-config/authentication/authenticationtrees/nodes/ScriptedDecisionNode/${id}`, {
        method: 'PUT',
        headers: {
          cookie: by,
          'content-type': 'application/json',
          'x-requested-with': 'test',
          'accept-api-version': 'protocol=2.1,resource=1.0',
        },
        body: JSON.stringify({ script, outcomes: ['true'], inputs: ['*'], outputs: ['*'] }),
      });
    expect([(await put('s2')).status, (await put('s1')).status]).toEqual([403, 200]);
    // What waits for its tree may go live by an author's hand.
    const author = (await signOn(stores, { realm: '/', userId: 'id-amadmin', username: 'amadmin' })).cookie;
    expect((await put('s1', 'waits', author)).status).toBe(201);
    const staged = [await put('s2', 'waits'), await put('s1', 'waits'), await put('s1', 'new'), await put('', 'new')];
    expect(staged.map(({ status }) => status)).toEqual([403, 200, 403, 201]);
    expect((await api.journey('/alpha', 'Decides')).published?.document.nodes['d']?.config).toMatchObject({ script: 's1' });
  });
});
