import type { Identity, ManagedPerson, NodePorts } from '@waygate/node-kit';
import { type JsonObject, readFieldPath, valuesAt, WaygateError } from '@waygate/schema';

/** What a journey knows of a person, and where to look for them. */
interface Known {
  readonly realm: string;
  readonly ports: NodePorts;
  /** Attributes of the journey's state, merged. */
  readonly attributes: JsonObject | undefined;
  readonly username: string | undefined;
}

/** Whom a journey means. */
export interface Search {
  /** Whether the state names anybody at all. */
  readonly named: boolean;
  readonly person: Identity | undefined;
}

/** Looks for the person as every platform node does (AM): by the value of the attribute in the journey's state, else by the user name. */
export async function searchPerson(attribute: string, { realm, ports, attributes, username }: Known): Promise<Search> {
  const path = readFieldPath(attribute);
  const [value] = path === undefined ? [] : valuesAt(attributes ?? {}, path);
  if ((typeof value === 'string' && value !== '') || typeof value === 'number') {
    return { named: true, person: await ports.identities.findBy(realm, attribute, String(value)) };
  }
  if (username === undefined || username === '') return { named: false, person: undefined };
  return { named: true, person: await ports.identities.find(realm, username) };
}

/**
 * The person whom the journey means, for nodes that cannot do without.
 * @throws WaygateError `node.identity_unnamed` (authoring) when the state names nobody, `node.person_missing` (authoring) when there is no such person
 */
export async function existingPerson(attribute: string, known: Known): Promise<ManagedPerson> {
  const { named, person } = await searchPerson(attribute, known);
  if (!named) throw unnamed(attribute);
  const read = person === undefined ? undefined : await known.ports.identities.read(known.realm, person.id);
  if (read === undefined) {
    throw new WaygateError('authoring', 'node.person_missing', 'There is no such person. Look whether there is one before this node.');
  }
  return read;
}

/** Nothing in the state says whom a node is about. */
export function unnamed(attribute: string): WaygateError {
  return new WaygateError(
    'authoring',
    'node.identity_unnamed',
    `The journey knows neither ${attribute} nor a user name yet. Ask for it before this node.`,
  );
}
