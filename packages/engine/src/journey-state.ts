import type { Json } from '@waygate/schema';

/** Keys whose values are objects that scopes merge one level deep (AM's container keys). */
const CONTAINERS = new Set(['objectAttributes']);

type Bag = Record<string, Json>;

/** The three scopes of a journey's state (AM: NodeState). Bags have no prototype, so no key can reach one. */
export class JourneyState {
  readonly shared: Bag;
  readonly transient: Bag = Object.create(null) as Bag;
  readonly secure: Bag;

  constructor(shared: Readonly<Bag>, secure: Readonly<Bag>) {
    this.shared = Object.assign(Object.create(null) as Bag, shared);
    this.secure = Object.assign(Object.create(null) as Bag, secure);
  }

  /** Transient, then secure, then shared; a container key is merged over the scopes in the opposite order. */
  get(name: string): Json | undefined {
    if (!CONTAINERS.has(name)) return this.transient[name] ?? this.secure[name] ?? this.shared[name];
    const parts = [this.shared[name], this.secure[name], this.transient[name]].filter((part) => part !== undefined);
    return parts.length === 0 ? undefined : Object.assign({}, ...parts);
  }

  setShared(name: string, value: Json): void {
    put(this.shared, name, value);
  }

  setTransient(name: string, value: Json): void {
    put(this.transient, name, value);
  }

  /** Removes from every scope, or from one; secure counts as transient. */
  remove(name: string, scope?: 'shared' | 'transient'): void {
    if (scope !== 'transient') delete this.shared[name];
    if (scope === 'shared') return;
    delete this.transient[name];
    delete this.secure[name];
  }

  /** Moves transient values that a later node reads to secure state; the other transient values end here. Called when the journey pauses. */
  pause(isReadLater: (name: string) => boolean): void {
    for (const name of Object.keys(this.transient)) {
      const value = this.transient[name];
      if (value !== undefined && isReadLater(name)) put(this.secure, name, value);
      delete this.transient[name];
    }
    for (const name of Object.keys(this.secure)) if (!isReadLater(name)) delete this.secure[name];
  }
}

function put(bag: Bag, name: string, value: Json): void {
  const before = bag[name];
  bag[name] = CONTAINERS.has(name) && isObject(value) && isObject(before) ? { ...before, ...value } : value;
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
