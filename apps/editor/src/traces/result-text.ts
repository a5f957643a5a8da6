import type { TracedVisit } from '@waygate/schema';
import type { EditorCatalogue } from '../editor/catalogue.ts';
import { t } from './messages.ts';

const WORDS = { sent: 'sent', suspended: 'suspended', refused: 'refused', failed: 'broke', entered: 'entered' } as const;

/** What came of a visit, in the words of the canvas: the outcome that was taken, or what happened instead. @param last what stands last on the page, whose outcomes a page has */
export function resultText({ nodeType, result }: TracedVisit, catalogue: EditorCatalogue, last?: TracedVisit): string {
  const outcome = last === undefined ? result : result.replace(`${last.nodeId}-`, '');
  const known = catalogue.get(last?.nodeType ?? nodeType)?.outcomes.find(({ id }) => id === outcome);
  if (known !== undefined) return known.displayName;
  return Object.hasOwn(WORDS, result) ? t(WORDS[result as keyof typeof WORDS]) : outcome;
}
