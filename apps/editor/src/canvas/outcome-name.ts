import { type JourneyDocument, START_ID } from '@waygate/schema';
import type { OutcomeSource } from '../document/outcome-source.ts';
import type { OutcomeBook } from '../editor/outcome-book.ts';
import { t } from './messages.ts';

/** What people call an outcome; one that is gone shows as it was called in the journey. */
export function outcomeName(document: JourneyDocument, outcomes: OutcomeBook, { nodeId, outcome }: OutcomeSource): string {
  if (nodeId === START_ID) return t('start');
  return outcomes.outcomesOf(document, nodeId)?.find(({ id }) => id === outcome)?.displayName ?? outcome;
}
