import { NO_VALUES } from '@waygate/graph';
import {
  defineEngineNode,
  defineNode,
  FACTORS,
  guardedKey,
  type Identity,
  makeCatalogue,
  type NodeType,
  password,
  stateKey,
  type TemplatedMail,
  username,
} from '@waygate/node-kit';
import { type Answer, type Callback, FAILURE_ID, type JourneyDocument, journeyDocument, type Sealer, SUCCESS_ID } from '@waygate/schema';
import { openMemoryStores } from '@waygate/storage';
import { z } from 'zod';
import {
  createEngine,
  type Engine,
  type EngineDeps,
  type JourneyEnded,
  type NodeVisit,
  type RealmSettings,
  type Step,
} from '../src/index.ts';

/** Seals so that a test can see what was sealed, and that contexts are bound. */
export const plainSealer: Sealer = {
  seal: (context, plaintext) => JSON.stringify([context, plaintext]),
  open: (context, sealed) => {
    const [bound, plaintext] = JSON.parse(sealed) as [string, string];
    if (bound !== context) throw new Error('sealed for another place');
    return plaintext;
  },
};

export const people: Identity[] = ['demo', 'other', 'gone'].map((name) => ({
  id: `id-${name}`,
  realm: '/alpha',
  username: name,
  active: name !== 'gone',
  attributes: {},
}));

const note = stateKey('note', z.string());
const count = guardedKey('count', z.int());

