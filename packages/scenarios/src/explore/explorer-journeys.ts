import { FAILURE_ID, type JourneyDocument, type JourneyNode, journeyDocument, SUCCESS_ID } from '@waygate/schema';

/** Name of a journey that every realm has, by which people sign on who are to be signed on already. */
export const SIGN_ON = 'Explorer Sign-On';
/** By which an app is bound before a journey that knows it. */
export const BIND = 'Explorer Bind';
/** Runs a journey that cannot be started by itself. */
export const OUTER = 'Explorer Outer';
/** Runs a journey behind name and password. */
export const BEHIND_PASSWORD = 'Explorer Behind Password';

/** Asks for name and password. */
export const signOnJourney = behindPassword(SIGN_ON, undefined);

/** Binds an app after name and password. */
export function bindJourney(applicationId: string): JourneyDocument {
  return behindPassword(BIND, {
    type: 'DeviceBindingNode',
    displayName: 'Bind',
    config: { applicationIds: [applicationId], authenticationType: 'NONE' },
    connections: { success: SUCCESS_ID, failure: FAILURE_ID, Unsupported: FAILURE_ID, Abort: FAILURE_ID, Timeout: FAILURE_ID },
  });
}

/** Runs another journey, after name and password if that is wished for. */
export function outerJourney(inner: string, afterPassword: boolean): JourneyDocument {
  const node = {
    type: 'InnerTreeEvaluatorNode',
    displayName: 'Inner',
    config: { tree: inner },
    connections: { true: SUCCESS_ID, false: FAILURE_ID },
  };
  return afterPassword
    ? behindPassword(BEHIND_PASSWORD, node)
    : journeyDocument.parse({ name: OUTER, entryNodeId: 'outer', nodes: { outer: node } });
}

function behindPassword(name: string, after: Omit<JourneyNode, 'x' | 'y'> | undefined): JourneyDocument {
  const children = [
    { _id: 'name', nodeType: 'UsernameCollectorNode', displayName: 'Name' },
    { _id: 'password', nodeType: 'PasswordCollectorNode', displayName: 'Password' },
  ];
  return journeyDocument.parse({
    name,
    entryNodeId: 'page',
    nodes: {
      page: { type: 'PageNode', displayName: 'Sign on', config: { nodes: children }, connections: { outcome: 'decide' } },
      decide: {
        type: 'DataStoreDecisionNode',
        displayName: 'Decide',
        config: {},
        connections: { true: after === undefined ? SUCCESS_ID : 'after', false: FAILURE_ID },
      },
      ...(after === undefined ? {} : { after }),
    },
    innerNodes: Object.fromEntries(children.map(({ _id, nodeType, displayName }) => [_id, { type: nodeType, displayName, config: {} }])),
  });
}
