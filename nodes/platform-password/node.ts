import { defineNode, flagField, objectAttributes, password } from '@waygate/node-kit';
import { z } from 'zod';
import { policiesOf } from '../policies/policies-of.ts';

/** Shortest password that validation takes, in characters (NIST SP 800-63B-4 for a second of two factors). */
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
    let typed: string;
    if (config.validateInput) {
      const answer = answers.first('ValidatedCreatePasswordCallback');
      const params = { minLength: SHORTEST };
      const failedPolicies =
        answer === undefined || [...answer.value].length >= SHORTEST ? [] : [{ policyRequirement: 'MIN_LENGTH', params }];
      if (answer === undefined || answer.validateOnly || failedPolicies.length > 0) {
        const policies = policiesOf(config.passwordAttribute, { policyId: 'minimum-length', policyRequirements: ['MIN_LENGTH'], params });
        return send([{ type: 'ValidatedCreatePasswordCallback', prompt, policies, failedPolicies }]);
      }
      typed = answer.value;
    } else {
      const answer = answers.first('PasswordCallback');
      if (answer === undefined) return send([{ type: 'PasswordCallback', prompt }]);
      typed = answer.value;
    }
    state.setTransient(objectAttributes, { [config.passwordAttribute]: typed });
    state.setTransient(password, typed);
    return goTo('outcome');
  },
});
