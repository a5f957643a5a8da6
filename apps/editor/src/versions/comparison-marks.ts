import { diffJourneys } from '@waygate/graph';
import { type JourneyDocument, START_ID } from '@waygate/schema';
import type { Mark } from '../canvas/flow-model.ts';
import { START_OUTCOME } from '../document/outcome-source.ts';
import { wireId } from '../editor/wire-id.ts';

/** What a drawing marks of its journey. */
export interface Marks {
  /** By node id, page children included. */
  readonly nodes: ReadonlyMap<string, Mark>;
  /** By wire id. */
  readonly wires: ReadonlyMap<string, Mark>;
}

/** What is marked on the drawings of two journeys: what is gone on the earlier, what is new on the later, what is different on both. Places are taste and not marked. */
export function comparisonMarks(before: JourneyDocument, after: JourneyDocument): { readonly before: Marks; readonly after: Marks } {
  const marks = {
    before: { nodes: new Map<string, Mark>(), wires: new Map<string, Mark>() },
    after: { nodes: new Map<string, Mark>(), wires: new Map<string, Mark>() },
  };
  for (const one of diffJourneys(before, after)) {
    if (one.kind === 'node-added') marks.after.nodes.set(one.nodeId, 'added');
    else if (one.kind === 'node-removed') marks.before.nodes.set(one.nodeId, 'removed');
    else if (one.kind === 'node-changed') {
      marks.before.nodes.set(one.nodeId, 'changed');
      marks.after.nodes.set(one.nodeId, 'changed');
    } else if (one.kind === 'wire-changed') {
      const id = wireId(one);
      if (one.before !== undefined) marks.before.wires.set(id, one.after === undefined ? 'removed' : 'changed');
      if (one.after !== undefined) marks.after.wires.set(id, one.before === undefined ? 'added' : 'changed');
    } else if (one.kind === 'start-changed') {
      const id = wireId({ nodeId: START_ID, outcome: START_OUTCOME });
      marks.before.wires.set(id, 'changed');
      marks.after.wires.set(id, 'changed');
    }
  }
  return marks;
}
