import { defineNode, password } from '@waygate/node-kit';
import { z } from 'zod';

export default defineNode({
  type: 'CreatePasswordNode',
  displayName: 'Create Password',
  category: 'identity-management',
  tags: ['identity management'],
  icon: 'lock',
  summary: 'Lets the person choose a password and type it twice.',
  config: z.object({
    minPasswordLength: z
      .int()
      .min(0)
      .max(256)
      .default(8)
      .meta({ title: 'Minimum password length', help: 'Shortest password that is taken.' }),
  }),
  outcomes: { outcome: 'Outcome' },
  callbacks: ['PasswordCallback', 'TextOutputCallback'],
  writes: [password],
  texts: {
    password: { en: 'New password', de: 'Neues Passwort' },
    confirm: { en: 'Confirm password', de: 'Passwort wiederholen' },
    short: { en: 'The password must have at least {{count}} characters.', de: 'Das Passwort muss mindestens {{count}} Zeichen haben.' },
    different: { en: 'The two passwords are not the same.', de: 'Die beiden Passwörter sind nicht gleich.' },
  },
  run: ({ config, answers, state, text, send, goTo }) => {
    const [first, second] = answers.all().flatMap((answer) => (answer.type === 'PasswordCallback' ? [answer.value] : []));
    if (first === undefined || second === undefined) return send(ask());
    const shortest = Math.max(config.minPasswordLength, 1);
    if ([...first].length < shortest) return send([mistake(text('short', { count: String(shortest) })), ...ask()]);
    if (first !== second) return send([mistake(text('different')), ...ask()]);
    state.setTransient(password, first);
    return goTo('outcome');

    function ask() {
      return [
        { type: 'PasswordCallback', prompt: text('password') },
        { type: 'PasswordCallback', prompt: text('confirm') },
      ] as const;
    }
  },
});

function mistake(message: string) {
  return { type: 'TextOutputCallback', message, messageType: 'error' } as const;
}