/** Small nodes, each with one behaviour that the engine must treat rightly. */
export const nodeTypes: NodeType[] = [
  defineNode({
    type: 'AskName',
    displayName: 'Ask Name',
    category: 'utilities',
    icon: 'user',
    summary: '',
    config: z.object({}),
    outcomes: { outcome: 'Outcome' },
    callbacks: ['NameCallback'],
    writes: [username],
    texts: { prompt: { en: 'User Name', de: 'Benutzername' } },
    run: ({ answers, state, send, goTo, text }) => {
      const answer = answers.first('NameCallback');
      if (answer === undefined || answer.value === '') return send([{ type: 'NameCallback', prompt: text('prompt') }]);
      state.setShared(username, answer.value);
      return goTo('outcome');
    },
  }),
  defineNode({
    type: 'AskPassword',
    displayName: 'Ask Password',
    category: 'utilities',
    icon: 'lock',
    summary: '',
    config: z.object({}),
    outcomes: { outcome: 'Outcome' },
    callbacks: ['PasswordCallback'],
    writes: [password],
    run: ({ answers, state, send, goTo }) => {
      const answer = answers.first('PasswordCallback');
      if (answer === undefined) return send([{ type: 'PasswordCallback', prompt: 'Password' }]);
      state.setTransient(password, answer.value);
      return goTo('outcome');
    },
  }),
  defineNode({
    type: 'Check',
    displayName: 'Check',
    category: 'utilities',
    icon: 'check',
    summary: '',
    config: z.object({}),
    outcomes: { true: 'True', false: 'False' },
    reads: [username, password],
    provides: { true: ['knowledge:password'] },
    run: async ({ state, ports, realm, idempotencyKey, goTo }) => {
      const check = await ports.identities.verifyPassword(realm, state.get(username) ?? '', state.get(password) ?? '', idempotencyKey);
      return check.status === 'right' ? goTo('true', { identified: check.identity, nodeTypes: ['DataStore'] }) : goTo('false');
    },
  }),
  defineNode({
    type: 'Effect',
    displayName: 'Effect',
    category: 'utilities',
    icon: 'bolt',
    summary: '',
    config: z.object({ mode: z.enum(['ok', 'throw', 'down', 'refuse', 'proveNobody', 'proveMore', 'proveUndeclared']).default('ok') }),
    outcomes: { outcome: 'Outcome' },
    provides: { outcome: ['possession:push'] },
    mayProvide: { outcome: ['possession:push-code'] },
    run: async ({ config, goTo, refuse, idempotencyKey, subject }) => {
      if (config.mode === 'refuse') return refuse('test.refused', 'Not today.');
      await effects.perform(idempotencyKey, config.mode);
      return goTo('outcome', {
        ...(subject === undefined && config.mode !== 'proveNobody' ? { identified: { id: 'id-other', username: 'other' } } : {}),
        ...(config.mode === 'proveMore' ? { proves: ['possession:push-code'] } : {}),
        ...(config.mode === 'proveUndeclared' ? { proves: ['possession:passkey'] } : {}),
      });
    },
  }),
  defineNode({
    type: 'Poll',
    displayName: 'Poll',
    category: 'utilities',
    icon: 'timer',
    summary: '',
    config: z.object({}),
    outcomes: { outcome: 'Outcome' },
    callbacks: ['PollingWaitCallback', 'ConfirmationCallback'],
    run: async ({ answers, send, goTo, idempotencyKey }) => {
      if (!answers.submitted) {
        return send([
          { type: 'PollingWaitCallback', waitTime: 1_000, message: 'Wait' },
          { type: 'ConfirmationCallback', options: ['Leave'], selected: 100 },
        ]);
      }
      await effects.perform(idempotencyKey, 'ok');
      return goTo('outcome');
    },
  }),
  defineNode({
    type: 'Identify',
    displayName: 'Identify',
    category: 'utilities',
    icon: 'user',
    summary: '',
    config: z.object({}),
    outcomes: { outcome: 'Outcome' },
    run: ({ goTo }) => goTo('outcome', { identified: { id: 'id-other', username: 'other' } }),
  }),
  defineNode({
    type: 'Outage',
    displayName: 'Outage',
    category: 'utilities',
    icon: 'plug',
    summary: '',
    config: z.object({ groups: z.array(z.string()).optional(), groupDns: z.array(z.string()).exactOptional() }),
    outcomes: { outcome: 'Outcome' },
    run: ({ config: { groups, groupDns }, goTo }) => {
      const theirs = { ...(groups === undefined ? {} : { groups }), ...(groupDns === undefined ? {} : { groupDns }) };
      return goTo('outcome', { offline: { provider: 'peer', sessionMinutes: 5, ...theirs } });
    },
  }),
  defineNode({
    type: 'Prove',
    displayName: 'Prove',
    category: 'utilities',
    icon: 'key',
    summary: '',
    config: z.object({ factor: z.enum(FACTORS) }),
    outcomes: { outcome: 'Outcome' },
    mayProvide: { outcome: FACTORS },
    run: ({ config, goTo }) =>
      goTo('outcome', { identified: { id: 'id-demo', username: 'demo' }, proves: [config.factor], shownBy: 'device' }),
  }),
  defineNode({
    type: 'TellProof',
    displayName: 'Tell Proof',
    category: 'utilities',
    icon: 'eye',
    summary: '',
    config: z.object({}),
    outcomes: { outcome: 'Outcome' },
    run: ({ evidence, isIdentityProved, refuse }) => refuse('test.told', `${evidence.length} ${isIdentityProved}`),
  }),
  defineNode({
    type: 'Scratchy',
    displayName: 'Scratchy',
    category: 'utilities',
    icon: 'pencil',
    summary: '',
    config: z.object({}),
    outcomes: { again: 'Again', enough: 'Enough' },
    callbacks: ['ConfirmationCallback'],
    writes: [note],
    reads: [note],
    local: z.int(),
    memory: z.int(),
    run: ({ answers, local, memory, state, send, goTo }) => {
      if (!answers.submitted || (local.get() ?? 0) < 2) {
        local.set((local.get() ?? 0) + 1);
        return send([{ type: 'ConfirmationCallback', options: ['Next'], selected: 0 }]);
      }
      memory.set((memory.get() ?? 0) + 1);
      state.setShared(note, `visit ${memory.get()}, local ${local.get()}`);
      return goTo((memory.get() ?? 0) < 2 ? 'again' : 'enough');
    },
  }),
  defineNode({
    type: 'Guardian',
    displayName: 'Guardian',
    category: 'utilities',
    icon: 'shield-check',
    summary: '',
    config: z.object({}),
    outcomes: { again: 'Again', enough: 'Enough' },
    writes: [note],
    guards: [count],
    dynamicReads: () => ['*'],
    dynamicWrites: () => ['*'],
    run: ({ guarded, state, goTo }) => {
      // Whoever may read and write everything of the state still reaches nothing of this.
      state.setShared(note, JSON.stringify([state.getNamed('count') ?? null, state.scopes()]));
      state.setNamed('count', 100, 'transient');
      state.removeNamed('count');
      const before = guarded.get(count) ?? 0;
      if (before === 2) guarded.clear(count);
      else guarded.set(count, before + 1);
      return goTo(before === 2 ? 'enough' : 'again');
    },
  }),
  defineNode({
    type: 'Pass',
    displayName: 'Pass',
    category: 'utilities',
    icon: 'dot',
    summary: '',
    config: z.object({}),
    outcomes: { outcome: 'Outcome' },
    boundsLoops: true,
    run: ({ goTo }) => goTo('outcome'),
    onJourneyEnd: async ({ success, nodeId }) => {
      ends.push(`${nodeId} ${success}`);
    },
  }),
  defineNode({
    type: 'Sneaky',
    displayName: 'Sneaky',
    category: 'utilities',
    icon: 'mask',
    summary: '',
    config: z.object({ what: z.enum(['read', 'write', 'nothing']).default('read') }),
    outcomes: { outcome: 'Outcome' },
    run: ({ config, state, send, goTo }) => {
      const anyState = state as unknown as { get(key: unknown): unknown; setShared(key: unknown, value: unknown): void };
      if (config.what === 'read') anyState.get(username);
      if (config.what === 'write') anyState.setShared(username, 'admin');
      if (config.what === 'nothing') return send([]);
      return goTo('outcome');
    },
  }),
  defineNode({
    type: 'Sleep',
    displayName: 'Sleep',
    category: 'utilities',
    icon: 'moon',
    summary: '',
    config: z.object({ mails: z.boolean().default(true) }),
    outcomes: { outcome: 'Outcome' },
    callbacks: ['SuspendedTextOutputCallback'],
    run: ({ config, resumed, suspend, goTo }) => {
      if (resumed) return goTo('outcome');
      const mail = { template: 'registration', to: 'demo@example.com', object: { givenName: 'Demo' } };
      return suspend('Look into your mail.', config.mails ? { duration: 600, mail } : {});
    },
  }),
  defineEngineNode({
    type: 'PageNode',
    displayName: 'Page Node',
    category: 'utilities',
    icon: 'page',
    summary: '',
    kind: 'page',
    config: z.looseObject({}),
    outcomes: () => ({}),
  }),
  defineEngineNode({
    type: 'InnerTreeEvaluatorNode',
    displayName: 'Inner',
    category: 'utilities',
    icon: 'inner',
    summary: '',
    kind: 'inner',
    config: z.looseObject({ tree: z.string(), displayErrorOutcome: z.boolean().default(false) }),
    outcomes: () => ({ true: 'True', false: 'False', error: 'Error' }),
  }),
];

