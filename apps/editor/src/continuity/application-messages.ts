import type { Messages } from '@waygate/ui/messages';

const en = {
  applications: 'Applications',
  noApplications: 'No application is guarded. Applications behind a proxy say here what they do while their provider cannot be reached.',
  application: 'Application',
  entry: 'Entry',
  askBeforeEntry: 'Ask first',
  askBeforeEntryOf: 'Ask first, before people who are signed in already enter {name}',
  askBeforeEntryHelp: 'Without it, whoever is signed in already enters without a word.',
  asksBeforeEntry: '{name} asks before it is entered.',
  entersWithoutAsking: '{name} is entered without asking.',
  provider: 'Provider',
  none: 'none',
  gone: 'gone',
  groups: 'Groups offline',
  nobody: 'nobody',
  byAccessPolicy: 'by an access policy, with a password',
  offlineState: 'While it cannot be reached',
  offlineStateOf: 'What {name} does while its provider cannot be reached',
  state_INACTIVE: 'Closed',
  state_TEST: 'Test: closed, but can be tried offline',
  state_ACTIVE: 'Open to its groups',
  stateSet: '{name}: {state}.',
} as const;

const de: Messages<keyof typeof en> = {
  applications: 'Anwendungen',
  noApplications:
    'Es wird keine Anwendung geschützt. Anwendungen hinter einem Proxy sagen hier, was sie tun, solange ihr Anbieter nicht erreichbar ist.',
  application: 'Anwendung',
  entry: 'Betreten',
  askBeforeEntry: 'Zuerst fragen',
  askBeforeEntryOf: 'Zuerst fragen, bevor {name} betritt, wer schon angemeldet ist',
  askBeforeEntryHelp: 'Ohne dies tritt ein, wer schon angemeldet ist, ohne dass etwas gefragt wird.',
  asksBeforeEntry: '{name} fragt, bevor jemand eintritt.',
  entersWithoutAsking: '{name} wird betreten, ohne dass gefragt wird.',
  provider: 'Anbieter',
  none: 'keiner',
  gone: 'fehlt',
  groups: 'Gruppen offline',
  nobody: 'niemand',
  byAccessPolicy: 'nach einer Zugangsrichtlinie, mit Passwort',
  offlineState: 'Solange nicht erreichbar',
  offlineStateOf: 'Was {name} tut, solange der Anbieter nicht erreichbar ist',
  state_INACTIVE: 'Geschlossen',
  state_TEST: 'Test: geschlossen, aber offline ausprobierbar',
  state_ACTIVE: 'Offen für ihre Gruppen',
  stateSet: '{name}: {state}.',
};

/** Applications behind a proxy. */
export const applicationMessages = { en, de };
