import { WaygateError } from '@waygate/schema';
import type { NodeType } from './node-type.ts';

/** The node types that a server has, by type id. */
export type Catalogue = ReadonlyMap<string, NodeType>;

/** @throws WaygateError `catalogue.duplicate` when two node types claim one id */
export function makeCatalogue(types: readonly NodeType[]): Catalogue {
  const catalogue = new Map<string, NodeType>();
  for (const type of types) {
    if (catalogue.has(type.type)) throw new WaygateError('unexpected', 'catalogue.duplicate', `Two nodes are called ${type.type}.`);
    catalogue.set(type.type, type);
  }
  for (const type of types) if (type.link !== undefined) catalogue.set(type.type, type.link(catalogue));
  return catalogue;
}
