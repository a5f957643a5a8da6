import { type Answer, WaygateError } from '@waygate/schema';
import { describe, expect, it, vi } from 'vitest';
import { hashKey, type JourneySession, type JourneySessions } from '../src/index.ts';
import { effects, ends, fixture, journey, request } from './fixture.ts';

const login = journey('Login', {
  name: ['AskName', { outcome: 'password' }],
  password: ['AskPassword', { outcome: 'check' }],
  check: ['Check', { true: 'ok', false: 'no' }],
});

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'no error',
    (error: unknown) => (error instanceof WaygateError ? error.code : String(error)),
  );

describe('a run', () => {
  it('asks, takes answers and signs on with a new token, proof and journey recorded', async () => {
    const { client, visits, ended, stores, clock } = await fixture([login]);
    expect(await client.start('Login')).toMatchObject({
      kind: 'callbacks',
      page: false,
      callbacks: [{ type: 'NameCallback', prompt: 'User Name' }],
    });
    expect(await client.answer({ NameCallback: 'demo' })).toMatchObject({ kind: 'callbacks', callbacks: [{ type: 'PasswordCallback' }] });
    const success = await client.answer({ PasswordCallback: 'right' });
    expect(success).toMatchObject({ kind: 'success', realm: '/alpha', successUrl: '/account' });
    if (success.kind !== 'success' || success.tokenId === undefined) throw new Error('no token');
    const session = await stores.signOnSessions.find(hashKey(success.tokenId), clock.now);
    expect(session).toMatchObject({
      username: 'demo',
      journeys: ['Login'],
      evidence: [{ factor: 'knowledge:password', subjectId: 'id-demo', nodeId: 'check' }],
    });
    expect(session?.properties['AuthType']).toBe('DataStore');
    expect(visits.map(({ nodeId, result }) => `${nodeId} ${result}`)).toEqual([
      'name sent',
      'name outcome',
      'password sent',
      'password outcome',
      'check true',
    ]);
    expect(ended).toMatchObject([{ result: 'succeeded', username: 'demo' }]);
  });

  it('makes a new token every time', async () => {
    const { client } = await fixture([login]);
    const tokens = new Set<unknown>();
    for (let round = 0; round < 3; round += 1) {
      await client.start('Login');
      await client.answer({ NameCallback: 'demo' });
      const step = await client.answer({ PasswordCallback: 'right' });
      tokens.add(step.kind === 'success' ? step.tokenId : undefined);
    }
    expect(tokens.size).toBe(3);
  });

  it('speaks the language of the person', async () => {
    const { client } = await fixture([login]);
    expect(await client.start('Login', { request: { ...request, locales: ['de-AT', 'en'] } })).toMatchObject({
      callbacks: [{ prompt: 'Benutzername' }],
    });
  });

  it('ends in failure with a wrong password, without a session', async () => {
    const { client, ended } = await fixture([login]);
    await client.start('Login');
    await client.answer({ NameCallback: 'demo' });
    expect(await client.answer({ PasswordCallback: 'wrong' })).toEqual({
      kind: 'failure',
      realm: '/alpha',
      sessionId: expect.any(String),
      failureUrl: '',
    });
    expect(ended).toMatchObject([{ result: 'failed' }]);
  });

  it('refuses a person who is not active, as if the password were wrong', async () => {
    const { client } = await fixture([login]);
    await client.start('Login');
    await client.answer({ NameCallback: 'gone' });
    expect(await client.answer({ PasswordCallback: 'right' })).toEqual({
      kind: 'failure',
      realm: '/alpha',
      sessionId: expect.any(String),
      failureUrl: '',
    });
  });

  it('goes where the client asked, before where the journey says', async () => {
    const { client } = await fixture([login]);
    await client.start('Login', { goto: 'https://app.example/', gotoOnFail: 'https://app.example/no' });
    await client.answer({ NameCallback: 'demo' });
    expect(await client.answer({ PasswordCallback: 'wrong' })).toMatchObject({ failureUrl: 'https://app.example/no' });
    await client.start('Login', { goto: 'https://app.example/' });
    await client.answer({ NameCallback: 'demo' });
    expect(await client.answer({ PasswordCallback: 'right' })).toMatchObject({ successUrl: 'https://app.example/' });
  });
});

