/** What somebody reads who may not add a device with a password alone. */
export const needsFactorText = {
  en: 'This account has a second factor already. Confirm with it, or with a recovery code, before you add another.',
  de: 'Dieses Konto hat bereits einen zweiten Faktor. Bestätigen Sie damit oder mit einem Wiederherstellungscode, bevor Sie einen weiteren hinzufügen.',
} as const;
