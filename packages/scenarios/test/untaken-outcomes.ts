/** Outcomes that no scenario takes yet, and what shows them in the meantime. */
export interface UntakenOutcomes {
  readonly nodeType: string;
  readonly outcomes: readonly string[];
  readonly why: string;
}

const NO_APP = 'scenarios have no app that signs; shown by the test of the node and `apps/server/test/bound-device-journeys.test.ts`';
const NO_PROFILE = 'scenarios have no device that tells its profile; shown by the test of the node';
const NO_JOURNEY = 'no shipped journey draws it; shown by the test of the node';
const GUARD = 'nothing leads there while the nodes before it keep their word; shown by the test of the node';
const CLIENT_ERRORS = ['Unsupported', 'Abort', 'Timeout'];

/** What is owed: an entry goes as soon as a scenario takes its outcomes, and the test demands that. */
export const UNTAKEN_OUTCOMES: readonly UntakenOutcomes[] = [
  { nodeType: 'CombinedMultiFactorRegistrationNode', outcomes: ['successOutcome', 'failureOutcome', 'timeoutOutcome'], why: NO_JOURNEY },
  { nodeType: 'DeviceBindingNode', outcomes: ['success', 'failure', 'exceedDeviceLimit', ...CLIENT_ERRORS], why: NO_APP },
  { nodeType: 'DeviceBindingStorageNode', outcomes: ['true', 'false'], why: NO_APP },
  {
    nodeType: 'DeviceSigningVerifierNode',
    outcomes: ['success', 'failure', 'noDeviceRegistered', 'keyNotFound', ...CLIENT_ERRORS, 'ClientNotRegistered'],
    why: NO_APP,
  },
  { nodeType: 'DeviceGeoFencingNode', outcomes: ['true', 'false'], why: NO_PROFILE },
  { nodeType: 'DeviceLocationMatchNode', outcomes: ['true', 'false', 'unknownDevice'], why: NO_PROFILE },
  { nodeType: 'DeviceMatchNode', outcomes: ['true', 'false', 'unknownDevice'], why: NO_PROFILE },
  { nodeType: 'DeviceProfileCollectorNode', outcomes: ['outcome'], why: NO_PROFILE },
  { nodeType: 'DeviceSaveNode', outcomes: ['outcome'], why: NO_PROFILE },
  { nodeType: 'DeviceTamperingVerificationNode', outcomes: ['true', 'false'], why: NO_PROFILE },
  { nodeType: 'EnableDeviceManagementNode', outcomes: ['successOutcome', 'failureOutcome'], why: NO_JOURNEY },
  { nodeType: 'MultiFactorRegistrationOptionsNode', outcomes: ['skipOutcome', 'optOutOutcome'], why: NO_JOURNEY },
  { nodeType: 'OathDeviceStorageNode', outcomes: ['failureOutcome'], why: GUARD },
  { nodeType: 'OathRegistrationNode', outcomes: ['failureOutcome'], why: GUARD },
  { nodeType: 'OptOutMultiFactorAuthenticationNode', outcomes: ['outcome'], why: NO_JOURNEY },
  { nodeType: 'PushAuthenticationSenderNode', outcomes: ['SKIPPED'], why: NO_JOURNEY },
  { nodeType: 'WebAuthnAuthenticationNode', outcomes: ['successSignCountMismatch'], why: NO_JOURNEY },
  { nodeType: 'WebAuthnDeviceStorageNode', outcomes: ['success', 'failure', 'exceedDeviceLimit'], why: NO_JOURNEY },
  { nodeType: 'WebAuthnRegistrationNode', outcomes: ['exceedDeviceLimit'], why: NO_JOURNEY },
];
