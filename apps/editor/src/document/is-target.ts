import { FAILURE_ID, type JourneyDocument, SUCCESS_ID } from '@waygate/schema';

/** Whether a wire can lead to this id: a node of the canvas or one of the two ends. */
export function isTarget({ nodes }: JourneyDocument, id: string): boolean {
  return id === SUCCESS_ID || id === FAILURE_ID || Object.hasOwn(nodes, id);
}
