import type { Outcome } from './run-faults.ts';

/** What a run came to, as two tables that can be pasted into a page, and every violation. */
export function tableOf({ faults, effects, violations, seconds }: Outcome): string {
  const sum = [...faults.values()].reduce((total, count) => total + count, 0);
  const faultRows = [...faults].filter(([, count]) => count > 0).map(([kind, count]) => [kind, count]);
  return [
    ...rows(['fault', 'how often'], [...faultRows, ['all', sum]]),
    '',
    ...effectTable(effects),
    '',
    `${sum} faults in ${seconds} s; ${violations.length === 0 ? 'nothing lost, nothing doubled, no violation' : `${violations.length} VIOLATIONS`}`,
    ...violations.slice(0, 60).map((violation) => `  - ${violation}`),
  ].join('\n');
}

/** What became of what clients were told, as a table. */
export function effectTable(effects: Outcome['effects']): readonly string[] {
  const effectRows = [...effects].map(([effect, { acknowledged, found, lost, doubled, unclear }]) => [
    effect,
    acknowledged,
    found,
    lost,
    doubled,
    unclear,
  ]);
  return rows(['effect', 'acknowledged', 'found', 'lost', 'doubled', 'without a clear answer'], effectRows);
}

function rows(head: readonly string[], body: readonly (readonly (string | number)[])[]): string[] {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...body.map(line)];
}
