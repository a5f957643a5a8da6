import { journeyName } from '@waygate/schema';
import { t } from './messages.ts';

const LONGEST = 128;

/** What is wrong with a new name for a journey; undefined when it can be had. @param taken names of the realm */
export function nameProblem(typed: string, taken: readonly string[]): string | undefined {
  const name = typed.trim();
  if (name === '') return t('nameEmpty');
  if (name.length > LONGEST) return t('nameLong', { most: LONGEST });
  if (taken.includes(name)) return t('nameTaken');
  if (/[\p{Cc}\\/]/u.test(name)) return t('nameWrong');
  return journeyName.safeParse(name).success ? undefined : t('nameReserved');
}
