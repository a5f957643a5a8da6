import type { EntryReport } from './explore-entry.ts';

/** How far a journey runs, in a few words: the best end that was reached, how many of its nodes ran on the way, and what was done for it that its file does not say. */
export function describeExploration({
  exploration,
  behindPassword,
  standIns,
}: Pick<EntryReport, 'exploration' | 'behindPassword' | 'standIns'>): string {
  if (exploration === undefined) return 'not at all';
  const { best, nodes } = exploration;
  const ran = `${nodes.visited} of ${nodes.reachable} nodes ran`;
  const behind = behindPassword === undefined ? '' : ' inside of a journey that asks for name and password first';
  const remarks = [
    ...(behindPassword === undefined ? [] : [`By itself: ${tidy(behindPassword)}`]),
    ...(standIns === 0
      ? []
      : [
          standIns === 1
            ? 'One script is not in the file: a stand-in took each of its outcomes in turn, and did nothing else.'
            : `${standIns} scripts are not in the file: stand-ins took each of their outcomes in turn, and did nothing else.`,
        ]),
  ];
  return [`${endOf(best, behind, ran)}`, ...remarks].join('. ').replaceAll('..', '.');
}

function endOf(best: NonNullable<EntryReport['exploration']>['best'], behind: string, ran: string): string {
  switch (best.end) {
    case 'success':
      return `to success${behind}; ${ran}`;
    case 'failure':
      return `to an end, which is failure on every way that was found; ${ran}`;
    case 'nobody':
      return `to Success${behind}, where nobody is signed on because nothing was proved; ${ran}`;
    case 'waiting':
      return `until it waits for a link in a mail, which goes nowhere because nothing in it says where to; ${ran}`;
    case 'refused':
      return `to a refusal: ${tidy(best.reason)} ${ran}`;
    default:
      return `no end: ${tidy(best.reason)} ${ran}`;
  }
}

/** Without the ids that are others at the next import. */
function tidy(reason: string): string {
  return reason.replaceAll(/ \([\da-f-]{36}\)/g, '');
}
