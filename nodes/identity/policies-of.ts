import { describePolicies, type JsonObject, type ManagedUser, policiesFor, propertyAt, WaygateError } from '@waygate/schema';

/**
 * What a validated callback says it will check of an attribute.
 * @throws WaygateError `node.attribute_unknown` (authoring) when users of the realm have none of this name
 */
export function policiesOf(user: ManagedUser, attribute: string): JsonObject {
  const property = propertyAt(user, attribute);
  if (property !== undefined) return describePolicies(attribute, policiesFor(property));
  throw new WaygateError('authoring', 'node.attribute_unknown', `Users of this realm have no attribute ${attribute}.`);
}
