import { chooseMessages, type Messages } from '@waygate/ui/messages';
import { wishes } from '../app/languages.ts';

const en = {
  draft: 'Try the draft',
  draftHelp:
    'The journey runs as it stands on the canvas, for you alone, and nobody is signed on by it. The canvas shows the way that it takes.',
  real: 'Everything else is real: sign on as a person of this realm, with their password. Pushes go to their phones, phones that you connect stay connected, and wrong tries count.',
  inner: 'Journeys inside it run as they are published.',
  begin: 'Begin the preview',
  again: 'Begin again',
  inTab: 'In a new tab',
  address: 'By its address',
  addressHelp:
    'This address is good for one try until {time}, in any browser where you are signed on here as an administrator. What the try does is shown here.',
  addressQr: 'QR code of the address of this preview',
  copyAddress: 'Copy the address',
  end: 'End the preview',
  errors: 'The journey has errors that would stop a sign-on. Mend them first.',
  toProblems: 'Show the problems',
  changed: 'The journey changed since this preview began. The preview still runs as it was then.',
  lost: 'The server does not tell at the moment what the preview does. Asking again …',
  runsInTab: 'The preview runs in the new tab. What it does is shown here.',
  page: 'Sign-on page of {name}',
  phone: 'Phone',
  phoneTitle: 'Phone with the web authenticator',
  showPhone: 'Phone beside the page',
  phoneHelp:
    'It is the web authenticator of this browser. When the page shows a QR code, press “Add to the web authenticator” there: the account comes to this phone.',
  waiting: 'Nothing has run yet.',
  running: 'Step {number}: {name}',
  succeeded: 'Success: {name} would be signed on.',
  failed: 'The journey ended in failure.',
  expired: 'The time of this sign-on is over.',
  steps: 'Steps',
  published: 'Published page',
  publishedHelp: 'Anybody signs on here, with what was published last.',
  notPublished: 'Nothing is published yet. Publish the journey, and its page stands here.',
  off: 'The journey is switched off: its page says that there is no such sign-on.',
  innerOnly: 'The journey runs only inside others, so it has no page of its own.',
  copy: 'Copy',
  copied: 'Copied',
  open: 'Open',
  showQr: 'QR code',
  qr: 'QR code of {address}',
} as const;

type Key = keyof typeof en;

const de: Messages<Key> = {
  draft: 'Den Entwurf ausprobieren',
  draftHelp:
    'Die Journey läuft, wie sie auf der Zeichenfläche steht, nur für Sie, und niemand wird dadurch angemeldet. Die Zeichenfläche zeigt den Weg, den sie nimmt.',
  real: 'Alles andere ist echt: Melden Sie sich als Person dieses Realms mit deren Passwort an. Push-Nachrichten gehen an deren Telefone, verbundene Telefone bleiben verbunden, und falsche Versuche zählen.',
  inner: 'Journeys darin laufen, wie sie veröffentlicht sind.',
  begin: 'Vorschau beginnen',
  again: 'Neu beginnen',
  inTab: 'In neuem Tab',
  address: 'Über ihre Adresse',
  addressHelp:
    'Diese Adresse gilt für einen Versuch bis {time}, in jedem Browser, in dem Sie hier als Administrator angemeldet sind. Was der Versuch tut, steht hier.',
  addressQr: 'QR-Code der Adresse dieser Vorschau',
  copyAddress: 'Die Adresse kopieren',
  end: 'Vorschau beenden',
  errors: 'Die Journey hat Fehler, die eine Anmeldung anhalten würden. Beheben Sie sie zuerst.',
  toProblems: 'Die Probleme zeigen',
  changed: 'Die Journey wurde geändert, seit diese Vorschau begann. Die Vorschau läuft noch, wie sie damals war.',
  lost: 'Der Server sagt gerade nicht, was die Vorschau tut. Er wird wieder gefragt …',
  runsInTab: 'Die Vorschau läuft im neuen Tab. Was sie tut, steht hier.',
  page: 'Anmeldeseite von {name}',
  phone: 'Telefon',
  phoneTitle: 'Telefon mit dem Web-Authenticator',
  showPhone: 'Telefon neben der Seite',
  phoneHelp:
    'Es ist der Web-Authenticator dieses Browsers. Wenn die Seite einen QR-Code zeigt, drücken Sie dort „Zum Web-Authenticator hinzufügen“: Das Konto kommt auf dieses Telefon.',
  waiting: 'Noch ist nichts gelaufen.',
  running: 'Schritt {number}: {name}',
  succeeded: 'Erfolg: {name} wäre angemeldet.',
  failed: 'Die Journey endete im Fehlschlag.',
  expired: 'Die Zeit dieser Anmeldung ist um.',
  steps: 'Schritte',
  published: 'Veröffentlichte Seite',
  publishedHelp: 'Hier meldet sich jede Person an, mit dem, was zuletzt veröffentlicht wurde.',
  notPublished: 'Noch ist nichts veröffentlicht. Veröffentlichen Sie die Journey, dann steht ihre Seite hier.',
  off: 'Die Journey ist abgeschaltet: Ihre Seite sagt, dass es diese Anmeldung nicht gibt.',
  innerOnly: 'Die Journey läuft nur in anderen und hat keine eigene Seite.',
  copy: 'Kopieren',
  copied: 'Kopiert',
  open: 'Öffnen',
  showQr: 'QR-Code',
  qr: 'QR-Code von {address}',
};

export const t = chooseMessages({ en, de }, wishes());
