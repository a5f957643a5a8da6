import { z } from 'zod';

/** A number that AM writes as a text, such as `10` or `2.5`. */
export function decimalField(title: string, help: string, byDefault: string) {
  return z
    .string()
    .regex(/^\d{1,6}(\.\d{1,6})?$/, 'Write a number, such as 10 or 2.5.')
    .default(byDefault)
    .meta({ title, help });
}