/** What effects were made: a key that is seen again is a repetition and does nothing. */
export const effects = {
  keys: [] as string[],
  gate: undefined as Promise<void> | undefined,
  /** How many have come to the gate. */
  begun: 0,
  async perform(key: string, mode: string): Promise<void> {
    this.begun += 1;
    await this.gate;
    const { WaygateError } = await import('@waygate/schema');
    if (mode === 'down') throw new WaygateError('operational', 'test.down', 'The other side is down.');
    if (mode === 'throw') throw new Error('a bug');
    if (!this.keys.includes(key)) this.keys.push(key);
  },
};
export const ends: string[] = [];

type Node = readonly [type: string, connections: Record<string, string>, config?: object];

/** A journey in short; the first node is the entry; `ok` and `no` are the two ends. */
export function journey(name: string, nodes: Record<string, Node>, more: object = {}): JourneyDocument {
  const end = (id: string) => (id === 'ok' ? SUCCESS_ID : id === 'no' ? FAILURE_ID : id);
  return journeyDocument.parse({
    name,
    entryNodeId: Object.keys(nodes)[0],
    nodes: Object.fromEntries(
      Object.entries(nodes).map(([id, [type, connections, config]]) => [
        id,
        {
          type,
          displayName: id,
          connections: Object.fromEntries(Object.entries(connections).map(([o, t]) => [o, end(t)])),
          config: config ?? {},
        },
      ]),
    ),
    ...more,
  });
}

