import { chooseMessages, type Messages } from '@waygate/ui/messages';
import { wishes } from './languages.ts';

const en = {
  console: 'Waygate console',
  journeys: 'Journeys',
  signOns: 'Sign-ons',
  people: 'People',
  messages: 'Messages',
  realm: 'Realm',
  rootRealm: 'Top level',
  skip: 'Skip to content',
  signedOnAs: 'Signed on as {name}',
  account: 'Your account',
  signOut: 'Sign out',
  light: 'Light',
  dark: 'Dark',
  system: 'As the system',
  scheme: 'Colours',
  loading: 'Loading …',
  retry: 'Try again',
  signedOut: 'Your session ended. Sign on again in another tab, then try again: nothing here is lost.',
  unavailable: 'The server does not answer. Nothing is lost: try again in a moment.',
  failed: 'That did not work: {message}',
  forbiddenTitle: 'You are no administrator',
  forbidden: 'You are signed on, but this console is for administrators of the root realm. Sign on as one of them.',
  signOnAgain: 'Sign on as somebody else',
  notFoundTitle: 'There is nothing here',
  notFound: 'The address names nothing that is there (any more).',
  toJourneys: 'To the journeys',
  menu: 'Menu',
  close: 'Close',
} as const;

type Key = keyof typeof en;

const de: Messages<Key> = {
  console: 'Waygate-Konsole',
  journeys: 'Journeys',
  signOns: 'Anmeldungen',
  people: 'Personen',
  messages: 'Nachrichten',
  realm: 'Realm',
  rootRealm: 'Oberste Ebene',
  skip: 'Zum Inhalt springen',
  signedOnAs: 'Angemeldet als {name}',
  account: 'Ihr Konto',
  signOut: 'Abmelden',
  light: 'Hell',
  dark: 'Dunkel',
  system: 'Wie das System',
  scheme: 'Farben',
  loading: 'Wird geladen …',
  retry: 'Noch einmal versuchen',
  signedOut:
    'Ihre Sitzung ist zu Ende. Melden Sie sich in einem anderen Tab wieder an und versuchen Sie es noch einmal: Hier ist nichts verloren.',
  unavailable: 'Der Server antwortet nicht. Es ist nichts verloren: Versuchen Sie es gleich noch einmal.',
  failed: 'Das hat nicht geklappt: {message}',
  forbiddenTitle: 'Sie sind kein Administrator',
  forbidden: 'Sie sind angemeldet, aber diese Konsole ist für Administratoren des obersten Realms. Melden Sie sich als einer von ihnen an.',
  signOnAgain: 'Als jemand anderes anmelden',
  notFoundTitle: 'Hier ist nichts',
  notFound: 'Unter dieser Adresse gibt es nichts (mehr).',
  toJourneys: 'Zu den Journeys',
  menu: 'Menü',
  close: 'Schließen',
};

export const t = chooseMessages({ en, de }, wishes());
