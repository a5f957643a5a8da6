import type { Evidence, Subject } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';

/**
 * Who signs on: a second factor is the second, so somebody must be identified and something proved of them.
 * @throws WaygateError `pingid.first_factor_missing` (authoring)
 */
export function provedSubject(subject: Subject | undefined, evidence: readonly Evidence[]): Subject {
  if (subject === undefined || evidence.length === 0) {
    throw new WaygateError(
      'authoring',
      'pingid.first_factor_missing',
      'Nothing was proved of anybody yet. A first factor belongs before a second one.',
    );
  }
  return subject;
}
