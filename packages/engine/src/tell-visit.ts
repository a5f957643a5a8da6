import type { CompiledNode } from '@waygate/graph';
import type { Action, NodeType } from '@waygate/node-kit';
import { maskedState } from './masked-state.ts';
import { observedRun } from './observed-run.ts';
import type { NodeVisit, Observer } from './ports/observer.ts';
import type { Run } from './run.ts';

/** What most visits have to add. */
const NOTHING = {};

/**
 * Tells the observer that a node of the run's innermost journey ran.
 * @param what its result, when it began and how long it took
 * @param more what few visits have
 */
export function tellVisit(
  run: Run,
  node: CompiledNode<NodeType>,
  { result, at, took }: Pick<NodeVisit, 'result' | 'at' | 'took'>,
  observer: Observer,
  more: Partial<Pick<NodeVisit, 'pageId' | 'audit' | 'measured' | 'until'>> = NOTHING,
): void {
  const { journey, versionId } = run.frame;
  const visit: NodeVisit = {
    ...observedRun(run),
    journey: journey.document.name,
    versionId,
    nodeId: node.id,
    nodeType: node.type.type,
    displayName: node.displayName,
    result,
    at,
    took,
  };
  if (more === NOTHING && run.preview === undefined) observer.visited(visit);
  else observer.visited({ ...visit, ...more, ...(run.preview === undefined ? NOTHING : { state: maskedState(run.state.shared) }) });
}

/** What an action is called in a visit. */
export function resultOf(action: Action): string {
  if (action.kind === 'goTo') return action.outcome;
  return action.kind === 'send' ? 'sent' : action.kind === 'suspend' ? 'suspended' : 'refused';
}

/** What few visits have to tell besides. */
export function moreOf(action: Action, now: number): Partial<Pick<NodeVisit, 'audit' | 'measured' | 'until'>> | undefined {
  if (action.kind === 'goTo') {
    const { audit, measured } = action;
    if (audit === undefined && measured === undefined) return undefined;
    return { ...(audit === undefined ? {} : { audit }), ...(measured === undefined ? {} : { measured }) };
  }
  return action.kind === 'suspend' && action.duration !== undefined ? { until: now + action.duration * 1000 } : undefined;
}
