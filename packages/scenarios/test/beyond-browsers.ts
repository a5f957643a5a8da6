/** Outcomes that no browser can take, and why. */
export interface BeyondBrowsers {
  readonly nodeType: string;
  readonly outcomes: readonly string[];
  readonly why: string;
}

/** All that is excused from being taken by each of the drivers. An entry that is needed no more fails the test. */
export const BEYOND_BROWSERS: readonly BeyondBrowsers[] = [
  {
    nodeType: 'DeviceBindingNode',
    outcomes: ['success'],
    why: 'only an app makes a key that it can show to be its own; the hosted page says Unsupported',
  },
  {
    nodeType: 'DeviceBindingNode',
    outcomes: ['Abort', 'Timeout'],
    why: 'what an app says after it asked its owner; the hosted page asks nobody and says Unsupported',
  },
  {
    nodeType: 'DeviceBindingStorageNode',
    outcomes: ['true'],
    why: 'it keeps what an app has bound in the same run',
  },
  {
    nodeType: 'DeviceSigningVerifierNode',
    outcomes: ['success', 'keyNotFound'],
    why: 'only an app has a key to sign with; the hosted page says Unsupported',
  },
  {
    nodeType: 'DeviceSigningVerifierNode',
    outcomes: ['Abort', 'Timeout', 'ClientNotRegistered'],
    why: 'what an app says after it looked for its keys or asked its owner; the hosted page does neither and says Unsupported',
  },
  {
    nodeType: 'DeviceTamperingVerificationNode',
    outcomes: ['true'],
    why: "the score is an app's judgement of its phone; a browser sends none, which is False",
  },
];
