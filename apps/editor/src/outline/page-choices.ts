import type { JourneyDocument } from '@waygate/schema';
import { targetChoices } from '../canvas/target-choices.ts';
import { t } from './messages.ts';
import type { OutlineContext } from './outline-action.ts';
import { searchChoices } from './search-choices.ts';

/** Asks for one of some pages. */
export function askForPage(
  pages: readonly string[],
  title: string,
  document: JourneyDocument,
  { ask }: OutlineContext,
  pick: (pageId: string) => void,
): void {
  const labels = new Map(targetChoices(document).map(({ value, label }) => [value, label]));
  ask({ title, question: t('whichPage'), search: searchChoices(pages.map((id) => ({ value: id, label: labels.get(id) ?? id }))), pick });
}

/** The pages but one that something can stand on. */
export function pagesFor(document: JourneyDocument, without: string, fits: (pageId: string) => boolean): string[] {
  return Object.entries(document.nodes)
    .filter(([id, { type }]) => type === 'PageNode' && id !== without && fits(id))
    .map(([id]) => id);
}
