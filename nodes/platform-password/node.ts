import { defineNode, flagField, objectAttributes, password } from '@waygate/node-kit';
import { z } from 'zod';
import { policiesOf } from '../identity/policies-of.ts';

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
  // Only then: a password may look like a name, and what a node reads the engine keeps over a page.
  dynamicReads: ({ validateInput }) => (validateInput ? [objectAttributes.name] : []),
  writes: [password, objectAttributes],
  texts: { prompt: { en: 'Password', de: 'Passwort' } },
  run: async ({ config, realm, ports, subject, answers, state, text, send, goTo }) => {
    const prompt = text('prompt');
    let typed: string;
    if (config.validateInput) {
      const answer = answers.first('ValidatedCreatePasswordCallback');
      const attribute = config.passwordAttribute;
      const failedPolicies =
        answer === undefined ? [] : await ports.identities.check(realm, attribute, answer.value, await others(), subject?.id);
      if (answer === undefined || answer.validateOnly || failedPolicies.length > 0) {
        const policies = policiesOf(await ports.identities.schema(realm), attribute);
        return send([{ type: 'ValidatedCreatePasswordCallback', prompt, policies, failedPolicies: [...failedPolicies] }]);
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

    /** What the password must not look like: what the journey and the realm know of the person. */
    async function others() {
      const stored = subject === undefined ? undefined : await ports.identities.read(realm, subject.id);
      return { ...stored?.object, ...objectAttributes.schema.safeParse(state.getNamed(objectAttributes.name)).data };
    }
  },
});
