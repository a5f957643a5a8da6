import type { NoticeEvent } from '@waygate/node-kit';
import type { JsonObject } from '@waygate/schema';
import { templatePage } from './template-page.ts';

const NOT_YOU = {
  en: 'If that was not you, somebody else is in your account: change your password, look through your devices, and tell the people who run this service.',
  de: 'Wenn Sie das nicht waren, ist jemand anderes in Ihrem Konto: Ändern Sie Ihr Passwort, sehen Sie Ihre Geräte durch, und sagen Sie es den Betreibern dieses Dienstes.',
} as const;

/** Notices by event. There is no link in them: nobody should get used to following one out of such a mail. */
export const noticeTemplates: Readonly<Record<NoticeEvent, JsonObject>> = {
  deviceAdded: templatePage({
    en: {
      subject: 'A device was added to your account',
      heading: 'A device was added',
      text: 'The device “{{object.deviceName}}” can now be used to sign in to the account {{object.userName}}. It was added on {{object.at}}.',
      after: NOT_YOU.en,
    },
    de: {
      subject: 'Ihrem Konto wurde ein Gerät hinzugefügt',
      heading: 'Ein Gerät wurde hinzugefügt',
      text: 'Mit dem Gerät „{{object.deviceName}}“ kann man sich jetzt beim Konto {{object.userName}} anmelden. Es wurde am {{object.at}} hinzugefügt.',
      after: NOT_YOU.de,
    },
  }),
  deviceRemoved: templatePage({
    en: {
      subject: 'A device was removed from your account',
      heading: 'A device was removed',
      text: 'The device “{{object.deviceName}}” can no longer be used to sign in to the account {{object.userName}}. It was removed on {{object.at}}.',
      after: NOT_YOU.en,
    },
    de: {
      subject: 'Ein Gerät wurde aus Ihrem Konto entfernt',
      heading: 'Ein Gerät wurde entfernt',
      text: 'Mit dem Gerät „{{object.deviceName}}“ kann man sich nicht mehr beim Konto {{object.userName}} anmelden. Es wurde am {{object.at}} entfernt.',
      after: NOT_YOU.de,
    },
  }),
  deviceRenamed: templatePage({
    en: {
      subject: 'A device of your account was renamed',
      heading: 'A device was renamed',
      text: 'A device of the account {{object.userName}} is called “{{object.deviceName}}” since {{object.at}}.',
      after: NOT_YOU.en,
    },
    de: {
      subject: 'Ein Gerät Ihres Kontos wurde umbenannt',
      heading: 'Ein Gerät wurde umbenannt',
      text: 'Ein Gerät des Kontos {{object.userName}} heißt seit dem {{object.at}} „{{object.deviceName}}“.',
      after: NOT_YOU.de,
    },
  }),
  devicePrimary: templatePage({
    en: {
      subject: 'Another device of your account comes first',
      heading: 'Another device comes first',
      text: 'Since {{object.at}} whoever signs in to the account {{object.userName}} is asked for the device “{{object.deviceName}}” first.',
      after: NOT_YOU.en,
    },
    de: {
      subject: 'Ein anderes Gerät Ihres Kontos kommt zuerst',
      heading: 'Ein anderes Gerät kommt zuerst',
      text: 'Seit dem {{object.at}} wird bei der Anmeldung am Konto {{object.userName}} zuerst nach dem Gerät „{{object.deviceName}}“ gefragt.',
      after: NOT_YOU.de,
    },
  }),
  secondFactorChanged: templatePage({
    en: {
      subject: 'What your account asks for at sign-in was changed',
      heading: 'What is asked for at sign-in was changed',
      text: 'On {{object.at}} it was changed what the account {{object.userName}} asks for beside the first proof: a kind of second factor is now left out, or asked for again, or no device comes first any more.',
      after: NOT_YOU.en,
    },
    de: {
      subject: 'Wonach Ihr Konto bei der Anmeldung fragt, wurde geändert',
      heading: 'Die Abfrage bei der Anmeldung wurde geändert',
      text: 'Am {{object.at}} wurde geändert, wonach das Konto {{object.userName}} neben dem ersten Nachweis fragt: Eine Art des zweiten Faktors entfällt jetzt oder wird wieder verlangt, oder kein Gerät kommt mehr zuerst.',
      after: NOT_YOU.de,
    },
  }),
  recoveryCodeUsed: templatePage({
    en: {
      subject: 'A recovery code of your account was used',
      heading: 'A recovery code was used',
      text: 'On {{object.at}} somebody, most likely you, signed in to the account {{object.userName}} with a recovery code. Recovery codes that are left: {{object.left}}.',
      after: NOT_YOU.en,
    },
    de: {
      subject: 'Ein Wiederherstellungscode Ihres Kontos wurde benutzt',
      heading: 'Ein Wiederherstellungscode wurde benutzt',
      text: 'Am {{object.at}} hat sich jemand, wahrscheinlich Sie, mit einem Wiederherstellungscode beim Konto {{object.userName}} angemeldet. Übrige Wiederherstellungscodes: {{object.left}}.',
      after: NOT_YOU.de,
    },
  }),
  recoveryCodesNew: templatePage({
    en: {
      subject: 'Your account has new recovery codes',
      heading: 'New recovery codes',
      text: 'New recovery codes were made for the account {{object.userName}} on {{object.at}}. They were shown once, where you signed in. Codes that you kept before may be of no more use.',
      after: NOT_YOU.en,
    },
    de: {
      subject: 'Ihr Konto hat neue Wiederherstellungscodes',
      heading: 'Neue Wiederherstellungscodes',
      text: 'Für das Konto {{object.userName}} wurden am {{object.at}} neue Wiederherstellungscodes erstellt. Sie wurden einmal angezeigt, und zwar dort, wo Sie sich angemeldet haben. Früher aufbewahrte Codes sind vielleicht nichts mehr wert.',
      after: NOT_YOU.de,
    },
  }),
  offlineBackupCodeUsed: templatePage({
    en: {
      subject: 'The backup code of your account was used',
      heading: 'The backup code was used',
      text: 'On {{object.at}} somebody, most likely you, signed in to the account {{object.userName}} with the backup code for offline sign-in. The app “{{object.deviceName}}” is of no more use for that. Set up offline sign-in anew on your account page.',
      after: NOT_YOU.en,
    },
    de: {
      subject: 'Der Ersatzcode Ihres Kontos wurde benutzt',
      heading: 'Der Ersatzcode wurde benutzt',
      text: 'Am {{object.at}} hat sich jemand, wahrscheinlich Sie, mit dem Ersatzcode für die Anmeldung ohne Netz beim Konto {{object.userName}} angemeldet. Die App „{{object.deviceName}}“ ist dafür nichts mehr wert. Richten Sie die Anmeldung ohne Netz auf Ihrer Kontoseite neu ein.',
      after: NOT_YOU.de,
    },
  }),
  offlineBackupCodeNew: templatePage({
    en: {
      subject: 'Your account has a new backup code',
      heading: 'New backup code',
      text: 'A new backup code for offline sign-in was made for the account {{object.userName}} on {{object.at}}. It was shown once. The code that you kept before is of no more use.',
      after: NOT_YOU.en,
    },
    de: {
      subject: 'Ihr Konto hat einen neuen Ersatzcode',
      heading: 'Neuer Ersatzcode',
      text: 'Für das Konto {{object.userName}} wurde am {{object.at}} ein neuer Ersatzcode für die Anmeldung ohne Netz erstellt. Er wurde einmal angezeigt. Der Code, den Sie vorher aufbewahrt haben, ist nichts mehr wert.',
      after: NOT_YOU.de,
    },
  }),
  offlineCodeExpires: templatePage({
    en: {
      subject: 'Offline sign-in to your account ends',
      heading: 'Offline sign-in ends',
      text: 'An operator has set an end to the app “{{object.deviceName}}” for offline sign-in to the account {{object.userName}}: its codes are good until {{object.until}}. Set up offline sign-in anew on your account page.',
      after: 'If you do not know why, ask the people who run this service.',
    },
    de: {
      subject: 'Die Anmeldung ohne Netz bei Ihrem Konto endet',
      heading: 'Die Anmeldung ohne Netz endet',
      text: 'Ein Betreiber hat der App „{{object.deviceName}}“ für die Anmeldung ohne Netz beim Konto {{object.userName}} ein Ende gesetzt: Ihre Codes gelten bis {{object.until}}. Richten Sie die Anmeldung ohne Netz auf Ihrer Kontoseite neu ein.',
      after: 'Wenn Sie nicht wissen, warum, fragen Sie die Betreiber dieses Dienstes.',
    },
  }),
  accountLocked: templatePage({
    en: {
      subject: 'Your account is locked',
      heading: 'Your account is locked',
      text: 'There were too many failed sign-ins to the account {{object.userName}}, so it was locked on {{object.at}}. Locked until: {{object.until}}.',
      after:
        'If that was not you, somebody is trying to get into your account. They have not got in by this. Tell the people who run this service.',
    },
    de: {
      subject: 'Ihr Konto ist gesperrt',
      heading: 'Ihr Konto ist gesperrt',
      text: 'Bei zu vielen Anmeldungen beim Konto {{object.userName}} ging etwas schief, deshalb wurde es am {{object.at}} gesperrt. Gesperrt bis: {{object.until}}.',
      after:
        'Wenn Sie das nicht waren, versucht jemand, in Ihr Konto zu kommen. Gelungen ist das damit nicht. Sagen Sie es den Betreibern dieses Dienstes.',
    },
  }),
  addressChanged: templatePage({
    en: {
      subject: 'The address or number of your account was changed',
      heading: 'An address or number was changed',
      text: 'The mail address or telephone number of the account {{object.userName}} was changed on {{object.at}}. Codes and news of the account may go elsewhere from now on.',
      after: NOT_YOU.en,
    },
    de: {
      subject: 'Die Adresse oder Nummer Ihres Kontos wurde geändert',
      heading: 'Eine Adresse oder Nummer wurde geändert',
      text: 'Die E-Mail-Adresse oder Telefonnummer des Kontos {{object.userName}} wurde am {{object.at}} geändert. Codes und Nachrichten zum Konto gehen von nun an vielleicht anderswohin.',
      after: NOT_YOU.de,
    },
  }),
  accessTakenBack: templatePage({
    en: {
      subject: 'An application can no longer use your account',
      heading: 'Access was taken back',
      text: 'The application “{{object.application}}” can no longer use the account {{object.userName}}. That was decided on {{object.at}}. It asks anew when somebody signs in there.',
      after: NOT_YOU.en,
    },
    de: {
      subject: 'Eine Anwendung kann Ihr Konto nicht mehr benutzen',
      heading: 'Ein Zugriff wurde zurückgenommen',
      text: 'Die Anwendung „{{object.application}}“ kann das Konto {{object.userName}} nicht mehr benutzen. Das wurde am {{object.at}} so entschieden. Sie fragt erneut, wenn sich dort jemand anmeldet.',
      after: NOT_YOU.de,
    },
  }),
  authenticatorDisabled: templatePage({
    en: {
      subject: 'A way to sign in to your account was switched off',
      heading: 'A way to sign in was switched off',
      text: 'There were too many failures in a row with one of the ways to sign in to the account {{object.userName}}, so it was switched off on {{object.at}}.',
      after:
        'Set it up again when you are signed in another way, or ask the people who run this service. If the failures were not yours, somebody is trying to get into your account.',
    },
    de: {
      subject: 'Eine Art der Anmeldung bei Ihrem Konto wurde abgeschaltet',
      heading: 'Eine Art der Anmeldung wurde abgeschaltet',
      text: 'Mit einer der Arten, sich beim Konto {{object.userName}} anzumelden, gab es zu viele Fehlversuche hintereinander, deshalb wurde sie am {{object.at}} abgeschaltet.',
      after:
        'Richten Sie sie neu ein, wenn Sie auf andere Art angemeldet sind, oder fragen Sie die Betreiber dieses Dienstes. Wenn die Fehlversuche nicht von Ihnen waren, versucht jemand, in Ihr Konto zu kommen.',
    },
  }),
};
