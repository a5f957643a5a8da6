import type { Messages } from '@waygate/ui/messages';

const en = {
  directories: 'Directories',
  noDirectories: 'No directory is copied. With one, people sign on with their password while it cannot be reached.',
  directoryHelp: 'Directories are set up by the API ({path}).',
  directory: 'Directory',
  of: 'For',
  state: 'State',
  copied: 'Copy',
  verifiers: 'Passwords known here',
  next: 'Next copy',
  sync: 'Sync now',
  syncOf: 'Sync now: {name}',
  synced: 'The directory is being copied.',
  sync_never: 'Not copied yet',
  sync_syncing: 'Being copied: {phase}, {count}',
  sync_current: 'Current',
  sync_failed: 'Failed {count} times in a row: {detail}',
  phase_users: 'people',
  phase_groups: 'groups',
  phase_writing: 'writing',
  copyFacts: '{users} people, {groups} groups, {time}',
  copySkipped: '{count} could not be taken',
  applies: 'Changed settings apply {time}.',
} as const;

const de: Messages<keyof typeof en> = {
  directories: 'Verzeichnisse',
  noDirectories: 'Es wird kein Verzeichnis kopiert. Mit einem melden sich Personen mit ihrem Passwort an, solange es nicht erreichbar ist.',
  directoryHelp: 'Verzeichnisse werden über die API eingerichtet ({path}).',
  directory: 'Verzeichnis',
  of: 'Für',
  state: 'Zustand',
  copied: 'Kopie',
  verifiers: 'Hier bekannte Passwörter',
  next: 'Nächste Kopie',
  sync: 'Jetzt abgleichen',
  syncOf: 'Jetzt abgleichen: {name}',
  synced: 'Das Verzeichnis wird kopiert.',
  sync_never: 'Noch nicht kopiert',
  sync_syncing: 'Wird kopiert: {phase}, {count}',
  sync_current: 'Aktuell',
  sync_failed: '{count}-mal in Folge fehlgeschlagen: {detail}',
  phase_users: 'Personen',
  phase_groups: 'Gruppen',
  phase_writing: 'Schreiben',
  copyFacts: '{users} Personen, {groups} Gruppen, {time}',
  copySkipped: '{count} konnten nicht übernommen werden',
  applies: 'Geänderte Einstellungen gelten {time}.',
};

/** Directories that are copied. */
export const directoryMessages = { en, de };
