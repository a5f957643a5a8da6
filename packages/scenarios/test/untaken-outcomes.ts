/** Outcomes that no scenario takes yet, and what shows them in the meantime. */
export interface UntakenOutcomes {
  readonly nodeType: string;
  readonly outcomes: readonly string[];
  readonly why: string;
}

/** What is owed: an entry goes as soon as a scenario takes its outcomes, and the test demands that. */
export const UNTAKEN_OUTCOMES: readonly UntakenOutcomes[] = [
  ...['Smtp', 'Sms', 'Voice'].map((channel) => ({
    nodeType: `OneTimePassword${channel}SenderNode`,
    outcomes: ['outage'],
    why: 'scenarios keep messages and send none; nodes/outage/real-peers.test.ts cuts real gateways off',
  })),
  {
    nodeType: 'OfflineMfaDecisionNode',
    outcomes: ['online'],
    why: 'it takes a provider that is watched; apps/server/test/offline-journeys.test.ts, and nodes/offline-mfa-decision/node.test.ts for every cell of the table',
  },
];
