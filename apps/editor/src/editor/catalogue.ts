import type { CatalogueNode } from '@waygate/schema';

/** The node types that the server offers, by type id. */
export type EditorCatalogue = ReadonlyMap<string, CatalogueNode>;

export function makeEditorCatalogue(nodes: readonly CatalogueNode[]): EditorCatalogue {
  return new Map(nodes.map((node) => [node.type, node]));
}
