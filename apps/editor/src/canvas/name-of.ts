import { FAILURE_ID, type JourneyDocument, START_ID, SUCCESS_ID } from '@waygate/schema';
import { nodeOf } from '../document/edit-node.ts';
import { t } from './messages.ts';

/** What people call a node, Start or an end. */
export function nameOf(document: JourneyDocument, id: string): string {
  if (id === START_ID) return t('start');
  if (id === SUCCESS_ID) return t('success');
  if (id === FAILURE_ID) return t('failure');
  const name = nodeOf(document, id)?.displayName ?? '';
  return name === '' ? id : name;
}
