import { t } from './messages.ts';

const dateTime = new Intl.DateTimeFormat(t.language, { dateStyle: 'medium', timeStyle: 'medium' });
const few = new Intl.NumberFormat(t.language, { maximumFractionDigits: 1 });
const unit = (name: string, value: number) =>
  new Intl.NumberFormat(t.language, { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: 1 }).format(value);

/** A moment, in the person's own time. @param at epoch milliseconds */
export function momentText(at: number): string {
  return dateTime.format(at);
}

/** A duration in the unit that suits it. @param ms milliseconds */
export function durationText(ms: number): string {
  if (ms < 1_000) return unit('millisecond', ms < 10 ? ms : Math.round(ms));
  if (ms < 60_000) return unit('second', ms / 1_000);
  const minutes = Math.floor(ms / 60_000);
  return `${few.format(minutes)} min ${few.format(Math.round((ms % 60_000) / 1_000))} s`;
}
