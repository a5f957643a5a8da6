import type { JsonObject } from '@waygate/schema';

/** One rule as AM's object policies describe it; the words are those that SDKs have texts for. */
interface Policy {
  readonly policyId: string;
  readonly policyRequirements: readonly string[];
  readonly params?: JsonObject;
}

/** What a validated callback says it will check of an attribute, so that a page can say it before anything is typed (AM's form). */
export function policiesOf(attribute: string, ...policies: readonly Policy[]): JsonObject {
  return {
    name: attribute,
    policyRequirements: policies.flatMap(({ policyRequirements }) => policyRequirements),
    policies: policies.map((policy) => ({ ...policy, policyRequirements: [...policy.policyRequirements] })),
    fallbackPolicies: null,
    conditionalPolicies: null,
  };
}
