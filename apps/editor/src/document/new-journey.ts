import { FAILURE_ID, type JourneyDocument, START_ID, SUCCESS_ID } from '@waygate/schema';

/** An empty journey: Start leads to Failure until something stands between. Places are those of the field's editors. */
export function newJourney(name: string): JourneyDocument {
  return {
    name,
    enabled: true,
    innerTreeOnly: false,
    mustRun: false,
    noSession: false,
    transactionalOnly: false,
    entryNodeId: FAILURE_ID,
    nodes: {},
    innerNodes: {},
    staticNodes: { [START_ID]: { x: 60, y: 240 }, [SUCCESS_ID]: { x: 980, y: 160 }, [FAILURE_ID]: { x: 980, y: 360 } },
    uiConfig: {},
  };
}
