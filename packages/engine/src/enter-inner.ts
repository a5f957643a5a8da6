import type { CompiledNode } from '@waygate/graph';
import type { NodeType } from '@waygate/node-kit';
import { type JsonObject, WaygateError } from '@waygate/schema';
import { configureNode, imitationKey, tellFailure } from './configure-node.ts';
import type { EngineDeps } from './engine-deps.ts';
import type { JourneyLibrary } from './journey-library.ts';
import { pinScripts } from './pin-scripts.ts';
import type { Run } from './run.ts';
import { tellVisit } from './tell-visit.ts';

/** How many journeys can run inside each other. */
const DEEPEST = 10;

/**
 * Goes into the journey that the current node names, or that its script has chosen.
 * @returns the index it starts at; where the script chose none that can be run, where the outcome for that leads
 */
export async function enterInner(run: Run, deps: EngineDeps, library: JourneyLibrary): Promise<number> {
  const { node } = run;
  if (node.type.configure === undefined) return enter(run, node.config, deps, library);
  const chosen = await configureNode(run, node, deps, deps.now());
  if (chosen !== undefined) {
    const key = imitationKey(run, node);
    try {
      await pinChosen(run, chosen.config, deps, library);
      const index = await enter(run, chosen.config, deps, library);
      // While the person is in there the script does not run again, and how it ends is read in what it has made.
      run.local.set(key, chosen.config);
      return index;
    } catch (error) {
      if (!(error instanceof WaygateError) || error.kind !== 'authoring') throw error;
      tellFailure(run, node, error, deps, deps.now());
    }
  }
  return failed(run, node, deps);
}

async function enter(run: Run, config: JsonObject, deps: EngineDeps, library: JourneyLibrary): Promise<number> {
  const name = config['tree'];
  if (typeof name !== 'string' || name === '')
    throw new WaygateError('authoring', 'journey.inner_missing', `${run.node.displayName} names no journey.`);
  const versionId = Object.hasOwn(run.pins, name) ? run.pins[name] : undefined;
  if (versionId === undefined)
    throw new WaygateError('authoring', 'journey.inner_unknown', `There was no published journey ${name} when this run began.`);
  if (run.frames.length >= DEEPEST)
    throw new WaygateError('authoring', 'journey.inner_too_deep', `Journeys run inside each other ${DEEPEST} deep.`);
  if (run.frames.some(({ journey }) => journey.document.name === name))
    throw new WaygateError('authoring', 'journey.inner_recursive', `The journey ${name} would run inside itself.`);
  run.visits += 1;
  const journey = library.kept(run.realm, name, versionId) ?? (await library.load(run.realm, name, versionId));
  if (!journey.document.enabled) throw new WaygateError('authoring', 'journey.inner_disabled', `The journey ${name} is disabled.`);
  tellVisit(run, run.node, { result: 'entered', at: deps.now(), took: 0 }, deps.observer);
  run.frames.push({ journey, versionId, index: journey.entry });
  return journey.entry;
}

/** Pins a journey that nothing named before, with those inside it and their scripts, so that publishing does not change it for whoever is in there. */
async function pinChosen(run: Run, { tree: name }: JsonObject, deps: EngineDeps, library: JourneyLibrary): Promise<void> {
  if (typeof name !== 'string' || name === '' || Object.hasOwn(run.pins, name)) return;
  const versionId = await library.publishedVersion(run.realm, name);
  if (versionId === undefined) return;
  const journey = await library.load(run.realm, name, versionId);
  const pins = { ...(await library.pinInner(run.realm, journey)), [name]: versionId, ...run.pins };
  const scripts = await pinScripts(run.realm, journey, pins, deps, library);
  Object.assign(run.pins, pins);
  Object.assign(run.scripts, { ...scripts, ...run.scripts });
}

function failed(run: Run, node: CompiledNode<NodeType>, { observer, now }: EngineDeps): number {
  const outcome = node.type.failure ?? '';
  const next = node.next.get(outcome);
  run.visits += 1;
  tellVisit(run, node, { result: outcome, at: now(), took: 0 }, observer);
  if (next === undefined)
    throw new WaygateError('authoring', 'journey.outcome_unconnected', `Outcome ${outcome} of ${node.displayName} leads nowhere.`);
  return next;
}
