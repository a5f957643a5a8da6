import type { JourneyDocument } from '@waygate/schema';

/** Where the engine gets journeys from. Versions are immutable, so they may be kept for ever. */
export interface JourneyVersions {
  /** Id of the version that a sign-on started now runs on; undefined when there is no such journey or it was never published. */
  publishedVersion(realm: string, name: string): Promise<string | undefined>;
  version(realm: string, name: string, versionId: string): Promise<JourneyDocument | undefined>;
}
