import type { CompiledNode } from '@waygate/graph';
import type { NodeType } from '@waygate/node-kit';
import { isSealedSecret, type Json, type JsonObject, WaygateError } from '@waygate/schema';
import type { EngineDeps } from './engine-deps.ts';
import { NodeRunContext } from './node-run-context.ts';
import { observedRun } from './observed-run.ts';
import type { Run } from './run.ts';

/** What making the configuration of a node needs. */
export type ConfigureDeps = Pick<EngineDeps, 'ports' | 'observer' | 'scripts'>;

/**
 * What a node that runs as another type is in this run: that type, under its own id, with the configuration that it makes for it. What it makes is taken word for
 * word: placeholders stay as they are.
 * @returns undefined when no usable configuration comes of it, which has been told then, without anything of what was made
 * @throws WaygateError that is not `authoring`: what went wrong is not the author's
 */
export async function configureNode(
  run: Run,
  node: CompiledNode<NodeType>,
  deps: ConfigureDeps,
  now: number,
): Promise<CompiledNode<NodeType> | undefined> {
  try {
    return await configured(run, node, deps, now);
  } catch (error) {
    if (!(error instanceof WaygateError) || error.kind !== 'authoring') throw error;
    tellFailure(run, node, error, deps, now);
    return undefined;
  }
}

/** Says why a node takes its outcome for a configuration that failed. */
export function tellFailure(run: Run, node: CompiledNode<NodeType>, error: WaygateError, { observer }: ConfigureDeps, at: number): void {
  observer.fault({ ...observedRun(run), code: error.code, message: error.message, at, nodeId: node.id, cause: error });
}

/** Under what the memory of a run, which is sealed at rest, keeps the configuration that a node ran with as another type. */
export function imitationKey(run: Run, node: CompiledNode<NodeType>): string {
  return imitationKeyOf(run.frame.journey.document.name, node.id);
}

/** The same for a node of a journey that the run may have left. */
export function imitationKeyOf(journey: string, nodeId: string): string {
  return `${journey}\n${nodeId}\nas another type`;
}

async function configured(
  run: Run,
  node: CompiledNode<NodeType>,
  { ports, scripts }: ConfigureDeps,
  now: number,
): Promise<CompiledNode<NodeType>> {
  const { imitates: type, configure, configureReads } = node.type;
  if (type === undefined || configure === undefined) throw unusable(node, 'it names no type of node to run as');
  const reads = new Set(configureReads?.(node.config));
  const made = await configure(new NodeRunContext(run, { ...node, reads }, [], ports, now));
  if (hasSealed(made)) throw unusable(node, 'it holds a sealed secret, which opens only where it was sealed for');
  const ownMembers = type.ownMembers ?? [];
  // AM writes null for what is not set.
  const given = Object.entries(made).filter(([member, value]) => value !== null && !ownMembers.includes(member));
  const parsed = type.config.safeParse(Object.fromEntries(given));
  if (!parsed.success) {
    const places = parsed.error.issues.map(({ path, code }) => `${path.map(String).join('.') || 'the whole'} (${code})`);
    throw unusable(node, `${type.displayName} cannot run with it: ${[...new Set(places)].join(', ')}`);
  }
  const config = parsed.data as JsonObject;
  await pinScripts(run, type, config, scripts);
  return { ...node, type, config, reads: new Set([...type.reads.map(({ name }) => name), ...type.dynamicReads(config)]) };
}

/** Scripts that nothing named before are pinned to what they say now. */
async function pinScripts(run: Run, type: NodeType, config: JsonObject, scripts: ConfigureDeps['scripts']): Promise<void> {
  const ids = type.scripts.flatMap((member) => {
    const id = config[member];
    return typeof id === 'string' && id !== '' && !Object.hasOwn(run.scripts, id) ? [id] : [];
  });
  if (ids.length > 0) Object.assign(run.scripts, await scripts?.pin(run.realm, ids));
}

function unusable({ displayName }: CompiledNode<NodeType>, why: string): WaygateError {
  return new WaygateError('authoring', 'node.configuration_unusable', `The configuration that ${displayName} made cannot be used: ${why}.`);
}

function hasSealed(value: Json): boolean {
  if (typeof value !== 'object' || value === null) return isSealedSecret(value);
  return Object.values(value).some(hasSealed);
}
