import { defineNode, localizedField } from '@waygate/node-kit';
import { z } from 'zod';

const APPLE = 'https://apps.apple.com/app/pingid/id891247102';
const GOOGLE = 'https://play.google.com/store/apps/details?id=prod.com.pingidentity.pingid';

const store = (title: string, byDefault: string) =>
  z
    .union([z.literal(''), z.url({ protocol: /^https$/ })], { error: 'The address of an app store must begin with https://.' })
    .default(byDefault)
    .meta({ title, help: 'Address of the app in this store; the default when empty.', field: 'url' });

export default defineNode({
  type: 'GetAuthenticatorAppNode',
  displayName: 'Get Authenticator App',
  category: 'mfa',
  tags: ['mfa', 'multi-factor authentication'],
  icon: 'download',
  summary: 'Offers the authenticator app in the two app stores.',
  config: z.object({
    message: localizedField(
      'Get app message',
      'Text with {{appleLink}}, {{googleLink}}, {{appleLabel}} and {{googleLabel}}; may hold links.',
    ),
    continueLabel: localizedField('Continue label', 'Text of the button.'),
    appleLink: store('Apple App Store URL', APPLE),
    googleLink: store('Google Play URL', GOOGLE),
  }),
  outcomes: { outcome: 'Outcome' },
  callbacks: ['TextOutputCallback', 'ConfirmationCallback'],
  texts: {
    message: {
      en: "Get the app from the <a target='_blank' href='{{appleLink}}'>{{appleLabel}}</a> or on <a target='_blank' href='{{googleLink}}'>{{googleLabel}}</a>.",
      de: "Holen Sie die App im <a target='_blank' href='{{appleLink}}'>{{appleLabel}}</a> oder bei <a target='_blank' href='{{googleLink}}'>{{googleLabel}}</a>.",
    },
    appleLabel: { en: 'Apple App Store', de: 'Apple App Store' },
    googleLabel: { en: 'Google Play Store', de: 'Google Play Store' },
    continue: { en: 'Continue', de: 'Weiter' },
  },
  run: ({ config, answers, text, localized, send, goTo }) => {
    if (answers.first('ConfirmationCallback') !== undefined) return goTo('outcome');
    const message = localized(config.message, 'message', {
      appleLink: attribute(config.appleLink || APPLE),
      googleLink: attribute(config.googleLink || GOOGLE),
      appleLabel: text('appleLabel'),
      googleLabel: text('googleLabel'),
    });
    return send([
      { type: 'TextOutputCallback', messageType: 'script', message: writeScript(message) },
      { type: 'ConfirmationCallback', options: [localized(config.continueLabel, 'continue')], selected: 0 },
    ]);
  },
});

/** The script that AM's pages run: it writes the message into the element of the first callback. Other clients read `message` out of it. */
function writeScript(message: string): string {
  const literal = JSON.stringify(message).replaceAll('<', '\\u003c');
  return `var message = ${literal};\ndocument.getElementById('callback_0').innerHTML = message;`;
}

function attribute(url: string): string {
  return url.replaceAll('&', '&amp;').replaceAll("'", '%27').replaceAll('"', '%22').replaceAll('<', '%3C');
}