describe('the handle of a step', () => {
  it('is good for one answer: replayed, stale, foreign and forged ones have no effect', async () => {
    const { client, stores, visits } = await fixture([login]);
    await client.start('Login');
    const first = client.handle;
    await client.answer({ NameCallback: 'demo' });
    const second = client.handle;
    expect(second?.key).not.toBe(first?.key);
    const before = await stores.journeySessions.load(second?.sessionId ?? '');
    const visited = visits.length;
    client.handle = first;
    expect(await codeOf(client.answer({ NameCallback: 'other' }))).toBe('session.stale');
    expect(await codeOf(client.answer({ NameCallback: 'other' }, { sessionId: 'made-up' }))).toBe('session.expired');
    expect(await codeOf(client.answer({ NameCallback: 'other' }, { key: 'made-up' }))).toBe('session.stale');
    expect(await codeOf(client.answer({ NameCallback: 'other' }, { key: '' }))).toBe('session.stale');
    expect(await codeOf(client.answer({ NameCallback: 'other' }, { realm: '/' }))).toBe('realm.mismatch');
    expect(await stores.journeySessions.load(second?.sessionId ?? '')).toEqual(before);
    expect(visits.length).toBe(visited);
    client.handle = second;
    expect(await client.answer({ PasswordCallback: 'right' })).toMatchObject({ kind: 'success' });
  });

  it('stays good when the answers do not fit, so that nothing is lost', async () => {
    const { client } = await fixture([login]);
    await client.start('Login');
    const refused = client.answer(
      {},
      {
        decode: () => {
          throw new WaygateError('input', 'callback.missing', 'Something is missing.');
        },
      },
    );
    expect(await codeOf(refused)).toBe('callback.missing');
    expect(await client.answer({ NameCallback: 'demo' })).toMatchObject({ callbacks: [{ type: 'PasswordCallback' }] });
  });

  it('is not stored: only its hash is', async () => {
    const { client, stores } = await fixture([login]);
    await client.start('Login');
    const session = await stores.journeySessions.load(client.handle?.sessionId ?? '');
    expect(JSON.stringify(session)).not.toContain(client.handle?.key);
  });

  it('takes nothing after the end and after the time is up', async () => {
    const { client, clock } = await fixture([login]);
    await client.start('Login');
    await client.answer({ NameCallback: 'demo' });
    await client.answer({ PasswordCallback: 'wrong' });
    expect(await codeOf(client.answer({ PasswordCallback: 'right' }))).toBe('session.expired');
    await client.start('Login');
    clock.now += 5 * 60_000 - 1;
    await client.answer({ NameCallback: 'demo' });
    clock.now += 1;
    expect(await codeOf(client.answer({ PasswordCallback: 'right' }))).toBe('session.expired');
  });

  it('takes nothing where another version of the server has written the run, which may have kept what this one goes by elsewhere, or nowhere', async () => {
    const { client, stores, visits } = await fixture([login]);
    for (const shape of [undefined, 1, 1_000]) {
      await client.start('Login');
      await client.answer({ NameCallback: 'demo' });
      const saved = await stores.journeySessions.load(client.handle?.sessionId ?? '');
      if (saved === undefined) throw new Error('The run is not kept.');
      const { shape: _, ...rest } = saved;
      const other = { ...rest, revision: saved.revision + 1, ...(shape === undefined ? {} : { shape }) };
      expect(await stores.journeySessions.replace(other, saved.revision)).toBe(true);
      const visited = visits.length;
      expect(await codeOf(client.answer({ PasswordCallback: 'right' }))).toBe('session.expired');
      expect(visits).toHaveLength(visited);
    }
    await client.start('Login');
    await client.answer({ NameCallback: 'demo' });
    expect(await client.answer({ PasswordCallback: 'right' })).toMatchObject({ kind: 'success' });
  });

  it('is judged by the engine, whatever the store still gives', async () => {
    const kept = new Map<string, JourneySession>();
    const journeySessions: JourneySessions = {
      insert: async (session) => void kept.set(session.id, session),
      load: async (id) => kept.get(id),
      replace: async (session) => kept.set(session.id, session) !== undefined,
      complete: async (session) => kept.set(session.id, session) !== undefined,
    };
    const { client, clock } = await fixture([login], { journeySessions });
    await client.start('Login');
    clock.now += 5 * 60_000;
    expect(await codeOf(client.answer({ NameCallback: 'demo' }))).toBe('session.expired');
  });

  it('lasts as long as the journey says', async () => {
    const { client, clock } = await fixture([journey('Long', { name: ['AskName', { outcome: 'no' }] }, { treeTimeout: 15 })]);
    await client.start('Long');
    clock.now += 14 * 60_000;
    expect(await client.answer({ NameCallback: 'demo' })).toMatchObject({ kind: 'failure' });
  });
});

describe('two submits at once', () => {
  const effectful = journey('Effect', { name: ['AskName', { outcome: 'effect' }], effect: ['Effect', { outcome: 'ok' }] });

  it('in one process: one wins, the other gets a clear answer, the effect is made once', async () => {
    const { client } = await fixture([effectful]);
    await client.start('Effect');
    const results = await Promise.allSettled([1, 2, 3].map(() => client.answer({ NameCallback: 'demo' })));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results) if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'session.stale' });
    expect(effects.keys).toHaveLength(1);
  });

  it('of a poll: who asks again while the answer is under way gets that answer, who asks something else or later does not', async () => {
    const polled = journey('Polled', { poll: ['Poll', { outcome: 'name' }], name: ['AskName', { outcome: 'no' }] });
    const { engine, client } = await fixture([polled]);
    await client.start('Polled');
    const handle = client.handle;
    if (handle === undefined) throw new Error('no step');
    const { promise, resolve: open } = Promise.withResolvers<void>();
    effects.gate = promise;
    const { promise: reading, resolve: read } = Promise.withResolvers<void>();
    const poll = (index: number | undefined, more: object = {}) =>
      engine.submit({
        realm: '/alpha',
        sessionId: handle.sessionId,
        key: handle.key,
        request,
        decode: () => {
          read();
          return [
            { type: 'PollingWaitCallback', seen: true },
            { type: 'ConfirmationCallback', index },
          ];
        },
        ...more,
      });
    const first = poll(undefined);
    await reading;
    const again = poll(undefined);
    for (const other of [poll(0), poll(undefined, { key: 'made-up' }), poll(undefined, { realm: '/' })])
      expect(await codeOf(other)).toBe('session.stale');
    open();
    expect(await again).toEqual(await first);
    expect(await first).toMatchObject({ callbacks: [{ type: 'NameCallback' }] });
    expect(effects.keys).toHaveLength(1);
    expect(await codeOf(poll(undefined))).toBe('session.stale');
  });

  it('in two processes: who was led on by one is answered by the other, though that one still works on the step before', async () => {
    const two = journey('Two', { one: ['Poll', { outcome: 'name' }], name: ['AskName', { outcome: 'no' }] });
    const here = await fixture([two]);
    const { createEngine } = await import('../src/index.ts');
    const there = createEngine(here.deps);
    await here.client.start('Two');
    const first = here.client.handle;
    if (first === undefined) throw new Error('no step');
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const answer = (engine: typeof there, { sessionId, key }: typeof first, ...answers: Answer[]) =>
      engine.submit({ realm: '/alpha', sessionId, key, request, decode: () => answers });
    const poll = { type: 'PollingWaitCallback', seen: true } as const;
    effects.gate = gate;
    const slow = answer(here.engine, first, poll);
    await vi.waitFor(() => expect(effects.begun).toBe(1));
    effects.gate = undefined;
    const led = await answer(there, first, poll);
    if (led.kind !== 'callbacks') throw new Error('no step');
    const next = answer(here.engine, led.handle, { type: 'NameCallback', value: 'demo' });
    open();
    expect(await codeOf(slow)).toBe('session.stale');
    expect(await next).toMatchObject({ kind: 'failure' });
  });

  it('in two processes: one write wins, and the same idempotency key makes the effect once', async () => {
    const one = await fixture([effectful]);
    const { createEngine } = await import('../src/index.ts');
    const two = createEngine(one.deps);
    await one.client.start('Effect');
    const handle = one.client.handle;
    if (handle === undefined) throw new Error('no step');
    let open = () => {};
    effects.gate = new Promise((resolve) => {
      open = resolve;
    });
    const submit = (engine: typeof two) =>
      engine.submit({
        realm: '/alpha',
        sessionId: handle.sessionId,
        key: handle.key,
        request,
        decode: () => [{ type: 'NameCallback', value: 'demo' }],
      });
    const both = [submit(one.engine), submit(two)];
    open();
    const results = await Promise.allSettled(both);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(effects.keys).toHaveLength(1);
    const sessions = await one.stores.signOnSessions.listByUser('/alpha', 'id-other', one.clock.now);
    expect(sessions).toHaveLength(1);
  });
});

