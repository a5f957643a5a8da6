import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { AdminError, createAdminClient } from '@waygate/client';
import { defineNode, type Factor, type NodeType } from '@waygate/node-kit';
import {
  type AdministratorFactorRule,
  FAILURE_ID,
  type JourneyDocument,
  journeyDocument,
  readJourneys,
  SUCCESS_ID,
  TRANSFER_LIMITS,
  WaygateError,
} from '@waygate/schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ADMIN_ROUTES } from '../src/admin/admin-router.ts';
import { evidence, NOW, serve, signOn } from './fixture.ts';

const seed = readJourneys(
  JSON.parse(readFileSync(new URL('../../../journeys/login-with-push-mfa/journey.json', import.meta.url), 'utf8')),
)[0] as JourneyDocument;

const inner = (name: string, tree: string): JourneyDocument =>
  journeyDocument.parse({
    name,
    entryNodeId: 'i',
    nodes: {
      i: {
        type: 'InnerTreeEvaluatorNode',
        displayName: 'Inner',
        config: { tree },
        connections: { true: SUCCESS_ID, false: FAILURE_ID },
      },
    },
  });

const plain = (name: string, more: Partial<JourneyDocument> = {}): JourneyDocument =>
  journeyDocument.parse({
    name,
    entryNodeId: 'a',
    nodes: {
      a: { type: 'UsernameCollectorNode', displayName: 'Name', config: {}, connections: { outcome: 'b' } },
      b: { type: 'DataStoreDecisionNode', displayName: 'Decide', config: {}, connections: { true: SUCCESS_ID, false: FAILURE_ID } },
    },
    ...more,
  });

/** Status of a request whose address goes out letter by letter, as no browser and no `fetch` sends it. */
function ask(port: number, method: string, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'X-Requested-With': 'XMLHttpRequest', 'Content-Type': 'application/json', 'Content-Length': 0 };
    const asked = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    asked.on('error', reject);
    asked.end();
  });
}

/** A server with an administrator; `as` gives the API to somebody else. */
async function console_(more: readonly NodeType[] = []) {
  const served = await serve({ nodes: more });
  const { stores, url } = served;
  const as = async (username: string, attributes: Record<string, string[]> = {}, realm = '/') => {
    const id = `id-${username}`;
    await stores.identities.create({ id, realm, username, active: true, attributes, passwordHash: undefined, createdAt: NOW });
    const { cookie } = await signOn(stores, { realm, userId: id, username });
    const api = createAdminClient({
      baseUrl: url,
      fetch: (input, init) => fetch(input, { ...init, headers: { ...init?.headers, Cookie: cookie } }),
    });
    return { api, cookie };
  };
  const { api, cookie } = await as('amadmin');
  return { ...served, api, cookie, as };
}

const refusal = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AdminError)) throw new Error(`It was not refused: ${String(error)}`);
  return error;
};

