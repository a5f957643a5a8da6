type Attributes = Readonly<Record<string, readonly string[]>>;

/** Attribute of the user that keeps the counters, one `nodeId=count` for each node (AM), and which step was counted last, `nodeId=step=count`. */
const COUNTERS = 'retryLimitNodeCount';

/** What a step found, and the attributes as it leaves them. */
export interface Counted {
  /** Retries that were taken before this step. */
  readonly count: number;
  readonly attributes: Record<string, readonly string[]>;
}

/**
 * Counts one step of a node: up by one, or back to none when the limit is reached. A step that was counted already finds what it found then and changes nothing.
 * @param step idempotency key of the run
 */
export function countStep(attributes: Attributes, nodeId: string, limit: number, step: string): Counted {
  const entries = attributes[COUNTERS] ?? [];
  const before = numberAfter(entries, `${nodeId}=${step}=`);
  if (before !== undefined) return { count: before, attributes: { ...attributes } };
  const count = numberAfter(entries, `${nodeId}=`) ?? 0;
  const counter = count < limit ? [`${nodeId}=${count + 1}`] : [];
  return { count, attributes: withEntries(attributes, [...entriesOfOthers(entries, nodeId), ...counter, `${nodeId}=${step}=${count}`]) };
}

/** The attributes without anything of a node. */
export function withoutCount(attributes: Attributes, nodeId: string): Record<string, readonly string[]> {
  return withEntries(attributes, entriesOfOthers(attributes[COUNTERS] ?? [], nodeId));
}

function numberAfter(entries: readonly string[], start: string): number | undefined {
  for (const entry of entries) {
    const rest = entry.startsWith(start) ? entry.slice(start.length) : '';
    if (/^\d{1,9}$/.test(rest)) return Number(rest);
  }
  return undefined;
}

function entriesOfOthers(entries: readonly string[], nodeId: string): string[] {
  return entries.filter((entry) => !entry.startsWith(`${nodeId}=`));
}

function withEntries(attributes: Attributes, entries: readonly string[]): Record<string, readonly string[]> {
  const { [COUNTERS]: _, ...rest } = attributes;
  return entries.length === 0 ? rest : { ...rest, [COUNTERS]: entries };
}
