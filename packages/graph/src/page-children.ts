import { childReferences, type JourneyDocument, type JourneyNode, type PageChild, type PageChildReference } from '@waygate/schema';

/** A child of a page with its instance, which is undefined when the document lacks it. */
export interface ResolvedChild {
  readonly reference: PageChildReference;
  readonly instance: PageChild | undefined;
}

/** The children that a page's configuration names, in order. */
export function pageChildren(document: JourneyDocument, page: JourneyNode): ResolvedChild[] {
  return childReferences(page.config).map((reference) => ({ reference, instance: document.innerNodes[reference._id] }));
}
