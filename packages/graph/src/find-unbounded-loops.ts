import type { JourneyDocument, JourneyNode } from '@waygate/schema';
import type { NodeFacts, NodeFactsById } from './node-facts.ts';
import { pageChildren } from './page-children.ts';
import type { Problem } from './problem.ts';
import { supportedType } from './supported-type.ts';

/**
 * Finds loops that run without ever asking the client and that no node bounds: a sign-on that got into one would never answer.
 * @returns one error for each group of nodes that loop among themselves
 */
export function findUnboundedLoops<T extends NodeFacts>(document: JourneyDocument, catalogue: NodeFactsById<T>): Problem[] {
  const automatic = new Map<string, readonly string[]>();
  for (const [id, node] of Object.entries(document.nodes)) {
    if (runsAlone(document, catalogue, node)) automatic.set(id, Object.values(node.connections));
    else automatic.set(id, silentConnections(supportedType(catalogue, node)?.silentOutcomes ?? [], node));
  }
  return stronglyConnected(automatic).map((group) => {
    const names = group.map((id) => document.nodes[id]?.displayName || id).join(', ');
    const nodeId = group[0];
    return {
      severity: 'error',
      code: 'journey.loop_without_input',
      message: `These nodes lead to each other without ever asking the person: ${names}. Put a page, a wait or a Retry Limit Decision into the loop.`,
      parameters: { nodes: names },
      ...(nodeId === undefined ? {} : { nodeId }),
    };
  });
}

/** Where a node leads that has asked nothing although it asks at other times. */
function silentConnections(outcomes: readonly string[], { connections }: JourneyNode): readonly string[] {
  return outcomes.flatMap((outcome) => (Object.hasOwn(connections, outcome) ? (connections[outcome] ?? []) : []));
}

function runsAlone<T extends NodeFacts>(document: JourneyDocument, catalogue: NodeFactsById<T>, node: JourneyNode): boolean {
  const type = supportedType(catalogue, node);
  if (type === undefined || type.kind === 'inner' || type.boundsLoops) return false;
  if (type.kind === 'plain') return type.callbacks.length === 0;
  return pageChildren(document, node).every(({ instance }) => {
    const child = instance === undefined ? undefined : supportedType(catalogue, instance);
    return child !== undefined && child.callbacks.length === 0 && !child.boundsLoops;
  });
}

/** Groups of nodes that reach each other (Tarjan), single nodes only when they lead to themselves. Without recursion, so that size is no limit. */
function stronglyConnected(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const onStack = new Set<string>();
  const stack: string[] = [];
  const groups: string[][] = [];
  let counter = 0;
  for (const root of edges.keys()) {
    if (order.has(root)) continue;
    const work: { id: string; next: number }[] = [{ id: root, next: 0 }];
    for (let top = work.at(-1); top !== undefined; top = work.at(-1)) {
      const { id } = top;
      if (top.next === 0) {
        order.set(id, counter);
        low.set(id, counter);
        counter += 1;
        stack.push(id);
        onStack.add(id);
      }
      const target = edges.get(id)?.[top.next];
      top.next += 1;
      if (target === undefined) {
        work.pop();
        const parent = work.at(-1);
        if (parent !== undefined) low.set(parent.id, Math.min(low.get(parent.id) ?? 0, low.get(id) ?? 0));
        if (low.get(id) === order.get(id)) {
          const group = stack.splice(stack.lastIndexOf(id));
          for (const member of group) onStack.delete(member);
          if (group.length > 1 || edges.get(id)?.includes(id) === true) groups.push(group);
        }
      } else if (edges.has(target)) {
        if (!order.has(target)) work.push({ id: target, next: 0 });
        else if (onStack.has(target)) low.set(id, Math.min(low.get(id) ?? 0, order.get(target) ?? 0));
      }
    }
  }
  return groups;
}
