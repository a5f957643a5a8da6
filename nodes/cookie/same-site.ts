import { z } from 'zod';

/** AM's words, and how a cookie says it. */
export const SAME_SITE = { LAX: 'Lax', STRICT: 'Strict', NONE: 'None' } as const;

/** Whether a cookie comes along when another site leads here. */
export function sameSiteField() {
  return z
    .enum(['LAX', 'STRICT', 'NONE'])
    .default('LAX')
    .meta({
      title: 'Same site',
      help: 'Whether the cookie comes along when another site leads here.',
      options: { LAX: 'Lax: when a link leads here', STRICT: 'Strict: never', NONE: 'None: always, over https alone' },
    });
}
