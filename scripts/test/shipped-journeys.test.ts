import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { outcomesOf, validateJourney } from '@waygate/graph';
import { makeCatalogue } from '@waygate/node-kit';
import { nodeTypes } from '@waygate/nodes';
import { FAILURE_ID, type JourneyDocument, readJourneys, START_ID, SUCCESS_ID, sortKeys } from '@waygate/schema';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../journeys/', import.meta.url));
const catalogue = makeCatalogue(nodeTypes);
const folders = readdirSync(root);
const text = (folder: string) => readFileSync(join(root, folder, 'journey.json'), 'utf8');
const journey = (folder: string): JourneyDocument => {
  const [document, ...more] = readJourneys(JSON.parse(text(folder)));
  if (document === undefined || more.length > 0) throw new Error(`${folder} does not hold one journey.`);
  return document;
};

type Row = readonly [source: string, shown: string, outcome: string, target: string];

/** The check table of each journey: every connection, with the outcome as the canvas shows it and as files name it. */
const TABLES: Readonly<Record<string, readonly Row[]>> = {
  'add-offline-code': [
    ['Start', '', '', 'StepUp'],
    ['StepUp', 'True', 'true', 'Offline Code Registration'],
    ['StepUp', 'False', 'false', 'Failure'],
    ['Offline Code Registration', 'Success', 'success', 'Success'],
    ['Offline Code Registration', 'Cancelled', 'cancelled', 'Success'],
    ['Offline Code Registration', 'Failure', 'failure', 'Failure'],
  ],
  'login-with-push-mfa': [
    ['Start', '', '', 'Page Node'],
    ['Page Node', 'Outcome', 'outcome', 'Data Store Decision'],
    ['Data Store Decision', 'True', 'true', 'Push Sender'],
    ['Data Store Decision', 'False', 'false', 'Failure'],
    ['Push Sender', 'Sent', 'SENT', 'Push Wait'],
    ['Push Sender', 'Not Registered', 'NOT_REGISTERED', 'Get Authenticator App'],
    ['Push Wait', 'Done', 'DONE', 'Push Result Verifier'],
    ['Push Wait', 'Exit', 'EXITED', 'Recovery Code Collector Decision'],
    ['Push Result Verifier', 'Success', 'TRUE', 'Success'],
    ['Push Result Verifier', 'Failure', 'FALSE', 'Failure'],
    ['Push Result Verifier', 'Expired', 'EXPIRED', 'Push Sender'],
    ['Push Result Verifier', 'Waiting', 'WAITING', 'Push Wait'],
    ['Recovery Code Collector Decision', 'True', 'true', 'Success'],
    ['Recovery Code Collector Decision', 'False', 'false', 'Retry Limit Decision'],
    ['Retry Limit Decision', 'Retry', 'Retry', 'Recovery Code Collector Decision'],
    ['Retry Limit Decision', 'Reject', 'Reject', 'Failure'],
    ['Get Authenticator App', 'Outcome', 'outcome', 'Push Registration'],
    ['Push Registration', 'Success', 'successOutcome', 'Recovery Code Display'],
    ['Push Registration', 'Failure', 'failureOutcome', 'Failure'],
    ['Push Registration', 'Time Out', 'timeoutOutcome', 'Get Authenticator App'],
    ['Recovery Code Display', 'Outcome', 'outcome', 'Push Sender'],
  ],
  'login-with-offline': [
    ['Start', '', '', 'Offline Fallback'],
    ['Offline Fallback', 'Online', 'online', 'Page Node'],
    ['Offline Fallback', 'Offline', 'offline', 'Offline Page'],
    ['Offline Fallback', 'Blocked', 'blocked', 'Blocked'],
    ['Page Node', 'Outcome', 'outcome', 'Data Store Decision'],
    ['Data Store Decision', 'True', 'true', 'Push Sender'],
    ['Data Store Decision', 'False', 'false', 'Failure'],
    ['Push Sender', 'Sent', 'SENT', 'Push Wait'],
    ['Push Sender', 'Not Registered', 'NOT_REGISTERED', 'Get Authenticator App'],
    ['Push Sender', 'Outage', 'outage', 'Offline MFA Decision'],
    ['Push Wait', 'Done', 'DONE', 'Push Result Verifier'],
    ['Push Wait', 'Exit', 'EXITED', 'Recovery Code Collector Decision'],
    ['Push Wait', 'Outage', 'outage', 'Offline MFA Decision'],
    ['Push Result Verifier', 'Success', 'TRUE', 'Offline Reminder'],
    ['Push Result Verifier', 'Failure', 'FALSE', 'Failure'],
    ['Push Result Verifier', 'Expired', 'EXPIRED', 'Push Sender'],
    ['Push Result Verifier', 'Waiting', 'WAITING', 'Push Wait'],
    ['Recovery Code Collector Decision', 'True', 'true', 'Success'],
    ['Recovery Code Collector Decision', 'False', 'false', 'Retry Limit Decision'],
    ['Retry Limit Decision', 'Retry', 'Retry', 'Recovery Code Collector Decision'],
    ['Retry Limit Decision', 'Reject', 'Reject', 'Failure'],
    ['Get Authenticator App', 'Outcome', 'outcome', 'Push Registration'],
    ['Push Registration', 'Success', 'successOutcome', 'Recovery Code Display'],
    ['Push Registration', 'Failure', 'failureOutcome', 'Failure'],
    ['Push Registration', 'Time Out', 'timeoutOutcome', 'Get Authenticator App'],
    ['Recovery Code Display', 'Outcome', 'outcome', 'Push Sender'],
    ['Offline Reminder', 'Enrol', 'enrol', 'Offline Code Registration'],
    ['Offline Reminder', 'Skipped', 'skipped', 'Success'],
    ['Offline Reminder', 'Not Due', 'notDue', 'Success'],
    ['Offline Code Registration', 'Success', 'success', 'Success'],
    ['Offline Code Registration', 'Cancelled', 'cancelled', 'Success'],
    ['Offline Code Registration', 'Failure', 'failure', 'Success'],
    ['Offline Page', 'Outcome', 'outcome', 'Offline Directory Decision'],
    ['Offline Directory Decision', 'True', 'true', 'Offline MFA Decision'],
    ['Offline Directory Decision', 'False', 'false', 'Failure'],
    ['Offline Directory Decision', 'Stale', 'stale', 'Offline Data Store Decision'],
    ['Offline Directory Decision', 'Locked', 'locked', 'Failure'],
    ['Offline Directory Decision', 'Unavailable', 'unavailable', 'Offline Data Store Decision'],
    ['Offline MFA Decision', 'Online', 'online', 'Offline Device Challenge'],
    ['Offline MFA Decision', 'Offline MFA', 'offlineMfa', 'Offline Device Challenge'],
    ['Offline MFA Decision', 'Bypassed', 'bypassed', 'Success'],
    ['Offline MFA Decision', 'Blocked', 'blocked', 'Kept Out'],
    ['Offline MFA Decision', 'No Device', 'noDevice', 'Offline Code Verifier'],
    ['Kept Out', 'Outcome', 'outcome', 'Failure'],
    ['Offline Data Store Decision', 'True', 'true', 'Offline MFA Decision'],
    ['Offline Data Store Decision', 'False', 'false', 'Failure'],
    ['Offline Device Challenge', 'Success', 'success', 'Success'],
    ['Offline Device Challenge', 'Failure', 'failure', 'Failure'],
    ['Offline Device Challenge', 'No Device', 'noDevice', 'Offline Code Verifier'],
    ['Offline Device Challenge', 'Locked', 'locked', 'Locked'],
    ['Offline Code Verifier', 'Success', 'success', 'Success'],
    ['Offline Code Verifier', 'Failure', 'failure', 'Failure'],
    ['Offline Code Verifier', 'Re-enrol Required', 'reEnrolRequired', 'Success'],
    ['Offline Code Verifier', 'No Device', 'noDevice', 'No Way'],
    ['Offline Code Verifier', 'Locked', 'locked', 'Locked'],
    ['Locked', 'Outcome', 'outcome', 'Failure'],
    ['No Way', 'Outcome', 'outcome', 'Failure'],
    ['Blocked', 'Outcome', 'outcome', 'Failure'],
  ],
  login: [
    ['Start', '', '', 'Page Node'],
    ['Page Node', 'Outcome', 'outcome', 'Data Store Decision'],
    ['Data Store Decision', 'True', 'true', 'Success'],
    ['Data Store Decision', 'False', 'false', 'Failure'],
  ],
  'admin-login': [
    ['Start', '', '', 'Zero Page Login Collector'],
    ['Zero Page Login Collector', 'Has Credentials', 'true', 'Password of a Program'],
    ['Zero Page Login Collector', 'No Credentials', 'false', 'Page Node'],
    ['Page Node', 'Outcome', 'outcome', 'Password of a Person'],
    ['Password of a Program', 'True', 'TRUE', 'Factor of a Program'],
    ['Password of a Program', 'False', 'FALSE', 'Failure'],
    ['Password of a Program', 'Locked', 'LOCKED', 'Account Is Locked'],
    ['Password of a Program', 'Cancelled', 'CANCELLED', 'Failure'],
    ['Password of a Program', 'Expired', 'EXPIRED', 'Password Has Ended'],
    ['Password of a Person', 'True', 'TRUE', 'Factor of a Person'],
    ['Password of a Person', 'False', 'FALSE', 'Failure'],
    ['Password of a Person', 'Locked', 'LOCKED', 'Account Is Locked'],
    ['Password of a Person', 'Cancelled', 'CANCELLED', 'Failure'],
    ['Password of a Person', 'Expired', 'EXPIRED', 'Password Has Ended'],
    ['Factor of a Program', 'Has One', 'hasOne', 'StepUp'],
    ['Factor of a Program', 'Make a Passkey', 'passkey', 'AddPasskey'],
    ['Factor of a Program', 'Set Up an App', 'app', 'AddCodeApp'],
    ['Factor of a Program', 'Go On', 'none', 'Success'],
    ['Factor of a Person', 'Has One', 'hasOne', 'StepUp'],
    ['Factor of a Person', 'Make a Passkey', 'passkey', 'AddPasskey'],
    ['Factor of a Person', 'Set Up an App', 'app', 'AddCodeApp'],
    ['Factor of a Person', 'Go On', 'none', 'Success'],
    ['StepUp', 'True', 'true', 'Success'],
    ['StepUp', 'False', 'false', 'Failure'],
    ['AddPasskey', 'True', 'true', 'Factor of a Person'],
    ['AddPasskey', 'False', 'false', 'Failure'],
    ['AddCodeApp', 'True', 'true', 'Factor of a Person'],
    ['AddCodeApp', 'False', 'false', 'Failure'],
    ['Password Has Ended', 'Outcome', 'outcome', 'Failure'],
    ['Account Is Locked', 'Outcome', 'outcome', 'Failure'],
  ],
  registration: [
    ['Start', '', '', 'Page Node'],
    ['Page Node', 'Outcome', 'outcome', 'Create Object'],
    ['Create Object', 'Created', 'CREATED', 'Increment Login Count'],
    ['Create Object', 'Failed', 'FAILURE', 'Failure'],
    ['Increment Login Count', 'Outcome', 'outcome', 'Success'],
  ],
  'progressive-profile': [
    ['Start', '', '', 'Page Node'],
    ['Page Node', 'Outcome', 'outcome', 'Data Store Decision'],
    ['Data Store Decision', 'True', 'true', 'Increment Login Count'],
    ['Data Store Decision', 'False', 'false', 'Failure'],
    ['Increment Login Count', 'Outcome', 'outcome', 'Login Count Decision'],
    ['Login Count Decision', 'True', 'true', 'Query Filter Decision'],
    ['Login Count Decision', 'False', 'false', 'Success'],
    ['Query Filter Decision', 'True', 'true', 'Preferences'],
    ['Query Filter Decision', 'False', 'false', 'Success'],
    ['Preferences', 'Outcome', 'outcome', 'Patch Object'],
    ['Patch Object', 'Patched', 'PATCHED', 'Success'],
    ['Patch Object', 'Failed', 'FAILURE', 'Failure'],
  ],
  'update-password': [
    ['Start', '', '', 'Verify Existing Password'],
    ['Verify Existing Password', 'Outcome', 'outcome', 'Data Store Decision'],
    ['Data Store Decision', 'True', 'true', 'Update Password'],
    ['Data Store Decision', 'False', 'false', 'Failure'],
    ['Update Password', 'Outcome', 'outcome', 'Patch Object'],
    ['Patch Object', 'Patched', 'PATCHED', 'Success'],
    ['Patch Object', 'Failed', 'FAILURE', 'Failure'],
  ],
  // Whether there is such a person must not show, so both outcomes lead to the mail.
  'forgotten-password': [
    ['Start', '', '', 'Forgot your password?'],
    ['Forgot your password?', 'Outcome', 'outcome', 'Identify Existing User'],
    ['Identify Existing User', 'True', 'true', 'Email Suspend'],
    ['Identify Existing User', 'False', 'false', 'Email Suspend'],
    ['Email Suspend', 'Outcome', 'outcome', 'New Password'],
    ['New Password', 'Outcome', 'outcome', 'Patch Object'],
    ['Patch Object', 'Patched', 'PATCHED', 'Login'],
    ['Patch Object', 'Failed', 'FAILURE', 'Failure'],
    ['Login', 'True', 'true', 'Success'],
    ['Login', 'False', 'false', 'Failure'],
  ],
  'forgotten-username': [
    ['Start', '', '', 'Forgot your user name?'],
    ['Forgot your user name?', 'Outcome', 'outcome', 'Identify Existing User'],
    ['Identify Existing User', 'True', 'true', 'Email Suspend'],
    ['Identify Existing User', 'False', 'false', 'Email Suspend'],
    ['Email Suspend', 'Outcome', 'outcome', 'Login'],
    ['Login', 'True', 'true', 'Success'],
    ['Login', 'False', 'false', 'Failure'],
  ],
  'pingid-device-registration': [
    ['Start', '', '', 'PingID Registration Welcome'],
    ['PingID Registration Welcome', 'Authenticator app', 'PINGID_MOBILE', 'Get Authenticator App'],
    ['PingID Registration Welcome', 'Text message', 'SMS', 'Text Message'],
    ['PingID Registration Welcome', 'Phone call', 'VOICE', 'Phone Call'],
    ['PingID Registration Welcome', 'E-mail', 'EMAIL', 'E-Mail'],
    ['PingID Registration Welcome', 'Not Now', 'cancel', 'Failure'],
    ['PingID Registration Welcome', 'Web authenticator', 'PINGID_DESKTOP', 'Push Registration'],
    ['PingID Registration Welcome', 'Passkey of this device', 'PLATFORM', 'Passkey of This Device'],
    ['PingID Registration Welcome', 'Security key', 'SECURITY_KEY', 'Security Key'],
    ['PingID Registration Welcome', 'YubiKey', 'YUBIKEY', 'Security Key'],
    ['PingID Registration Welcome', 'Code of an authenticator app', 'TOTP', 'Code App Registration'],
    ['PingID Registration Welcome', 'Code of a hardware token', 'OATH_TOKEN', 'Token Registration'],
    ['Passkey of This Device', 'Client Error', 'error', 'PingID Registration Welcome'],
    ['Passkey of This Device', 'Failure', 'failure', 'Failure'],
    ['Passkey of This Device', 'Success', 'success', 'Recovery Code Display'],
    ['Passkey of This Device', 'Unsupported', 'unsupported', 'PingID Registration Welcome'],
    ['Security Key', 'Client Error', 'error', 'PingID Registration Welcome'],
    ['Security Key', 'Failure', 'failure', 'Failure'],
    ['Security Key', 'Success', 'success', 'Recovery Code Display'],
    ['Security Key', 'Unsupported', 'unsupported', 'PingID Registration Welcome'],
    ['Code App Registration', 'Failure', 'failureOutcome', 'Failure'],
    ['Code App Registration', 'Success', 'successOutcome', 'Confirm Code of the App'],
    ['Confirm Code of the App', 'Failure', 'failureOutcome', 'App Confirmation Limit'],
    ['Confirm Code of the App', 'Not registered', 'notRegisteredOutcome', 'Failure'],
    ['Confirm Code of the App', 'Success', 'successOutcome', 'OATH Device Storage'],
    ['App Confirmation Limit', 'Reject', 'Reject', 'Failure'],
    ['App Confirmation Limit', 'Retry', 'Retry', 'Confirm Code of the App'],
    ['Token Registration', 'Failure', 'failureOutcome', 'Failure'],
    ['Token Registration', 'Success', 'successOutcome', 'Confirm Code of the Token'],
    ['Confirm Code of the Token', 'Failure', 'failureOutcome', 'Token Confirmation Limit'],
    ['Confirm Code of the Token', 'Not registered', 'notRegisteredOutcome', 'Failure'],
    ['Confirm Code of the Token', 'Success', 'successOutcome', 'OATH Device Storage'],
    ['Token Confirmation Limit', 'Reject', 'Reject', 'Failure'],
    ['Token Confirmation Limit', 'Retry', 'Retry', 'Confirm Code of the Token'],
    ['OATH Device Storage', 'Failure', 'failureOutcome', 'Failure'],
    ['OATH Device Storage', 'Success', 'successOutcome', 'Recovery Code Display'],
    ['E-Mail', 'True', 'true', 'Success'],
    ['E-Mail', 'False', 'false', 'Failure'],
    ['E-Mail', 'No Address', 'unavailable', 'Failure'],
    ['Get Authenticator App', 'Outcome', 'outcome', 'Push Registration'],
    ['Text Message', 'True', 'true', 'Success'],
    ['Text Message', 'False', 'false', 'Failure'],
    ['Text Message', 'No Address', 'unavailable', 'Failure'],
    ['Phone Call', 'True', 'true', 'Success'],
    ['Phone Call', 'False', 'false', 'Failure'],
    ['Phone Call', 'No Address', 'unavailable', 'Failure'],
    ['Push Registration', 'Success', 'successOutcome', 'Recovery Code Display'],
    ['Push Registration', 'Failure', 'failureOutcome', 'Failure'],
    ['Push Registration', 'Time Out', 'timeoutOutcome', 'Get Authenticator App'],
    ['Recovery Code Display', 'Outcome', 'outcome', 'Success'],
  ],
  'pingid-authentication': [
    ['Start', '', '', 'PingID Flow Settings'],
    ['PingID Flow Settings', 'Outcome', 'outcome', 'PingID Initialize MFA'],
    ['PingID Initialize MFA', 'MFA', 'mfa', 'PingID Device Selection'],
    ['PingID Initialize MFA', 'Allowed', 'allowed', 'Success'],
    ['PingID Initialize MFA', 'Denied', 'denied', 'Failure'],
    ['PingID Device Selection', 'Push', 'push', 'Push Sender'],
    ['PingID Device Selection', 'Text message', 'sms', 'Text Message'],
    ['PingID Device Selection', 'Phone call', 'voice', 'Phone Call'],
    ['PingID Device Selection', 'E-mail', 'email', 'E-Mail'],
    ['PingID Device Selection', 'Recovery code', 'recovery', 'Recovery Code Collector Decision'],
    ['PingID Device Selection', 'Nothing Paired', 'enrol', 'Automatic Enrolment'],
    ['PingID Device Selection', 'Nothing Allowed', 'none', 'Failure'],
    ['PingID Device Selection', 'Code of an app', 'code', 'Code of an App'],
    ['PingID Device Selection', 'Code of a token', 'token', 'Code of a Token'],
    ['PingID Device Selection', 'Passkey', 'passkey', 'Passkey'],
    ['Passkey', 'Client Error', 'error', 'PingID Device Selection'],
    ['Passkey', 'Failure', 'failure', 'Failure'],
    ['Passkey', 'No Device Registered', 'noDevice', 'Failure'],
    ['Passkey', 'Recovery Code', 'recoveryCode', 'Recovery Code of a Passkey'],
    ['Passkey', 'Success', 'success', 'PingID Mandatory Methods'],
    ['Passkey', 'Unsupported', 'unsupported', 'PingID Device Selection'],
    ['Code of an App', 'Failure', 'failureOutcome', 'App Code Limit'],
    ['Code of an App', 'Not registered', 'notRegisteredOutcome', 'Failure'],
    ['Code of an App', 'Recovery Code', 'recoveryCodeOutcome', 'Recovery Code of an App or Token'],
    ['Code of an App', 'Success', 'successOutcome', 'PingID Mandatory Methods'],
    ['App Code Limit', 'Reject', 'Reject', 'Failure'],
    ['App Code Limit', 'Retry', 'Retry', 'Code of an App'],
    ['Recovery Code of a Passkey', 'False', 'false', 'Passkey Recovery Limit'],
    ['Recovery Code of a Passkey', 'True', 'true', 'PingID Mandatory Methods'],
    ['Recovery Code of an App or Token', 'False', 'false', 'App Recovery Limit'],
    ['Recovery Code of an App or Token', 'True', 'true', 'PingID Mandatory Methods'],
    ['Code of a Token', 'Failure', 'failureOutcome', 'Token Code Limit'],
    ['Code of a Token', 'Not registered', 'notRegisteredOutcome', 'Failure'],
    ['Code of a Token', 'Recovery Code', 'recoveryCodeOutcome', 'Recovery Code of an App or Token'],
    ['Code of a Token', 'Success', 'successOutcome', 'PingID Mandatory Methods'],
    ['Token Code Limit', 'Reject', 'Reject', 'Failure'],
    ['Token Code Limit', 'Retry', 'Retry', 'Code of a Token'],
    ['Passkey Recovery Limit', 'Reject', 'Reject', 'Failure'],
    ['Passkey Recovery Limit', 'Retry', 'Retry', 'Recovery Code of a Passkey'],
    ['App Recovery Limit', 'Reject', 'Reject', 'Failure'],
    ['App Recovery Limit', 'Retry', 'Retry', 'Recovery Code of an App or Token'],
    ['E-Mail', 'True', 'true', 'PingID Mandatory Methods'],
    ['E-Mail', 'False', 'false', 'Failure'],
    ['E-Mail', 'No Address', 'unavailable', 'Failure'],
    ['E-Mail', 'Another Device', 'back', 'PingID Device Selection'],
    ['Automatic Enrolment', 'True', 'true', 'PingID Initialize MFA'],
    ['Automatic Enrolment', 'False', 'false', 'Failure'],
    ['Push Sender', 'Sent', 'SENT', 'Use Code?'],
    ['Push Sender', 'Not Registered', 'NOT_REGISTERED', 'Failure'],
    ['Push Sender', 'Failure', 'FAILURE', 'OTP Fallback?'],
    ['Recovery Code Collector Decision', 'True', 'true', 'PingID Mandatory Methods'],
    ['Recovery Code Collector Decision', 'False', 'false', 'Retry Limit Decision'],
    ['Text Message', 'True', 'true', 'PingID Mandatory Methods'],
    ['Text Message', 'False', 'false', 'Failure'],
    ['Text Message', 'No Address', 'unavailable', 'Failure'],
    ['Text Message', 'Another Device', 'back', 'PingID Device Selection'],
    ['Phone Call', 'True', 'true', 'PingID Mandatory Methods'],
    ['Phone Call', 'False', 'false', 'Failure'],
    ['Phone Call', 'No Address', 'unavailable', 'Failure'],
    ['Phone Call', 'Another Device', 'back', 'PingID Device Selection'],
    ['PingID Mandatory Methods', 'Complete', 'complete', 'PingID Complete MFA'],
    ['PingID Mandatory Methods', 'Register', 'register', 'Mandatory Enrolment'],
    ['OTP Fallback?', 'On', 'true', 'Code to Fall Back On?'],
    ['Code to Fall Back On?', 'On', 'true', 'Recovery Code Collector Decision'],
    ['Code to Fall Back On?', 'Off', 'false', 'PingID Device Selection'],
    ['OTP Fallback?', 'Off', 'false', 'Failure'],
    ['Use Code?', 'On', 'true', 'Code to Use?'],
    ['Code to Use?', 'On', 'true', 'Push Wait with Use Code'],
    ['Code to Use?', 'Off', 'false', 'Push Wait'],
    ['Use Code?', 'Off', 'false', 'Push Wait'],
    ['Retry Limit Decision', 'Retry', 'Retry', 'Recovery Code Collector Decision'],
    ['Retry Limit Decision', 'Reject', 'Reject', 'Failure'],
    ['PingID Complete MFA', 'True', 'true', 'Success'],
    ['PingID Complete MFA', 'False', 'false', 'Failure'],
    ['Mandatory Enrolment', 'True', 'true', 'PingID Mandatory Methods'],
    ['Mandatory Enrolment', 'False', 'false', 'Failure'],
    ['Push Wait', 'Done', 'DONE', 'Push Result Verifier'],
    ['Push Wait', 'Exit', 'EXITED', 'PingID Device Selection'],
    ['Push Wait with Use Code', 'Done', 'DONE', 'Push Result Verifier'],
    ['Push Wait with Use Code', 'Exit', 'EXITED', 'Recovery Code Collector Decision'],
    ['Push Result Verifier', 'Success', 'TRUE', 'PingID Mandatory Methods'],
    ['Push Result Verifier', 'Failure', 'FALSE', 'Failure'],
    ['Push Result Verifier', 'Expired', 'EXPIRED', 'OTP Fallback?'],
    ['Push Result Verifier', 'Waiting', 'WAITING', 'Use Code?'],
  ],
  'login-with-pingid': [
    ['Start', '', '', 'Page Node'],
    ['Page Node', 'Outcome', 'outcome', 'Data Store Decision'],
    ['Data Store Decision', 'True', 'true', 'Flow Variables'],
    ['Data Store Decision', 'False', 'false', 'Failure'],
    ['Flow Variables', 'Outcome', 'outcome', 'PingID Authentication'],
    ['PingID Authentication', 'True', 'true', 'Success'],
    ['PingID Authentication', 'False', 'false', 'Failure'],
  ],
  'pingid-passwordless': [
    ['Start', '', '', 'PingID Initialize Passwordless'],
    ['PingID Initialize Passwordless', 'Outcome', 'outcome', 'Passkey'],
    ['Passkey', 'Client Error', 'error', 'Failure'],
    ['Passkey', 'Failure', 'failure', 'Failure'],
    ['Passkey', 'No Device Registered', 'noDevice', 'Failure'],
    ['Passkey', 'Success', 'success', 'PingID Finalize Passwordless'],
    ['Passkey', 'Unsupported', 'unsupported', 'Failure'],
    ['PingID Finalize Passwordless', 'Denied', 'denied', 'Failure'],
    ['PingID Finalize Passwordless', 'False', 'false', 'Failure'],
    ['PingID Finalize Passwordless', 'MFA', 'mfa', 'Password'],
    ['PingID Finalize Passwordless', 'True', 'true', 'Success'],
    ['Password', 'Outcome', 'outcome', 'Data Store Decision'],
    ['Data Store Decision', 'False', 'false', 'Failure'],
    ['Data Store Decision', 'True', 'true', 'PingID Authentication'],
    ['PingID Authentication', 'False', 'false', 'Failure'],
    ['PingID Authentication', 'True', 'true', 'Success'],
  ],
  'login-with-one-time-device': [
    ['Start', '', '', 'Request Header'],
    ['Request Header', 'Outcome', 'outcome', 'Page Node'],
    ['Page Node', 'Outcome', 'outcome', 'Data Store Decision'],
    ['Data Store Decision', 'False', 'false', 'Failure'],
    ['Data Store Decision', 'True', 'true', 'PingID Flow Settings'],
    ['PingID Flow Settings', 'Outcome', 'outcome', 'PingID Initialize MFA'],
    ['PingID Initialize MFA', 'Allowed', 'allowed', 'Success'],
    ['PingID Initialize MFA', 'Denied', 'denied', 'Failure'],
    ['PingID Initialize MFA', 'MFA', 'mfa', 'PingID One-Time Device'],
    ['PingID One-Time Device', 'False', 'false', 'Failure'],
    ['PingID One-Time Device', 'No Request', 'none', 'PingID Authentication'],
    ['PingID One-Time Device', 'True', 'true', 'PingID Complete MFA'],
    ['PingID Complete MFA', 'False', 'false', 'Failure'],
    ['PingID Complete MFA', 'True', 'true', 'Success'],
    ['PingID Authentication', 'False', 'false', 'Failure'],
    ['PingID Authentication', 'True', 'true', 'Success'],
  ],
  'login-with-passkey': [
    ['Start', '', '', 'Page Node'],
    ['Page Node', 'Unsupported', 'unsupported', 'Data Store Decision'],
    ['Page Node', 'No Device Registered', 'noDevice', 'Failure'],
    ['Page Node', 'Success', 'success', 'Success'],
    ['Page Node', 'Failure', 'failure', 'Failure'],
    ['Page Node', 'Client Error', 'error', 'Data Store Decision'],
    ['Data Store Decision', 'True', 'true', 'Passkey of the Person'],
    ['Data Store Decision', 'False', 'false', 'Failure'],
    ['Passkey of the Person', 'Unsupported', 'unsupported', 'Recovery Code Collector Decision'],
    ['Passkey of the Person', 'No Device Registered', 'noDevice', 'Offer a Passkey'],
    ['Passkey of the Person', 'Success', 'success', 'Success'],
    ['Passkey of the Person', 'Failure', 'failure', 'Failure'],
    ['Passkey of the Person', 'Client Error', 'error', 'Recovery Code Collector Decision'],
    ['Passkey of the Person', 'Recovery Code', 'recoveryCode', 'Recovery Code Collector Decision'],
    ['Recovery Code Collector Decision', 'True', 'true', 'Success'],
    ['Recovery Code Collector Decision', 'False', 'false', 'Retry Limit Decision'],
    ['Offer a Passkey', 'True', 'true', 'Make a Passkey'],
    ['Offer a Passkey', 'False', 'false', 'Success'],
    ['Retry Limit Decision', 'Retry', 'Retry', 'Recovery Code Collector Decision'],
    ['Retry Limit Decision', 'Reject', 'Reject', 'Failure'],
    ['Make a Passkey', 'Unsupported', 'unsupported', 'Success'],
    ['Make a Passkey', 'Success', 'success', 'Recovery Code Display'],
    ['Make a Passkey', 'Failure', 'failure', 'Failure'],
    ['Make a Passkey', 'Client Error', 'error', 'Success'],
    ['Recovery Code Display', 'Outcome', 'outcome', 'Success'],
  ],
  'login-with-oath': [
    ['Start', '', '', 'Page Node'],
    ['Page Node', 'Outcome', 'outcome', 'Data Store Decision'],
    ['Data Store Decision', 'True', 'true', 'OATH Token Verifier'],
    ['Data Store Decision', 'False', 'false', 'Failure'],
    ['OATH Token Verifier', 'Success', 'successOutcome', 'Success'],
    ['OATH Token Verifier', 'Failure', 'failureOutcome', 'Retry Limit Decision'],
    ['OATH Token Verifier', 'Not registered', 'notRegisteredOutcome', 'MFA Registration Options'],
    ['OATH Token Verifier', 'Recovery Code', 'recoveryCodeOutcome', 'Recovery Code Collector Decision'],
    ['Retry Limit Decision', 'Retry', 'Retry', 'OATH Token Verifier'],
    ['Retry Limit Decision', 'Reject', 'Reject', 'Failure'],
    ['MFA Registration Options', 'Register', 'registerOutcome', 'OATH Registration'],
    ['MFA Registration Options', 'Get App', 'getAppOutcome', 'Get Authenticator App'],
    ['Recovery Code Collector Decision', 'True', 'true', 'Success'],
    ['Recovery Code Collector Decision', 'False', 'false', 'Recovery Limit'],
    ['Get Authenticator App', 'Outcome', 'outcome', 'OATH Registration'],
    ['OATH Registration', 'Success', 'successOutcome', 'Confirm Code'],
    ['OATH Registration', 'Failure', 'failureOutcome', 'Failure'],
    ['Recovery Limit', 'Retry', 'Retry', 'Recovery Code Collector Decision'],
    ['Recovery Limit', 'Reject', 'Reject', 'Failure'],
    ['Confirm Code', 'Success', 'successOutcome', 'OATH Device Storage'],
    ['Confirm Code', 'Failure', 'failureOutcome', 'Confirmation Limit'],
    ['Confirm Code', 'Not registered', 'notRegisteredOutcome', 'Failure'],
    ['Confirmation Limit', 'Retry', 'Retry', 'Confirm Code'],
    ['Confirmation Limit', 'Reject', 'Reject', 'Failure'],
    ['OATH Device Storage', 'Success', 'successOutcome', 'Recovery Code Display'],
    ['OATH Device Storage', 'Failure', 'failureOutcome', 'Failure'],
    ['Recovery Code Display', 'Outcome', 'outcome', 'Success'],
  ],
  'login-with-one-time-code': [
    ['Start', '', '', 'Page Node'],
    ['Page Node', 'Outcome', 'outcome', 'Data Store Decision'],
    ['Choose a Way', 'E-mail', 'E-mail', 'Code for an E-mail'],
    ['Choose a Way', 'Phone call', 'Phone call', 'Code for a Call'],
    ['Choose a Way', 'Text message', 'Text message', 'Code for a Text Message'],
    ['Type the Code', 'False', 'false', 'Retry Limit Decision'],
    ['Type the Code', 'True', 'true', 'Success'],
    ['Data Store Decision', 'False', 'false', 'Failure'],
    ['Data Store Decision', 'True', 'true', 'Choose a Way'],
    ['Code for a Text Message', 'Outcome', 'outcome', 'OTP SMS Sender'],
    ['Code for a Call', 'Outcome', 'outcome', 'OTP Voice Sender'],
    ['Code for an E-mail', 'Outcome', 'outcome', 'OTP Email Sender'],
    ['OTP SMS Sender', 'Outcome', 'outcome', 'Type the Code'],
    ['OTP Voice Sender', 'Outcome', 'outcome', 'Type the Code'],
    ['OTP Email Sender', 'Outcome', 'outcome', 'Type the Code'],
    ['Retry Limit Decision', 'Reject', 'Reject', 'Failure'],
    ['Retry Limit Decision', 'Retry', 'Retry', 'Once More'],
    ['Once More', 'False', 'false', 'Choose a Way'],
    ['Once More', 'True', 'true', 'Type the Code'],
  ],
  'step-up': [
    ['Start', '', '', 'Proof Decision'],
    ['Proof Decision', 'True', 'true', 'Choice after the Password'],
    ['Proof Decision', 'False', 'false', 'Get Session Data'],
    ['Get Session Data', 'Outcome', 'outcome', 'Signed On?'],
    ['Signed On?', 'False', 'false', 'Page Node'],
    ['Signed On?', 'True', 'true', 'Device Choice'],
    ['Page Node', 'Outcome', 'outcome', 'Identity Store Decision'],
    ['Identity Store Decision', 'Cancelled', 'CANCELLED', 'Failure'],
    ['Identity Store Decision', 'Expired', 'EXPIRED', 'Password Has Ended'],
    ['Identity Store Decision', 'False', 'FALSE', 'Failure'],
    ['Identity Store Decision', 'Locked', 'LOCKED', 'Account Is Locked'],
    ['Identity Store Decision', 'True', 'TRUE', 'Choice after the Password'],
    ['Password Has Ended', 'Outcome', 'outcome', 'Failure'],
    ['Account Is Locked', 'Outcome', 'outcome', 'Failure'],
    ['Nothing to Confirm With', 'Outcome', 'outcome', 'Failure'],
    ['Device Choice', 'No Device', 'noDevice', 'Password'],
    ['Device Choice', 'Code of an app', 'oath', 'Code of an App'],
    ['Device Choice', 'Passkey', 'passkey', 'Passkey'],
    ['Device Choice', 'Phone', 'push', 'Push Sender'],
    ['Device Choice', 'Code of a token', 'token', 'Code of a Token'],
    ['Device Choice', 'None of These', 'unusable', 'Nothing to Confirm With'],
    ['Choice after the Password', 'No Device', 'noDevice', 'Success'],
    ['Choice after the Password', 'Code of an app', 'oath', 'Code of an App'],
    ['Choice after the Password', 'Passkey', 'passkey', 'Passkey'],
    ['Choice after the Password', 'Phone', 'push', 'Push Sender'],
    ['Choice after the Password', 'Code of a token', 'token', 'Code of a Token'],
    ['Choice after the Password', 'None of These', 'unusable', 'Nothing to Confirm With'],
    ['Password', 'Outcome', 'outcome', 'Password Right?'],
    ['Password Right?', 'Cancelled', 'CANCELLED', 'Failure'],
    ['Password Right?', 'Expired', 'EXPIRED', 'Password Has Ended'],
    ['Password Right?', 'False', 'FALSE', 'Password Limit'],
    ['Password Right?', 'Locked', 'LOCKED', 'Account Is Locked'],
    ['Password Right?', 'True', 'TRUE', 'Success'],
    ['Password Limit', 'Reject', 'Reject', 'Failure'],
    ['Password Limit', 'Retry', 'Retry', 'Password'],
    ['Passkey', 'Client Error', 'error', 'Device Choice'],
    ['Passkey', 'Failure', 'failure', 'Failure'],
    ['Passkey', 'No Device Registered', 'noDevice', 'Device Choice'],
    ['Passkey', 'Recovery Code', 'recoveryCode', 'Recovery Code of a Passkey'],
    ['Passkey', 'Success', 'success', 'Success'],
    ['Passkey', 'Unsupported', 'unsupported', 'Recovery Code of a Passkey'],
    ['Recovery Code of a Passkey', 'False', 'false', 'Passkey Recovery Limit'],
    ['Recovery Code of a Passkey', 'True', 'true', 'Success'],
    ['Passkey Recovery Limit', 'Reject', 'Reject', 'Failure'],
    ['Passkey Recovery Limit', 'Retry', 'Retry', 'Recovery Code of a Passkey'],
    ['Push Sender', 'Not Registered', 'NOT_REGISTERED', 'Device Choice'],
    ['Push Sender', 'Sent', 'SENT', 'Push Wait'],
    ['Push Wait', 'Done', 'DONE', 'Push Result Verifier'],
    ['Push Wait', 'Exit', 'EXITED', 'Without the Phone'],
    ['Push Result Verifier', 'Expired', 'EXPIRED', 'Push Sender'],
    ['Push Result Verifier', 'Failure', 'FALSE', 'Failure'],
    ['Push Result Verifier', 'Success', 'TRUE', 'Success'],
    ['Push Result Verifier', 'Waiting', 'WAITING', 'Push Wait'],
    ['Without the Phone', 'False', 'false', 'Device Choice'],
    ['Without the Phone', 'True', 'true', 'Recovery Code of a Phone'],
    ['Recovery Code of a Phone', 'False', 'false', 'Phone Recovery Limit'],
    ['Recovery Code of a Phone', 'True', 'true', 'Success'],
    ['Phone Recovery Limit', 'Reject', 'Reject', 'Failure'],
    ['Phone Recovery Limit', 'Retry', 'Retry', 'Recovery Code of a Phone'],
    ['Code of an App', 'Failure', 'failureOutcome', 'App Code Limit'],
    ['Code of an App', 'Not registered', 'notRegisteredOutcome', 'Device Choice'],
    ['Code of an App', 'Recovery Code', 'recoveryCodeOutcome', 'Recovery Code of an App or Token'],
    ['Code of an App', 'Success', 'successOutcome', 'Success'],
    ['App Code Limit', 'Reject', 'Reject', 'Failure'],
    ['App Code Limit', 'Retry', 'Retry', 'Code of an App'],
    ['Code of a Token', 'Failure', 'failureOutcome', 'Token Code Limit'],
    ['Code of a Token', 'Not registered', 'notRegisteredOutcome', 'Device Choice'],
    ['Code of a Token', 'Recovery Code', 'recoveryCodeOutcome', 'Recovery Code of an App or Token'],
    ['Code of a Token', 'Success', 'successOutcome', 'Success'],
    ['Token Code Limit', 'Reject', 'Reject', 'Failure'],
    ['Token Code Limit', 'Retry', 'Retry', 'Code of a Token'],
    ['Recovery Code of an App or Token', 'False', 'false', 'App Recovery Limit'],
    ['Recovery Code of an App or Token', 'True', 'true', 'Success'],
    ['App Recovery Limit', 'Reject', 'Reject', 'Failure'],
    ['App Recovery Limit', 'Retry', 'Retry', 'Recovery Code of an App or Token'],
  ],
  'add-passkey': [
    ['Start', '', '', 'StepUp'],
    ['StepUp', 'False', 'false', 'Failure'],
    ['StepUp', 'True', 'true', 'Make a Passkey'],
    ['Make a Passkey', 'Client Error', 'error', 'Try Again?'],
    ['Make a Passkey', 'Failure', 'failure', 'Failure'],
    ['Make a Passkey', 'Success', 'success', 'Recovery Code Display'],
    ['Make a Passkey', 'Unsupported', 'unsupported', 'Try Again?'],
    ['Try Again?', 'False', 'false', 'Success'],
    ['Try Again?', 'True', 'true', 'Make a Passkey'],
    ['Recovery Code Display', 'Outcome', 'outcome', 'Success'],
  ],
  'add-phone': [
    ['Start', '', '', 'StepUp'],
    ['StepUp', 'False', 'false', 'Failure'],
    ['StepUp', 'True', 'true', 'Get Authenticator App'],
    ['Get Authenticator App', 'Outcome', 'outcome', 'Push Registration'],
    ['Push Registration', 'Failure', 'failureOutcome', 'Failure'],
    ['Push Registration', 'Success', 'successOutcome', 'Recovery Code Display'],
    ['Push Registration', 'Time Out', 'timeoutOutcome', 'Get Authenticator App'],
    ['Recovery Code Display', 'Outcome', 'outcome', 'Success'],
  ],
  'add-code-app': [
    ['Start', '', '', 'StepUp'],
    ['StepUp', 'False', 'false', 'Failure'],
    ['StepUp', 'True', 'true', 'OATH Registration'],
    ['OATH Registration', 'Failure', 'failureOutcome', 'Failure'],
    ['OATH Registration', 'Success', 'successOutcome', 'Confirm Code'],
    ['Confirm Code', 'Failure', 'failureOutcome', 'Confirmation Limit'],
    ['Confirm Code', 'Not registered', 'notRegisteredOutcome', 'Failure'],
    ['Confirm Code', 'Success', 'successOutcome', 'OATH Device Storage'],
    ['Confirmation Limit', 'Reject', 'Reject', 'Failure'],
    ['Confirmation Limit', 'Retry', 'Retry', 'Confirm Code'],
    ['OATH Device Storage', 'Failure', 'failureOutcome', 'Failure'],
    ['OATH Device Storage', 'Success', 'successOutcome', 'Recovery Code Display'],
    ['Recovery Code Display', 'Outcome', 'outcome', 'Success'],
  ],
};

