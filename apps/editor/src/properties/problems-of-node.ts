import type { JourneyProblem } from '@waygate/schema';
import type { ConfigField } from './config-field.ts';

export interface NodeProblems {
  readonly byField: ReadonlyMap<string, readonly JourneyProblem[]>;
  readonly byOutcome: ReadonlyMap<string, readonly JourneyProblem[]>;
  /** Those that belong to no field and no outcome. */
  readonly others: readonly JourneyProblem[];
}

/** Sorts what the server says of a node to where its author mends it. */
export function problemsOfNode(problems: readonly JourneyProblem[], id: string, fields: readonly ConfigField[]): NodeProblems {
  const byField = new Map<string, JourneyProblem[]>();
  const byOutcome = new Map<string, JourneyProblem[]>();
  const others: JourneyProblem[] = [];
  for (const problem of problems) {
    if (problem.nodeId !== id) continue;
    const { path, outcome } = problem;
    const field = path === undefined ? undefined : fields.find(({ key }) => path === key || path.startsWith(`${key}.`));
    if (field !== undefined) push(byField, field.key, problem);
    else if (outcome !== undefined) push(byOutcome, outcome, problem);
    else others.push(problem);
  }
  return { byField, byOutcome, others };
}

/** Members of a field's value that problems are about: places in a list, or names. */
export function wrongMembersOf(key: string, problems: readonly JourneyProblem[]): ReadonlySet<string> {
  return new Set(
    problems.flatMap(({ path }) => (path?.startsWith(`${key}.`) === true ? [path.slice(key.length + 1).split('.')[0] ?? ''] : [])),
  );
}

function push(map: Map<string, JourneyProblem[]>, key: string, problem: JourneyProblem): void {
  map.set(key, [...(map.get(key) ?? []), problem]);
}
