import type { JsonObject } from '@waygate/schema';
import { noticeTemplates } from './notice-templates.ts';
import { templatePage } from './template-page.ts';

/**
 * Templates that every realm has: those of journeys under the names that AM and Advanced Identity Cloud use, and those of notices. A template of the realm takes the
 * place of the one of its name.
 */
export const shippedTemplates: Readonly<Record<string, JsonObject>> = {
  registration: templatePage({
    en: {
      subject: 'Confirm your email address',
      heading: 'Confirm your email address',
      text: 'Somebody, most likely you, is making an account with this address. Go on here:',
      link: 'Confirm and go on',
      after: 'If that was not you, do nothing: without this link there will be no account.',
    },
    de: {
      subject: 'Bestätigen Sie Ihre E-Mail-Adresse',
      heading: 'Bestätigen Sie Ihre E-Mail-Adresse',
      text: 'Jemand, wahrscheinlich Sie, legt mit dieser Adresse ein Konto an. Hier geht es weiter:',
      link: 'Bestätigen und weiter',
      after: 'Wenn Sie das nicht waren, tun Sie nichts: Ohne diesen Link entsteht kein Konto.',
    },
  }),
  welcome: templatePage({
    en: {
      subject: 'Your account is ready',
      heading: 'Welcome {{object.givenName}}',
      text: 'Your account is ready. Your user name is {{object.userName}}.',
    },
    de: {
      subject: 'Ihr Konto ist bereit',
      heading: 'Willkommen {{object.givenName}}',
      text: 'Ihr Konto ist bereit. Ihr Benutzername ist {{object.userName}}.',
    },
  }),
  resetPassword: templatePage({
    en: {
      subject: 'Choose a new password',
      heading: 'Choose a new password',
      text: 'Somebody, most likely you, asked for a new password for the account {{object.userName}}. Choose one here:',
      link: 'Choose a new password',
      after: 'If that was not you, do nothing: your password stays as it is. The link works once and for a short time.',
    },
    de: {
      subject: 'Wählen Sie ein neues Passwort',
      heading: 'Wählen Sie ein neues Passwort',
      text: 'Jemand, wahrscheinlich Sie, möchte ein neues Passwort für das Konto {{object.userName}}. Wählen Sie es hier:',
      link: 'Neues Passwort wählen',
      after: 'Wenn Sie das nicht waren, tun Sie nichts: Ihr Passwort bleibt, wie es ist. Der Link gilt einmal und nur kurze Zeit.',
    },
  }),
  updatePassword: templatePage({
    en: {
      subject: 'Confirm that you want to change your password',
      heading: 'Change your password',
      text: 'You want to change the password of the account {{object.userName}}. Go on here:',
      link: 'Change the password',
      after: 'If that was not you, somebody is signed in to your account: change your password.',
    },
    de: {
      subject: 'Bestätigen Sie, dass Sie Ihr Passwort ändern möchten',
      heading: 'Ihr Passwort ändern',
      text: 'Sie möchten das Passwort des Kontos {{object.userName}} ändern. Hier geht es weiter:',
      link: 'Passwort ändern',
      after: 'Wenn Sie das nicht waren, ist jemand in Ihrem Konto angemeldet: Ändern Sie Ihr Passwort.',
    },
  }),
  forgottenUsername: templatePage({
    en: {
      subject: 'Your user name',
      heading: 'Your user name',
      text: 'The user name of your account is {{object.userName}}. Sign in with it here:',
      link: 'Sign in',
      after: 'If you did not ask for it, you can ignore this mail.',
    },
    de: {
      subject: 'Ihr Benutzername',
      heading: 'Ihr Benutzername',
      text: 'Der Benutzername Ihres Kontos ist {{object.userName}}. Melden Sie sich hier damit an:',
      link: 'Anmelden',
      after: 'Wenn Sie nicht danach gefragt haben, können Sie diese Mail ignorieren.',
    },
  }),
  ...noticeTemplates,
};