describe('nodes that misbehave', () => {
  const with_ = (type: string, config: object, connections: Record<string, string> = { outcome: 'ok' }) =>
    journey('Bad', { name: ['AskName', { outcome: 'bad' }], bad: [type, connections, config] });

  it.each([
    ['throws', with_('Effect', { mode: 'throw' }), 'node.threw'],
    ['reads what it has not declared', with_('Sneaky', { what: 'read' }), 'node.undeclared_read'],
    ['writes what it has not declared', with_('Sneaky', { what: 'write' }), 'node.undeclared_write'],
    ['asks nothing', with_('Sneaky', { what: 'nothing' }), 'node.sent_nothing'],
    ['proves something of nobody', with_('Effect', { mode: 'proveNobody' }), 'node.evidence_without_subject'],
    ['proves what it has not declared', with_('Effect', { mode: 'proveUndeclared' }), 'node.undeclared_proof'],
    ['takes an outcome that leads nowhere', with_('Effect', {}, {}), 'journey.outcome_unconnected'],
    ['runs in a loop that nothing ends', with_('Pass', {}, { outcome: 'bad' }), 'journey.runaway'],
  ])('one that %s ends the journey in failure, never in success', async (_, document, code) => {
    const { client, faults } = await fixture([document]);
    await client.start('Bad');
    expect(await client.answer({ NameCallback: 'demo' })).toEqual({
      kind: 'failure',
      realm: '/alpha',
      sessionId: expect.any(String),
      failureUrl: '',
    });
    expect(faults.map((fault) => fault.code)).toEqual([code]);
    expect(await codeOf(client.answer({ NameCallback: 'demo' }))).toBe('session.expired');
  });

  it('one whose other side is down changes nothing, and the same answer works later', async () => {
    const document = with_('Effect', { mode: 'down' });
    const { client } = await fixture([document]);
    await client.start('Bad');
    const handle = client.handle;
    expect(await codeOf(client.answer({ NameCallback: 'demo' }))).toBe('test.down');
    expect(client.handle).toBe(handle);
    expect(await codeOf(client.answer({ NameCallback: 'demo' }))).toBe('test.down');
  });

  it('one that refuses says so to the person', async () => {
    const { client } = await fixture([with_('Effect', { mode: 'refuse' })]);
    await client.start('Bad');
    expect(await client.answer({ NameCallback: 'demo' })).toMatchObject({ kind: 'failure', message: 'Not today.' });
  });

  it('Success without proof of who it is signs nobody on', async () => {
    const { client, faults } = await fixture([journey('Open', { name: ['AskName', { outcome: 'ok' }] })]);
    await client.start('Open');
    expect(await client.answer({ NameCallback: 'demo' })).toMatchObject({ kind: 'failure' });
    expect(faults).toMatchObject([{ code: 'journey.no_subject' }]);
  });

  it('Success with somebody named who has proved nothing signs nobody on', async () => {
    const { client, faults } = await fixture([journey('Named', { who: ['Identify', { outcome: 'ok' }] })]);
    expect(await client.start('Named')).toMatchObject({ kind: 'failure' });
    expect(faults).toMatchObject([{ code: 'journey.no_evidence' }]);
  });

  it('the proof of one person signs nobody else on', async () => {
    const document = journey('Swap', {
      name: ['AskName', { outcome: 'password' }],
      password: ['AskPassword', { outcome: 'check' }],
      check: ['Check', { true: 'who', false: 'no' }],
      who: ['Identify', { outcome: 'ok' }],
    });
    const { client, faults } = await fixture([document]);
    await client.start('Swap');
    await client.answer({ NameCallback: 'demo' });
    expect(await client.answer({ PasswordCallback: 'right' })).toMatchObject({ kind: 'failure' });
    expect(faults).toMatchObject([{ code: 'journey.no_evidence' }]);
  });
});

