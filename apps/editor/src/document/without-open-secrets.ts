import { isSealedSecret, isSecretPlaceholder, type PageChild } from '@waygate/schema';
import type { JourneyFragment } from './fragment.ts';

/**
 * A fragment without the secrets that stand in it in clear, as somebody may have written them: they must not enter a journey, because a browser keeps its drafts.
 * @param secretsOf secret members of a node type
 * @returns the fragment and how many secrets were left out
 */
export function withoutOpenSecrets(
  fragment: JourneyFragment,
  secretsOf: (type: string) => readonly string[],
): { readonly fragment: JourneyFragment; readonly count: number } {
  let count = 0;
  const cleaned = <N extends PageChild>(nodes: Readonly<Record<string, N>>): Record<string, N> =>
    Object.fromEntries(
      Object.entries(nodes).map(([id, node]) => {
        const config = { ...node.config };
        for (const member of secretsOf(node.type)) {
          const value = Object.hasOwn(config, member) ? config[member] : undefined;
          if (value === undefined || value === null || value === '' || isSealedSecret(value) || isSecretPlaceholder(value)) continue;
          delete config[member];
          count += 1;
        }
        return [id, { ...node, config }];
      }),
    );
  return { fragment: { ...fragment, nodes: cleaned(fragment.nodes), innerNodes: cleaned(fragment.innerNodes) }, count };
}
