const en = {
  toApplication: 'To {name}',
  tryAgain: 'Try again',
  somebodyElse: 'Sign in as somebody else',
  askTitle: 'Continue to {name}?',
  ask: 'You are signed in as {user}. If you continue, {name} ({host}) will know that it is you. If you did not want to go there, close this page.',
  askGo: 'Continue as {user}',
  closedTitle: '{name} is closed',
  closed: 'Nobody can use {name} at the moment. Your administrator has closed it.',
  groupTitle: 'You cannot use {name}',
  group: 'You are signed in, but you are in no group that may use {name}. If you need it, ask your administrator.',
  offlineGroupTitle: 'You cannot use {name} now',
  offlineGroup:
    'The sign-in service cannot be reached. Until it can, {name} is only for some groups, and you are in none of them. Try again when the connection is back.',
  offlinePolicy:
    'The sign-in service cannot be reached, and what says who may use {name} until it can is missing. Your administrator can mend that. Try again when the connection is back.',
  method:
    'The sign-in service cannot be reached. Until it can, {name} is only for sign-ins with a password, and yours was without one. Try again when the connection is back, or ask your administrator.',
  notOnlineTitle: 'You cannot use {name} with this sign-in',
  notOnline: 'You signed in the way that is meant for outages, and {name} takes that only while there is one. Sign in the usual way.',
  notRehearsedTitle: 'This was no rehearsal',
  notRehearsed:
    'Your sign-in to {name} did not go the way that is meant for outages, so there was nothing to rehearse. Its journey needs the node Offline Fallback.',
  providerTitle: '{name} cannot be reached for now',
  provider:
    'The sign-in service cannot be reached, and nobody can sign in to {name} until it can. Your work there is not lost. Try again in a few minutes.',
  blockedTitle: 'Signing in to {name} is blocked',
  blocked: 'Your administrator lets nobody sign in to {name} at the moment. Try again later.',
  signOnTitle: 'Your sign-in to {name} is over',
  signOn: 'What you have just sent was not delivered, because you have to sign in again first. Sign in, and then send it once more.',
  signOnGo: 'Sign in',
  codeTitle: 'This sign-in to {name} cannot go on',
  code: 'It took too long, was used already, or was begun in another browser. Begin again from {name}.',
  ticketTitle: 'This sign-in cannot go on',
  ticket: 'It took too long, or the address is not complete. Go back to the application and open it again.',
  nowhereTitle: 'Not found',
  nowhere: 'There is nothing at this address.',
  signedOffTitle: 'You are signed out',
  signedOff: 'You are signed out of {name} and of the sign-in service. Close the window if others use this computer.',
} as const;

export type GateText = keyof typeof en;

const de: Readonly<Record<GateText, string>> = {
  toApplication: 'Zu {name}',
  tryAgain: 'Noch einmal versuchen',
  somebodyElse: 'Als jemand anderes anmelden',
  askTitle: 'Weiter zu {name}?',
  ask: 'Sie sind als {user} angemeldet. Wenn Sie weitergehen, erfährt {name} ({host}), dass Sie es sind. Wenn Sie dort nicht hinwollten, schließen Sie diese Seite.',
  askGo: 'Weiter als {user}',
  closedTitle: '{name} ist geschlossen',
  closed: 'Niemand kann {name} zurzeit benutzen. Ihre Administration hat die Anwendung geschlossen.',
  groupTitle: 'Sie können {name} nicht benutzen',
  group:
    'Sie sind angemeldet, gehören aber zu keiner Gruppe, die {name} benutzen darf. Wenn Sie die Anwendung brauchen, wenden Sie sich an Ihre Administration.',
  offlineGroupTitle: 'Sie können {name} jetzt nicht benutzen',
  offlineGroup:
    'Der Anmeldedienst ist nicht erreichbar. Solange das so ist, steht {name} nur einigen Gruppen offen, und Sie gehören zu keiner davon. Versuchen Sie es wieder, wenn die Verbindung zurück ist.',
  offlinePolicy:
    'Der Anmeldedienst ist nicht erreichbar, und was sagt, wer {name} so lange benutzen darf, fehlt. Ihre Administration kann das richten. Versuchen Sie es wieder, wenn die Verbindung zurück ist.',
  method:
    'Der Anmeldedienst ist nicht erreichbar. Solange das so ist, nimmt {name} nur Anmeldungen mit Passwort an, und Ihre war ohne. Versuchen Sie es wieder, wenn die Verbindung zurück ist, oder wenden Sie sich an Ihre Administration.',
  notOnlineTitle: 'Mit dieser Anmeldung können Sie {name} nicht benutzen',
  notOnline:
    'Sie haben sich auf dem Weg angemeldet, der für Ausfälle gedacht ist, und {name} nimmt ihn nur während eines Ausfalls an. Melden Sie sich wie gewohnt an.',
  notRehearsedTitle: 'Das war keine Probe',
  notRehearsed:
    'Ihre Anmeldung bei {name} ging nicht den Weg, der für Ausfälle gedacht ist; es gab also nichts zu proben. Ihre Journey braucht den Node Offline Fallback.',
  providerTitle: '{name} ist zurzeit nicht erreichbar',
  provider:
    'Der Anmeldedienst ist nicht erreichbar, und bis dahin kann sich niemand bei {name} anmelden. Ihre Arbeit dort geht nicht verloren. Versuchen Sie es in einigen Minuten wieder.',
  blockedTitle: 'Die Anmeldung bei {name} ist gesperrt',
  blocked: 'Ihre Administration lässt zurzeit niemanden sich bei {name} anmelden. Versuchen Sie es später wieder.',
  signOnTitle: 'Ihre Anmeldung bei {name} ist abgelaufen',
  signOn:
    'Was Sie gerade abgeschickt haben, wurde nicht übermittelt, weil Sie sich erst wieder anmelden müssen. Melden Sie sich an und schicken Sie es dann noch einmal ab.',
  signOnGo: 'Anmelden',
  codeTitle: 'Diese Anmeldung bei {name} geht nicht weiter',
  code: 'Sie hat zu lange gedauert, wurde schon benutzt oder in einem anderen Browser begonnen. Beginnen Sie noch einmal bei {name}.',
  ticketTitle: 'Diese Anmeldung geht nicht weiter',
  ticket:
    'Sie hat zu lange gedauert, oder die Adresse ist nicht vollständig. Gehen Sie zur Anwendung zurück und öffnen Sie sie noch einmal.',
  nowhereTitle: 'Nicht gefunden',
  nowhere: 'Unter dieser Adresse gibt es nichts.',
  signedOffTitle: 'Sie sind abgemeldet',
  signedOff: 'Sie sind von {name} und vom Anmeldedienst abgemeldet. Schließen Sie das Fenster, wenn andere diesen Computer benutzen.',
};

/** What texts say by placeholders of the same name. */
export interface GateFacts {
  /** How the application is called. */
  readonly name: string;
  /** Who is signed on. */
  readonly user?: string;
  /** Host of the application. */
  readonly host?: string;
}

/** Texts of the gate's pages in the best language of a person that there is. */
export function gateTexts(locales: readonly string[]): { readonly language: 'en' | 'de'; text(key: GateText, facts: GateFacts): string } {
  const language = locales.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => tag === 'de' || tag === 'en') === 'de' ? 'de' : 'en';
  const texts = language === 'de' ? de : en;
  return {
    language,
    text: (key, facts) => texts[key].replaceAll(/\{(name|user|host)\}/g, (_, fact: keyof GateFacts) => facts[fact] ?? ''),
  };
}
