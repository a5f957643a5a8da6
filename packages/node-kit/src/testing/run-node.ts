import { type Answer, callback, chooseText, type Json, type JsonObject } from '@waygate/schema';
import type { Action, GoTo } from '../action.ts';
import { type Evidence, namesDevice, provesIdentity, type Vouched } from '../evidence.ts';
import type { NodeContext, Scratch } from '../node-context.ts';
import type { NodeType } from '../node-type.ts';
import type { DeviceKind, DevicePort } from '../ports/device-port.ts';
import type { Subject } from '../ports/identity-port.ts';
import type { NodePorts } from '../ports/node-ports.ts';
import { findSecret, knownSecrets } from './find-secret.ts';
import { findUnserialisable } from './find-unserialisable.ts';
import { freeze } from './freeze.ts';
import { TestGuarded } from './test-guarded.ts';
import { TestState } from './test-state.ts';

/** What a test says about a run; everything has a sensible default. */
export interface NodeRun {
  readonly config?: JsonObject;
  readonly shared?: Readonly<Record<string, Json>>;
  /** What was transient in an earlier request and has been kept because this node reads it. */
  readonly secure?: Readonly<Record<string, Json>>;
  readonly transient?: Readonly<Record<string, Json>>;
  /** What nodes have left each other beyond the reach of scripts. */
  readonly guarded?: Readonly<Record<string, Json>>;
  readonly local?: Json;
  readonly memory?: Json;
  readonly answers?: readonly Answer[];
  /** Only the ports that the node uses; any other throws when it is touched. */
  readonly ports?: { readonly [K in Exclude<keyof NodePorts, 'devices'>]?: Partial<NodePorts[K]> } & { readonly devices?: GivenDevices };
  readonly subject?: Subject;
  readonly evidence?: readonly Evidence[];
  /** What `evidence` says, when there is no word of it: in an offline sign-on that is empty and this may be true. */
  readonly isIdentityProved?: boolean;
  readonly offlineProvider?: string;
  readonly vouched?: readonly Vouched[];
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly parameters?: Readonly<Record<string, string | readonly string[]>>;
  readonly resumed?: boolean;
  /** Whether an author tries a draft. */
  readonly preview?: boolean;
  readonly existingSession?: Readonly<Record<string, string>>;
  /** Revisions of scripts by id. */
  readonly scripts?: Readonly<Record<string, string>>;
  readonly clientIp?: string;
  readonly locales?: readonly string[];
  /** Epoch milliseconds. */
  readonly now?: number;
  /** The same for a run that is repeated after a crash. */
  readonly idempotencyKey?: string;
  /** Managed object that the journey is about. */
  readonly identityResource?: string;
}

/** What a run left behind. */
export interface NodeRunResult {
  readonly action: Action;
  /** Outcome taken, or undefined. */
  readonly outcome: string | undefined;
  readonly shared: Readonly<Record<string, Json>>;
  readonly secure: Readonly<Record<string, Json>>;
  readonly transient: Readonly<Record<string, Json>>;
  readonly guarded: Readonly<Record<string, Json>>;
  readonly local: Json | undefined;
  readonly memory: Json | undefined;
}

/**
 * Runs a node once as the engine does, and checks on every run what authors forget: only declared outcomes, state keys and callbacks, results that can be
 * serialised, outcomes that prove something naming somebody, no secret in shared state or audit.
 * @throws Error that says what the node did wrong
 */