describe('proof', () => {
  it('is what the outcome always proves, and what this run proved besides', async () => {
    const proved = async (mode: string) => {
      const document = journey('Proof', { name: ['AskName', { outcome: 'effect' }], effect: ['Effect', { outcome: 'ok' }, { mode }] });
      const { client } = await fixture([document]);
      await client.start('Proof');
      const step = await client.answer({ NameCallback: 'other' });
      return step.kind === 'success' ? step.session?.evidence.map(({ factor }) => factor) : step.kind;
    };
    expect(await proved('ok')).toEqual(['possession:push']);
    expect(await proved('proveMore')).toEqual(['possession:push', 'possession:push-code']);
  });

  it('keeps the groups that an offline sign-on brings, over a pause, for the person whose they are', async () => {
    const offlineOf = async (after: Parameters<typeof journey>[1], first: string) => {
      const nodes: Parameters<typeof journey>[1] = {
        prove: ['Prove', { outcome: 'marked' }, { factor: 'knowledge:password' }],
        marked: ['Outage', { outcome: 'groups' }],
        groups: ['Outage', { outcome: 'ask' }, { groups: ['Admins', 'Staff'], groupDns: ['cn=a', 'cn=s'] }],
        ask: ['AskName', { outcome: first }],
        ...after,
      };
      const { client } = await fixture([journey('Groups', nodes)]);
      await client.start('Groups');
      const step = await client.answer({ NameCallback: 'demo' });
      return step.kind === 'success' ? step.session?.offline : step.kind;
    };
    expect(await offlineOf({}, 'ok')).toEqual({
      provider: 'peer',
      since: 1_790_000_000_000,
      groups: ['Admins', 'Staff'],
      groupDns: ['cn=a', 'cn=s'],
    });
    const other = await offlineOf({ other: ['Identify', { outcome: 'push' }], push: ['Effect', { outcome: 'ok' }] }, 'other');
    expect(other).toEqual({ provider: 'peer', since: 1_790_000_000_000 });
  });

  it.each([
    ['a password', ['knowledge:password'], '1 true', '0 true'],
    ['what another server says', ['federated:oidc'], '1 true', '0 true'],
    ['a cookie', ['remembered:persistent-cookie'], '1 false', '0 false'],
    ['a mailbox', ['mailbox:link'], '1 false', '0 false'],
    ['a mailbox and a password', ['mailbox:code', 'knowledge:password'], '2 true', '0 true'],
    ['nothing', [], '0 false', '0 false'],
  ])('tells a node whether it knows somebody by %s, and in an outage no more than that', async (_what, factors, online, offline) => {
    const told = async (isOffline: boolean, ends: readonly (readonly [string, object])[]) => {
      const nodes = [...ends, ...(isOffline ? ([['Outage', {}]] as const) : []), ['TellProof', {}] as const];
      const document = journey(
        'Told',
        Object.fromEntries(
          nodes.map(([type, config], at) => [`n${at}`, [type, { outcome: at + 1 < nodes.length ? `n${at + 1}` : 'no' }, config]]),
        ),
      );
      const { client } = await fixture([document]);
      const step = await client.start('Told');
      return step.kind === 'failure' ? step.message : step.kind;
    };
    const proofs = factors.map((factor) => ['Prove', { factor }] as const);
    expect([await told(false, proofs), await told(true, proofs)]).toEqual([online, offline]);
    // Of somebody else it says nothing.
    expect(await told(false, [...proofs, ['Identify', {}]])).toBe('0 false');
  });

  it.each([
    ['knowledge:password', true],
    ['remembered:persistent-cookie', undefined],
    ['federated:oidc', undefined],
  ] as const)('says of a success by %s whether the person did something in this run', async (factor, acted) => {
    const { client } = await fixture([journey('Done', { one: ['Prove', { outcome: 'ok' }, { factor }] })]);
    expect(await client.start('Done')).toMatchObject({ kind: 'success', session: { evidence: [{ factor }] } });
    expect(await client.start('Done').then((step) => step.kind === 'success' && step.acted)).toBe(acted);
  });

  it('counts only for the person it was about: somebody else identified later has proved nothing', async () => {
    const document = journey('Switch', {
      name: ['AskName', { outcome: 'password' }],
      password: ['AskPassword', { outcome: 'check' }],
      check: ['Check', { true: 'name2', false: 'no' }],
      name2: ['AskName', { outcome: 'password2' }],
      password2: ['AskPassword', { outcome: 'check2' }],
      check2: ['Check', { true: 'ok', false: 'no' }],
    });
    const { client, stores, clock } = await fixture([document]);
    await client.start('Switch');
    await client.answer({ NameCallback: 'demo' });
    await client.answer({ PasswordCallback: 'right' });
    await client.answer({ NameCallback: 'other' });
    const success = await client.answer({ PasswordCallback: 'right' });
    if (success.kind !== 'success' || success.tokenId === undefined) throw new Error('no token');
    const session = await stores.signOnSessions.find(hashKey(success.tokenId), clock.now);
    expect(session?.username).toBe('other');
    expect(session?.evidence.map(({ subjectId }) => subjectId)).toEqual(['id-other']);
  });
});

