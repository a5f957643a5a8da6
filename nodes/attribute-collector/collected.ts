import { type FieldPath, type ManagedUser, type PropertyAt, propertyAt, WaygateError } from '@waygate/schema';

/** An attribute that is asked for. */
export interface Collected {
  readonly name: string;
  readonly path: FieldPath;
  readonly property: PropertyAt;
}

const ASKED: ReadonlySet<string> = new Set(['string', 'number', 'boolean']);

/**
 * Looks up an attribute that is to be asked for.
 * @throws WaygateError `node.attribute_unknown` or `node.attribute_type` (authoring): there is none, or none that a field could ask for. What is private has nodes of
 * its own, which keep it out of shared state
 */
export function collectedOf(user: ManagedUser, name: string): Collected {
  const property = propertyAt(user, name);
  if (property === undefined) {
    throw new WaygateError('authoring', 'node.attribute_unknown', `Users of this realm have no attribute ${name}.`);
  }
  if (!ASKED.has(property.property.type) || property.property.scope === 'private') {
    throw new WaygateError('authoring', 'node.attribute_type', `The attribute ${name} cannot be asked for by a field.`);
  }
  return { name, path: property.path, property };
}
