import type { Messages } from '@waygate/ui/messages';

const en = {
  title: 'Continuity',
  intro:
    'What sign-ons of this realm depend on, and whether it can be reached. While something cannot, journeys go the way that their authors drew for it.',
  refresh: 'Refresh',
  close: 'Close',
  cancel: 'Cancel',
} as const;

const de: Messages<keyof typeof en> = {
  title: 'Ausfälle',
  intro:
    'Wovon Anmeldungen dieses Realms abhängen und ob es erreichbar ist. Solange etwas nicht erreichbar ist, gehen Journeys den Weg, den ihre Autoren dafür gezeichnet haben.',
  refresh: 'Aktualisieren',
  close: 'Schließen',
  cancel: 'Abbrechen',
};

/** The page as a whole. */
export const pageMessages = { en, de };
