import type { CatalogueOutcome, JourneyDocument, JourneyNode, PageChild } from '@waygate/schema';
import { own } from '../document/own.ts';
import { pageChildrenOf } from '../document/page-children.ts';
import type { EditorCatalogue } from './catalogue.ts';
import { supportedType } from './supported-type.ts';

/**
 * What is known of the outcomes of node types with a configuration. Only the server can tell them; what it told once holds for the same type and configuration
 * for good, so that undo and paste need not ask again.
 */
export class OutcomeBook {
  readonly #catalogue: EditorCatalogue;
  readonly #known = new Map<string, readonly CatalogueOutcome[] | null>();
  readonly #lastOfNode = new Map<string, readonly CatalogueOutcome[]>();

  constructor(catalogue: EditorCatalogue) {
    this.#catalogue = catalogue;
    for (const { type, defaults, outcomes, kind } of catalogue.values())
      if (kind !== 'page') this.#known.set(keyOf(type, defaults), outcomes);
  }

  /** Keeps what the server told. */
  learn(node: PageChild, outcomes: readonly CatalogueOutcome[] | null): void {
    this.#known.set(keyOf(node.type, node.config), outcomes);
  }

  /** Whether the server must be asked. */
  isUnknown(node: PageChild): boolean {
    return node.type !== 'PageNode' && this.#catalogue.has(node.type) && !this.#known.has(keyOf(node.type, node.config));
  }

  /**
   * Outcomes of a node on the canvas. Until the server has answered, and while the configuration is not right, they are those that the node had last.
   * @returns undefined for a type that the server does not have
   */
  outcomesOf(document: JourneyDocument, id: string): readonly CatalogueOutcome[] | undefined {
    const node = own(document.nodes, id);
    if (node === undefined) return undefined;
    if (node.type === 'PageNode') return this.#ofPage(document, id, node);
    return this.#ofPlain(id, node);
  }

  /** Outcomes of a node by its type and configuration alone, such as one that is to stand on a page. */
  outcomesOfChild(node: PageChild): readonly CatalogueOutcome[] | undefined {
    return this.#known.get(keyOf(node.type, node.config)) ?? this.#catalogue.get(node.type)?.outcomes;
  }

  #ofPlain(id: string, node: PageChild): readonly CatalogueOutcome[] | undefined {
    const type = supportedType(this.#catalogue, node);
    if (type === undefined) return undefined;
    const known = this.#known.get(keyOf(node.type, node.config));
    if (known === undefined || known === null) return this.#lastOfNode.get(id) ?? type.outcomes;
    this.#lastOfNode.set(id, known);
    return known;
  }

  #ofPage(document: JourneyDocument, id: string, page: JourneyNode): readonly CatalogueOutcome[] | undefined {
    const last = pageChildrenOf(document, id).at(-1);
    if (last === undefined) return [];
    const outcomes = this.#ofPlain(last.id, last.child);
    return page.version === '2.0' ? outcomes?.map((outcome) => ({ ...outcome, id: `${last.id}-${outcome.id}` })) : outcomes;
  }
}

function keyOf(type: string, config: PageChild['config']): string {
  return `${type}\n${JSON.stringify(config)}`;
}