describe('the administration API', () => {
  it('is for administrators of the root realm alone', async () => {
    const { url, as, api } = await console_();
    expect((await fetch(`${url}/api/me`)).status).toBe(401);
    expect((await api.me()).username).toBe('amadmin');
    expect((await refusal((await as('bob')).api.me())).status).toBe(403);
    expect((await refusal((await as('eve', { roles: ['administrator'] }, '/alpha')).api.me())).status).toBe(401);
    expect((await (await as('ann', { roles: ['administrator'] })).api.me()).username).toBe('ann');
  });

  it('takes no session without a second factor where administrators must have one, whatever journey made it', async () => {
    let rule: AdministratorFactorRule = 'required';
    const { stores, url } = await serve({ deps: { administratorFactor: async () => rule } });
    await stores.identities.create({
      id: 'id-amadmin',
      realm: '/',
      username: 'amadmin',
      active: true,
      attributes: {},
      passwordHash: undefined,
      createdAt: NOW,
    });
    const me = async (factors: readonly Factor[], subjectId = 'id-amadmin') => {
      const proved = factors.map((factor) => ({ ...evidence(factor, NOW), subjectId }));
      const { cookie } = await signOn(stores, { realm: '/', userId: 'id-amadmin', username: 'amadmin', evidence: proved });
      const answers = ['/api/me', '/am/json/realms/root/realm-config/authentication/authenticationtrees/trees?_queryFilter=true'].map(
        async (path) => (await fetch(`${url}${path}`, { headers: { cookie, 'accept-api-version': 'resource=1.0' } })).status,
      );
      return Promise.all(answers);
    };
    for (const factors of [
      ['knowledge:password'],
      ['possession:passkey'],
      ['knowledge:password', 'mailbox:code'],
      ['knowledge:password', 'remembered:persistent-cookie'],
      ['knowledge:password', 'possession:offline-code'],
    ] as const)
      expect(await me(factors), factors.join()).toEqual([403, 403]);
    expect(await me(['knowledge:password', 'possession:oath'], 'id-of-somebody-else')).toEqual([403, 403]);
    for (const factors of [
      ['knowledge:password', 'possession:oath'],
      ['knowledge:password', 'possession:recovery-code'],
      ['possession:passkey', 'verification:passkey'],
    ] as const)
      expect(await me(factors), factors.join()).toEqual([200, 200]);
    for (rule of ['offered', 'off'] as const) expect(await me(['knowledge:password']), rule).toEqual([200, 200]);
  });

  it('is refused, or is nothing, in whatever spelling its address is written', async () => {
    const { port } = await console_();
    const told: string[] = [];
    for (const [method, path] of ADMIN_ROUTES) {
      const named = path.replaceAll(/:\w+/g, 'alpha');
      const spellings = [
        `/API${named}`,
        `/Api${named.toUpperCase()}`,
        `//api${named}`,
        `/api/${named}`,
        `/api/.${named}`,
        `/x/../api${named}`,
        `/%61pi${named}`,
        `/api${named}/`,
        `/api${named};x=1`,
        `/api${named}%2f`,
        `http://elsewhere.example/api${named}`,
      ];
      const statuses = await Promise.all(spellings.map((target) => ask(port, method.toUpperCase(), target)));
      statuses.forEach((status, at) => {
        if (status < 400 || status > 404) told.push(`${method} ${spellings[at]} ${status}`);
      });
    }
    expect(told).toEqual([]);
  });

  it('takes no change that another site may have made a browser send', async () => {
    const { url, cookie, api } = await console_();
    const forged = await fetch(`${url}/api/realms/alpha/default-journey`, {
      method: 'PUT',
      headers: { Cookie: cookie, 'Content-Type': 'application/json' },
      body: '{"name":null}',
    });
    expect([forged.status, ((await forged.json()) as { code: string }).code]).toEqual([403, 'request.forged']);
    await api.setDefault('/alpha', null);
    expect((await api.me()).realms.find(({ path }) => path === '/alpha')?.defaultJourney).toBeNull();
  });

  it.each([
    ['PUT', '/realms/alpha/default-journey'],
    ['POST', '/realms/alpha/scripts-check'],
    ['PUT', '/realms/alpha/scripts/A'],
    ['DELETE', '/realms/alpha/scripts/A'],
    ['POST', '/catalogue/outcomes'],
    ['POST', '/realms/alpha/import/plan'],
    ['POST', '/realms/alpha/import'],
    ['POST', '/realms/alpha/export'],
    ['POST', '/realms/alpha/audit/export'],
    ['DELETE', '/realms/alpha/journeys/A'],
    ['POST', '/realms/alpha/journeys/A/check'],
    ['PUT', '/realms/alpha/journeys/A/draft'],
    ['DELETE', '/realms/alpha/journeys/A/draft'],
    ['POST', '/realms/alpha/journeys/A/publish'],
    ['POST', '/realms/alpha/journeys/A/rollback'],
    ['POST', '/realms/alpha/journeys/A/rename'],
    ['POST', '/realms/alpha/journeys/A/duplicate'],
    ['POST', '/realms/alpha/journeys/A/enable'],
    ['POST', '/realms/alpha/journeys/A/preview'],
    ['POST', '/realms/alpha/clients/a'],
    ['PUT', '/realms/alpha/clients/a'],
    ['DELETE', '/realms/alpha/clients/a'],
    ['POST', '/realms/alpha/clients/a/secret'],
    ['DELETE', '/realms/alpha/people/a/devices/push/b'],
    ['POST', '/realms/alpha/people/a/reset'],
    ['POST', '/realms/alpha/people/a/unlock'],
    ['POST', '/realms/alpha/people/a/authenticators/reset'],
  ])('takes %s %s from its own pages alone, and from nobody who does not administer', async (method, path) => {
    const { url, cookie, as } = await console_();
    const send = async (who: string, headers: Record<string, string>) => {
      const body = method === 'DELETE' ? {} : { body: '{}' };
      const response = await fetch(`${url}/api${path}`, {
        method,
        headers: { Cookie: who, 'Content-Type': 'application/json', ...headers },
        ...body,
      });
      return [response.status, ((await response.json()) as { code: string }).code];
    };
    const meant = { 'X-Requested-With': 'XMLHttpRequest' };
    expect(await send(cookie, {})).toEqual([403, 'request.forged']);
    expect(await send((await as('bob')).cookie, meant)).toEqual([403, 'admin.forbidden']);
    expect(await send((await as('amadmin', {}, '/alpha')).cookie, meant)).toEqual([401, 'admin.unauthenticated']);
    expect(await send('', meant)).toEqual([401, 'admin.unauthenticated']);
  });

  it.each(['/realms/%/journeys', '/realms/alpha/journeys/%E0%A4%A', '/realms/alpha/traces/%E0%A4%A', '/previews/%/trace'])(
    'says of the address %s that it is not properly escaped',
    async (path) => {
      const { url, cookie, logged } = await console_();
      const response = await fetch(`${url}/api${path}`, { headers: { Cookie: cookie } });
      expect([response.status, await response.json()]).toMatchObject([400, { code: 'request.bad_address' }]);
      expect(logged.filter(({ level }) => level === 'error')).toEqual([]);
    },
  );

  it.each([
    ['no JSON', 'PUT', 'draft', '{', 400, 'request.bad_json'],
    ['a prototype key', 'PUT', 'draft', '{"document":{"__proto__":{}}}', 400, 'request.unsafe_key'],
    ['an empty body', 'PUT', 'draft', '', 400, 'request.malformed'],
    ['another shape', 'PUT', 'draft', '{"document":[],"baseVersion":null,"revision":null}', 400, 'request.malformed'],
    ['too much', 'POST', 'rename', `{"to":"${'x'.repeat(70_000)}"}`, 413, 'request.too_large'],
    ['a name with a slash', 'POST', 'rename', '{"to":"a/b"}', 400, 'request.malformed'],
    ['a reserved name', 'POST', 'rename', '{"to":"__proto__"}', 400, 'request.malformed'],
  ])('refuses %s and changes nothing', async (_what, method, action, body, status, code) => {
    const { url, cookie, api } = await console_();
    const response = await fetch(`${url}/api/realms/alpha/journeys/A/${action}`, {
      method,
      headers: { Cookie: cookie, 'Content-Type': 'application/json', 'X-Requested-With': 'XMLHttpRequest' },
      body,
    });
    expect([response.status, response.headers.get('content-type')]).toEqual([status, 'application/problem+json; charset=utf-8']);
    expect(await response.json()).toMatchObject({ code });
    expect(await api.journeys('/alpha')).toEqual({ journeys: [] });
  });

  it('says what node types there are, and what outcomes a configuration gives', async () => {
    const { api } = await console_();
    const { nodes } = await api.catalogue();
    const sender = nodes.find(({ type }) => type === 'PushAuthenticationSenderNode');
    expect(sender).toMatchObject({ displayName: 'Push Sender', kind: 'plain', defaults: { mandatory: false, messageTimeout: 120_000 } });
    expect(sender?.outcomes.map(({ id }) => id)).toEqual(['SENT', 'NOT_REGISTERED', 'SKIPPED']);
    expect(nodes.find(({ type }) => type === 'SetSuccessUrlNode')?.defaults).toEqual({});
    const { outcomes } = await api.outcomes([
      { type: 'PushAuthenticationSenderNode', config: { mandatory: true, captureFailure: true } },
      { type: 'PushAuthenticationSenderNode', config: { mandatory: 'yes' } },
      { type: 'NoSuchNode', config: {} },
    ]);
    expect(outcomes.map((one) => one?.map(({ id }) => id) ?? null)).toEqual([['SENT', 'NOT_REGISTERED', 'FAILURE'], null, null]);
  });
});

