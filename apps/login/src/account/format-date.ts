import { t } from '../messages.ts';

/** A time as the person writes it. */
export function formatDate(at: number | string): string {
  return new Intl.DateTimeFormat(t.language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at));
}