/** What the check says of a journey on purpose. */
const REMARKS: Readonly<Record<string, readonly string[]>> = {
  // It shows AM's nodes for codes alone; its page says what is safer.
  'login-with-one-time-code': ['journey.weak_factor'],
};

function connections(document: JourneyDocument): Row[] {
  const name = (id: string) => ({ [SUCCESS_ID]: 'Success', [FAILURE_ID]: 'Failure' })[id] ?? document.nodes[id]?.displayName ?? id;
  const drawn = Object.values(document.nodes).flatMap((node) => {
    const shown = new Map((outcomesOf(document, catalogue, node) ?? []).map(({ id, displayName }) => [id, displayName]));
    return Object.entries(node.connections).map(
      ([id, target]): Row => [node.displayName, shown.get(id) ?? 'no such outcome', id, name(target)],
    );
  });
  return [['Start', '', '', name(document.entryNodeId)], ...drawn];
}

const inOrder = (rows: readonly Row[]) => rows.map((row) => row.join(' | ')).sort();

it('has a check table for every journey', () => {
  expect([...folders].sort()).toEqual(Object.keys(TABLES).sort());
});

describe.each(folders)('%s', (folder) => {
  const document = journey(folder);

  it('has the connections of its check table and no other', () => {
    expect(inOrder(connections(document))).toEqual(inOrder(TABLES[folder] ?? []));
  });

  it('is published without a remark', () => {
    expect(validateJourney(document, catalogue).map(({ code }) => code)).toEqual(REMARKS[folder] ?? []);
  });

  it('is written as an export would write it', () => {
    expect(text(folder)).toBe(`${JSON.stringify(sortKeys(document), null, 2)}\n`);
  });

  it('lies on the canvas from left to right with nothing on top of anything', () => {
    const { [START_ID]: start, ...ends } = document.staticNodes;
    const entry = document.nodes[document.entryNodeId];
    expect([Object.keys(ends).sort(), start !== undefined && entry !== undefined && start.x < entry.x]).toEqual([
      [SUCCESS_ID, FAILURE_ID].sort(),
      true,
    ]);
    const places = [...Object.values(document.nodes), ...Object.values(document.staticNodes)];
    for (const [index, one] of places.entries()) {
      for (const other of places.slice(index + 1)) expect(Math.abs(one.x - other.x) >= 150 || Math.abs(one.y - other.y) >= 80).toBe(true);
    }
    expect(Math.max(...Object.values(ends).map(({ x }) => x))).toBe(Math.max(...places.map(({ x }) => x)));
  });
});

