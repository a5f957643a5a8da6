import { t } from './messages.ts';
import { timeText, unitName, withUnit } from './unit-text.ts';

/** What a number counts, such as `seconds`. */
export function countedText(unit: string): string {
  return unit === 'retries' ? t('retries') : unitName(unit, t.language);
}

/** A number with what it counts, such as `5 seconds`. */
export function numberText(value: number, unit: string | undefined): string {
  return unit === 'retries' ? `${withUnit(value, undefined, t.language)} ${t('retries')}` : withUnit(value, unit, t.language);
}

/** The same in the terms that people think in, such as `2 minutes` or `4 attempts`; undefined when that says nothing more. */
export function otherNumberText(value: number, unit: string | undefined): string | undefined {
  if (unit === 'retries') return Number.isInteger(value) && value > 0 ? t('attempts', { count: value + 1 }) : undefined;
  return timeText(value, unit, t.language);
}
