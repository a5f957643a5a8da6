import { isSealedSecret, type Json } from '@waygate/schema';
import { t } from './messages.ts';

/** A value of a configuration or an option, for people. */
export function valueText(value: Json | undefined): string {
  if (value === undefined || value === null || value === '') return t('valueNone');
  if (isSealedSecret(value)) return t('valueSecret');
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return t(value ? 'valueTrue' : 'valueFalse');
  return JSON.stringify(value, undefined, 1);
}