describe('a secret that is typed', () => {
  const mail = defineNode({
    type: 'MailNode',
    displayName: 'Mail',
    category: 'utilities',
    icon: 'mail',
    summary: 'Sends a mail.',
    config: z.object({ host: z.string().default(''), password: z.string().meta({ title: 'Password', field: 'secret' }) }),
    outcomes: { outcome: 'Outcome' },
    run: ({ goTo }) => goTo('outcome'),
  });
  const typed = { type: 'MailNode', field: 'password', value: 'top-secret' };

  it('comes back sealed for its field, and is kept and noted nowhere', async () => {
    const { api, deps, logged } = await console_([mail]);
    const { sealed } = await api.seal(typed);
    expect(sealed).toMatch(/^sealed:1:/);
    expect(deps.admin?.values.secrets.open('MailNode', 'password', sealed)).toBe('top-secret');
    expect(deps.admin?.values.secrets.open('MailNode', 'host', sealed)).toBeUndefined();
    expect(JSON.stringify(logged)).not.toContain('top-secret');
  });

  it.each([
    ['a field that is no secret', { ...typed, field: 'host' }],
    ['a field that there is not', { ...typed, field: 'constructor' }],
    ['a type that this server has not', { ...typed, type: 'NobodyNode' }],
    ['nothing', { ...typed, value: '' }],
    ['more than a secret is', { ...typed, value: 'x'.repeat(8_193) }],
  ])('is not sealed for %s', async (_name, request) => {
    const { api } = await console_([mail]);
    expect((await refusal(api.seal(request))).status).toBe(400);
  });

  it('is sealed for administrators alone, and not for other sites', async () => {
    const { as, call, cookie, post } = await console_([mail]);
    const { api } = await as('somebody');
    expect((await refusal(api.seal(typed))).status).toBe(403);
    expect((await post('/api/seal', typed)).status).toBe(401);
    const forged = { method: 'POST', headers: { 'content-type': 'application/json', cookie }, body: JSON.stringify(typed) };
    expect((await call('/api/seal', forged)).status).toBe(403);
  });

  it('is sealed as often as somebody types, and not endlessly', async () => {
    const { api, as, clock } = await console_([mail]);
    for (let count = 0; count < 60; count += 1) await api.seal(typed);
    expect(await refusal(api.seal(typed))).toMatchObject({ status: 429, code: 'seal.too_many' });
    const other = await as('other', { roles: ['administrator'] });
    expect((await other.api.seal(typed)).sealed).toMatch(/^sealed:/);
    clock.now += 60_000;
    expect((await api.seal(typed)).sealed).toMatch(/^sealed:/);
  });
});

describe('a draft', () => {
  it('is kept for its author, who is told of another window', async () => {
    const { api, as } = await console_();
    const bob = (await as('bob', { roles: ['administrator'] })).api;
    const first = await api.saveDraft('/alpha', 'A', { document: plain('A'), baseVersion: null, revision: null });
    expect(first).toMatchObject({ author: 'amadmin', revision: 1 });
    expect(await refusal(api.saveDraft('/alpha', 'A', { document: plain('A'), baseVersion: null, revision: null }))).toMatchObject({
      status: 409,
      code: 'draft.changed',
      details: { draft: first },
    });
    const view = await bob.journey('/alpha', 'A');
    expect([view.draft, view.otherDrafts]).toEqual([null, [first]]);
    expect((await bob.draftOf('/alpha', 'A', 'amadmin')).document).toEqual(plain('A'));
    await api.discardDraft('/alpha', 'A');
    expect((await refusal(api.journey('/alpha', 'A'))).status).toBe(404);
    expect(await refusal(api.saveDraft('/alpha', 'B', { document: plain('A'), baseVersion: null, revision: null }))).toMatchObject({
      status: 400,
      code: 'journey.other_name',
    });
    expect((await refusal(api.saveDraft('/nobody', 'A', { document: plain('A'), baseVersion: null, revision: null }))).status).toBe(404);
  });
});

describe('work in hand', () => {
  it('is not taken from a page whose author is not who is signed on any more', async () => {
    const { url, cookie, api } = await console_();
    const as = (author: string) =>
      createAdminClient({
        baseUrl: url,
        author,
        fetch: (input, init) => fetch(input, { ...init, headers: { ...init?.headers, Cookie: cookie } }),
      });
    const draft = { document: plain('A'), baseVersion: null, revision: null };
    expect(await refusal(as('bob').saveDraft('/alpha', 'A', draft))).toMatchObject({ status: 403, code: 'admin.other' });
    expect(await refusal(as('bob').publish('/alpha', 'A', { ...draft, note: '' }))).toMatchObject({ code: 'admin.other' });
    expect((await refusal(api.journey('/alpha', 'A'))).status, 'nothing is kept').toBe(404);
    expect((await as('bob').me()).username, 'who only looks may').toBe('amadmin');
    expect(await as('amadmin').saveDraft('/alpha', 'A', draft)).toMatchObject({ revision: 1 });
  });

  it('is discarded only as its author last saw it', async () => {
    const { api, url, cookie } = await console_();
    const draft = { document: plain('A'), baseVersion: null };
    await api.saveDraft('/alpha', 'A', { ...draft, revision: null });
    await api.saveDraft('/alpha', 'A', { ...draft, revision: 1 });
    expect(await refusal(api.discardDraft('/alpha', 'A', 1))).toMatchObject({
      status: 409,
      code: 'draft.changed',
      details: { draft: { revision: 2 } },
    });
    expect((await api.journey('/alpha', 'A')).draft?.revision).toBe(2);
    const malformed = await fetch(`${url}/api/realms/alpha/journeys/A/draft?revision=x`, {
      method: 'DELETE',
      headers: { Cookie: cookie, 'X-Requested-With': 'XMLHttpRequest' },
    });
    expect(malformed.status).toBe(400);
    await api.discardDraft('/alpha', 'A', 2);
    expect((await refusal(api.journey('/alpha', 'A'))).status).toBe(404);
    await api.discardDraft('/alpha', 'A', 2);
  });
});