describe('a node that this server cannot run', () => {
  const foreign = (node: readonly [string, Record<string, string>, object?]) =>
    journey('Foreign', { name: ['AskName', { outcome: 'vendor' }], vendor: node });

  it('ends the journey in failure with a text, told with type and name, and takes no outcome', async () => {
    const { client, faults, visits } = await fixture([foreign(['VendorNode', { outcome: 'ok', error: 'ok' }, { x: 1 }])]);
    await client.start('Foreign');
    expect(await client.answer({ NameCallback: 'demo' })).toMatchObject({
      kind: 'failure',
      message: expect.stringContaining('a step that cannot be run here'),
    });
    expect(visits.at(-1)).toMatchObject({ nodeId: 'vendor', nodeType: 'VendorNode', displayName: 'vendor', result: 'refused' });
    expect(faults).toMatchObject([
      {
        code: 'node.unsupported',
        nodeId: 'vendor',
        message: 'This server cannot run "vendor" (vendor): VendorNode in version 1.0 is not there.',
      },
    ]);
  });

  it('is no way to Success by the error outcome of a journey around it either', async () => {
    const outer = journey('Outer', {
      inside: ['InnerTreeEvaluatorNode', { true: 'ok', false: 'no', error: 'ok' }, { tree: 'Foreign', displayErrorOutcome: true }],
    });
    const { client, faults } = await fixture([outer, foreign(['VendorNode', { outcome: 'ok' }])]);
    await client.start('Outer');
    expect(await client.answer({ NameCallback: 'demo' })).toMatchObject({ kind: 'failure' });
    expect(faults).toMatchObject([{ code: 'node.unsupported' }]);
  });

  it('ends a page that it stands on before the page is shown', async () => {
    const document = journey(
      'Page',
      { p: ['PageNode', { outcome: 'ok' }, { nodes: ['a', 'v'].map((_id) => ({ _id, nodeType: 'x', displayName: _id })) }] },
      {
        innerNodes: {
          a: { type: 'AskName', displayName: 'a', config: {} },
          v: { type: 'AskName', version: '7.0', displayName: 'v', config: {} },
        },
      },
    );
    const { client, faults } = await fixture([document]);
    expect(await client.start('Page')).toMatchObject({ kind: 'failure' });
    expect(faults).toMatchObject([{ code: 'node.unsupported', nodeId: 'v', message: expect.stringContaining('AskName in version 7.0') }]);
  });
});

