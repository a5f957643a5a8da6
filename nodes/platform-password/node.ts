import { defineNode, flagField, objectAttributes, password } from '@waygate/node-kit';
import { z } from 'zod';

/** Shortest password that validation takes (NIST SP 800-63B-4 for a second of two factors). */
const SHORTEST = 8;

export default defineNode({
  type: 'ValidatedPasswordNode',
  displayName: 'Platform Password',
  category: 'identity-management',
  tags: ['identity management'],
  icon: 'lock',
  summary: 'Asks for the password; it is forgotten at the next page unless a later node needs it.',
  config: z.object({
    validateInput: flagField(
      'Validate password',
      'Checks what was typed by the policies of the realm and asks again when it does not fit.',
    ),
    passwordAttribute: z
      .string()
      .min(1)
      .max(128)
      .default('password')
      .meta({ title: 'Password attribute', help: 'Attribute that takes the value.' }),
  }),
  outcomes: { outcome: 'Outcome' },
  callbacks: ['PasswordCallback', 'ValidatedCreatePasswordCallback'],
  writes: [password, objectAttributes],
  texts: { prompt: { en: 'Password', de: 'Passwort' } },
  run: ({ config, answers, state, text, send, goTo }) => {
    const prompt = text('prompt');
    if (config.validateInput) {
      const answer = answers.first('ValidatedCreatePasswordCallback');
      const failedPolicies =
        answer === undefined || answer.value.length >= SHORTEST
          ? []
          : [{ policyRequirement: 'MIN_LENGTH', params: { minLength: SHORTEST } }];
      if (answer === undefined || answer.validateOnly || failedPolicies.length > 0) {
        return send([{ type: 'ValidatedCreatePasswordCallback', prompt, failedPolicies }]);
      }
    } else if (answers.first('PasswordCallback') === undefined) {
      return send([{ type: 'PasswordCallback', prompt }]);
    }
    const typed = answers.first('PasswordCallback')?.value ?? answers.first('ValidatedCreatePasswordCallback')?.value ?? '';
    state.setTransient(objectAttributes, { [config.passwordAttribute]: typed });
    state.setTransient(password, typed);
    return goTo('outcome');
  },
});
