export { compileJourney, invalidJourney } from './compile-journey.ts';
export { type CompiledJourney, type CompiledNode, TO_FAILURE, TO_SUCCESS } from './compiled-journey.ts';
export { diffJourneys, type JourneyDifference } from './diff-journeys.ts';
export { type JourneyMerge, type MergeConflict, mergeJourneys, resolveConflict } from './merge-journeys.ts';
export type { NodeFacts, NodeFactsById } from './node-facts.ts';
export { pageChildren } from './page-children.ts';
export { parseConfig } from './parse-config.ts';
export type { Problem } from './problem.ts';
export { type JourneySurroundings, outcomesOf, validateJourney } from './validate-journey.ts';
