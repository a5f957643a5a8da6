import type { JourneyDocument, JsonObject, PageChild } from '@waygate/schema';
import { own } from './own.ts';
import { childIds, pageOf, withChildren } from './page-children.ts';

/** A node of the canvas or of a page. */
export function nodeOf(document: JourneyDocument, id: string): PageChild | undefined {
  return own(document.nodes, id) ?? own(document.innerNodes, id);
}

/** Replaces the configuration of a node, on the canvas or on a page. Wires stay, also those whose outcome is gone: they can be attached again. */
export function setConfig(document: JourneyDocument, id: string, config: JsonObject): JourneyDocument {
  return changed(document, id, { config });
}

/** Gives a node, on the canvas or on a page, another name. */
export function setDisplayName(document: JourneyDocument, id: string, displayName: string): JourneyDocument {
  return changed(document, id, { displayName });
}

function changed(document: JourneyDocument, id: string, change: Partial<PageChild>): JourneyDocument {
  const node = own(document.nodes, id);
  if (node !== undefined) return { ...document, nodes: { ...document.nodes, [id]: { ...node, ...change } } };
  const child = own(document.innerNodes, id);
  if (child === undefined) return document;
  const next = { ...document, innerNodes: { ...document.innerNodes, [id]: { ...child, ...change } } };
  const pageId = pageOf(next, id);
  const page = pageId === undefined ? undefined : own(next.nodes, pageId);
  // The page keeps its own copy of the names.
  if (pageId === undefined || page === undefined) return next;
  return { ...next, nodes: { ...next.nodes, [pageId]: withChildren(next, page, childIds(next, pageId)) } };
}
