/** Properties that the server itself gives a session (AM's list, and ours). */
const RESERVED = new Set(
  [
    'AMCtxId',
    'amlbcookie',
    'authInstant',
    'AuthLevel',
    'AuthType',
    'CharSet',
    'clientType',
    'DeviceManagement',
    'FullLoginURL',
    'Host',
    'HostName',
    'IndexType',
    'Locale',
    'loginURL',
    'OidcSid',
    'Organization',
    'Principal',
    'Principals',
    'Service',
    'successURL',
    'sun.am.UniversalIdentifier',
    'UserId',
    'UserProfile',
    'UserToken',
    'XUSRef',
  ].map((name) => name.toLowerCase()),
);

/** What an author reads who names a property that is none of theirs. */
export const RESERVED_PROPERTY = 'One of these properties is set by the server itself. Take another name.';

/** Whether a journey may set or remove a property of the session, in whatever spelling. */
export function isOwnProperty(name: string): boolean {
  return !RESERVED.has(name.toLowerCase());
}