export async function runNode(type: NodeType, run: NodeRun = {}): Promise<NodeRunResult> {
  const config = freeze(type.config.parse(run.config ?? {}) as JsonObject);
  const answers = freeze([...(run.answers ?? [])]);
  const before = freeze({ shared: { ...run.shared }, secure: { ...run.secure }, transient: { ...run.transient } });
  const state = new TestState(type, config, before.shared, before.secure, before.transient);
  const kept = new TestGuarded(type, freeze({ ...run.guarded }));
  const local = scratch(run.local, type.local, type);
  const memory = scratch(run.memory, type.memory, type);
  const locales = run.locales ?? ['en'];
  const text = (key: string, values: Readonly<Record<string, string>> = {}) => {
    const found = chooseText(type.texts[key] ?? {}, locales);
    if (found === undefined) throw new Error(`${type.type} has no text ${key}.`);
    return fill(found, values);
  };
  const context: NodeContext = {
    config,
    node: { id: 'node', displayName: type.displayName },
    realm: '/alpha',
    journey: 'Test',
    identityResource: run.identityResource,
    state,
    guarded: kept,
    local: local.view,
    memory: memory.view,
    answers: {
      submitted: answers.length > 0,
      first: (wanted) => answers.find((answer) => answer.type === wanted) as never,
      all: () => answers,
    },
    request: {
      clientIp: run.clientIp,
      header: (name) => [run.headers?.[name] ?? []].flat(),
      parameter: (name) => [run.parameters?.[name] ?? []].flat(),
      headers: () => lists(run.headers),
      parameters: () => lists(run.parameters),
      locales,
    },
    resumed: run.resumed ?? false,
    existingSession: async () => run.existingSession,
    previewedState: run.preview === true ? () => Object.fromEntries(state.shared) : undefined,
    scriptRevision: (id) => run.scripts?.[id],
    ports: guarded(run.ports ?? {}),
    subject: run.subject,
    evidence: run.evidence ?? [],
    isIdentityProved: run.isIdentityProved ?? run.evidence?.some(({ factor }) => provesIdentity(factor)) ?? false,
    offlineProvider: run.offlineProvider,
    vouched: run.vouched ?? [],
    now: run.now ?? 1_790_000_000_000,
    idempotencyKey: run.idempotencyKey ?? 'run',
    runId: 'run',
    text,
    localized: (own, fallback, values = {}) => {
      const found = chooseText(own, locales);
      return found === undefined ? text(fallback, values) : fill(found, values);
    },
    goTo: (outcome, decorations) => ({ kind: 'goTo', outcome, ...decorations }),
    send: (callbacks) => ({ kind: 'send', callbacks: callbacks.map((one) => callback.parse(one)) }),
    suspend: (message, options) => ({ kind: 'suspend', message, ...options }),
    resumeLink: () => 'https://id.example/sign-on/alpha/Test?suspendedId=run.key',
    refuse: (code, message) => ({ kind: 'refuse', code, message }),
  };
  const action = await type.run(context);
  checkAction(type, config, action, run);
  const paused = action.kind === 'send' || action.kind === 'suspend';
  const result = {
    action,
    outcome: action.kind === 'goTo' ? action.outcome : undefined,
    shared: Object.fromEntries(state.shared),
    secure: Object.fromEntries(state.secure),
    transient: Object.fromEntries(state.transient),
    guarded: Object.fromEntries(kept.values),
    local: paused ? local.value() : undefined,
    memory: memory.value(),
  };
  checkLeftBehind(type, result, before.shared, knownSecrets(answers, before.secure, before.transient));
  return result;
}

/** What a run leaves behind can be stored, and nothing that people other than the one who signs on can see holds a secret. */
function checkLeftBehind(
  type: NodeType,
  { action, shared, transient, guarded, local, memory }: NodeRunResult,
  before: Readonly<Record<string, Json>>,
  known: readonly string[],
): void {
  const kept = { shared, transient, guarded, ...(local === undefined ? {} : { local }), ...(memory === undefined ? {} : { memory }) };
  for (const [name, value] of Object.entries({ ...kept, action })) {
    const place = findUnserialisable(value, name);
    if (place !== undefined) throw new Error(`${type.type} leaves ${place} behind, which cannot be stored as JSON.`);
  }
  const written = Object.fromEntries(Object.entries(shared).filter(([key, value]) => before[key] !== value));
  const visible: Readonly<Record<string, Json>> =
    action.kind === 'goTo'
      ? {
          shared: written,
          audit: action.audit ?? {},
          sessionProperties: action.sessionProperties ?? {},
          endWishes: (action.endWishes ?? {}) as JsonObject,
        }
      : action.kind === 'refuse' || action.kind === 'suspend'
        ? { shared: written, message: action.message, mail: (action.kind === 'suspend' ? action.mail : undefined) ?? null }
        : { shared: written };
  const secret = findSecret(visible, known);
  if (secret !== undefined) throw new Error(`${type.type} put something secret where everybody can see it: ${secret}.`);
}

function checkAction(type: NodeType, config: JsonObject, action: Action, run: NodeRun): void {
  if (typeof action?.kind !== 'string') throw new Error(`${type.type} answers no action: return goTo, send, suspend or refuse.`);
  if (action.kind === 'send') {
    if (action.callbacks.length === 0) throw new Error(`${type.type} sends no callbacks.`);
    for (const { type: sent } of action.callbacks) {
      if (!type.callbacks.includes(sent)) throw new Error(`${type.type} sends ${sent} and does not declare it.`);
    }
  }
  if (action.kind !== 'goTo') return;
  checkOutcome(type, config, action, run);
}

