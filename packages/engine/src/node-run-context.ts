import type { CompiledNode } from '@waygate/graph';
import {
  type Answers,
  type Decorations,
  type Evidence,
  type GoTo,
  type GuardedKey,
  type GuardedValueOf,
  type GuardedView,
  type NodeContext,
  type NodePorts,
  type NodeType,
  provesIdentity,
  type Refuse,
  type RequestFacts,
  type Scratch,
  type Send,
  type StateKey,
  type StateScope,
  type StateView,
  type Subject,
  type Suspend,
  type SuspendOptions,
  type ValueOf,
  type Vouched,
} from '@waygate/node-kit';
import {
  type Answer,
  type AnswerOf,
  type CallbackInput,
  type CallbackType,
  callback,
  chooseText,
  type Json,
  type LocalizedText,
  WaygateError,
} from '@waygate/schema';
import type { z } from 'zod';
import type { EnginePorts } from './engine-deps.ts';
import type { JourneyState } from './journey-state.ts';
import { maskedState } from './masked-state.ts';
import { watchedIdentities } from './password-watch.ts';
import { rehearsedContinuity } from './rehearsed-continuity.ts';
import type { Run } from './run.ts';
import { RunAttempts } from './run-attempts.ts';

/** What one node gets for one run. Parts are made only when the node asks for them: most nodes use two or three. */
export class NodeRunContext implements NodeContext {
  readonly #run: Run;
  readonly #node: CompiledNode<NodeType>;
  readonly #ports: EnginePorts;
  #attempts: RunAttempts | undefined;
  readonly now: number;
  readonly answers: Answers;

  constructor(run: Run, node: CompiledNode<NodeType>, answers: readonly Answer[], ports: EnginePorts, now: number) {
    this.#run = run;
    this.#node = node;
    this.#ports = ports;
    this.now = now;
    this.answers = new NodeAnswers(answers);
  }

