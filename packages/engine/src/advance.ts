import { type CompiledNode, TO_FAILURE, TO_SUCCESS } from '@waygate/graph';
import type { Action, NodeType, Send, Suspend } from '@waygate/node-kit';
import { type Json, type JsonObject, WaygateError } from '@waygate/schema';
import { applyDecorations, REHEARSED_BY_ANOTHER } from './apply-decorations.ts';
import { imitationKey } from './configure-node.ts';
import type { EngineDeps } from './engine-deps.ts';
import { enterInner } from './enter-inner.ts';
import type { JourneyLibrary } from './journey-library.ts';
import { observedRun } from './observed-run.ts';
import type { Run } from './run.ts';
import { type NodeResult, runNode } from './run-node.ts';
import { type PageAnswers, runPage } from './run-page.ts';
import { moreOf, resultOf, tellVisit } from './tell-visit.ts';

/** Where a run came to rest. */
export type Rest =
  | { readonly kind: 'callbacks'; readonly send: Send; readonly owners: readonly string[]; readonly page: boolean }
  | { readonly kind: 'suspended'; readonly suspend: Suspend & Required<Pick<Suspend, 'duration'>> }
  | { readonly kind: 'success' }
  | {
      readonly kind: 'failure';
      readonly message?: string;
      /** Whether something broke, instead of Failure having been come to. */
      readonly broken?: true;
    };

const NOTHING_GIVEN: PageAnswers = { sent: [], owners: [], answers: [] };
const DEFAULT_STEP_BUDGET = 5_000;

/**
 * Runs nodes from where the run stands until it rests.
 * A node that throws ends the journey in failure, or takes the error outcome of an Inner Tree Evaluator around it: it never goes on as if it had passed.
 * @param given answers for the node that the run stands at
 * @throws WaygateError of kind `operational`, which must leave everything as it was
 */
export async function advance(run: Run, given: PageAnswers, deps: EngineDeps, library: JourneyLibrary): Promise<Rest> {
  let answers = given;
  for (;;) {
    try {
      checkBudget(run, deps);
      const entered = run.node.type.kind === 'inner' ? await enterInner(run, deps, library) : undefined;
      const rest = entered === undefined ? await runCurrent(run, answers, deps) : atEnd(run, entered, deps);
      if (rest !== undefined) return rest;
    } catch (error) {
      const rest = afterError(run, error, deps);
      if (rest !== undefined) return rest;
    }
    answers = NOTHING_GIVEN;
  }
}

async function runCurrent(run: Run, given: PageAnswers, deps: EngineDeps): Promise<Rest | undefined> {
  const { node } = run;
  const now = deps.now();
  const page = node.type.kind === 'page';
  const from = performance.now();
  const result: NodeResult = page
    ? await runPage(run, node, given, deps, now)
    : { action: await runNode(run, node, given.answers, deps, now) };
  const action = withDuration(result.action, run);
  tellVisit(run, node, { result: resultOf(action), at: now, took: performance.now() - from }, deps.observer, moreOf(action, now));
  switch (action.kind) {
    case 'send':
      if (action.callbacks.length === 0) throw new WaygateError('unexpected', 'node.sent_nothing', `${node.type.type} sent no callbacks.`);
      return { kind: 'callbacks', send: action, owners: result.owners ?? action.callbacks.map(() => node.id), page };
    case 'suspend':
      return { kind: 'suspended', suspend: action };
    case 'refuse':
      if (action.fault !== undefined) {
        const nodeId = result.owners?.[0] ?? node.id;
        deps.observer.fault({ ...observedRun(run), code: action.code, message: action.fault, at: now, nodeId });
      }
      return { kind: 'failure', message: action.message };
    case 'goTo':
      if (!page) applyDecorations(run, node, action, now);
      return follow(run, node, action.outcome, deps);
  }
}

