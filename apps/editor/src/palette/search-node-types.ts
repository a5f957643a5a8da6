import type { CatalogueNode } from '@waygate/schema';

/** Node types that all words of a search are found in, those whose name begins with it first. */
export function searchNodeTypes(nodes: Iterable<CatalogueNode>, text: string): CatalogueNode[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = [...nodes].filter((node) => {
    const all = `${node.displayName} ${node.type} ${node.category} ${node.tags.join(' ')} ${node.summary}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
  const rank = ({ displayName }: CatalogueNode) => {
    const name = displayName.toLowerCase();
    const wanted = words.join(' ');
    return name.startsWith(wanted) ? 0 : name.includes(wanted) ? 1 : 2;
  };
  return found.sort((a, b) => rank(a) - rank(b) || (a.displayName < b.displayName ? -1 : 1));
}
