/**
 * Sign-ons with every factor that keep something between two requests, as `folder/file` of a scenario: what copies of the server must share. Scenarios in which time passes are none of them, since a push that another
 * copy has sent is looked for by the clock of the world outside.
 */
export const ACROSS_COPIES: readonly string[] = [
  'login-with-push-mfa/first-sign-on',
  'login-with-push-mfa/denial',
  'login-with-oath/used-code',
  'login-with-one-time-code/one-code-for-one-sign-on',
  'login-with-passkey/first-passkey',
  'forgotten-password/new-password',
  'login-with-offline/outage-while-waiting',
];

/** Further ones, for where there is time. */
export const FURTHER_ACROSS_COPIES: readonly string[] = [
  'login-with-push-mfa/next-sign-on',
  'login-with-push-mfa/second-answer',
  'login-with-push-mfa/recovery-code-tries-are-kept',
  'login-with-oath/first-sign-on',
  'login-with-one-time-code/text-message',
  'login-with-one-time-code/wrong-until-reject',
  'login-with-passkey/passkey',
  'login-with-passkey/wrong-oldchallenge',
  'forgotten-password/old-password-is-gone',
  'login-with-offline/offline-wrong-codes',
];
