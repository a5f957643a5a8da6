import { FAILURE_ID, type JourneyDocument, journeyDocument, SUCCESS_ID } from '@waygate/schema';

const COLUMNS = 25;

/** A journey of so many nodes on a grid: decisions with two wires each, and every tenth a page with two nodes on it. */
export function largeJourney(name: string, count: number): JourneyDocument {
  const innerNodes: JourneyDocument['innerNodes'] = {};
  const nodes: JourneyDocument['nodes'] = {};
  const idOf = (index: number) => (index < count ? `n${index}` : SUCCESS_ID);
  for (let index = 0; index < count; index++) {
    const place = { x: (index % COLUMNS) * 320, y: Math.floor(index / COLUMNS) * 240 };
    if (index % 10 !== 0) {
      const connections = { true: idOf(index + 1), false: index % 3 === 0 ? FAILURE_ID : idOf(index + COLUMNS) };
      nodes[`n${index}`] = { type: 'DataStoreDecisionNode', displayName: `Decision ${index}`, config: {}, connections, ...place };
      continue;
    }
    const children = (['UsernameCollectorNode', 'PasswordCollectorNode'] as const).map((nodeType) => {
      const id = `n${index}-${nodeType}`;
      innerNodes[id] = { type: nodeType, displayName: nodeType, config: {} };
      return { _id: id, nodeType, displayName: nodeType };
    });
    nodes[`n${index}`] = {
      type: 'PageNode',
      displayName: `Page ${index}`,
      config: { nodes: children },
      connections: { outcome: idOf(index + 1) },
      ...place,
    };
  }
  return journeyDocument.parse({ name, entryNodeId: 'n0', nodes, innerNodes });
}
