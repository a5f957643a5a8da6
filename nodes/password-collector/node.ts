import { defineNode, password } from '@waygate/node-kit';
import { z } from 'zod';

export default defineNode({
  type: 'PasswordCollectorNode',
  displayName: 'Password Collector',
  category: 'basic-authentication',
  tags: ['basic authn', 'basic authentication'],
  icon: 'lock',
  summary: 'Asks for the password.',
  config: z.object({}),
  outcomes: { outcome: 'Outcome' },
  callbacks: ['PasswordCallback'],
  writes: [password],
  texts: { prompt: { en: 'Password', de: 'Passwort' } },
  run: ({ answers, state, text, send, goTo }) => {
    const typed = answers.first('PasswordCallback')?.value ?? '';
    if (typed === '') return send([{ type: 'PasswordCallback', prompt: text('prompt') }]);
    state.setTransient(password, typed);
    return goTo('outcome');
  },
});
