/** Where a wire begins: an outcome of a node, or the start of the journey (`START_ID`, whose only outcome is `start`). */
export interface OutcomeSource {
  readonly nodeId: string;
  readonly outcome: string;
}

/** Name of the one outcome of Start. */
export const START_OUTCOME = 'start';
