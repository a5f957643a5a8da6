import type { Messages } from '@waygate/ui/messages';

const en = {
  set: 'Set by hand',
  setOf: 'Set by hand: {name}',
  setTitle: 'Set how “{name}” is',
  setText: 'This counts for sign-ons in the place of what the checks find.',
  setState: 'It is to be',
  setHelp_online: 'Sign-ons go online, even when they fail there.',
  setHelp_offline: 'Sign-ons go the offline way.',
  setHelp_blocked: 'Nobody is let in by journeys that ask for it.',
  minutes: 'For how many minutes',
  minutesHelp: 'After that the checks count again.',
  minutesHelpManual: 'Leave it empty to let it hold until somebody ends it.',
  reason: 'Reason',
  reasonHelp: 'For whoever reads it later.',
  setButton: 'Set',
  end: 'End',
  endOf: 'End what was set for {name}',
  wasSet: '{name} is set.',
  wasEnded: 'The checks count again for {name}.',

  rehearse: 'Simulate an outage',
  rehearseOf: 'Simulate an outage of {name}',
  rehearseTitle: 'Simulate an outage of “{name}”?',
  rehearseText:
    'Sign-ons find it offline and go the offline way, for everybody in this realm. Sessions that are made meanwhile are offline sessions. Checks go on, and you can end it at any time.',
  rehearseButton: 'Begin the rehearsal',
  rehearsalBegun: 'The rehearsal has begun.',
  rehearsalEnded: 'The rehearsal is over.',
} as const;

const de: Messages<keyof typeof en> = {
  set: 'Von Hand setzen',
  setOf: 'Von Hand setzen: {name}',
  setTitle: 'Setzen, wie es um „{name}“ steht',
  setText: 'Das gilt für Anmeldungen an Stelle dessen, was die Prüfungen finden.',
  setState: 'Es soll gelten als',
  setHelp_online: 'Anmeldungen gehen online, auch wenn sie dort scheitern.',
  setHelp_offline: 'Anmeldungen gehen den Offline-Weg.',
  setHelp_blocked: 'Journeys, die danach fragen, lassen niemanden ein.',
  minutes: 'Für wie viele Minuten',
  minutesHelp: 'Danach gelten wieder die Prüfungen.',
  minutesHelpManual: 'Leer gilt es, bis jemand es beendet.',
  reason: 'Grund',
  reasonHelp: 'Für alle, die es später lesen.',
  setButton: 'Setzen',
  end: 'Beenden',
  endOf: 'Beenden, was für {name} gesetzt ist',
  wasSet: '{name} ist gesetzt.',
  wasEnded: 'Für {name} gelten wieder die Prüfungen.',

  rehearse: 'Ausfall simulieren',
  rehearseOf: 'Ausfall simulieren: {name}',
  rehearseTitle: 'Ausfall von „{name}“ simulieren?',
  rehearseText:
    'Anmeldungen finden es offline vor und gehen den Offline-Weg, und zwar für alle in diesem Realm. Sitzungen, die dabei entstehen, sind Offline-Sitzungen. Die Prüfungen laufen weiter, und Sie können die Probe jederzeit beenden.',
  rehearseButton: 'Probe beginnen',
  rehearsalBegun: 'Die Probe hat begonnen.',
  rehearsalEnded: 'Die Probe ist vorbei.',
};

/** Setting by hand how something is, and rehearsing its outage. */
export const interventionMessages = { en, de };
