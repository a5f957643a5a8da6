import type { ManagedResult } from '@waygate/node-kit';
import type { JsonObject } from '@waygate/schema';

/** What the trace tells of a person who was not made or changed: properties and rules, no values. */
export function failureNote(result: ManagedResult): JsonObject {
  if (result.status !== 'refused') return { reason: result.status };
  const failed = result.failed.map(({ property, policyRequirements }) => ({
    property,
    requirements: policyRequirements.map(({ policyRequirement }) => policyRequirement),
  }));
  return { reason: 'policies', failed };
}
