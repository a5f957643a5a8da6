import type { JourneyProblem } from '@waygate/schema';

export type SeverityFilter = 'all' | JourneyProblem['severity'];

/** A problem as the list shows it. */
export interface ListedProblem {
  /** Names it among the others. */
  readonly key: string;
  readonly problem: JourneyProblem;
  /** What people call the node; undefined for a problem of the journey itself. */
  readonly place: string | undefined;
  readonly text: string;
}

/** Those that all words of a filter are found in, errors first. */
export function groupProblems(problems: readonly ListedProblem[], filter: string, severity: SeverityFilter) {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const found = problems.filter(({ problem, place = '', text }) => {
    const all = `${place} ${text} ${problem.path ?? ''} ${problem.code}`.toLowerCase();
    return (severity === 'all' || severity === problem.severity) && words.every((word) => all.includes(word));
  });
  return {
    errors: found.filter(({ problem }) => problem.severity === 'error'),
    warnings: found.filter(({ problem }) => problem.severity === 'warning'),
  };
}
