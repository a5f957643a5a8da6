import { chooseMessages, type Messages } from '@waygate/ui';

const en = {
  title: 'Sign in',
  next: 'Next',
  loading: 'One moment …',
  show: 'Show',
  hide: 'Hide',
  failedTitle: 'Sign-in failed',
  failed: 'That did not work. Check what you typed and try again.',
  failedAtPhone: 'That did not work: it was refused on the phone, or the number was not the right one. Try again.',
  tryAgain: 'Try again',
  again: 'That was not right. Check it and try again.',
  startAgain: 'Start again',
  expiredTitle: 'This took too long',
  expired: 'For your safety a sign-in must be finished in a few minutes. Start again.',
  staleTitle: 'This page is out of date',
  stale: 'The sign-in went on in another window or was answered already. Go on there, or start again here.',
  unavailable: 'The server does not answer. Nothing is lost: try again in a moment.',
  reconnecting: 'The connection is lost. Trying again …',
  notFoundTitle: 'No such sign-in page',
  notFound: 'This sign-in does not exist or is switched off. Check the address.',
  signInDefault: 'Go to the sign-in page',
  getAppTitle: 'Get the authenticator app',
  webAuthenticator: 'Or use the web authenticator: it needs no installation.',
  openWebAuthenticator: 'Open the web authenticator',
  scanTitle: 'Connect your authenticator',
  qrLabel: 'QR code to scan with the authenticator app',
  onThisDevice: 'On this device',
  openApp: 'Open the authenticator app',
  addWeb: 'Add to the web authenticator',
  waitingForPhone: 'Waiting for your phone …',
  codesTitle: 'Your recovery codes',
  codesIntro: 'Each code signs you in once if you lose “{device}”. Keep them in a safe place: they are shown only now.',
  recoveryTitle: 'Use a recovery code',
  recoveryIntro: 'You got the codes when you connected your phone. Each works once.',
  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'Copying is not allowed here. Select the codes and copy them.',
  print: 'Print',
  download: 'Download',
  done: 'Done',
  checkPhone: 'Check your phone',
  numberLabel: 'Number to choose on your phone: {number}',
  codeLabel: 'Code to enter in your authenticator: {number}',
  unknownScript: 'This step shows something that this page cannot draw. You can go on.',
  goingOn: 'You are signed in. Going on …',
  helpCode: 'If you ask for help, give this code: {code}',
  previewDone: 'The preview ends in success',
  previewAs: '{name} would be signed in now.',
  previewLed: 'They would be led to {target}',
  previewOnly: 'This is a preview: nobody was signed in.',
  toEditor: 'To the editor',
  yourAccount: 'Your account',
  signedInAs: 'Signed in as {name}',
  signOut: 'Sign out',
  menu: 'Account menu',
  devices: 'Phones that approve your sign-ins',
  noDevices: 'No phone is connected. You connect one when a sign-in asks for it.',
  added: 'Added {date}',
  lastUsed: 'last used {date}',
  remove: 'Remove',
  removeTitle: 'Remove “{name}”?',
  removeText: 'It can no longer approve sign-ins, and its recovery codes stop working.',
  cancel: 'Cancel',
  removed: '“{name}” is removed.',
  needsSecondFactor:
    'To remove a phone, sign in with your second factor first. Sign out, sign in with it, and come back within 15 minutes.',
  sessions: 'Where you are signed in',
  thisSession: 'This browser',
  since: 'since {date}',
  signOutOther: 'Sign out there',
  signOutOthers: 'Sign out everywhere else',
  loadFailed: 'Your account cannot be shown at the moment.',
  unknownBrowser: 'Unknown browser',
  language: 'Language',
} as const;

type Key = keyof typeof en;