describe('state', () => {
  it('local scratch lives for one visit, memory for the run, and both are sealed', async () => {
    const document = journey('Scratch', { s: ['Scratchy', { again: 's', enough: 'no' }] });
    const { client, stores } = await fixture([document]);
    await client.start('Scratch');
    const session = await stores.journeySessions.load(client.handle?.sessionId ?? '');
    expect(session?.sealed).toContain('journey-session|/alpha|');
    await client.answer();
    expect(await client.answer()).toMatchObject({ kind: 'callbacks' });
    const second = await stores.journeySessions.load(client.handle?.sessionId ?? '');
    expect(second?.shared['note']).toBe('visit 1, local 2');
    await client.answer();
    expect(await client.answer()).toMatchObject({ kind: 'failure' });
  });

  it('what nodes leave each other outlives pauses, sealed, and nothing that reads and writes all of the state reaches it', async () => {
    const inner = journey('Within', { g: ['Guardian', { again: 'ok', enough: 'no' }] });
    const document = journey('Guarded', {
      first: ['Guardian', { again: 'name', enough: 'no' }],
      name: ['AskName', { outcome: 'inner' }],
      inner: ['InnerTreeEvaluatorNode', { true: 'last', false: 'no' }, { tree: 'Within' }],
      last: ['Guardian', { again: 'no', enough: 'scratch' }],
      scratch: ['Scratchy', { again: 'scratch', enough: 'no' }],
    });
    const { client, stores } = await fixture([document, inner]);
    await client.start('Guarded');
    const paused = await stores.journeySessions.load(client.handle?.sessionId ?? '');
    expect(JSON.parse((JSON.parse(paused?.sealed ?? '') as [string, string])[1])).toMatchObject({ guarded: { count: 1 } });
    expect(paused?.shared['note']).toMatch(/^\[null,/);
    expect(JSON.stringify(paused?.shared)).not.toContain('count');
    expect(await client.answer({ NameCallback: 'demo' })).toMatchObject({
      kind: 'callbacks',
      callbacks: [{ type: 'ConfirmationCallback' }],
    });
    const after = await stores.journeySessions.load(client.handle?.sessionId ?? '');
    expect(after?.sealed).not.toContain('guarded');
  });

  it('a password survives a pause only sealed, and only while a later node reads it', async () => {
    const document = journey('Late', {
      password: ['AskPassword', { outcome: 'name' }],
      name: ['AskName', { outcome: 'check' }],
      check: ['Check', { true: 'again', false: 'no' }],
      again: ['AskName', { outcome: 'no' }],
    });
    const { client, stores } = await fixture([document]);
    await client.start('Late');
    await client.answer({ PasswordCallback: 'right' });
    const paused = await stores.journeySessions.load(client.handle?.sessionId ?? '');
    expect(JSON.stringify(paused?.shared)).not.toContain('right');
    expect(paused?.sealed).toContain('right');
    await client.answer({ NameCallback: 'demo' });
    const later = await stores.journeySessions.load(client.handle?.sessionId ?? '');
    expect(later?.subject).toEqual({ id: 'id-demo', username: 'demo' });
    expect(later?.sealed ?? '').not.toContain('right');
  });
});

describe('a page', () => {
  const child = (type: string) => ({ type, displayName: type, config: {} });
  const paged = journey(
    'Paged',
    {
      page: [
        'PageNode',
        { outcome: 'check' },
        {
          pageHeader: { en: 'Sign In' },
          pageDescription: {},
          stage: 'UsernamePassword',
          nodes: [
            { _id: 'n', nodeType: 'AskName' },
            { _id: 'p', nodeType: 'AskPassword' },
          ],
        },
      ],
      check: ['Check', { true: 'ok', false: 'no' }],
    },
    { innerNodes: { n: child('AskName'), p: child('AskPassword') } },
  );

  it('asks what all its nodes ask, with header and stage, and goes on when all are answered', async () => {
    const { client } = await fixture([paged]);
    const step = await client.start('Paged');
    expect(step).toMatchObject({
      kind: 'callbacks',
      page: true,
      header: 'Sign In',
      stage: 'UsernamePassword',
      callbacks: [{ type: 'NameCallback' }, { type: 'PasswordCallback' }],
    });
    expect(step).not.toHaveProperty('description');
    expect(await client.answer({ NameCallback: 'demo', PasswordCallback: 'right' })).toMatchObject({ kind: 'success' });
  });

  it('comes again whole when one of its nodes asks again, keeping what was typed but no password', async () => {
    const again = journey(
      'Again',
      {
        page: [
          'PageNode',
          { outcome: 'no' },
          {
            nodes: [
              { _id: 'p', nodeType: 'AskPassword' },
              { _id: 'n', nodeType: 'AskName' },
              { _id: 'm', nodeType: 'AskName' },
            ],
          },
        ],
      },
      { innerNodes: { n: child('AskName'), m: child('AskName'), p: child('AskPassword') } },
    );
    const { engine, client } = await fixture([again]);
    await client.start('Again');
    const handle = client.handle;
    if (handle === undefined) throw new Error('no step');
    const step = await engine.submit({
      realm: '/alpha',
      sessionId: handle.sessionId,
      key: handle.key,
      request,
      decode: () => [
        { type: 'PasswordCallback', value: 'right' },
        { type: 'NameCallback', value: 'first' },
        { type: 'NameCallback', value: '' },
      ],
    });
    expect(step).toMatchObject({
      callbacks: [{ type: 'PasswordCallback' }, { type: 'NameCallback', value: 'first' }, { type: 'NameCallback', value: '' }],
    });
    expect(JSON.stringify(step)).not.toContain('right');
  });
});

describe('an inner journey', () => {
  const outer = (displayErrorOutcome: boolean) =>
    journey('Outer', {
      inner: ['InnerTreeEvaluatorNode', { true: 'ok', false: 'no', error: 'sorry' }, { tree: 'Login', displayErrorOutcome }],
      sorry: ['AskName', { outcome: 'no' }],
    });

  it('runs in the same session, its ends are outcomes, and its proof counts', async () => {
    const { client, stores, clock } = await fixture([outer(false), login]);
    await client.start('Outer');
    expect(client.handle?.journey).toBe('Outer');
    await client.answer({ NameCallback: 'demo' });
    const success = await client.answer({ PasswordCallback: 'right' });
    if (success.kind !== 'success' || success.tokenId === undefined) throw new Error('no token');
    expect((await stores.signOnSessions.find(hashKey(success.tokenId), clock.now))?.journeys).toEqual(['Outer']);
    await client.start('Outer');
    await client.answer({ NameCallback: 'demo' });
    expect(await client.answer({ PasswordCallback: 'wrong' })).toMatchObject({ kind: 'failure' });
  });

  it('gives what fails inside to its error outcome, when it has one', async () => {
    const broken = journey('Login', { e: ['Effect', { outcome: 'ok' }, { mode: 'throw' }] });
    const caught = await fixture([outer(true), broken]);
    expect(await caught.client.start('Outer')).toMatchObject({ kind: 'callbacks' });
    const session = await caught.stores.journeySessions.load(caught.client.handle?.sessionId ?? '');
    expect(session?.shared['errorNode']).toEqual({ id: 'e', displayName: 'e', type: 'Effect' });
    const uncaught = await fixture([outer(false), broken]);
    expect(await uncaught.client.start('Outer')).toMatchObject({ kind: 'failure' });
  });

  it('stays on the version it was pinned to when the run began', async () => {
    const { client, stores, clock } = await fixture([
      journey('Outer', {
        first: ['AskName', { outcome: 'inner' }],
        inner: ['InnerTreeEvaluatorNode', { true: 'ok', false: 'no' }, { tree: 'Login' }],
      }),
      login,
    ]);
    await client.start('Outer');
    await stores.journeys.publish('/alpha', [journey('Login', { e: ['Effect', { outcome: 'ok' }] })], {
      at: clock.now,
      author: 'test',
      note: '',
    });
    expect(await client.answer({ NameCallback: 'x' })).toMatchObject({ callbacks: [{ type: 'NameCallback' }] });
    await client.start('Outer');
    expect(await client.answer({ NameCallback: 'x' })).toMatchObject({ kind: 'success' });
  });

  it('that is disabled, unknown or unpublished fails', async () => {
    for (const inner of [[{ ...login, enabled: false }], []]) {
      const { client, faults } = await fixture([outer(false), ...inner]);
      expect(await client.start('Outer')).toMatchObject({ kind: 'failure' });
      expect(faults).toHaveLength(1);
    }
  });
});

describe('a start', () => {
  it('runs the default journey of the realm when none is named', async () => {
    const { client } = await fixture([login]);
    expect(await client.start()).toMatchObject({ handle: { journey: 'Login' } });
  });

  it('refuses what is unknown, disabled, inner only or transactional only, and a realm that is not there or not active', async () => {
    const { client, engine } = await fixture([
      { ...login, name: 'Off', enabled: false },
      { ...login, name: 'Inner', innerTreeOnly: true },
      { ...login, name: 'Tx', transactionalOnly: true },
    ]);
    for (const name of ['Nope', 'Off', 'Inner', 'Tx', '__proto__']) expect(await codeOf(client.start(name))).toBe('journey.not_found');
    for (const realm of ['/closed', '/nope']) {
      expect(await codeOf(engine.start({ realm, journey: 'Off', request, force: false, noSession: false }))).toBe('realm.not_found');
    }
  });

  it('stays on the version it began on when another is published', async () => {
    const { client, stores, clock } = await fixture([login]);
    await client.start('Login');
    await stores.journeys.publish('/alpha', [journey('Login', { name: ['AskName', { outcome: 'no' }] })], {
      at: clock.now,
      author: 'test',
      note: '',
    });
    await client.answer({ NameCallback: 'demo' });
    expect(await client.answer({ PasswordCallback: 'right' })).toMatchObject({ kind: 'success' });
    await client.start('Login');
    expect(await client.answer({ NameCallback: 'demo' })).toMatchObject({ kind: 'failure' });
  });

  it('with a session that has completed the journey is success at once, unless forced', async () => {
    const { client, stores, clock } = await fixture([login, { ...login, name: 'Second' }, { ...login, name: 'Must', mustRun: true }]);
    await client.start('Login');
    await client.answer({ NameCallback: 'demo' });
    const first = await client.answer({ PasswordCallback: 'right' });
    if (first.kind !== 'success' || first.tokenId === undefined || first.session === undefined) throw new Error('no session');
    const existing = { session: first.session, tokenId: first.tokenId };
    expect(await client.start('Login', { existing })).toMatchObject({ kind: 'success', tokenId: first.tokenId });
    expect(await client.start(undefined, { existing })).toMatchObject({ kind: 'success', tokenId: first.tokenId });
    expect(await client.start('Login', { existing: { ...existing, named: true } })).toMatchObject({ kind: 'callbacks' });
    expect(await client.start('Login', { existing, force: true })).toMatchObject({ kind: 'callbacks' });
    expect(await client.start('Must', { existing })).toMatchObject({ kind: 'callbacks' });
    expect(await client.start('Second', { existing })).toMatchObject({ kind: 'callbacks' });
    await client.answer({ NameCallback: 'demo' });
    expect(await stores.signOnSessions.find(hashKey(first.tokenId), clock.now)).toBeDefined();
    const upgraded = await client.answer({ PasswordCallback: 'right' });
    if (upgraded.kind !== 'success') throw new Error('no success');
    expect(upgraded.tokenId).not.toBe(first.tokenId);
    expect(upgraded.session?.journeys).toEqual(['Login', 'Second']);
    expect(await stores.signOnSessions.find(hashKey(first.tokenId), clock.now)).toBeUndefined();
  });

  it('leaves the session of another person alone', async () => {
    const { client, stores, clock } = await fixture([login]);
    await client.start('Login');
    await client.answer({ NameCallback: 'demo' });
    const first = await client.answer({ PasswordCallback: 'right' });
    if (first.kind !== 'success' || first.tokenId === undefined || first.session === undefined) throw new Error('no session');
    await client.start('Login', { existing: { session: first.session, tokenId: first.tokenId }, force: true });
    await client.answer({ NameCallback: 'other' });
    const second = await client.answer({ PasswordCallback: 'right' });
    expect(second.kind === 'success' && second.session?.evidence.every(({ subjectId }) => subjectId === 'id-other')).toBe(true);
    expect(await stores.signOnSessions.find(hashKey(first.tokenId), clock.now)).toBeDefined();
  });

  it('without session succeeds without one', async () => {
    const { client, stores, clock } = await fixture([login]);
    await client.start('Login', { noSession: true });
    await client.answer({ NameCallback: 'demo' });
    expect(await client.answer({ PasswordCallback: 'right' })).toEqual({ kind: 'success', realm: '/alpha', successUrl: '/account' });
    expect(await stores.signOnSessions.listByUser('/alpha', 'id-demo', clock.now)).toEqual([]);
  });
});

describe('the end', () => {
  it('is told to the nodes that asked for it', async () => {
    const document = journey('End', { pass: ['Pass', { outcome: 'name' }], name: ['AskName', { outcome: 'no' }] });
    const { client } = await fixture([document]);
    await client.start('End');
    await client.answer({ NameCallback: 'demo' });
    expect(ends).toEqual(['pass false']);
  });
});

describe('a suspended run', () => {
  const sleepy = journey('Sleepy', { sleep: ['Sleep', { outcome: 'name' }], name: ['AskName', { outcome: 'no' }] });
  const silent = journey('Silent', { sleep: ['Sleep', { outcome: 'name' }, { mails: false }], name: ['AskName', { outcome: 'no' }] });

  async function suspended(document = sleepy) {
    const world = await fixture([document]);
    const step = await world.client.start(document.name);
    if (step.kind !== 'suspended') throw new Error('not suspended');
    const suspendedId = String(world.mails[0]?.object['resumeURI']).split('?')[1] ?? '';
    const resume = (id = suspendedId, realm = '/alpha') => world.engine.resume({ realm, suspendedId: id, request });
    return { ...world, step, suspendedId, resume };
  }

  it('goes on once, with the id of the link and with nothing else', async () => {
    const { step, resume } = await suspended();
    expect(await codeOf(resume(`${step.handle.sessionId}.x`))).toBe('session.expired');
    expect(await codeOf(resume(`${step.handle.sessionId}.`))).toBe('session.expired');
    expect(await codeOf(resume('x'))).toBe('session.expired');
    expect(await codeOf(resume(undefined, '/closed'))).toBe('session.expired');
    expect(await resume()).toMatchObject({ kind: 'callbacks' });
    expect(await codeOf(resume())).toBe('session.expired');
  });

  it('makes the session of who began stronger for nobody else who opens the link', async () => {
    const asks = journey('Asks', {
      sleep: ['Sleep', { outcome: 'name' }],
      name: ['AskName', { outcome: 'password' }],
      password: ['AskPassword', { outcome: 'check' }],
      check: ['Check', { true: 'ok', false: 'no' }],
    });
    const { client, engine, mails, stores, clock } = await fixture([login, asks]);
    await client.start('Login');
    await client.answer({ NameCallback: 'demo' });
    const first = await client.answer({ PasswordCallback: 'right' });
    if (first.kind !== 'success' || first.tokenId === undefined || first.session === undefined) throw new Error('no session');
    const existing = { session: first.session, tokenId: first.tokenId };
    for (const [opener, journeys] of [
      [undefined, ['Asks']],
      [existing, ['Login', 'Asks']],
    ] as const) {
      await client.start('Asks', { existing });
      const suspendedId = String(mails.at(-1)?.object['resumeURI']).split('?')[1] ?? '';
      client.take(await engine.resume({ realm: '/alpha', suspendedId, request, ...(opener === undefined ? {} : { existing: opener }) }));
      await client.answer({ NameCallback: 'demo' });
      const done = await client.answer({ PasswordCallback: 'right' });
      expect(done).toMatchObject({ kind: 'success', session: { journeys } });
      expect((await stores.signOnSessions.find(hashKey(first.tokenId), clock.now)) === undefined).toBe(opener !== undefined);
    }
  });

  it('goes on for one of many who come by the same link at once', async () => {
    const { resume } = await suspended();
    const all = await Promise.allSettled(Array.from({ length: 20 }, () => resume()));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('sends its link by mail and tells it nobody else', async () => {
    const { step, mails, suspendedId, stores, visits } = await suspended();
    expect(mails).toEqual([
      {
        realm: '/alpha',
        template: 'registration',
        to: 'demo@example.com',
        object: { givenName: 'Demo', resumeURI: `https://here/alpha/Sleepy?${suspendedId}` },
        locales: ['en'],
        runId: step.handle.sessionId,
        idempotencyKey: expect.any(String),
      },
    ]);
    const [, key = ''] = suspendedId.split('.');
    expect(key).toMatch(/^[\w-]{32}$/);
    const kept = JSON.stringify([step, visits, await stores.journeySessions.load(step.handle.sessionId)]);
    expect(kept).not.toContain(key);
  });

  it('is over for everybody, without a word, when nobody was sent its link', async () => {
    const { mails, step } = await suspended(silent);
    expect(mails).toEqual([]);
    expect(step.callbacks).toEqual((await suspended()).step.callbacks);
  });

  it('sends no link when the run could not be kept', async () => {
    const later = journey('Later', { name: ['AskName', { outcome: 'sleep' }], sleep: ['Sleep', { outcome: 'no' }] });
    const { client, mails, stores } = await fixture([later]);
    await client.start('Later');
    const { replace } = stores.journeySessions;
    stores.journeySessions.replace = async () => false;
    expect(await codeOf(client.answer({ NameCallback: 'demo' }))).toBe('session.stale');
    expect(mails).toEqual([]);
    stores.journeySessions.replace = replace.bind(stores.journeySessions);
    await client.answer({ NameCallback: 'demo' });
    expect(mails).toHaveLength(1);
  });

  it('ends when its time is up', async () => {
    const { clock, resume } = await suspended();
    clock.now += 600_000;
    expect(await codeOf(resume())).toBe('session.expired');
  });

  it('lasts as long as the realm says when its node does not, and so says its trace', async () => {
    const { client, clock, step, stores, visits } = await suspended(silent);
    expect(step.handle.expiresAt).toBe(clock.now + 5 * 60_000);
    expect(visits.at(-1)).toMatchObject({ result: 'suspended', until: clock.now + 5 * 60_000 });
    const settings = await stores.realms.settings('/alpha');
    if (settings === undefined) throw new Error('no realm');
    await stores.realms.put({ ...settings, suspendedMinutes: 60 });
    const longer = await client.start('Silent');
    expect(longer).toMatchObject({ handle: { expiresAt: clock.now + 60 * 60_000 } });
  });

  it('gives who came back the time of any sign-on, however late it was', async () => {
    const { clock, resume, engine } = await suspended();
    clock.now += 599_000;
    const step = await resume();
    if (step.kind !== 'callbacks') throw new Error('no step');
    expect(step.handle.expiresAt).toBe(clock.now + 5 * 60_000);
    clock.now += 200_000;
    const { sessionId, key } = step.handle;
    const decode = () => [{ type: 'NameCallback' as const, value: 'demo' }];
    expect(await engine.submit({ realm: '/alpha', sessionId, key, decode, request })).toMatchObject({ kind: 'failure' });
  });

  it('says the same again to the browser that waits, until somebody has come back', async () => {
    const { engine, step, resume, mails } = await suspended();
    const again = () => engine.submit({ realm: '/alpha', sessionId: step.handle.sessionId, key: '', decode: () => [], request });
    expect(await again()).toEqual(step);
    expect(mails).toHaveLength(1);
    await resume();
    expect(await codeOf(again())).toBe('session.stale');
  });
});
