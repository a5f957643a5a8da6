import { chooseMessages, type Messages } from '@waygate/ui/messages';
import { wishes } from '../app/languages.ts';

const en = {
  search: 'Search nodes',
  clear: 'Clear the search',
  none: 'No node is called or tagged so.',
  add: 'Add {name}',
  hint: 'Drag onto the canvas, into a page or onto a wire; or press Enter.',
  added: 'Add {name}',
  'basic-authentication': 'Basic authentication',
  mfa: 'Multi-factor authentication',
  risk: 'Risk',
  behavioral: 'Behaviour',
  contextual: 'Context',
  federation: 'Federation',
  'identity-management': 'Identity management',
  utilities: 'Utilities',
} as const;

export type PaletteKey = keyof typeof en;

const de: Messages<PaletteKey> = {
  search: 'Knoten suchen',
  clear: 'Die Suche leeren',
  none: 'Kein Knoten heißt so oder ist so bezeichnet.',
  add: '{name} hinzufügen',
  hint: 'Auf die Zeichenfläche, in eine Seite oder auf eine Verbindung ziehen; oder Enter drücken.',
  added: '{name} hinzufügen',
  'basic-authentication': 'Einfache Anmeldung',
  mfa: 'Mehrstufige Anmeldung',
  risk: 'Risiko',
  behavioral: 'Verhalten',
  contextual: 'Kontext',
  federation: 'Föderation',
  'identity-management': 'Identitätsverwaltung',
  utilities: 'Werkzeuge',
};

export const t = chooseMessages({ en, de }, wishes());

/** The name of a category; one that is not known shows as it is. */
export function categoryName(category: string): string {
  return Object.hasOwn(en, category) ? t(category as PaletteKey) : category;
}
