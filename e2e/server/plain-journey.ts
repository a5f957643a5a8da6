import { randomBytes } from 'node:crypto';
import { FAILURE_ID, type JourneyDocument, journeyDocument, SUCCESS_ID } from '@waygate/schema';

/** A journey with a page for name and password, a decision and a limit of tries, under a name that no other test knows. */
export function plainJourney(more: Partial<JourneyDocument> = {}): JourneyDocument {
  const child = (_id: string, nodeType: string, displayName: string) => ({ _id, nodeType, displayName });
  return journeyDocument.parse({
    name: `Plain ${randomBytes(4).toString('hex')}`,
    entryNodeId: 'page',
    nodes: {
      page: {
        type: 'PageNode',
        displayName: 'Ask',
        config: {
          nodes: [child('name', 'UsernameCollectorNode', 'Name'), child('password', 'PasswordCollectorNode', 'Password')],
          pageHeader: { en: 'Sign On' },
        },
        connections: { outcome: 'decide' },
        x: 280,
        y: 200,
      },
      decide: {
        type: 'DataStoreDecisionNode',
        displayName: 'Decide',
        config: {},
        connections: { true: SUCCESS_ID, false: 'retry' },
        x: 580,
        y: 160,
      },
      retry: {
        type: 'RetryLimitDecisionNode',
        displayName: 'Retry',
        config: { retryLimit: 3, incrementUserAttributeOnFailure: false },
        connections: { Retry: 'page', Reject: FAILURE_ID },
        x: 580,
        y: 400,
      },
    },
    innerNodes: {
      name: { type: 'UsernameCollectorNode', displayName: 'Name', config: {} },
      password: { type: 'PasswordCollectorNode', displayName: 'Password', config: {} },
    },
    staticNodes: { startNode: { x: 60, y: 240 }, [SUCCESS_ID]: { x: 900, y: 160 }, [FAILURE_ID]: { x: 900, y: 420 } },
    ...more,
  });
}
