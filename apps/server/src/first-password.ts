import type { IdentityRecord } from '@waygate/storage';

/** How long a password is good that somebody else made and knows, days. */
export const FIRST_PASSWORD_DAYS = 7;

/** Marks of such a password: it is changed at the first sign-on, or ends (ASVS 6.4.1). @param now epoch milliseconds */
export function firstPassword(now: number): Required<Pick<IdentityRecord, 'mustChangePassword' | 'passwordEndsAt'>> {
  return { mustChangePassword: true, passwordEndsAt: now + FIRST_PASSWORD_DAYS * 86_400_000 };
}
