import { defineNode, flagField, localizedField, mfaMethod, username } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import { z } from 'zod';

export default defineNode({
  type: 'MultiFactorRegistrationOptionsNode',
  displayName: 'MFA Registration Options',
  category: 'mfa',
  tags: ['mfa', 'multi-factor authentication'],
  icon: 'list-check',
  summary: 'Lets the person register a device now, get the app first, or do without.',
  config: z.object({
    mandatory: flagField("Remove 'skip' option", 'Offers neither to skip this step nor to opt out for good.'),
    getApp: flagField('Display Get Authenticator App', 'Offers to get the app first.', true),
    message: localizedField('Message', 'Text above the choices.'),
    registerDeviceLabel: localizedField('Register device', 'Text of the button that registers a device.'),
    getAppLabel: localizedField('Get authenticator app', 'Text of the button that leads to the app.'),
    skipStepLabel: localizedField('Skip this step', 'Text of the button that leaves it for the next time.'),
    optOutLabel: localizedField('Opt-out', 'Text of the button that does without for good.'),
  }),
  outcomes: { registerOutcome: 'Register', getAppOutcome: 'Get App', skipOutcome: 'Skip', optOutOutcome: 'Opt-out' },
  activeOutcomes: (config) => offered(config),
  callbacks: ['TextOutputCallback', 'ConfirmationCallback'],
  reads: [username, mfaMethod],
  texts: {
    message: {
      en: 'Multi-factor authentication protects your account. Register a device to use it.',
      de: 'Die Mehrfaktor-Authentifizierung schützt Ihr Konto. Registrieren Sie ein Gerät, um sie zu nutzen.',
    },
    register: { en: 'Register Device', de: 'Gerät registrieren' },
    getApp: { en: 'Get Authenticator App', de: 'Authenticator-App holen' },
    skip: { en: 'Skip this Step', de: 'Diesen Schritt überspringen' },
    optOut: { en: 'Opt-out', de: 'Dauerhaft verzichten' },
  },
  run: ({ config, state, answers, localized, send, goTo }) => {
    if ((state.get(username) ?? '') === '' || (state.get(mfaMethod) ?? '') === '') {
      const message =
        'It is not known who is to register what. Put a node that looks for devices before this one, such as Push Sender or OATH Token Verifier.';
      throw new WaygateError('authoring', 'node.mfa_method_missing', message);
    }
    const choices = offered(config);
    const chosen = choices[answers.first('ConfirmationCallback')?.index ?? choices.length];
    if (chosen !== undefined) return goTo(chosen);
    const labels = {
      registerOutcome: localized(config.registerDeviceLabel, 'register'),
      getAppOutcome: localized(config.getAppLabel, 'getApp'),
      skipOutcome: localized(config.skipStepLabel, 'skip'),
      optOutOutcome: localized(config.optOutLabel, 'optOut'),
    };
    return send([
      { type: 'TextOutputCallback', messageType: 'information', message: localized(config.message, 'message') },
      { type: 'ConfirmationCallback', options: choices.map((choice) => labels[choice]), selected: 0 },
    ]);
  },
});

function offered({ mandatory, getApp }: { readonly mandatory: boolean; readonly getApp: boolean }) {
  return [
    'registerOutcome' as const,
    ...(getApp ? (['getAppOutcome'] as const) : []),
    ...(mandatory ? [] : (['skipOutcome', 'optOutOutcome'] as const)),
  ];
}
