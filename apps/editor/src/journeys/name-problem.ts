import { journeyName } from '@waygate/schema';
import { t } from './messages.ts';

/** How long a name may be, UTF-16 code units. */
export const LONGEST_NAME = 128;

/** What is wrong with a new name for a journey; undefined when it can be had. @param taken names of the realm */
export function nameProblem(typed: string, taken: readonly string[]): string | undefined {
  const name = typed.trim();
  if (name === '') return t('nameEmpty');
  if (name.length > LONGEST_NAME) return t('nameLong', { most: LONGEST_NAME });
  if (taken.includes(name)) return t('nameTaken');
  if (/[\p{Cc}\\/]/u.test(name)) return t('nameWrong');
  return journeyName.safeParse(name).success ? undefined : t('nameReserved');
}
