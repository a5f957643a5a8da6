import type { EntryReport } from './explore-entry.ts';

/** How far a journey runs, in a few words: the best end that was reached, and how many of its nodes ran on the way. */
export function describeExploration({ exploration }: Pick<EntryReport, 'exploration'>): string {
  if (exploration === undefined) return 'not at all';
  const { best, nodes } = exploration;
  const ran = `${nodes.visited} of ${nodes.reachable} nodes ran`;
  switch (best.end) {
    case 'success':
      return `to success; ${ran}`;
    case 'failure':
      return `to an end, which is failure on every way that was found; ${ran}`;
    case 'nobody':
      return `to Success, where nobody is signed on because nothing was proved; ${ran}`;
    default:
      return `no end: ${best.reason.replaceAll(/ \([\da-f-]{36}\)/g, '')} ${ran}`;
  }
}
