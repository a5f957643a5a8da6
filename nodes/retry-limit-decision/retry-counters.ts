type Attributes = Readonly<Record<string, readonly string[]>>;

/** Attribute of the user that keeps the counters, one `nodeId=count` for each node (AM). */
const COUNTERS = 'retryLimitNodeCount';

/** How many retries of a node a user has taken. */
export function countOf(attributes: Attributes, nodeId: string): number {
  const entry = attributes[COUNTERS]?.find((value) => value.startsWith(`${nodeId}=`));
  const count = Number(entry?.slice(nodeId.length + 1));
  return Number.isSafeInteger(count) && count > 0 ? count : 0;
}

/** The attributes with another count; zero takes the entry out. */
export function withCount(attributes: Attributes, nodeId: string, count: number): Record<string, readonly string[]> {
  const others = (attributes[COUNTERS] ?? []).filter((value) => !value.startsWith(`${nodeId}=`));
  const entries = count === 0 ? others : [...others, `${nodeId}=${count}`];
  const { [COUNTERS]: _, ...rest } = attributes;
  return entries.length === 0 ? rest : { ...rest, [COUNTERS]: entries };
}
