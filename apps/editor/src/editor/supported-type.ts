import { isKnownVersion } from '@waygate/graph';
import type { CatalogueNode, PageChild } from '@waygate/schema';
import type { EditorCatalogue } from './catalogue.ts';

/** The type that a node runs by, or undefined when the server has no such type, or has it in another version only. */
export function supportedType(catalogue: EditorCatalogue, node: PageChild): CatalogueNode | undefined {
  const type = catalogue.get(node.type);
  return type !== undefined && isKnownVersion(type, node) ? type : undefined;
}
