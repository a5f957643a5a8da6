import { AdminError } from '@waygate/client';
import { z } from 'zod';
import { failureText } from '../app/failure.tsx';
import { limitValues } from './file-limits.ts';
import { type TransferKey, t } from './messages.ts';

const refusal = z.object({
  file: z.string().default(''),
  other: z.string().optional(),
  line: z.number().optional(),
  column: z.number().optional(),
  path: z.string().default(''),
  journey: z.string().default(''),
  problems: z.array(z.object({ path: z.string().default(''), message: z.string() })).default([]),
});

const KEYS: Readonly<Record<string, TransferKey>> = {
  'import.empty': 'empty',
  'import.not_json': 'notJson',
  'transfer.unsafe_key': 'unsafeKey',
  'transfer.duplicate_key': 'duplicateKey',
  'transfer.duplicate_id': 'duplicateId',
  'transfer.malformed': 'malformed',
  'transfer.not_a_journey': 'notAJourney',
  'journey.base_moved': 'baseMoved',
  'draft.changed': 'draftChanged',
  'journey.invalid': 'cannotRun',
};

/** Why an import was refused, and whatever the server tells of it place by place (in its own words). */
export interface Refusal {
  readonly text: string;
  readonly problems: readonly string[];
  /** Whether planning anew can help. */
  readonly planAgain: boolean;
}

export function refusalOf(error: unknown): Refusal {
  if (!(error instanceof AdminError)) return { text: failureText(error), problems: [], planAgain: false };
  const { file, other, line, column, path, journey, problems } = refusal.catch(refusal.parse({})).parse(error.details ?? {});
  const planAgain = error.status === 409;
  if (error.code === 'journey.twice') {
    const key = other === undefined || other === file ? 'twiceInOne' : 'twice';
    return { text: t(key, { journey, file, other: other ?? file }), problems: [], planAgain };
  }
  if (error.status === 413)
    return { text: t('tooLargeTogether', { ...limitValues, size: `> ${limitValues.megabytes}` }), problems: [], planAgain };
  const key = Object.hasOwn(KEYS, error.code) ? KEYS[error.code] : undefined;
  if (key === undefined) return { text: failureText(error), problems: [], planAgain };
  const where = line === undefined || column === undefined ? file : t('whereLine', { file, line, column });
  const told = problems.map(({ path: place, message }) => (place === '' || message.includes(place) ? message : `${place}: ${message}`));
  return { text: t(key, { where, path, file }), problems: told, planAgain };
}
