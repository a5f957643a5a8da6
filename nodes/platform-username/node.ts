import { defineNode, flagField, objectAttributes, username } from '@waygate/node-kit';
import { z } from 'zod';
import { policiesOf } from '../identity/policies-of.ts';

export default defineNode({
  type: 'ValidatedUsernameNode',
  displayName: 'Platform Username',
  category: 'identity-management',
  tags: ['identity management'],
  icon: 'user',
  summary: 'Asks for the user name and keeps it as an attribute of the managed object too.',
  config: z.object({
    validateInput: flagField(
      'Validate username',
      'Checks what was typed by the policies of the realm and asks again when it does not fit.',
    ),
    usernameAttribute: z
      .string()
      .min(1)
      .max(128)
      .default('userName')
      .meta({ title: 'Username attribute', help: 'Attribute that takes the value.' }),
    prepopulate: flagField('Pre-fill', 'Shows a user name that is known already.'),
    autocompleteValues: z.array(z.string().max(64)).default([]).meta({ title: 'Autocomplete', help: 'Autocomplete tokens for the field.' }),
  }),
  outcomes: { outcome: 'Outcome' },
  callbacks: ['NameCallback', 'ValidatedCreateUsernameCallback'],
  reads: [username],
  // Only then: what a node reads the engine keeps over a page, and a password may be among the attributes.
  dynamicReads: ({ prepopulate }) => (prepopulate ? [objectAttributes.name] : []),
  writes: [username, objectAttributes],
  texts: { prompt: { en: 'User Name', de: 'Benutzername' } },
  run: async ({ config, realm, ports, subject, answers, state, text, send, goTo }) => {
    const prompt = text('prompt');
    const { autocompleteValues } = config;
    const known = () => {
      if (!config.prepopulate) return '';
      const attributes = objectAttributes.schema.safeParse(state.getNamed(objectAttributes.name)).data ?? {};
      const attribute = attributes[config.usernameAttribute];
      return typeof attribute === 'string' && attribute !== '' ? attribute : (state.get(username) ?? '');
    };
    let typed: string;
    if (config.validateInput) {
      const answer = answers.first('ValidatedCreateUsernameCallback');
      const attribute = config.usernameAttribute;
      const failedPolicies =
        answer === undefined
          ? []
          : await ports.identities.check(realm, attribute, answer.value, { [attribute]: answer.value }, subject?.id);
      if (answer === undefined || answer.validateOnly || failedPolicies.length > 0) {
        const policies = policiesOf(await ports.identities.schema(realm), attribute);
        const value = answer?.value ?? known();
        return send([
          {
            type: 'ValidatedCreateUsernameCallback',
            prompt,
            value,
            autocompleteValues,
            policies,
            failedPolicies: [...failedPolicies],
          },
        ]);
      }
      typed = answer.value;
    } else {
      const answer = answers.first('NameCallback');
      if (answer === undefined) return send([{ type: 'NameCallback', prompt, value: known(), autocompleteValues }]);
      typed = answer.value;
    }
    state.setShared(objectAttributes, { [config.usernameAttribute]: typed });
    // An empty name goes on without one, and whatever needs it says no (AM).
    if (typed !== '') state.setShared(username, typed);
    return goTo('outcome');
  },
});
