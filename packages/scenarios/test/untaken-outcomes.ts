/** Outcomes that no scenario takes yet, and what shows them in the meantime. */
export interface UntakenOutcomes {
  readonly nodeType: string;
  readonly outcomes: readonly string[];
  readonly why: string;
}

/** What is owed: an entry goes as soon as a scenario takes its outcomes, and the test demands that. */
export const UNTAKEN_OUTCOMES: readonly UntakenOutcomes[] = [
  {
    nodeType: 'OfflineDeviceChallengeNode',
    outcomes: ['success', 'failure', 'noDevice', 'locked'],
    why: 'nodes/offline-device-challenge/node.test.ts on the real service; Success in a browser by e2e/tests/authenticator/authenticator.spec.ts',
  },
  {
    nodeType: 'WaygateDeviceChoiceNode',
    outcomes: ['unusable'],
    why: 'for who has nothing but what the journey cannot ask for; nodes/device-choice/node.test.ts',
  },
];
