import { findUnsafeKey, jsonObject, WaygateError } from '@waygate/schema';
import { z } from 'zod';

const place = z.object({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) });

const collectedProfile = z.object({
  identifier: z.string().min(1).max(256),
  metadata: jsonObject.optional().catch(undefined),
  // A device that does not tell where it is says so by an object with nothing in it.
  location: place.optional().catch(undefined),
});

/** What a device said of itself in this run. Nobody has looked whether it is true. */
export type CollectedProfile = z.infer<typeof collectedProfile>;

/**
 * What a client answered to the question for its profile.
 * @throws WaygateError `device.profile_malformed` (input) when it is no profile, or one without an identifier
 */
export function readPostedProfile(text: string): CollectedProfile {
  let posted: unknown;
  try {
    posted = JSON.parse(text);
  } catch {
    throw malformed();
  }
  const parsed = findUnsafeKey(posted) === undefined ? collectedProfile.safeParse(posted) : undefined;
  if (parsed?.success !== true) throw malformed();
  return parsed.data;
}

/** What an earlier node has put into the state; undefined when there is no profile in it. */
export function profileInState(value: unknown): CollectedProfile | undefined {
  return collectedProfile.safeParse(value).data;
}

/** A node that needs a profile stands where none was collected. */
export function nothingCollected(node: string, what: string): WaygateError {
  return new WaygateError(
    'authoring',
    'device.profile_missing',
    `${node} needs ${what}. Collect it with a Device Profile Collector first.`,
  );
}

function malformed(): WaygateError {
  return new WaygateError('input', 'device.profile_malformed', 'What the client sent is no device profile with an identifier.');
}
