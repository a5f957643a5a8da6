import type { CompiledNode } from '@waygate/graph';
import type { GoTo, NodeType } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import type { Run } from './run.ts';

/**
 * Applies what comes with an outcome: who was identified, what the outcome proves, session properties, kinds of authentication.
 * @throws WaygateError `node.evidence_without_subject` when an outcome proves something of nobody: proof must name whom it is about
 */
export function applyDecorations(run: Run, node: CompiledNode<NodeType>, action: GoTo, now: number): void {
  if (action.identified !== undefined) run.subject = { id: action.identified.id, username: action.identified.username };
  for (const factor of node.type.provides[action.outcome] ?? []) {
    const subjectId = run.subject?.id;
    if (subjectId === undefined) {
      throw new WaygateError('unexpected', 'node.evidence_without_subject', `${node.type.type} proved ${factor} without saying for whom.`);
    }
    run.evidence.push({ factor, subjectId, nodeId: node.id, nodeType: node.type.type, outcome: action.outcome, at: now });
  }
  for (const type of action.nodeTypes ?? []) run.nodeTypes.add(type);
  if (action.sessionProperties !== undefined) Object.assign(run.sessionProperties, action.sessionProperties);
}