it('gives every node an id of its own, because a retry counter is kept under it', () => {
  const ids = folders.map(journey).flatMap(({ nodes, innerNodes }) => [...Object.keys(nodes), ...Object.keys(innerNodes)]);
  expect(new Set(ids).size).toBe(ids.length);
});

describe('Login with Push MFA', () => {
  const document = journey('login-with-push-mfa');
  const configOf = (displayName: string) => Object.values(document.nodes).find((node) => node.displayName === displayName)?.config;

  it('is for the people of realm alpha, and lasts longer than a first registration', () => {
    expect(document).toMatchObject({
      name: 'Login with Push MFA',
      description: 'A login journey with MFA using push notifications',
      identityResource: 'managed/alpha_user',
      treeTimeout: 15,
      enabled: true,
      noSession: false,
    });
  });

  it.each([
    ['Push Sender', { mandatory: true, contextInfo: true, pushType: 'CHALLENGE' }],
    ['Push Registration', { issuer: 'Ping' }],
    ['Retry Limit Decision', { retryLimit: 3 }],
    // With the default no code is ever right.
    ['Recovery Code Collector Decision', { recoveryCodeType: 'PUSH' }],
  ])('sets %s to %o', (displayName, config) => {
    expect(configOf(displayName)).toMatchObject(config);
  });

  it('asks for name and password on one page, in this order', () => {
    expect(configOf('Page Node')?.['nodes']).toMatchObject([{ nodeType: 'ValidatedUsernameNode' }, { nodeType: 'ValidatedPasswordNode' }]);
  });
});

