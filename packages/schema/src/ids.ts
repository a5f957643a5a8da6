/** The id that stands for the start of every journey (AM). It is a position on the canvas, never a node that runs. */
export const START_ID = 'startNode';

/** The id of the Success end in every journey (AM's own, so exports need no mapping). */
export const SUCCESS_ID = '70e691a5-1e33-4ac3-a356-e7b6d60d92e0';

/** The id of the Failure end in every journey (AM's own). */
export const FAILURE_ID = 'e301438c-0bd0-429c-ab0c-66126501069a';
