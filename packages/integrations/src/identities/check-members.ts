import type { FailedProperty } from '@waygate/node-kit';
import {
  checkPolicies,
  type FailedPolicy,
  type Json,
  type JsonObject,
  type ManagedUser,
  policiesFor,
  propertyAt,
  requirementOf,
  WaygateError,
} from '@waygate/schema';
import { isWellKnownPassword } from './is-well-known-password.ts';

/** Tells what other people have. */
export interface UniqueValues {
  isTaken(attribute: string, value: string): Promise<boolean>;
}

/**
 * Holds the value of one property to its rules.
 * @throws WaygateError `identity.unknown_property` (authoring) when users have none of this name
 */
export async function checkedProperty(
  user: ManagedUser,
  name: string,
  value: Json | undefined,
  object: JsonObject,
  unique: UniqueValues,
): Promise<readonly FailedPolicy[]> {
  const found = propertyAt(user, name);
  if (found === undefined) {
    throw new WaygateError('authoring', 'identity.unknown_property', `Users of this realm have no property ${name}.`);
  }
  const policies = policiesFor(found);
  const failed = checkPolicies(policies, value, object);
  if (failed.length > 0) return failed;
  const mustBeUnknown = policies.some((policy) => requirementOf(policy) === 'CANNOT_BE_WELL_KNOWN');
  if (mustBeUnknown && typeof value === 'string' && (await isWellKnownPassword(value)))
    return [{ policyRequirement: 'CANNOT_BE_WELL_KNOWN' }];
  const mustBeUnique = policies.some((policy) => requirementOf(policy) === 'UNIQUE');
  if (!mustBeUnique) return [];
  for (const one of Array.isArray(value) ? value : [value]) {
    if (typeof one === 'string' && (await unique.isTaken(name, one))) return [{ policyRequirement: 'UNIQUE' }];
  }
  return [];
}

/**
 * Holds members of an object to the rules of their properties.
 * @param whole with `whole`, what is required and missing fails too
 */
export async function checkMembers(
  user: ManagedUser,
  members: JsonObject,
  object: JsonObject,
  unique: UniqueValues,
  whole: 'whole' | 'changes',
): Promise<readonly FailedProperty[]> {
  const failed: FailedProperty[] = [];
  for (const property of new Set([...Object.keys(members).filter(isMember), ...(whole === 'whole' ? user.required : [])])) {
    const value = Object.hasOwn(members, property) ? members[property] : undefined;
    const policyRequirements =
      propertyAt(user, escaped(property)) === undefined
        ? [{ policyRequirement: 'UNKNOWN_PROPERTY' }]
        : await checkedProperty(user, escaped(property), value, object, unique);
    if (policyRequirements.length > 0) failed.push({ property, policyRequirements });
  }
  return failed;
}

/** What begins with `_` describes the object and is nothing that can be written (CREST). */
export function isMember(name: string): boolean {
  return !name.startsWith('_');
}

function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