  get ports(): NodePorts {
    this.#attempts ??= new RunAttempts(this.#run, this.#ports.attempts);
    const { identities, continuity } = this.#ports;
    return {
      ...this.#ports,
      attempts: this.#attempts,
      identities: watchedIdentities(this.#run, identities),
      continuity: rehearsedContinuity(this.#run, continuity),
    };
  }

  /** The tries of this run of the node; undefined when it made none. */
  get attempts(): RunAttempts | undefined {
    return this.#attempts?.used === true ? this.#attempts : undefined;
  }

  get config(): unknown {
    return this.#node.config;
  }

  get node(): { readonly id: string; readonly displayName: string } {
    return this.#node;
  }

  get realm(): string {
    return this.#run.realm;
  }

  get journey(): string {
    return this.#run.frame.journey.document.name;
  }

  get identityResource(): string | undefined {
    return this.#run.frame.journey.document.identityResource;
  }

  get state(): StateView<StateKey, StateKey> {
    return new NodeStateView(this.#run.state, this.#node);
  }

  get guarded(): GuardedView<GuardedKey> {
    return new NodeGuardedView(this.#run.guarded, this.#node.type);
  }

  get local(): Scratch<unknown> {
    return new NodeScratch(this.#run.local, scratchKey(this.#run, this.#node), this.#node.type.local);
  }

  get memory(): Scratch<unknown> {
    return new NodeScratch(this.#run.memory, scratchKey(this.#run, this.#node), this.#node.type.memory);
  }

  get request(): RequestFacts {
    return this.#run.request;
  }

  get resumed(): boolean {
    return this.#run.resumed;
  }

  // Nodes take these out of their context, so they must not need it.
  get existingSession(): NodeContext['existingSession'] {
    const run = this.#run;
    return async () => {
      const session = await run.existingSession();
      if (session === undefined) return undefined;
      return { ...session.properties, UserToken: session.username, Principal: session.username, AuthLevel: String(session.authLevel) };
    };
  }

  get previewedState(): NodeContext['previewedState'] {
    const { preview, state } = this.#run;
    return preview === undefined ? undefined : () => maskedState(state.shared);
  }

  get scriptRevision(): NodeContext['scriptRevision'] {
    const { scripts } = this.#run;
    return (scriptId) => (Object.hasOwn(scripts, scriptId) ? scripts[scriptId] : undefined);
  }

  get subject(): Subject | undefined {
    return this.#run.subject;
  }

  get evidence(): readonly Evidence[] {
    // While the sign-on does without something, what was proved lets a person in and changes nothing that lasts.
    return this.#run.offline === undefined ? this.#run.evidenceOfSubject : [];
  }

  get isIdentityProved(): boolean {
    return this.#run.evidenceOfSubject.some(({ factor }) => provesIdentity(factor));
  }

  get offlineProvider(): string | undefined {
    const provider = this.#run.offline?.provider;
    return provider === '' ? undefined : provider;
  }

  get vouched(): readonly Vouched[] {
    return this.#run.vouched;
  }

  get idempotencyKey(): string {
    return `${this.#run.id}.${this.#run.revision}.${this.#run.visits}`;
  }

  get resumeLink(): () => string {
    return this.#run.resumeLink;
  }

  get runId(): string {
    return this.#run.id;
  }

  readonly text = (key: string, values: Readonly<Record<string, string>> = {}): string => {
    const text = chooseText(this.#node.type.texts[key] ?? {}, this.#run.request.locales);
    if (text === undefined) throw new WaygateError('unexpected', 'node.text_missing', `${this.#node.type.type} has no text ${key}.`);
    return fill(text, values);
  };

  readonly localized = (text: LocalizedText, fallback: string, values: Readonly<Record<string, string>> = {}): string => {
    const own = chooseText(text, this.#run.request.locales);
    return own === undefined ? this.text(fallback, values) : fill(own, values);
  };

  readonly goTo = goTo;
  readonly send = send;
  readonly suspend = suspend;
  readonly refuse = refuse;
}

/** Scratch belongs to a node of a journey; a journey cannot run inside itself, so the two names are enough. */
export function scratchKey(run: Run, node: CompiledNode<NodeType>): string {
  return `${run.frame.journey.document.name}\n${node.id}`;
}

function goTo(outcome: string, decorations?: Decorations): GoTo {
  return decorations === undefined ? { kind: 'goTo', outcome } : { kind: 'goTo', outcome, ...decorations };
}

function send(callbacks: readonly CallbackInput[]): Send {
  return { kind: 'send', callbacks: callbacks.map((one) => callback.parse(one)) };
}

function suspend(message: string, options?: SuspendOptions): Suspend {
  return { kind: 'suspend', message, ...options };
}

function refuse(code: string, message: string): Refuse {
  return { kind: 'refuse', code, message };
}

function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{\{(\w+)\}\}/g, (whole, name: string) => (Object.hasOwn(values, name) ? (values[name] ?? whole) : whole));
}

class NodeAnswers implements Answers {
  readonly #answers: readonly Answer[];

  constructor(answers: readonly Answer[]) {
    this.#answers = answers;
  }

  get submitted(): boolean {
    return this.#answers.length > 0;
  }

  first<T extends CallbackType>(type: T): AnswerOf<T> | undefined {
    return this.#answers.find((answer): answer is AnswerOf<T> & Answer => answer.type === type);
  }

  all(): readonly Answer[] {
    return this.#answers;
  }
}

class NodeStateView implements StateView<StateKey, StateKey> {
  readonly #state: JourneyState;
  readonly #node: CompiledNode<NodeType>;

  constructor(state: JourneyState, node: CompiledNode<NodeType>) {
    this.#state = state;
    this.#node = node;
  }

  get<K extends StateKey>(key: K): ValueOf<K> | undefined {
    const value = this.getNamed(key.name);
    if (value === undefined) return undefined;
    const parsed = key.schema.safeParse(value);
    if (parsed.success) return parsed.data as ValueOf<K>;
    throw new WaygateError('unexpected', 'node.state_shape', `State key ${key.name} does not hold what ${this.#node.type.type} expects.`);
  }

  setShared<K extends StateKey>(key: K, value: ValueOf<K>): void {
    this.#state.setShared(this.#writable(key.name), value as Json);
  }

  setTransient<K extends StateKey>(key: K, value: ValueOf<K>): void {
    this.#state.setTransient(this.#writable(key.name), value as Json);
  }

  remove(key: StateKey): void {
    this.#state.remove(this.#writable(key.name));
  }

  getNamed(name: string): Json | undefined {
    if (!this.#mayRead(name)) throw undeclared(this.#node, name, 'read');
    return this.#state.get(name);
  }

  setNamed(name: string, value: Json, scope: StateScope = 'shared'): void {
    if (scope === 'shared') this.#state.setShared(this.#writable(name), value);
    else this.#state.setTransient(this.#writable(name), value);
  }

  removeNamed(name: string, scope?: StateScope): void {
    this.#state.remove(this.#writable(name), scope);
  }

  scopes(): Record<StateScope, Record<string, Json>> {
    const { shared, secure, transient } = this.#state;
    const visible = (bag: Readonly<Record<string, Json>>) =>
      structuredClone(Object.fromEntries(Object.entries(bag).filter(([name]) => this.#mayRead(name))));
    return { shared: visible(shared), transient: visible({ ...secure, ...transient }) };
  }

  #mayRead(name: string): boolean {
    return this.#node.reads.has(name) || this.#node.reads.has('*');
  }

  #writable(name: string): string {
    const { type, config } = this.#node;
    if (type.writes.some((key) => key.name === name)) return name;
    const dynamic = type.dynamicWrites(config);
    if (dynamic.includes(name) || dynamic.includes('*')) return name;
    throw undeclared(this.#node, name, 'write');
  }
}

class NodeGuardedView implements GuardedView<GuardedKey> {
  readonly #values: Map<string, Json>;
  readonly #type: NodeType;

  constructor(values: Map<string, Json>, type: NodeType) {
    this.#values = values;
    this.#type = type;
  }

  get<K extends GuardedKey>(key: K): GuardedValueOf<K> | undefined {
    const value = this.#values.get(this.#declared(key));
    if (value === undefined) return undefined;
    const parsed = key.holds.safeParse(value);
    if (parsed.success) return parsed.data as GuardedValueOf<K>;
    throw new WaygateError('unexpected', 'node.state_shape', `${key.name} does not hold what ${this.#type.type} expects.`);
  }

  set<K extends GuardedKey>(key: K, value: GuardedValueOf<K>): void {
    this.#values.set(this.#declared(key), key.holds.parse(value) as Json);
  }

  clear(key: GuardedKey): void {
    this.#values.delete(this.#declared(key));
  }

  #declared({ name }: GuardedKey): string {
    if (this.#type.guards.some((key) => key.name === name)) return name;
    throw new WaygateError('unexpected', 'node.undeclared_guard', `${this.#type.type} does not declare that it guards ${name}.`);
  }
}

class NodeScratch implements Scratch<unknown> {
  readonly #values: Map<string, Json>;
  readonly #key: string;
  readonly #schema: z.ZodType | undefined;

  constructor(values: Map<string, Json>, key: string, schema: z.ZodType | undefined) {
    this.#values = values;
    this.#key = key;
    this.#schema = schema;
  }

  get(): unknown {
    const value = this.#values.get(this.#key);
    return value === undefined ? undefined : this.#shape().parse(value);
  }

  set(value: unknown): void {
    this.#values.set(this.#key, this.#shape().parse(value) as Json);
  }

  clear(): void {
    this.#values.delete(this.#key);
  }

  #shape(): z.ZodType {
    if (this.#schema === undefined)
      throw new WaygateError('unexpected', 'node.scratch_undeclared', 'The node has not declared this scratch.');
    return this.#schema;
  }
}

function undeclared(node: CompiledNode<NodeType>, name: string, what: 'read' | 'write'): WaygateError {
  return new WaygateError(
    'unexpected',
    `node.undeclared_${what}`,
    `${node.type.type} does not declare that it may ${what} state key ${name}.`,
  );
}
