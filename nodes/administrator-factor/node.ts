import { defineNode, flagField, localizedField } from '@waygate/node-kit';
import { NOT_PRESSED, WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { isProved } from '../enrolment/is-proved.ts';

export default defineNode({
  type: 'WaygateAdministratorFactorNode',
  displayName: 'Administrator Factor',
  category: 'mfa',
  tags: ['mfa', 'multi-factor authentication'],
  icon: 'shield-check',
  summary: 'Says what follows a first factor of an administrator: their second factor, or that they enrol one, as the realm demands.',
  config: z.object({
    offers: flagField(
      'Offer where it is not demanded',
      'Asks whoever may do without whether they want a second factor. Off for programs, which read no page.',
      true,
    ),
    message: localizedField('Message', 'Text above the choices.'),
  }),
  outcomes: { hasOne: 'Has One', passkey: 'Make a Passkey', app: 'Set Up an App', none: 'Go On' },
  callbacks: ['TextOutputCallback', 'ConfirmationCallback'],
  texts: {
    required: {
      en: 'Administrators sign in with a second factor. Set yours up now: a passkey on this device or a security key, or an app that shows codes.',
      de: 'Wer verwaltet, meldet sich mit einem zweiten Faktor an. Richten Sie Ihren jetzt ein: einen Passkey auf diesem Gerät oder einem Sicherheitsschlüssel, oder eine App, die Codes anzeigt.',
    },
    offered: {
      en: 'Your account administers this server and is protected by a password alone. Set up a second factor: a passkey on this device or a security key, or an app that shows codes.',
      de: 'Ihr Konto verwaltet diesen Server und ist nur durch ein Passwort geschützt. Richten Sie einen zweiten Faktor ein: einen Passkey auf diesem Gerät oder einem Sicherheitsschlüssel, oder eine App, die Codes anzeigt.',
    },
    passkey: { en: 'Make a passkey', de: 'Passkey einrichten' },
    app: { en: 'Set up a code app', de: 'Code-App einrichten' },
    later: { en: 'Not now', de: 'Jetzt nicht' },
  },
  run: async ({ config, realm, subject, evidence, answers, ports, text, localized, send, goTo }) => {
    // What somebody has is told to nobody who only knows their name.
    if (subject === undefined || !isProved(evidence)) {
      const message = 'Nothing was proved of anybody yet. Put a node before this one that checks a password.';
      throw new WaygateError('authoring', 'administrator_factor.nobody_known', message);
    }
    const [rule, ...devices] = await Promise.all([
      ports.selfService.administratorFactor(realm),
      ports.devices.webauthn.list(realm, subject),
      ports.devices.push.list(realm, subject),
      ports.devices.oath.list(realm, subject),
      ports.devices.binding.list(realm, subject),
    ]);
    const audit = { rule };
    if (devices.some(({ length }) => length > 0)) return goTo('hasOne', { audit });
    const isDemanded = rule === 'required';
    if (!isDemanded && (rule === 'off' || !config.offers)) return goTo('none', { audit });
    const choices = isDemanded ? (['passkey', 'app'] as const) : (['passkey', 'app', 'none'] as const);
    const chosen = choices[answers.first('ConfirmationCallback')?.index ?? choices.length];
    if (chosen !== undefined) return goTo(chosen, { audit });
    return send([
      { type: 'TextOutputCallback', messageType: 'information', message: localized(config.message, isDemanded ? 'required' : 'offered') },
      {
        type: 'ConfirmationCallback',
        options: choices.map((choice) => text(choice === 'none' ? 'later' : choice)),
        // Whoever answers nothing has chosen nothing.
        selected: NOT_PRESSED,
      },
    ]);
  },
});