function checkOutcome(type: NodeType, config: JsonObject, action: GoTo, run: NodeRun): void {
  if (!type.outcomes(config).some(({ id }) => id === action.outcome)) {
    throw new Error(`${type.type} takes outcome ${action.outcome}, which it does not have with this config.`);
  }
  for (const factor of action.proves ?? []) {
    if (!(type.mayProvide[action.outcome] ?? []).includes(factor))
      throw new Error(`${type.type} does not declare that ${action.outcome} may prove ${factor}.`);
  }
  const proves = (type.provides[action.outcome] ?? []).length > 0 || (action.proves ?? []).length > 0;
  if (proves && action.identified === undefined && run.subject === undefined) throw new Error(`${type.type} proves something of nobody.`);
  const unnamed = [...(type.provides[action.outcome] ?? []), ...(action.proves ?? [])].find(namesDevice);
  if (unnamed !== undefined && action.shownBy === undefined)
    throw new Error(`${type.type} proves ${unnamed} and does not say with which device.`);
}

function scratch(
  start: Json | undefined,
  schema: NodeType['local'],
  type: NodeType,
): { view: Scratch<unknown>; value: () => Json | undefined } {
  let value = start;
  const shape = () => {
    if (schema === undefined) throw new Error(`${type.type} has not declared this scratch.`);
    return schema;
  };
  return {
    view: {
      get: () => (value === undefined ? undefined : shape().parse(value)),
      set: (next) => {
        value = shape().parse(next) as Json;
      },
      clear: () => {
        value = undefined;
      },
    },
    value: () => value,
  };
}

/** Functions of the device port that a test gives, those of families among them. */
type GivenDevices = {
  readonly [K in keyof DevicePort]?: DevicePort[K] extends (...values: never[]) => unknown ? DevicePort[K] : Partial<DevicePort[K]>;
};

const DEVICE_KINDS = ['push', 'oath', 'webauthn', 'binding'] as const satisfies readonly DeviceKind[];

/** Ports of which only the given functions exist: touching another one says so. */
function guarded(ports: NonNullable<NodeRun['ports']>): NodePorts {
  const port = (name: string, functions: object | undefined) =>
    new Proxy(functions ?? {}, {
      get: (target, key) => {
        const found: unknown = Reflect.get(target, key);
        if (found === undefined) throw new Error(`The test gives no ports.${name}.${String(key)}.`);
        return found;
      },
    });
  const devices: Record<string, unknown> = { ...ports.devices };
  for (const kind of DEVICE_KINDS) devices[kind] = port(`devices.${kind}`, ports.devices?.[kind]);
  return {
    identities: port('identities', ports.identities) as NodePorts['identities'],
    devices: port('devices', devices) as NodePorts['devices'],
    deviceKeys: port('deviceKeys', ports.deviceKeys) as NodePorts['deviceKeys'],
    deviceRequests: port('deviceRequests', ports.deviceRequests) as NodePorts['deviceRequests'],
    postponedDevices: port('postponedDevices', ports.postponedDevices) as NodePorts['postponedDevices'],
    agents: port('agents', ports.agents) as NodePorts['agents'],
    attempts: port('attempts', ports.attempts) as NodePorts['attempts'],
    continuity: port('continuity', ports.continuity) as NodePorts['continuity'],
    directory: port('directory', ports.directory) as NodePorts['directory'],
    push: port('push', ports.push) as NodePorts['push'],
    offlineCodes: port('offlineCodes', ports.offlineCodes) as NodePorts['offlineCodes'],
    offlineDevices: port('offlineDevices', ports.offlineDevices) as NodePorts['offlineDevices'],
    offlineDirectory: port('offlineDirectory', ports.offlineDirectory) as NodePorts['offlineDirectory'],
    http: port('http', ports.http) as NodePorts['http'],
    mail: port('mail', ports.mail) as NodePorts['mail'],
    notices: port('notices', ports.notices) as NodePorts['notices'],
    messages: port('messages', ports.messages) as NodePorts['messages'],
    oneTimeCodes: port('oneTimeCodes', ports.oneTimeCodes) as NodePorts['oneTimeCodes'],
    scripts: port('scripts', ports.scripts) as NodePorts['scripts'],
    selfService: port('selfService', ports.selfService) as NodePorts['selfService'],
    persistentCookies: port('persistentCookies', ports.persistentCookies) as NodePorts['persistentCookies'],
    federation: port('federation', ports.federation) as NodePorts['federation'],
    signOns: port('signOns', ports.signOns) as NodePorts['signOns'],
    webauthn: port('webauthn', ports.webauthn) as NodePorts['webauthn'],
    webhooks: port('webhooks', ports.webhooks) as NodePorts['webhooks'],
  };
}

function lists(values: Readonly<Record<string, string | readonly string[]>> = {}): Record<string, readonly string[]> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [value].flat()]));
}

function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{\{(\w+)\}\}/g, (whole, name: string) => (Object.hasOwn(values, name) ? (values[name] ?? whole) : whole));
}
