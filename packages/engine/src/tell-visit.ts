import type { CompiledNode } from '@waygate/graph';
import type { Action, NodeType } from '@waygate/node-kit';
import { maskedState } from './masked-state.ts';
import { observedRun } from './observed-run.ts';
import type { NodeVisit, Observer } from './ports/observer.ts';
import type { Run } from './run.ts';

/** Tells the observer that a node of the run's innermost journey ran. @param what its result, when it began and how long it took */
export function tellVisit(
  run: Run,
  node: CompiledNode<NodeType>,
  what: Pick<NodeVisit, 'result' | 'at' | 'took' | 'pageId' | 'audit'> & { readonly until?: number },
  observer: Observer,
): void {
  const { journey, versionId } = run.frame;
  observer.visited({
    ...observedRun(run),
    journey: journey.document.name,
    versionId,
    nodeId: node.id,
    nodeType: node.type.type,
    displayName: node.displayName,
    ...what,
    ...(run.preview === undefined ? {} : { state: maskedState(run.state.shared) }),
  });
}

/** What an action is called in a visit. */
export function resultOf(action: Action): string {
  if (action.kind === 'goTo') return action.outcome;
  return action.kind === 'send' ? 'sent' : action.kind === 'suspend' ? 'suspended' : 'refused';
}
