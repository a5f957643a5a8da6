/** Collections by name. Names stand in files, so they never change. */
export const COLLECTIONS = {
  realms: 'realms',
  identities: 'identities',
  journeys: 'journeys',
  journeyVersions: 'journeyVersions',
  triedVersions: 'triedVersions',
  journeyHistory: 'journeyHistory',
  authorDrafts: 'authorDrafts',
  signOnTraces: 'signOnTraces',
  previewTickets: 'previewTickets',
  journeySessions: 'journeySessions',
  signOnSessions: 'signOnSessions',
  pushDevices: 'pushDevices',
  skipPreferences: 'skipPreferences',
  pushMessages: 'pushMessages',
  pushOutbox: 'pushOutbox',
  throttle: 'throttle',
  services: 'services',
  realmObjects: 'realmObjects',
  oauthGrants: 'oauthGrants',
  oauthTokens: 'oauthTokens',
  preparedIndexes: 'preparedIndexes',
} as const;

/** What only has to outlive the process; single writes may ask for more. */
export const EPHEMERAL_COLLECTIONS: ReadonlySet<string> = new Set([
  COLLECTIONS.journeySessions,
  COLLECTIONS.signOnSessions,
  COLLECTIONS.pushMessages,
  COLLECTIONS.pushOutbox,
  COLLECTIONS.throttle,
  COLLECTIONS.signOnTraces,
  COLLECTIONS.previewTickets,
  COLLECTIONS.triedVersions,
  COLLECTIONS.oauthTokens,
]);