describe('publishing', () => {
  it('makes a version, tells the second author, and can be taken back', async () => {
    const { api, as, logged } = await console_();
    const bob = (await as('bob', { roles: ['administrator'] })).api;
    const first = await api.publish('/alpha', 'A', { document: plain('A'), baseVersion: null, note: 'First' });
    expect(first).toMatchObject({ number: 1, author: 'amadmin', note: 'First' });
    const second = await bob.publish('/alpha', 'A', {
      document: plain('A', { description: 'his' }),
      baseVersion: first.versionId,
      note: '',
    });
    const late = api.publish('/alpha', 'A', { document: plain('A', { description: 'hers' }), baseVersion: first.versionId, note: '' });
    expect(await refusal(late)).toMatchObject({
      status: 409,
      code: 'journey.base_moved',
      details: { published: { number: 2, author: 'bob' } },
    });
    const back = await api.rollback('/alpha', 'A', { versionId: first.versionId, baseVersion: second.versionId, note: '' });
    expect(back).toMatchObject({ number: 3, versionId: first.versionId, note: 'Back to number 1' });
    expect((await api.history('/alpha', 'A')).versions.map(({ number }) => number)).toEqual([3, 2, 1]);
    expect((await api.version('/alpha', 'A', second.versionId)).document.description).toBe('his');
    expect((await api.journey('/alpha', 'A')).published).toMatchObject({ number: 3, document: plain('A') });
    const audited = logged.filter(({ facts }) => 'event' in facts && String(facts.event).startsWith('journey.'));
    expect(audited.map(({ facts }) => (facts as { by: string }).by)).toEqual(['amadmin', 'bob', 'amadmin']);
    expect(JSON.stringify(logged)).not.toContain('UsernameCollectorNode');
  });

  it('refuses a journey with errors, and says which', async () => {
    const { api } = await console_();
    const broken = plain('A', { entryNodeId: 'nowhere' });
    expect(await refusal(api.publish('/alpha', 'A', { document: broken, baseVersion: null, note: '' }))).toMatchObject({
      status: 422,
      code: 'journey.invalid',
      details: { problems: [{ code: 'journey.entry_missing' }] },
    });
    expect((await api.check('/alpha', 'A', broken)).problems).toEqual(
      expect.arrayContaining([expect.objectContaining({ code: 'journey.entry_missing' })]),
    );
    expect(await refusal(api.publish('/alpha', 'A', { document: inner('A', 'Nobody'), baseVersion: null, note: '' }))).toMatchObject({
      details: { problems: [{ code: 'journey.inner_unknown', nodeId: 'i', path: 'tree' }] },
    });
    expect(await api.journeys('/alpha')).toEqual({ journeys: [] });
  });

  it('tells the outcomes of every node, those on pages too', async () => {
    const { api } = await console_();
    const { problems, outcomes } = await api.check('/alpha', seed.name, seed);
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(Object.keys(outcomes).sort()).toEqual([...Object.keys(seed.nodes), ...Object.keys(seed.innerNodes)].sort());
    const page = Object.entries(seed.nodes).find(([, { type }]) => type === 'PageNode')?.[0] ?? '';
    expect(outcomes[page]?.map(({ id }) => id)).toEqual(['outcome']);
  });
});

