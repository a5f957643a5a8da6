import { Text } from '@mantine/core';
import { useInterval } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { t } from './messages.ts';

const dateTime = new Intl.DateTimeFormat(t.language, { dateStyle: 'medium', timeStyle: 'short' });
const relative = new Intl.RelativeTimeFormat(t.language, { numeric: 'auto' });

/** Units from the largest, with their length in milliseconds. */
const UNITS = [
  ['year', 31_557_600_000],
  ['month', 2_629_800_000],
  ['week', 604_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** When something was, absolutely and relatively. @param at epoch milliseconds */
export function When({ at }: { readonly at: number }) {
  const [now, setNow] = useState(Date.now);
  const minutes = useInterval(() => setNow(Date.now()), 30_000);
  useEffect(() => {
    minutes.start();
    return minutes.stop;
  }, [minutes.start, minutes.stop]);
  return (
    <Text component="time" dateTime={new Date(at).toISOString()} size="sm" c="dimmed">
      {t('when', { absolute: dateTime.format(at), relative: relativeText(at - now) })}
    </Text>
  );
}

function relativeText(difference: number): string {
  const [unit, length] = UNITS.find(([, size]) => Math.abs(difference) >= size) ?? (['second', 1_000] as const);
  return relative.format(Math.round(difference / length), unit);
}
