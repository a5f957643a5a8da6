/** Outcomes that no scenario takes yet, and what shows them in the meantime. */
export interface UntakenOutcomes {
  readonly nodeType: string;
  readonly outcomes: readonly string[];
  readonly why: string;
}

/** What is owed: an entry goes as soon as a scenario takes its outcomes, and the test demands that. */
export const UNTAKEN_OUTCOMES: readonly UntakenOutcomes[] = [
  {
    nodeType: 'OfflineDirectoryDecisionNode',
    outcomes: ['true', 'false', 'stale', 'locked', 'unavailable'],
    why: 'apps/server/test/offline-directory-journeys.test.ts, with a real OpenLDAP that is killed, frozen and locked',
  },
];
