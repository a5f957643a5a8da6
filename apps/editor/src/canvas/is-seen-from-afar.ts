import type { ReactFlowState } from '@xyflow/react';

/** Scale below which nobody can read what stands on a node. */
const FAR = 0.34;

/** Whether the drawing is so small that nodes show their names alone. */
export function isSeenFromAfar({ transform }: Pick<ReactFlowState, 'transform'>): boolean {
  return transform[2] < FAR;
}
