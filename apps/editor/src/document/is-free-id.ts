import { FAILURE_ID, type JourneyDocument, START_ID, SUCCESS_ID } from '@waygate/schema';

const RESERVED = new Set([START_ID, SUCCESS_ID, FAILURE_ID, '__proto__', 'constructor', 'prototype', '']);

/** Whether a new node, on the canvas or on a page, can have this id. */
export function isFreeId({ nodes, innerNodes }: JourneyDocument, id: string): boolean {
  return !RESERVED.has(id) && !Object.hasOwn(nodes, id) && !Object.hasOwn(innerNodes, id);
}
