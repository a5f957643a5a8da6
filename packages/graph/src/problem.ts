import type { JourneyProblem } from '@waygate/schema';

/** Something about a journey that its author should mend. */
export type Problem = JourneyProblem;