const de: Messages<Key> = {
  title: 'Anmelden',
  next: 'Weiter',
  loading: 'Einen Moment …',
  show: 'Zeigen',
  hide: 'Verbergen',
  failedTitle: 'Anmeldung fehlgeschlagen',
  failed: 'Das hat nicht geklappt. Prüfen Sie Ihre Eingaben und versuchen Sie es noch einmal.',
  failedAtPhone:
    'Das hat nicht geklappt: Es wurde auf dem Telefon abgelehnt, oder die Zahl war nicht die richtige. Versuchen Sie es noch einmal.',
  tryAgain: 'Noch einmal versuchen',
  again: 'Das war nicht richtig. Prüfen Sie die Eingabe und versuchen Sie es noch einmal.',
  startAgain: 'Neu beginnen',
  expiredTitle: 'Das hat zu lange gedauert',
  expired: 'Zu Ihrer Sicherheit muss eine Anmeldung in wenigen Minuten fertig sein. Beginnen Sie neu.',
  staleTitle: 'Diese Seite ist veraltet',
  stale:
    'Die Anmeldung ging in einem anderen Fenster weiter oder wurde schon beantwortet. Machen Sie dort weiter, oder beginnen Sie hier neu.',
  unavailable: 'Der Server antwortet nicht. Es ist nichts verloren: Versuchen Sie es gleich noch einmal.',
  reconnecting: 'Die Verbindung ist weg. Neuer Versuch …',
  notFoundTitle: 'Diese Anmeldeseite gibt es nicht',
  notFound: 'Diese Anmeldung gibt es nicht, oder sie ist abgeschaltet. Prüfen Sie die Adresse.',
  signInDefault: 'Zur Anmeldeseite',
  getAppTitle: 'Authenticator-App holen',
  webAuthenticator: 'Oder nehmen Sie den Web-Authenticator: Er muss nicht installiert werden.',
  openWebAuthenticator: 'Web-Authenticator öffnen',
  scanTitle: 'Authenticator verbinden',
  qrLabel: 'QR-Code zum Scannen mit der Authenticator-App',
  onThisDevice: 'Auf diesem Gerät',
  openApp: 'Authenticator-App öffnen',
  addWeb: 'Zum Web-Authenticator hinzufügen',
  waitingForPhone: 'Warten auf Ihr Telefon …',
  // With a place to break, because the word is wider than a small screen.
  codesTitle: 'Ihre Wiederherstellungs\u00adcodes',
  codesIntro:
    'Mit jedem Code können Sie sich einmal anmelden, wenn Sie „{device}“ verlieren. Bewahren Sie sie sicher auf: Sie werden nur jetzt gezeigt.',
  recoveryTitle: 'Mit Wiederherstellungs\u00adcode anmelden',
  recoveryIntro: 'Die Codes haben Sie bekommen, als Sie Ihr Telefon verbunden haben. Jeder gilt einmal.',
  copy: 'Kopieren',
  copied: 'Kopiert',
  copyFailed: 'Kopieren ist hier nicht erlaubt. Markieren Sie die Codes und kopieren Sie sie.',
  print: 'Drucken',
  download: 'Herunterladen',
  done: 'Fertig',
  checkPhone: 'Schauen Sie auf Ihr Telefon',
  numberLabel: 'Zahl, die Sie auf dem Telefon wählen: {number}',
  codeLabel: 'Code für Ihren Authenticator: {number}',
  unknownScript: 'Dieser Schritt zeigt etwas, das diese Seite nicht darstellen kann. Sie können weitergehen.',
  goingOn: 'Sie sind angemeldet. Es geht weiter …',
  helpCode: 'Wenn Sie um Hilfe bitten, nennen Sie diesen Code: {code}',
  previewDone: 'Die Vorschau endet mit Erfolg',
  previewAs: '{name} wäre jetzt angemeldet.',
  previewLed: 'Es ginge weiter zu {target}',
  previewOnly: 'Dies ist eine Vorschau: Niemand wurde angemeldet.',
  toEditor: 'Zum Editor',
  yourAccount: 'Ihr Konto',
  signedInAs: 'Angemeldet als {name}',
  signOut: 'Abmelden',
  menu: 'Kontomenü',
  devices: 'Telefone, die Ihre Anmeldungen bestätigen',
  noDevices: 'Kein Telefon ist verbunden. Sie verbinden eines, wenn eine Anmeldung danach fragt.',
  added: 'Hinzugefügt {date}',
  lastUsed: 'zuletzt benutzt {date}',
  remove: 'Entfernen',
  removeTitle: '„{name}“ entfernen?',
  removeText: 'Es kann keine Anmeldungen mehr bestätigen, und seine Wiederherstellungscodes gelten nicht mehr.',
  cancel: 'Abbrechen',
  removed: '„{name}“ ist entfernt.',
  needsSecondFactor:
    'Um ein Telefon zu entfernen, melden Sie sich zuerst mit dem zweiten Faktor an. Melden Sie sich ab, melden Sie sich damit an, und kommen Sie binnen 15 Minuten zurück.',
  sessions: 'Wo Sie angemeldet sind',
  thisSession: 'Dieser Browser',
  since: 'seit {date}',
  signOutOther: 'Dort abmelden',
  signOutOthers: 'Überall sonst abmelden',
  loadFailed: 'Ihr Konto kann gerade nicht gezeigt werden.',
  unknownBrowser: 'Unbekannter Browser',
  language: 'Sprache',
};

const CHOSEN = 'waygate.language';

/** Languages of the person, best first: the one chosen here, the one the address asks for, those of the browser. */
export function languageWishes(): string[] {
  const chosen = localStorage.getItem(CHOSEN);
  const asked = new URLSearchParams(location.search).get('locale');
  return [chosen, asked, ...navigator.languages].filter((wish) => wish !== null);
}

export function chooseLanguage(language: string): void {
  localStorage.setItem(CHOSEN, language);
  location.reload();
}

/** Languages that there are texts for, by their own names. */
export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const;

/** The texts of these pages. */
export const t = chooseMessages<Key>({ en, de }, languageWishes());
