import { type Json, WaygateError } from '@waygate/schema';
import type { GuardedKey } from '../guarded-key.ts';
import type { GuardedView } from '../node-context.ts';
import type { NodeType } from '../node-type.ts';

/** What nodes leave each other, with the rules of the engine, and beyond them a sentence that says what a node forgot to declare. */
export class TestGuarded implements GuardedView<GuardedKey> {
  readonly values: Map<string, Json>;
  readonly #type: NodeType;

  constructor(type: NodeType, start: Readonly<Record<string, Json>>) {
    this.values = new Map(Object.entries(start));
    this.#type = type;
  }

  get(key: GuardedKey): never {
    const value = this.values.get(this.#declared(key));
    if (value === undefined) return undefined as never;
    const parsed = key.holds.safeParse(value);
    if (parsed.success) return parsed.data as never;
    throw new WaygateError('unexpected', 'node.state_shape', `${key.name} does not hold what ${this.#type.type} expects.`);
  }

  set(key: GuardedKey, value: unknown): void {
    this.values.set(this.#declared(key), key.holds.parse(value) as Json);
  }

  clear(key: GuardedKey): void {
    this.values.delete(this.#declared(key));
  }

  #declared({ name }: GuardedKey): string {
    if (this.#type.guards.some((key) => key.name === name)) return name;
    throw new Error(`${this.#type.type} does not declare that it guards ${name}.`);
  }
}
