/** What whoever meets a provider reads that an operator blocks. */
export const blockedTexts = {
  outageBlocked: {
    en: 'Nobody can sign on this way at the moment. Try again later.',
    de: 'Auf diesem Weg kann sich zurzeit niemand anmelden. Versuchen Sie es später wieder.',
  },
};
