import type { LocalizedText } from '@waygate/schema';

/** Code of a refusal because an account is locked. */
export const ACCOUNT_LOCKED = 'account.locked';

/** What somebody reads whose sign-on ends because the account is locked, or a name that nobody is called. */
export const accountLockedText = {
  en: 'There were too many failed sign-ins. Try again later, or ask the people who run this service.',
  de: 'Es gab zu viele fehlgeschlagene Anmeldungen. Versuchen Sie es später wieder, oder fragen Sie die Betreiber dieses Dienstes.',
} as const satisfies LocalizedText;
