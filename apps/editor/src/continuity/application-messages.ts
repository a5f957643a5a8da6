import type { Messages } from '@waygate/ui/messages';

const en = {
  applications: 'Applications',
  noApplications: 'No application is guarded. Applications behind a proxy say here what they do while their provider cannot be reached.',
  application: 'Application',
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
