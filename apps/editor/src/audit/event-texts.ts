import type { AuditEventName } from '@waygate/schema';
import { chooseMessages, type Messages } from '@waygate/ui/messages';
import { wishes } from '../app/languages.ts';

const en: Messages<AuditEventName> = {
  'authentication.begun': 'Sign-on began',
  'authentication.succeeded': 'Sign-on succeeded',
  'authentication.failed': 'Sign-on failed',
  'authentication.throttled': 'Try was not looked at',
  'authentication.push_answered': 'Push was answered',
  'authentication.recovery_code_used': 'Recovery code was used',
  'session.ended': 'Session was ended',
  'account.created': 'Account was made',
  'account.changed': 'Account was changed',
  'account.password_changed': 'Password was set',
  'account.locked': 'Account was locked',
  'account.authenticator_disabled': 'Way to sign on was switched off',
  'account.device_added': 'Device was added',
  'account.device_renamed': 'Device was renamed',
  'account.device_removed': 'Device was removed',
  'account.recovery_codes_made': 'Recovery codes were made',
  'account.offline_code_removed': 'App for offline codes was removed',
  'account.backup_code_made': 'Backup code was made',
  'configuration.changed': 'Act of an administrator',
  'configuration.refused': 'Administering was refused',
  'oauth.authorized': 'Application got a code',
  'oauth.consent': 'Consent was answered',
  'oauth.token_issued': 'Tokens were issued',
  'oauth.revoked': 'Token was taken back',
  'oauth.access_taken_back': 'Access of an application was taken back',
  'oauth.refused': 'Application was refused',
  'continuity.changed': 'Provider changed its state',
  'continuity.access': 'Application was entered',
  'operation.started': 'Server started',
  'operation.stopped': 'Server stopped',
  'operation.command': 'Command of an operator',
  'operation.records_lost': 'Entries were lost',
};

const de: Messages<AuditEventName> = {
  'authentication.begun': 'Anmeldung begonnen',
  'authentication.succeeded': 'Anmeldung gelungen',
  'authentication.failed': 'Anmeldung gescheitert',
  'authentication.throttled': 'Versuch nicht geprüft',
  'authentication.push_answered': 'Push beantwortet',
  'authentication.recovery_code_used': 'Wiederherstellungscode benutzt',
  'session.ended': 'Sitzung beendet',
  'account.created': 'Konto angelegt',
  'account.changed': 'Konto geändert',
  'account.password_changed': 'Passwort gesetzt',
  'account.locked': 'Konto gesperrt',
  'account.authenticator_disabled': 'Anmeldeweg abgeschaltet',
  'account.device_added': 'Gerät hinzugefügt',
  'account.device_renamed': 'Gerät umbenannt',
  'account.device_removed': 'Gerät entfernt',
  'account.recovery_codes_made': 'Wiederherstellungscodes erstellt',
  'account.offline_code_removed': 'App für Offline-Codes entfernt',
  'account.backup_code_made': 'Ersatzcode erstellt',
  'configuration.changed': 'Handlung der Verwaltung',
  'configuration.refused': 'Verwaltung verweigert',
  'oauth.authorized': 'Anwendung bekam einen Code',
  'oauth.consent': 'Einwilligung beantwortet',
  'oauth.token_issued': 'Tokens ausgegeben',
  'oauth.revoked': 'Token zurückgenommen',
  'oauth.access_taken_back': 'Zugriff einer Anwendung zurückgenommen',
  'oauth.refused': 'Anwendung abgewiesen',
  'continuity.changed': 'Zustand eines Anbieters geändert',
  'continuity.access': 'Anwendung betreten',
  'operation.started': 'Server gestartet',
  'operation.stopped': 'Server angehalten',
  'operation.command': 'Befehl an der Kommandozeile',
  'operation.records_lost': 'Einträge verloren',
};

const names = Object.keys(en);
const t = chooseMessages({ en, de }, wishes());

/** Every event that there is, in the order of their topics. */
export const EVENTS = names.filter(isEvent);

/** What an event is called; one of another release by its own name. */
export function eventText(event: string): string {
  return isEvent(event) ? t(event) : event;
}

function isEvent(text: string): text is AuditEventName {
  return Object.hasOwn(en, text);
}