it('Login and AdminLogin go by the names that realms have as their defaults', () => {
  expect([journey('login').name, journey('admin-login').name]).toEqual(['Login', 'AdminLogin']);
});

it('no journey asks people for security questions, nor takes answers to them', () => {
  const types = folders.map(journey).flatMap(({ nodes, innerNodes }) => [...Object.values(nodes), ...Object.values(innerNodes)]);
  expect(types.filter(({ type }) => /^Kba/.test(type)).map(({ displayName }) => displayName)).toEqual([]);
  expect(Object.values(journey('registration').innerNodes).map(({ type }) => type)).toEqual([
    'ValidatedUsernameNode',
    'AttributeCollectorNode',
    'ValidatedPasswordNode',
    'AcceptTermsAndConditionsNode',
  ]);
});

it('tells people of the risk of codes by telephone, and of safer ways, before one is sent', () => {
  const [page] = Object.values(journey('login-with-one-time-code').nodes).filter(({ displayName }) => displayName === 'Choose a Way');
  expect(page?.config['pageDescription']).toMatchObject({
    en: expect.stringMatching(/can be intercepted.*a passkey or an authenticator app.* is safer/),
    de: expect.stringMatching(/lassen sich abfangen.*Passkey oder eine Authenticator-App ist sicherer/),
  });
});
