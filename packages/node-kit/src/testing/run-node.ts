import { type Answer, callback, chooseText, type Json, type JsonObject } from '@waygate/schema';
import type { Action, GoTo } from '../action.ts';
import type { Evidence } from '../evidence.ts';
import type { NodeContext, Scratch } from '../node-context.ts';
import type { NodeType } from '../node-type.ts';
import type { Subject } from '../ports/identity-port.ts';
import type { NodePorts } from '../ports/node-ports.ts';
import type { StateKey } from '../state-key.ts';
import { findSecret } from './find-secret.ts';

/** What a test says about a run; everything has a sensible default. */
export interface NodeRun {
  readonly config?: JsonObject;
  readonly shared?: Readonly<Record<string, Json>>;
  readonly transient?: Readonly<Record<string, Json>>;
  readonly local?: Json;
  readonly memory?: Json;
  readonly answers?: readonly Answer[];
  /** Only the ports that the node uses; any other throws when it is touched. */
  readonly ports?: { readonly [K in keyof NodePorts]?: Partial<NodePorts[K]> };
  readonly subject?: Subject;
  readonly evidence?: readonly Evidence[];
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly clientIp?: string;
  readonly locales?: readonly string[];
  /** Epoch milliseconds. */
  readonly now?: number;
}

/** What a run left behind. */
export interface NodeRunResult {
  readonly action: Action;
  /** Outcome taken, or undefined. */
  readonly outcome: string | undefined;
  readonly shared: Readonly<Record<string, Json>>;
  readonly transient: Readonly<Record<string, Json>>;
  readonly local: Json | undefined;
  readonly memory: Json | undefined;
}

/**
 * Runs a node once as the engine does, and checks on every run what authors forget: only declared outcomes, state keys and callbacks, results that can be
 * serialised, outcomes that prove something naming somebody, no secret in shared state or audit.
 * @throws Error that says what the node did wrong
 */
export async function runNode(type: NodeType, run: NodeRun = {}): Promise<NodeRunResult> {
  const config = type.config.parse(run.config ?? {}) as JsonObject;
  const shared = new Map(Object.entries(run.shared ?? {}));
  const transient = new Map(Object.entries(run.transient ?? {}));
  const local = scratch(run.local, type.local, type);
  const memory = scratch(run.memory, type.memory, type);
  const reads = new Set([...type.reads.map((key) => key.name), ...type.dynamicReads(config)]);
  const writes = new Set([...type.writes.map((key) => key.name), ...type.dynamicWrites(config)]);
  const may = (set: ReadonlySet<string>, name: string, what: string) => {
    if (!set.has(name)) throw new Error(`${type.type} does not declare that it may ${what} ${name}.`);
    return name;
  };
  const container = (bag: Map<string, Json>, name: string, value: Json) => {
    const before = bag.get(name);
    bag.set(name, name === 'objectAttributes' && isObject(before) && isObject(value) ? { ...before, ...value } : value);
  };
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
    state: {
      get: (key: StateKey) => {
        const value = transient.get(may(reads, key.name, 'read')) ?? shared.get(key.name);
        return value === undefined ? undefined : (key.schema.parse(value) as never);
      },
      setShared: (key: StateKey, value: unknown) => container(shared, may(writes, key.name, 'write'), value as Json),
      setTransient: (key: StateKey, value: unknown) => container(transient, may(writes, key.name, 'write'), value as Json),
      remove: (key: StateKey) => {
        may(writes, key.name, 'write');
        shared.delete(key.name);
        transient.delete(key.name);
      },
      getNamed: (name: string) => transient.get(may(reads, name, 'read')) ?? shared.get(name),
      setNamed: (name: string, value: Json) => container(shared, may(writes, name, 'write'), value),
    },
    local: local.view,
    memory: memory.view,
    answers: {
      submitted: (run.answers ?? []).length > 0,
      first: (wanted) => (run.answers ?? []).find((answer) => answer.type === wanted) as never,
      all: () => run.answers ?? [],
    },
    request: {
      clientIp: run.clientIp,
      header: (name) => [run.headers?.[name] ?? []].flat(),
      parameter: () => [],
      locales,
    },
    ports: guarded(run.ports ?? {}),
    subject: run.subject,
    evidence: run.evidence ?? [],
    now: run.now ?? 1_790_000_000_000,
    idempotencyKey: 'run',
    text,
    localized: (own, fallback, values = {}) => {
      const found = chooseText(own, locales);
      return found === undefined ? text(fallback, values) : fill(found, values);
    },
    goTo: (outcome, decorations) => ({ kind: 'goTo', outcome, ...decorations }),
    send: (callbacks) => ({ kind: 'send', callbacks: callbacks.map((one) => callback.parse(one)) }),
    suspend: (message, duration) => (duration === undefined ? { kind: 'suspend', message } : { kind: 'suspend', message, duration }),
    refuse: (code, message) => ({ kind: 'refuse', code, message }),
  };
  const action = await type.run(context);
  checkAction(type, config, action, run);
  const result = {
    action,
    outcome: action.kind === 'goTo' ? action.outcome : undefined,
    shared: Object.fromEntries(shared),
    transient: Object.fromEntries(transient),
    local: action.kind === 'send' || action.kind === 'suspend' ? local.value() : undefined,
    memory: memory.value(),
  };
  const before = run.shared ?? {};
  const written = Object.fromEntries(Object.entries(result.shared).filter(([key, value]) => before[key] !== value));
  const secret = findSecret(written) ?? (action.kind === 'goTo' ? findSecret(action.audit ?? {}) : undefined);
  if (secret !== undefined) throw new Error(`${type.type} put something secret where everybody can see it: ${secret}.`);
  return result;
}

function checkAction(type: NodeType, config: JsonObject, action: Action, run: NodeRun): void {
  if (JSON.stringify(action) !== JSON.stringify(JSON.parse(JSON.stringify(action))))
    throw new Error(`${type.type} answers what cannot be serialised.`);
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
  const proves = (type.provides[action.outcome] ?? []).length > 0;
  if (proves && action.identified === undefined && run.subject === undefined) throw new Error(`${type.type} proves something of nobody.`);
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
  return {
    identities: port('identities', ports.identities) as NodePorts['identities'],
    devices: port('devices', ports.devices) as NodePorts['devices'],
    push: port('push', ports.push) as NodePorts['push'],
  };
}

function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{\{(\w+)\}\}/g, (whole, name: string) => values[name] ?? whole);
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
