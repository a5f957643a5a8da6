import { chooseMessages, type Messages } from '@waygate/ui/messages';
import { wishes } from '../app/languages.ts';

const en = {
  title: 'Messages',
  refresh: 'Refresh',
  sms: 'Text message',
  voice: 'Call',
  email: 'E-mail',
  waysTitle: 'What becomes of messages in this realm',
  smsWay: 'Text messages',
  voiceWay: 'Calls',
  emailWay: 'Mailed codes',
  gateway: 'are sent, and never shown here',
  kept: 'are not sent, but kept here for an hour',
  dropped: 'are neither sent nor kept',
  whyTitle: 'For trying out only',
  why: 'You see codes here because only this machine reaches this server and the realm has no gateway yet. As soon as one is set, or the server has a public address, no code is shown any more. It is noted in the log who reads them.',
  sentTitle: 'Everything is sent',
  sent: 'The realm has a way for every message, so there is nothing to read here: codes are for the people they are sent to.',
  droppedTitle: 'Some messages reach nobody',
  droppedWhy:
    'This server has a public address, so it shows no codes. Set a gateway for what is not sent (waygate services set messages), and a mail server for mails.',
  noneTitle: 'No message yet',
  none: 'As soon as a journey of this realm sends a code it stands here.',
  count: '{count} messages',
  countOne: '1 message',
  list: 'Messages that were kept',
  label: '{way} to {to}',
  subject: 'Subject',
  until: 'Goes at {time}',
  copy: 'Copy the text',
  copied: 'Copied',
} as const;

type Key = keyof typeof en;

const de: Messages<Key> = {
  title: 'Nachrichten',
  refresh: 'Aktualisieren',
  sms: 'SMS',
  voice: 'Anruf',
  email: 'E-Mail',
  waysTitle: 'Was mit Nachrichten dieses Realms geschieht',
  smsWay: 'SMS',
  voiceWay: 'Anrufe',
  emailWay: 'Codes per E-Mail',
  gateway: 'werden gesendet und hier nie gezeigt',
  kept: 'werden nicht gesendet, sondern hier eine Stunde lang aufgehoben',
  dropped: 'werden weder gesendet noch aufgehoben',
  whyTitle: 'Nur zum Ausprobieren',
  why: 'Sie sehen hier Codes, weil nur dieser Rechner den Server erreicht und der Realm noch kein Gateway hat. Sobald eines eingerichtet ist oder der Server eine öffentliche Adresse hat, wird kein Code mehr gezeigt. Wer sie liest, steht im Protokoll.',
  sentTitle: 'Alles wird gesendet',
  sent: 'Der Realm hat für jede Nachricht einen Weg, also gibt es hier nichts zu lesen: Codes sind für die, denen sie gesendet werden.',
  droppedTitle: 'Manche Nachrichten erreichen niemanden',
  droppedWhy:
    'Dieser Server hat eine öffentliche Adresse und zeigt darum keine Codes. Richten Sie für das, was nicht gesendet wird, ein Gateway ein (waygate services set messages), für E-Mails einen Mailserver.',
  noneTitle: 'Noch keine Nachricht',
  none: 'Sobald eine Journey dieses Realms einen Code sendet, steht er hier.',
  count: '{count} Nachrichten',
  countOne: '1 Nachricht',
  list: 'Aufgehobene Nachrichten',
  label: '{way} an {to}',
  subject: 'Betreff',
  until: 'Verschwindet {time}',
  copy: 'Text kopieren',
  copied: 'Kopiert',
};

export const t = chooseMessages({ en, de }, wishes());
