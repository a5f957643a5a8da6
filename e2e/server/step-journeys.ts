import { FAILURE_ID, type JourneyDocument, SUCCESS_ID } from '@waygate/schema';
import { plainJourney } from './plain-journey.ts';

type Node = JourneyDocument['nodes'][string];

/**
 * A journey that asks for name and password and then runs nodes one after the other, each left by the outcome that is named for it; its other outcomes end in failure.
 * @param steps type, outcome that leads on, and configuration
 */
export function journeyThrough(...steps: readonly (readonly [type: string, outcome: string, config?: Node['config']])[]): JourneyDocument {
  const plain = plainJourney();
  const { page, decide } = plain.nodes;
  if (page === undefined || decide === undefined) throw new Error('A plain journey has a page and a decision.');
  const idOf = (index: number) => (index < steps.length ? `step-${index}` : SUCCESS_ID);
  const more = steps.map(([type, outcome, config = {}], index): [string, Node] => [
    idOf(index),
    { type, displayName: `${type} ${index}`, config, connections: { [outcome]: idOf(index + 1) }, x: 600 + 200 * index, y: 200 },
  ]);
  return {
    ...plain,
    nodes: { page, decide: { ...decide, connections: { true: idOf(0), false: FAILURE_ID } }, ...Object.fromEntries(more) },
  };
}

/** A journey whose first page checks by policy what is typed as name and password of somebody new; the next asks for somebody who is there already. */
export function validatingJourney(): JourneyDocument {
  const plain = plainJourney();
  const { page } = plain.nodes;
  if (page === undefined) throw new Error('A plain journey has a page.');
  const nodes = [
    { _id: 'new-name', nodeType: 'ValidatedUsernameNode', displayName: 'Name' },
    { _id: 'new-password', nodeType: 'ValidatedPasswordNode', displayName: 'Password' },
  ];
  return {
    ...plain,
    entryNodeId: 'register',
    innerNodes: {
      ...plain.innerNodes,
      ...Object.fromEntries(
        nodes.map(({ _id, nodeType: type, displayName }) => [_id, { type, displayName, config: { validateInput: true } }]),
      ),
    },
    nodes: {
      ...plain.nodes,
      register: {
        ...page,
        displayName: 'Register',
        config: { nodes, stage: 'Register' },
        connections: { outcome: 'page' },
        x: 100,
        y: 400,
      },
    },
  };
}
