export {
  type ApplicationGate,
  type ApplicationGateDeps,
  type Beginning,
  createApplicationGate,
  type Decision,
  type GateCookies,
  type GatePerson,
  type GateRefusal,
  type GuardedRequest,
  gateCookies,
} from './access/application-gate.ts';
export type { ApplicationSession, ApplicationSessionStore, EntryCode } from './access/application-sessions.ts';
export type { AccessFacts, KnownState, Verdict } from './access/judge-access.ts';
export { judgeAccess } from './access/judge-access.ts';
export type { SignedOn, SignedOnSessions } from './access/signed-on.ts';
export type { Clock } from './clock.ts';
export { ACCOUNT_ATTRIBUTES } from './directory/account-disabled.ts';
export { guidBytes, guidText, sidText } from './directory/binary-text.ts';
export { canonicalDn } from './directory/canonical-dn.ts';
export type { DirectoryContent, DirectoryReader, RawEntry } from './directory/directory-reader.ts';
export {
  type DirectoryRecord,
  directoryStatus,
  freshDirectoryRecord,
  type KeptCopy,
  type SnapshotPart,
} from './directory/directory-record.ts';
export type { DirectoryStore, Verifier } from './directory/directory-store.ts';
export { DirectorySyncer, type DirectorySyncerDeps, type SyncedDirectory, type SyncReport } from './directory/directory-syncer.ts';
export { foldName } from './directory/fold-name.ts';
export { PROFILE_ATTRIBUTES, planSnapshot } from './directory/plan-snapshot.ts';
export { findInSnapshot, findInSnapshotByDn, type SnapshotFind } from './directory/read-snapshot.ts';
export { settingsDigest } from './directory/settings-digest.ts';
export { snapshotBuckets } from './directory/snapshot-buckets.ts';
export type { SnapshotBucket, SnapshotUser } from './directory/snapshot-user.ts';
export type { EffectiveState } from './health/effective-state.ts';
export { createHealthDesk, type HealthDesk, type HealthDeskDeps, type OperatorWish, watched } from './health/health-desk.ts';
export type { KeptHealth } from './health/health-machine.ts';
export { HealthMonitor, type HealthMonitorDeps } from './health/health-monitor.ts';
export type { HealthRecord } from './health/health-record.ts';
export type { HealthStore, Leases, WatchedProvider } from './health/health-store.ts';