describe('two administrators at once', () => {
  /** Two whose requests are both there before either is carried out. */
  async function atOnce() {
    const served = await console_();
    const { stores, api, as } = served;
    const ann = (await as('ann', { roles: ['administrator'] })).api;
    const first = await api.publish('/alpha', 'A', { document: plain('A'), baseVersion: null, note: '' });
    const other = await api.publish('/alpha', 'B', { document: plain('B'), baseVersion: null, note: '' });
    const { journeys, identities } = stores;
    const [publish, remove, find] = [journeys.publish.bind(journeys), journeys.remove.bind(journeys), identities.findById.bind(identities)];
    const both = Promise.withResolvers<void>();
    let asked = 0;
    identities.findById = async (...who) => {
      asked += 1;
      if (asked === 2) setImmediate(() => both.resolve());
      return find(...who);
    };
    const bothAreHere = async () => {
      await both.promise;
      for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    };
    journeys.publish = async (...what) => {
      await bothAreHere();
      return publish(...what);
    };
    journeys.remove = async (...what) => {
      await bothAreHere();
      return remove(...what);
    };
    return { ...served, ann, bases: { A: first.versionId, B: other.versionId } };
  }

  it('do not publish journeys that run each other', async () => {
    const { api, ann, bases } = await atOnce();
    const ends = await Promise.allSettled([
      api.publish('/alpha', 'A', { document: inner('A', 'B'), baseVersion: bases.A, note: '' }),
      ann.publish('/alpha', 'B', { document: inner('B', 'A'), baseVersion: bases.B, note: '' }),
    ]);
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('do not take a journey away and publish one that runs it', async () => {
    const { api, ann, bases } = await atOnce();
    const ends = await Promise.allSettled([
      api.publish('/alpha', 'A', { document: inner('A', 'B'), baseVersion: bases.A, note: '' }),
      ann.remove('/alpha', 'B'),
    ]);
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('a journey', () => {
  it('is listed with what uses it, and cannot go while it is used', async () => {
    const { api } = await console_();
    await api.publish('/alpha', 'Inner', { document: plain('Inner', { uiConfig: { categories: '["x"]' } }), baseVersion: null, note: '' });
    await api.publish('/alpha', 'Outer', { document: inner('Outer', 'Inner'), baseVersion: null, note: '' });
    await api.setDefault('/alpha', 'Outer');
    expect((await api.journeys('/alpha')).journeys).toMatchObject([
      { name: 'Inner', usedBy: ['Outer'], isDefault: false, categories: ['x'], enabled: true, nodeCount: 2 },
      { name: 'Outer', usedBy: [], isDefault: true },
    ]);
    expect(await refusal(api.remove('/alpha', 'Inner'))).toMatchObject({ status: 409, details: { usedBy: ['Outer'] } });
    expect(await refusal(api.remove('/alpha', 'Outer'))).toMatchObject({ status: 409, details: { isDefault: true } });
    await api.rename('/alpha', 'Inner', 'Inside');
    expect((await api.journey('/alpha', 'Outer')).published?.document.nodes['i']?.config).toEqual({ tree: 'Inside' });
    await api.setDefault('/alpha', null);
    await api.remove('/alpha', 'Outer');
    await api.remove('/alpha', 'Inside');
    expect((await api.journeys('/alpha')).journeys).toEqual([]);
    expect(await refusal(api.setDefault('/alpha', 'Outer'))).toMatchObject({ status: 409, code: 'journey.not_published' });
  });

  it('is disabled and enabled at once, and copied as a draft', async () => {
    const { api } = await console_();
    await api.publish('/alpha', 'A', { document: plain('A'), baseVersion: null, note: '' });
    await api.setEnabled('/alpha', 'A', false);
    expect((await api.journey('/alpha', 'A')).published).toMatchObject({ number: 2, note: 'Disabled', document: { enabled: false } });
    await api.setEnabled('/alpha', 'A', false);
    expect((await api.history('/alpha', 'A')).versions).toHaveLength(2);
    await api.duplicate('/alpha', 'A', 'B');
    expect((await api.journey('/alpha', 'B')).draft?.document).toEqual({ ...plain('B'), enabled: false });
    expect((await refusal(api.duplicate('/alpha', 'A', 'B'))).code).toBe('journey.exists');
  });
});

it("a journey that is only somebody else's draft can be exported and copied", async () => {
  const { api, as } = await console_();
  const ann = (await as('ann', { roles: ['administrator'] })).api;
  await ann.saveDraft('/alpha', 'Theirs', { document: plain('Theirs', { description: 'by ann' }), baseVersion: null, revision: null });
  const { text } = await api.exportJourneys('/alpha', ['Theirs'], 'native', { withInner: true });
  expect(JSON.parse(text)).toMatchObject({ name: 'Theirs', description: 'by ann' });
  await api.duplicate('/alpha', 'Theirs', 'Mine');
  expect((await api.journey('/alpha', 'Mine')).draft?.document.description).toBe('by ann');
  expect((await ann.journey('/alpha', 'Theirs')).draft?.revision).toBe(1);
});

describe('the default journey of a realm', () => {
  it('is one that is live and can be started by anybody', async () => {
    const { api } = await console_();
    for (const [name, more, options] of [
      ['Must', { mustRun: true }, ['mustRun']],
      ['Part', { innerTreeOnly: true, transactionalOnly: true }, ['innerTreeOnly', 'transactionalOnly']],
      ['Off', { enabled: false }, ['enabled']],
    ] as const) {
      await api.publish('/alpha', name, { document: plain(name, more), baseVersion: null, note: '' });
      expect(await refusal(api.setDefault('/alpha', name))).toMatchObject({
        status: 409,
        code: 'journey.not_for_default',
        details: { options },
      });
    }
    await api.saveDraft('/alpha', 'Draft', { document: plain('Draft'), baseVersion: null, revision: null });
    expect(await refusal(api.setDefault('/alpha', 'Draft'))).toMatchObject({ code: 'journey.not_published' });
    await api.publish('/alpha', 'Good', { document: plain('Good'), baseVersion: null, note: '' });
    await api.setDefault('/alpha', 'Good');
    expect((await api.check('/alpha', 'Good', plain('Good', { enabled: false }))).problems).toMatchObject([
      { code: 'journey.default_disabled', path: 'enabled' },
    ]);
    expect((await api.check('/beta', 'Good', plain('Good', { enabled: false }))).problems).toEqual([]);
  });
});

describe('an import', () => {
  const file = (name: string, content: unknown) => ({ name, text: typeof content === 'string' ? content : JSON.stringify(content) });

  it('shows its plan first, then takes all or nothing', async () => {
    const { api } = await console_();
    const live = await api.publish('/alpha', 'A', { document: plain('A'), baseVersion: null, note: '' });
    const changed = plain('A', { description: 'new' });
    const broken = plain('B', { entryNodeId: 'nowhere' });
    const vendor = plain('V', {
      nodes: { ...plain('V').nodes, v: { type: 'VendorNode', displayName: 'Vendor', config: { x: 1 }, connections: {}, x: 0, y: 0 } },
    });
    const files = [file('a.json', [changed, inner('O', 'Missing')]), file('v.json', vendor), file('b.json', broken)];
    const plan = await api.planImport('/alpha', files);
    expect(plan.entries).toMatchObject([
      { name: 'A', file: 'a.json', action: 'change', baseVersion: live.versionId, unresolved: [], unsupported: [] },
      { name: 'O', action: 'add', baseVersion: null, unresolved: ['Missing'] },
      { name: 'V', file: 'v.json', unsupported: [{ nodeId: 'v', nodeType: 'VendorNode' }] },
      { name: 'B', file: 'b.json', problems: expect.arrayContaining([expect.objectContaining({ code: 'journey.entry_missing' })]) },
    ]);
    const base = { A: live.versionId, V: null };
    const publish = api.applyImport('/alpha', { files, journeys: ['A', 'V', 'B'], as: 'published', base, drafts: {} });
    expect(await refusal(publish)).toMatchObject({ status: 422, details: { problems: [{ journey: 'B', code: 'journey.entry_missing' }] } });
    expect((await api.history('/alpha', 'A')).versions).toHaveLength(1);
    await api.applyImport('/alpha', { files, journeys: ['A', 'V'], as: 'draft', base, drafts: {} });
    expect((await api.journey('/alpha', 'V')).draft?.document.nodes['v']).toMatchObject({ type: 'VendorNode', config: { x: 1 } });
    await api.applyImport('/alpha', { files, journeys: ['V'], as: 'published', base, drafts: {} });
    expect((await api.journey('/alpha', 'V')).published?.document.nodes['v']).toMatchObject({ type: 'VendorNode', config: { x: 1 } });
    const stale = api.applyImport('/alpha', { files, journeys: ['A'], as: 'draft', base: { A: 'another' }, drafts: {} });
    expect(await refusal(stale)).toMatchObject({ status: 409, code: 'journey.base_moved' });
  });

  it('takes what comes along together with the journeys, or neither, and exports it again', async () => {
    const { api, as, stores } = await console_();
    const id = '11111111-2222-4333-8444-555555555555';
    const decide = { nodeType: 'ScriptedDecisionNode', displayName: 'Decide', connections: { true: SUCCESS_ID } };
    const am = {
      tree: { _id: 'Scripted', entryNodeId: 'd', nodes: { d: decide } },
      nodes: { d: { script: id, outcomes: ['true'] } },
      scripts: { [id]: { _id: id, name: 'Decide', script: '"outcome = \\"true\\";"', language: 'JAVASCRIPT' } },
      emailTemplates: { welcome: { subject: { en: 'Hello' } } },
    };
    const files = [file('am.json', am)];
    const [entry] = (await api.planImport('/alpha', files)).entries;
    expect(entry?.parts).toEqual([
      { kind: 'script', id, name: 'Decide', action: 'add' },
      { kind: 'emailTemplate', id: 'welcome', name: 'welcome', action: 'add' },
    ]);
    const request = { files, journeys: ['Scripted'], as: 'draft', drafts: {} } as const;
    expect(await refusal(api.applyImport('/alpha', { ...request, base: { Scripted: 'another' } }))).toMatchObject({ status: 409 });
    expect(await stores.realmObjects.list('/alpha', 'script')).toEqual([]);
    const other = (await as('ann', { roles: ['administrator'] })).api.applyImport('/alpha', { ...request, base: { Scripted: null } });
    expect(await refusal(other)).toMatchObject({ status: 403, code: 'script.forbidden' });
    expect(await stores.realmObjects.list('/alpha', 'script')).toEqual([]);
    await api.applyImport('/alpha', { ...request, base: { Scripted: null } });
    expect(await stores.realmObjects.get('/alpha', 'script', id)).toMatchObject({ name: 'Decide', script: btoa('outcome = "true";') });
    const { text } = await api.exportJourneys('/alpha', ['Scripted'], 'am', { withInner: false, drafts: true });
    expect(JSON.parse(text)).toMatchObject({ scripts: am.scripts, emailTemplates: {} });
  });

  it.each([
    ['not JSON', '{ "name": "A",\n }', 'import.not_json', /^bad\.json, line 2, column 2: it is not JSON/],
    ['no journey', '{"a":1}', 'transfer.not_a_journey', /^bad\.json/],
    ['an empty list', '[]', 'transfer.not_a_journey', /^bad\.json/],
    ['a prototype key', '{"name":"A","nodes":{"__proto__":{}}}', 'transfer.unsafe_key', /__proto__/],
    ['a nested bomb', `${'['.repeat(5_000)}${']'.repeat(5_000)}`, 'transfer.unsafe_key', /^bad\.json/],
    ['the same journey twice', JSON.stringify([plain('A'), plain('A')]), 'journey.twice', /twice, in bad\.json/],
  ])('of %s says which file and why', async (_what, text, code, message) => {
    const { api } = await console_();
    const error = await refusal(api.planImport('/alpha', [file('bad.json', text)]));
    expect([error.status, error.code]).toEqual([400, code]);
    expect(error.message).toMatch(message);
  });

  it('of 5000 nodes is planned, imported and exported like any other, and holds nobody up', async () => {
    const { api, url } = await console_();
    const many = Array.from({ length: 5_000 }, (_, at) => `n${at}`);
    const ask = (at: number) => ({
      type: 'UsernameCollectorNode',
      displayName: `Name ${at}`,
      config: {},
      connections: { outcome: many[at + 1] ?? SUCCESS_ID },
    });
    const nodes = Object.fromEntries(many.map((id, at) => [id, ask(at)]));
    const files = [file('many.json', { name: 'Many', entryNodeId: 'n0', nodes })];
    const planned = api.planImport('/alpha', files);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await planned).entries).toMatchObject([{ name: 'Many', action: 'add', problems: [] }]);
    await api.applyImport('/alpha', { files, journeys: ['Many'], as: 'published', base: {}, drafts: {} });
    const { text } = await api.exportJourneys('/alpha', ['Many'], 'am', { withInner: true });
    expect(Object.keys((JSON.parse(text) as { tree: { nodes: object } }).tree.nodes)).toHaveLength(5_000);
  }, 60_000);

  it('of a tree that includes itself, of a page that stands on itself and of a chain of trees that never ends is bounded and told', async () => {
    const { api } = await console_();
    const itself = inner('Itself', 'Itself');
    const page = (child: string) => ({
      type: 'PageNode',
      displayName: 'Page',
      config: { nodes: [{ _id: child, nodeType: 'PageNode', displayName: 'Page' }] },
    });
    const onItself = {
      tree: { _id: 'Pages', entryNodeId: 'p', nodes: { p: { nodeType: 'PageNode', displayName: 'Page', connections: {} } } },
      nodes: { p: page('q').config },
      innerNodes: { q: page('q').config },
    };
    const chain = Array.from({ length: 150 }, (_, at) => inner(`T${at}`, `T${(at + 1) % 150}`));
    const files = [file('itself.json', itself), file('pages.json', onItself), file('chain.json', chain)];
    const { entries } = await api.planImport('/alpha', files);
    const codes = new Map(entries.map(({ name, problems }) => [name, problems.map(({ code }) => code)]));
    expect(codes.get('Itself')).toContain('journey.inner_recursive');
    expect(codes.get('Pages')).toContain('journey.page_child_kind');
    for (let at = 0; at < 150; at += 1) expect(codes.get(`T${at}`)).toContain('journey.inner_recursive');
    const publish = api.applyImport('/alpha', { files, journeys: ['Itself', 'Pages', 'T0'], as: 'published', base: {}, drafts: {} });
    expect(await refusal(publish)).toMatchObject({ status: 422, code: 'journey.invalid' });
    const { text } = await api
      .applyImport('/alpha', { files, journeys: ['Itself'], as: 'draft', base: {}, drafts: {} })
      .then(() => api.exportJourneys('/alpha', ['Itself'], 'native', { withInner: true, drafts: true }));
    expect(JSON.parse(text)).toMatchObject({ name: 'Itself' });
  }, 60_000);

  it.each([
    ['a script', (key: string) => `"scripts": { "s": { "_id": "s", "name": "S", "script": "", "${key}": { "admin": true } } }`],
    ['a theme', (key: string) => `"themes": [ { "_id": "t", "name": "T", "${key}": 1 } ]`],
    ['the nodes on pages', (key: string) => `"innerNodes": { "${key}": { "admin": true } }`],
  ])('with a prototype key in %s is refused whole, and changes no prototype', async (_where, member) => {
    const { api } = await console_();
    for (const key of ['__proto__', 'constructor', 'prototype']) {
      const text = `{ "tree": { "_id": "P", "entryNodeId": "${SUCCESS_ID}", "nodes": {} }, ${member(key)} }`;
      expect(await refusal(api.planImport('/alpha', [file('bad.json', text)]))).toMatchObject({ status: 400, code: 'transfer.unsafe_key' });
    }
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  });

  it('takes as much as the limits say, and tells what is beyond', async () => {
    const { api } = await console_();
    const padded = (name: string, bytes: number) => {
      const text = (pad: string) => JSON.stringify({ ...plain(name), other: { pad } });
      return text('"'.repeat((bytes - text('').length) / 2));
    };
    const largest = ['1', '2'].map((name) => file(`${name}.json`, padded(name, TRANSFER_LIMITS.fileBytes)));
    expect((await api.planImport('/alpha', largest)).entries).toMatchObject([{ action: 'add' }, { action: 'add' }]);
    const more = [...largest, file('3.json', plain('3'))];
    expect(await refusal(api.planImport('/alpha', more))).toMatchObject({ status: 400, code: 'import.too_large_together' });
    const large = file('large.json', padded('L', TRANSFER_LIMITS.fileBytes + 2));
    expect(await refusal(api.planImport('/alpha', [large]))).toMatchObject({ code: 'import.too_large', details: { file: 'large.json' } });
    const many = Array.from({ length: TRANSFER_LIMITS.files + 1 }, (_, at) => file(`${at}.json`, plain(`J${at}`)));
    expect(await refusal(api.planImport('/alpha', many))).toMatchObject({ code: 'import.too_many' });
    expect((await api.planImport('/alpha', many.slice(1))).entries).toHaveLength(TRANSFER_LIMITS.files);
    expect(await refusal(api.planImport('/alpha', [file('huge.json', 'z'.repeat(40 * 1024 * 1024))]))).toMatchObject({ status: 413 });
    expect(await api.journeys('/alpha')).toEqual({ journeys: [] });
  }, 120_000);

  it('of a secret that left as a placeholder gets it back from what is here, or asks for it', async () => {
    const mail = defineNode({
      type: 'MailNode',
      displayName: 'Mail',
      category: 'utilities',
      icon: 'mail',
      summary: 'Sends a mail.',
      config: z.object({ password: z.string().meta({ title: 'Password', field: 'secret' }) }),
      outcomes: { outcome: 'Outcome' },
      run: ({ goTo }) => goTo('outcome'),
    });
    const { api } = await console_([mail]);
    const nodes = {
      m: { type: 'MailNode', displayName: 'Mail', config: { password: 'top-secret' }, connections: { outcome: SUCCESS_ID }, x: 0, y: 0 },
    };
    const document = plain('A', { entryNodeId: 'm', nodes });
    const live = await api.publish('/alpha', 'A', { document, baseVersion: null, note: '' });
    const { fileName, text } = await api.exportJourneys('/alpha', ['A'], 'native', { withInner: false });
    expect(text).toContain('&{esv.a.mail.password}');
    expect(text).not.toContain('top-secret');
    const changed = file(fileName, { ...(JSON.parse(text) as object), description: 'changed' });
    const plan = await api.planImport('/alpha', [changed]);
    expect(plan.entries).toMatchObject([{ action: 'change', secrets: [], problems: [] }]);
    expect(JSON.stringify(plan)).not.toContain('top-secret');
    await api.applyImport('/alpha', { files: [changed], journeys: ['A'], as: 'published', base: { A: live.versionId }, drafts: {} });
    const { document: now } = (await api.journey('/alpha', 'A')).published ?? {};
    expect(now).toMatchObject({ description: 'changed', nodes: { m: { config: { password: expect.stringMatching(/^sealed:1:/) } } } });
    expect(JSON.stringify(now)).not.toContain('top-secret');
    const placeholder = '&{esv.a.mail.password}';
    expect((await api.planImport('/beta', [changed])).entries).toMatchObject([
      { action: 'add', secrets: [{ nodeId: 'm', member: 'password', placeholder }], problems: [{ code: 'journey.secret_missing' }] },
    ]);
    const elsewhere = { files: [changed], journeys: ['A'], base: { A: null }, drafts: {} };
    expect(await refusal(api.applyImport('/beta', { ...elsewhere, as: 'published' }))).toMatchObject({ status: 422 });
    await api.applyImport('/beta', { ...elsewhere, as: 'draft' });
    const draft = (await api.journey('/beta', 'A')).draft?.document;
    if (draft === undefined) throw new Error('It was imported as a draft.');
    expect((await api.check('/beta', 'A', draft)).problems).toMatchObject([
      { code: 'journey.secret_missing', nodeId: 'm', path: 'password' },
    ]);
  });

  it('replaces no draft that was changed since the plan was made', async () => {
    const { api } = await console_();
    const files = [file('a.json', plain('A'))];
    await api.saveDraft('/alpha', 'A', { document: plain('A', { description: 'mine' }), baseVersion: null, revision: null });
    const [entry] = (await api.planImport('/alpha', files)).entries;
    expect(entry?.draft).toMatchObject({ author: 'amadmin', revision: 1 });
    await api.saveDraft('/alpha', 'A', { document: plain('A', { description: 'mine again' }), baseVersion: null, revision: 1 });
    const apply = (revision: number) =>
      api.applyImport('/alpha', { files, journeys: ['A'], as: 'draft', base: { A: null }, drafts: { A: revision } });
    expect(await refusal(apply(1))).toMatchObject({ status: 409, code: 'draft.changed' });
    expect((await api.journey('/alpha', 'A')).draft?.document.description).toBe('mine again');
    await apply(2);
    expect((await api.journey('/alpha', 'A')).draft?.document.description).toBeUndefined();
  });

  it('that takes a journey without the one it runs cannot make it live', async () => {
    const { api } = await console_();
    const files = [file('all.json', [inner('Outer', 'In'), plain('In')])];
    expect((await api.planImport('/alpha', files)).entries).toMatchObject([{ unresolved: [], problems: [] }, {}]);
    const apply = (journeys: string[]) => api.applyImport('/alpha', { files, journeys, as: 'published', base: {}, drafts: {} });
    expect(await refusal(apply(['Outer']))).toMatchObject({ details: { problems: [{ journey: 'Outer', code: 'journey.inner_unknown' }] } });
    expect((await apply(['Outer', 'In'])).imported).toEqual(['Outer', 'In']);
  });

  it('of journeys that run each other says so, and makes none of them live', async () => {
    const { api } = await console_();
    const files = [file('ring.json', [inner('A', 'B'), inner('B', 'C'), inner('C', 'A')])];
    const plan = await api.planImport('/alpha', files);
    expect(plan.entries.map(({ problems }) => problems.map(({ code }) => code))).toEqual(Array(3).fill(['journey.inner_recursive']));
    const apply = api.applyImport('/alpha', { files, journeys: ['A', 'B', 'C'], as: 'published', base: {}, drafts: {} });
    expect((await refusal(apply)).status).toBe(422);
    expect(await api.journeys('/alpha')).toEqual({ journeys: [] });
  });

  it('of what was exported, after everything was wiped, exports the same bytes', async () => {
    const { api } = await console_();
    const config = fc.dictionary(fc.string({ maxLength: 8 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 });
    const isSafe = (value: unknown) => !/__proto__|constructor|prototype|"_/.test(JSON.stringify(value));
    const names = fc.constantFrom('Ä & <b>', 'Plain', "O'Neil", 'two words');
    await fc.assert(
      fc.asyncProperty(names, config.filter(isSafe), fc.constantFrom('native' as const, 'am' as const), async (name, settings, format) => {
        const document = plain(name, {
          nodes: {
            ...plain(name).nodes,
            v: { type: 'VendorNode', displayName: name, config: settings as object as never, connections: {}, x: 1.5, y: -2 },
          },
        });
        await api.saveDraft('/alpha', name, { document, baseVersion: null, revision: null });
        const before = await api.exportJourneys('/alpha', [name], format, { withInner: true });
        await api.remove('/alpha', name);
        const files = [{ name: before.fileName, text: before.text }];
        await api.applyImport('/alpha', { files, journeys: [name], as: 'draft', base: { [name]: null }, drafts: {} });
        const after = await api.exportJourneys('/alpha', [name], format, { withInner: true });
        await api.remove('/alpha', name);
        expect(after).toEqual(before);
      }),
      { numRuns: 40 },
    );
  }, 120_000);
});

describe('a preview', () => {
  const starting = (url: string, ticket: string, by?: string, realm = 'alpha', headers = { 'X-Requested-With': 'XMLHttpRequest' }) =>
    fetch(`${url}/am/json/realms/root/realms/${realm}/authenticate?preview=${ticket}`, {
      method: 'POST',
      headers: { ...headers, ...(by === undefined ? {} : { Cookie: by }) },
    });
  const codeOf = async (response: Response) => [response.status, ((await response.json()) as { message?: string }).message];
  const NOT_YOURS = [401, 'This preview is over, or it is for the administrator who started it.'];
  const USED = [401, 'This preview was begun before, and each is good for one try. Start another.'];

  it('runs a draft for the administrator who started it and nobody else, and makes no session', async () => {
    const { api, url, cookie, engine, stores, as } = await console_();
    const { ticket, url: address } = await api.preview('/alpha', 'A', plain('A'));
    expect(address).toBe(`/sign-on/alpha/A?preview=${ticket}`);
    const bob = await as('bob', { roles: ['administrator'] });
    const { cookie: person } = await signOn(stores, { realm: '/alpha', userId: 'id-amadmin' });
    expect(await codeOf(await starting(url, ticket))).toEqual(NOT_YOURS);
    expect(await codeOf(await starting(url, ticket, bob.cookie))).toEqual(NOT_YOURS);
    expect(await codeOf(await starting(url, ticket, person))).toEqual(NOT_YOURS);
    expect(await codeOf(await starting(url, ticket, 'iPlanetDirectoryPro=forged'))).toEqual(NOT_YOURS);
    expect(await codeOf(await starting(url, ticket, cookie, 'beta'))).toEqual(NOT_YOURS);
    expect(await codeOf(await starting(url, ticket, cookie, 'alpha', {} as never))).toEqual(NOT_YOURS);
    expect(await codeOf(await starting(url, 'another', cookie))).toEqual(NOT_YOURS);
    expect(await codeOf(await starting(url, `${ticket}x`, cookie))).toEqual(NOT_YOURS);
    expect(engine.asked).toEqual([]);
    const started = await starting(url, ticket, cookie);
    expect(started.status).toBe(200);
    expect(started.headers.getSetCookie().join()).not.toContain('iPlanetDirectoryPro');
    expect(engine.started).toMatchObject({ realm: '/alpha', noSession: true, force: true, preview: { journey: 'A' } });
    expect(engine.started.existing).toBeUndefined();
    expect((await api.me()).username).toBe('amadmin');
    expect(await api.previewTrace(ticket)).toBeUndefined();
    expect((await refusal(bob.api.previewTrace(ticket))).status).toBe(404);
    expect((await refusal(api.previewTrace('another'))).status).toBe(404);
    expect((await refusal(api.preview('/alpha', 'A', plain('A', { entryNodeId: 'gone' })))).status).toBe(422);
  });

  it('is good for one try, also when two begin at once, and whoever is refused does not use it up', async () => {
    const { api, url, cookie, engine } = await console_();
    const { ticket } = await api.preview('/alpha', 'A', plain('A'));
    expect(await codeOf(await starting(url, ticket))).toEqual(NOT_YOURS);
    const both = await Promise.all([starting(url, ticket, cookie), starting(url, ticket, cookie)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 401]);
    expect(await codeOf(await starting(url, ticket, cookie))).toEqual(USED);
    expect(engine.asked).toHaveLength(1);
    const another = await api.preview('/alpha', 'A', plain('A'));
    expect((await starting(url, another.ticket, cookie)).status).toBe(200);
  });

  it('ends with its time, and for whoever administers no more', async () => {
    const { api, url, cookie, engine, clock, stores, as } = await console_();
    const { ticket, expiresAt } = await api.preview('/alpha', 'A', plain('A'));
    const bob = await as('bob', { roles: ['administrator'] });
    const bobs = await bob.api.preview('/alpha', 'A', plain('A'));
    await stores.identities.update('/', 'id-bob', (record) => ({ ...record, attributes: {} }));
    expect(await codeOf(await starting(url, bobs.ticket, bob.cookie))).toEqual(NOT_YOURS);
    clock.now = expiresAt;
    const { cookie: later } = await signOn(stores, {
      realm: '/',
      userId: 'id-amadmin',
      username: 'amadmin',
      createdAt: clock.now,
      lastAccessAt: clock.now,
    });
    expect(await codeOf(await starting(url, ticket, later))).toEqual(NOT_YOURS);
    expect(await codeOf(await starting(url, ticket, cookie))).toEqual(NOT_YOURS);
    expect(engine.asked).toEqual([]);
  });

  it('says who would be signed on', async () => {
    const { api, url, cookie, engine } = await console_();
    const { ticket } = await api.preview('/alpha', 'A', plain('A'));
    engine.answer = () => ({ kind: 'success', realm: '/alpha', successUrl: '/account', previewed: 'demo' });
    const done = await starting(url, ticket, cookie);
    expect(done.headers.getSetCookie().join()).not.toContain('iPlanetDirectoryPro');
    expect(await done.json()).toEqual({
      message: 'Authentication Successful',
      successUrl: '/account',
      realm: '/alpha',
      preview: { username: 'demo' },
    });
  });
});

describe('traces', () => {
  it('are found by code however it was heard or typed, and by what is known of them', async () => {
    const { api, stores } = await console_();
    const trace = {
      code: 'AB1D-0FGH',
      realm: '/alpha',
      journey: 'A',
      versionId: 'v',
      startedAt: NOW - 1_000,
      result: 'failed' as const,
      username: 'demo',
      preview: false,
      visitCount: 0,
      visits: [],
      faults: [],
    };
    await stores.traces.append(trace, { expiresAt: NOW + 1_000_000 });
    expect(await api.trace('/alpha', ' abld ofgh')).toEqual(trace);
    expect((await api.traces('/alpha', { text: 'dem' })).traces.map(({ code }) => code)).toEqual(['AB1D-0FGH']);
    expect((await api.traces('/alpha', { text: 'ab1dofgh' })).traces.map(({ code }) => code)).toEqual(['AB1D-0FGH']);
    expect((await api.traces('/alpha', { result: 'succeeded' })).traces).toEqual([]);
    expect((await refusal(api.trace('/alpha', 'NONE'))).status).toBe(404);
    expect((await refusal(api.trace('/', 'AB1D-0FGH'))).status).toBe(404);
    expect(await api.traces('/alpha', { to: NOW - 2_000 })).toEqual({ traces: [], keptDays: 7 });
  });

  it.each([
    ['failure', undefined, 401],
    ['no that says the journey is over', new WaygateError('state', 'session.expired', 'Session has timed out'), 401],
    ['no that says the step was answered', new WaygateError('state', 'session.stale', 'Answered already'), 409],
    ['outage', new WaygateError('operational', 'storage.unavailable', 'Down'), 503],
  ])('have a code that every %s tells the client', async (_what, error, status) => {
    const { post, engine } = await console_();
    const first = (await (
      await post('/am/json/realms/root/realms/alpha/authenticate?authIndexType=service&authIndexValue=Login')
    ).json()) as {
      authId: string;
    };
    engine.answer = () => {
      if (error !== undefined) throw error;
      return { kind: 'failure', realm: '/alpha', sessionId: 'session-1', failureUrl: '' };
    };
    const answer = await post('/am/json/realms/root/realms/alpha/authenticate', first);
    expect([answer.status, answer.headers.get('x-waygate-trace')]).toEqual([status, 'CODE-session-1']);
  });
});