/** A suspension with the time that its link is good for. */
function withDuration(action: Action, { suspendedMinutes }: Run) {
  return action.kind === 'suspend' ? { ...action, duration: action.duration ?? suspendedMinutes * 60 } : action;
}

/** Takes an outcome. @returns where the run rests if that ended it, else undefined: the run then stands at the next node */
function follow(run: Run, node: CompiledNode<NodeType>, outcome: string, deps: EngineDeps): Rest | undefined {
  const next = node.next.get(outcome);
  if (next === undefined) {
    throw new WaygateError('authoring', 'journey.outcome_unconnected', `Outcome ${outcome} of ${node.displayName} leads nowhere.`);
  }
  return atEnd(run, next, deps);
}

/** Goes to an index. The end of an inner journey is an outcome of the node that ran it. */
function atEnd(run: Run, index: number, deps: EngineDeps): Rest | undefined {
  if (index !== TO_SUCCESS && index !== TO_FAILURE) {
    run.frame.index = index;
    return undefined;
  }
  if (run.frames.length === 1) return { kind: index === TO_SUCCESS ? 'success' : 'failure' };
  run.frames.pop();
  run.local.delete(imitationKey(run, run.node));
  const outcome = index === TO_SUCCESS ? 'true' : 'false';
  tellVisit(run, run.node, { result: outcome, at: deps.now(), took: 0 }, deps.observer);
  return follow(run, run.node, outcome, deps);
}

/**
 * @returns the failure that the error means, or undefined when an Inner Tree Evaluator takes it as its error outcome
 * @throws the error itself when it is operational: it may work later, so nothing must have happened
 */
function afterError(run: Run, error: unknown, deps: EngineDeps): Rest | undefined {
  const node = run.frame.journey.nodes[run.frame.index];
  const known = error instanceof WaygateError ? error : undefined;
  const at = deps.now();
  // A node whose outcome leads nowhere has told of itself already.
  if (node !== undefined && known?.code !== 'journey.outcome_unconnected')
    tellVisit(run, node, { result: 'failed', at, took: 0 }, deps.observer);
  deps.observer.fault({
    ...observedRun(run),
    code: known?.code ?? 'node.threw',
    message: known?.message ?? `${node?.type.type ?? 'A node'} threw.`,
    at,
    ...(node === undefined ? {} : { nodeId: node.id }),
    cause: error,
  });
  if (known?.kind === 'operational') throw known;
  if (known?.code === 'journey.runaway') return { kind: 'failure', broken: true };
  // No inner journey goes on with somebody whom it must not know.
  if (known?.code === REHEARSED_BY_ANOTHER) return { kind: 'failure' };
  while (run.frames.length > 1) {
    run.frames.pop();
    const evaluator = run.node;
    const key = imitationKey(run, evaluator);
    const showsErrors =
      (evaluator.type.imitates === undefined ? evaluator.config : objectOf(run.local.get(key)))['displayErrorOutcome'] === true;
    run.local.delete(key);
    const takesError = showsErrors && evaluator.next.get('error') !== undefined;
    tellVisit(run, evaluator, { result: takesError ? 'error' : 'failed', at, took: 0 }, deps.observer);
    if (!showsErrors) continue;
    if (node !== undefined) run.state.setShared('errorNode', { id: node.id, displayName: node.displayName, type: node.type.type });
    run.state.setShared('errorMessage', known?.message ?? 'A node failed.');
    const next = evaluator.next.get('error');
    if (next !== undefined) return atEnd(run, next, deps);
  }
  return { kind: 'failure', broken: true };
}

function objectOf(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

function checkBudget(run: Run, deps: EngineDeps): void {
  if (run.visits < (deps.stepBudget ?? DEFAULT_STEP_BUDGET)) return;
  throw new WaygateError(
    'authoring',
    'journey.runaway',
    `The journey ${run.journey.document.name} ran ${run.visits} nodes without asking the person anything. It has a loop that nothing ends.`,
  );
}
