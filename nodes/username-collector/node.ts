import { defineNode, flagField, username } from '@waygate/node-kit';
import { z } from 'zod';

export default defineNode({
  type: 'UsernameCollectorNode',
  displayName: 'Username Collector',
  category: 'basic-authentication',
  tags: ['basic authn', 'basic authentication'],
  icon: 'user',
  summary: 'Asks for the user name.',
  config: z.object({
    prepopulate: flagField('Pre-fill', 'Shows a user name that is known already.'),
    autocompleteValues: z.array(z.string().max(64)).default([]).meta({ title: 'Autocomplete', help: 'Autocomplete tokens for the field.' }),
  }),
  outcomes: { outcome: 'Outcome' },
  callbacks: ['NameCallback'],
  reads: [username],
  writes: [username],
  texts: { prompt: { en: 'User Name', de: 'Benutzername' } },
  run: ({ config, answers, state, text, send, goTo }) => {
    const typed = answers.first('NameCallback')?.value ?? '';
    if (typed === '') {
      const known = config.prepopulate ? (state.get(username) ?? '') : '';
      return send([{ type: 'NameCallback', prompt: text('prompt'), value: known, autocompleteValues: config.autocompleteValues }]);
    }
    state.setShared(username, typed);
    return goTo('outcome');
  },
});
