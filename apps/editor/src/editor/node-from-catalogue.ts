import type { CatalogueNode, JourneyNode, PageChild } from '@waygate/schema';
import type { Point } from '../document/point.ts';

/** A new node as it comes out of the palette. A version stands in the journey only where there is more than the first. */
export function childFromCatalogue(type: CatalogueNode): PageChild {
  return {
    type: type.type,
    displayName: type.displayName,
    config: structuredClone(type.defaults),
    ...(type.version === '1.0' ? {} : { version: type.version }),
  };
}

export function nodeFromCatalogue(type: CatalogueNode, { x, y }: Point): JourneyNode {
  return { ...childFromCatalogue(type), connections: {}, x: Math.round(x), y: Math.round(y) };
}
