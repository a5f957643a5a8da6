import { expect, it } from 'vitest';
import { durationText } from '../src/consent/duration-text.ts';

it.each([
  [604_800, '7 days', '7 Tage'],
  [3_600, '1 hour', '1 Stunde'],
  [5_400, '1 hour, 30 minutes', '1 Stunde, 30 Minuten'],
  [90_061, '1 day, 1 hour', '1 Tag, 1 Stunde'],
  [59, '59 seconds', '59 Sekunden'],
  [0, '1 second', '1 Sekunde'],
])('says %i seconds as people do, by its two largest parts', (seconds, english, german) => {
  expect([durationText(seconds, 'en'), durationText(seconds, 'de')]).toEqual([english, german]);
});