/** An engine on memory stores with people, a clock and everything it told its observer. */
export async function fixture(journeys: readonly JourneyDocument[], change: Partial<EngineDeps> = {}) {
  const clock = { now: 1_790_000_000_000 };
  const stores = openMemoryStores({ sealer: plainSealer, now: () => clock.now });
  const visits: NodeVisit[] = [];
  const mails: TemplatedMail[] = [];
  const ended: JourneyEnded[] = [];
  const faults: { code: string; message: string; nodeId?: string }[] = [];
  effects.keys = [];
  effects.gate = undefined;
  effects.begun = 0;
  ends.length = 0;
  const settings: RealmSettings = {
    path: '/alpha',
    active: true,
    defaultJourney: journeys[0]?.name,
    journeyMinutes: 5,
    suspendedMinutes: 5,
    maxSessionMinutes: 120,
    maxIdleMinutes: 30,
    successUrl: '/account',
    redirectTargets: [],
  };
  await stores.realms.put(settings);
  await stores.realms.put({ ...settings, path: '/closed', active: false });
  await stores.journeys.publish('/alpha', journeys, { at: clock.now, author: 'test', note: '' });
  const deps: EngineDeps = {
    catalogue: makeCatalogue(nodeTypes),
    journeys: stores.journeys,
    journeySessions: stores.journeySessions,
    signOnSessions: stores.signOnSessions,
    realms: stores.realms,
    ports: {
      identities: {
        find: async (realm: string, name: string) => people.find((one) => one.realm === realm && one.username === name),
        verifyPassword: async (realm: string, name: string, typed: string) => {
          const identity = people.find((one) => one.realm === realm && one.username === name && typed === 'right');
          return identity === undefined ? { status: 'wrong' } : { status: 'right', identity };
        },
        updateAttributes: async () => true,
      },
      mail: { template: async () => 'ready', send: (mail: TemplatedMail) => void mails.push(mail) },
    } as unknown as EngineDeps['ports'],
    values: NO_VALUES,
    sealer: plainSealer,
    resumeLink: (realm, journeyName, suspendedId) => `https://here${realm}/${journeyName}?${suspendedId}`,
    observer: {
      visited: (visit) => visits.push(visit),
      ended: (end) => ended.push(end),
      fault: (fault) => faults.push(fault),
    },
    now: () => clock.now,
    ...change,
  };
  const engine = createEngine(deps);
  return { engine, stores, clock, mails, visits, ended, faults, deps, client: new Client(engine, clock) };
}

export const request = {
  clientIp: '203.0.113.7',
  header: () => [],
  parameter: () => [],
  headers: () => ({}),
  parameters: () => ({}),
  locales: ['en'],
};

type Typed = Partial<Record<Callback['type'], string | number>>;

/** A client of the engine: keeps the last handle and answers by callback type. */
export class Client {
  handle: Extract<Step, { kind: 'callbacks' }>['handle'] | undefined;
  readonly #engine: Engine;

  constructor(engine: Engine, _clock: { now: number }) {
    this.#engine = engine;
  }

  async start(journeyName?: string, more: object = {}): Promise<Step> {
    return this.#keep(
      await this.#engine.start({ realm: '/alpha', journey: journeyName, request, force: false, noSession: false, ...more }),
    );
  }

  async answer(typed: Typed = {}, more: object = {}): Promise<Step> {
    if (this.handle === undefined) throw new Error('no step');
    const { sessionId, key } = this.handle;
    return this.#keep(
      await this.#engine.submit({
        realm: '/alpha',
        sessionId,
        key,
        request,
        decode: (sent) =>
          sent.map((callback) => {
            const value = typed[callback.type];
            if (callback.type === 'ConfirmationCallback') return { type: callback.type, index: Number(value ?? 0) } as Answer;
            return { type: callback.type, value: value ?? '' } as Answer;
          }),
        ...more,
      }),
    );
  }

  /** Goes on from a step that came by another way. */
  take(step: Step): void {
    this.#keep(step);
  }

  #keep(step: Step): Step {
    if (step.kind === 'callbacks') this.handle = step.handle;
    return step;
  }
}
