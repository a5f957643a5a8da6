import { type Json, WaygateError } from '@waygate/schema';
import type { StateScope, StateView } from '../node-context.ts';
import type { NodeType } from '../node-type.ts';
import type { StateKey } from '../state-key.ts';

type Bag = Map<string, Json>;
type Start = Readonly<Record<string, Json>>;

/** The one key whose objects are merged one level deep, on writing and over the scopes (AM's container keys). */
const CONTAINER = 'objectAttributes';

/** The three scopes of a journey's state with the rules of the engine, and beyond them a sentence that says what a node forgot to declare. */
export class TestState implements StateView<StateKey, StateKey> {
  readonly shared: Bag;
  readonly transient: Bag;
  readonly secure: Bag;
  readonly #name: string;
  readonly #reads: ReadonlySet<string>;
  readonly #writes: ReadonlySet<string>;

  constructor(type: NodeType, config: Parameters<NodeType['dynamicReads']>[0], shared: Start, secure: Start, transient: Start) {
    this.shared = new Map(Object.entries(shared));
    this.secure = new Map(Object.entries(secure));
    this.transient = new Map(Object.entries(transient));
    this.#name = type.type;
    this.#reads = new Set([...type.reads.map((key) => key.name), ...type.dynamicReads(config)]);
    this.#writes = new Set([...type.writes.map((key) => key.name), ...type.dynamicWrites(config)]);
  }

  get(key: StateKey): never {
    const value = this.getNamed(key.name);
    if (value === undefined) return undefined as never;
    const parsed = key.schema.safeParse(value);
    if (parsed.success) return parsed.data as never;
    throw new WaygateError('unexpected', 'node.state_shape', `State key ${key.name} does not hold what ${this.#name} expects.`);
  }

  getNamed(name: string): Json | undefined {
    this.#check(this.#reads, name, 'read');
    if (name !== CONTAINER) return this.transient.get(name) ?? this.secure.get(name) ?? this.shared.get(name);
    const parts = [this.shared, this.secure, this.transient].flatMap((bag) => bag.get(name) ?? []);
    return parts.length === 0 ? undefined : Object.assign({}, ...parts);
  }

  setShared(key: StateKey, value: unknown): void {
    this.#put(this.shared, key.name, value as Json);
  }

  setTransient(key: StateKey, value: unknown): void {
    this.#put(this.transient, key.name, value as Json);
  }

  setNamed(name: string, value: Json, scope: StateScope = 'shared'): void {
    this.#put(this[scope], name, value);
  }

  removeNamed(name: string, scope?: StateScope): void {
    this.#check(this.#writes, name, 'write');
    if (scope !== 'transient') this.shared.delete(name);
    if (scope !== 'shared') for (const bag of [this.secure, this.transient]) bag.delete(name);
  }

  scopes(): Record<StateScope, Record<string, Json>> {
    const mayRead = ([name]: readonly [string, Json]) => this.#reads.has('*') || this.#reads.has(name);
    return {
      shared: Object.fromEntries([...this.shared].filter(mayRead)),
      transient: Object.fromEntries([...this.secure, ...this.transient].filter(mayRead)),
    };
  }

  remove(key: StateKey): void {
    this.#check(this.#writes, key.name, 'write');
    for (const bag of [this.shared, this.secure, this.transient]) bag.delete(key.name);
  }

  #put(bag: Bag, name: string, value: Json): void {
    this.#check(this.#writes, name, 'write');
    const before = bag.get(name);
    bag.set(name, name === CONTAINER && isObject(before) && isObject(value) ? { ...before, ...value } : value);
  }

  #check(declared: ReadonlySet<string>, name: string, what: 'read' | 'write'): void {
    if (!declared.has(name) && !declared.has('*')) throw new Error(`${this.#name} does not declare that it may ${what} ${name}.`);
  }
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
