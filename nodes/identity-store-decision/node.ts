import { defineNode, flagField, password, username } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { passwordChangeTexts } from '../password-change/password-change-texts.ts';
import { changePassword } from './change-password.ts';

export default defineNode({
  type: 'IdentityStoreDecisionNode',
  displayName: 'Identity Store Decision',
  category: 'basic-authentication',
  tags: ['basic authn', 'basic authentication'],
  icon: 'database',
  summary: 'Checks user name and password, and whether the account and the password may still be used.',
  config: z.object({
    minimumPasswordLength: z
      .int()
      .min(0)
      .max(256)
      .default(8)
      .meta({ title: 'Minimum password length', help: 'Shortest password that is taken when one is changed here.' }),
    useUniversalIdForUsername: flagField(
      'Username as universal identifier',
      'Goes on with the universal identifier instead of the user name.',
    ),
    mixedCaseForPasswordChangeMessages: flagField(
      'Use mixed case for password change messages',
      'Shows messages about a change of password as they are written instead of in capitals.',
    ),
  }),
  outcomes: { TRUE: 'True', FALSE: 'False', LOCKED: 'Locked', CANCELLED: 'Cancelled', EXPIRED: 'Expired' },
  callbacks: ['TextOutputCallback', 'PasswordCallback', 'ConfirmationCallback'],
  reads: [username, password],
  writes: [username, password],
  provides: { TRUE: ['knowledge:password'] },
  // Who must choose another password, after the old one was right.
  local: z.object({ personId: z.string() }),
  texts: passwordChangeTexts,
  run: async (context) => {
    const { config, realm, ports, state, local, now, idempotencyKey, text, goTo, send } = context;
    const name = state.get(username) ?? '';
    const going = local.get();
    const right = (person: { readonly id: string; readonly username: string }) => {
      state.setShared(username, config.useUniversalIdForUsername ? universalId(person.username, realm) : person.username);
      return goTo('TRUE', { identified: person, nodeTypes: ['DataStore'] });
    };
    const ask = (message: string) => {
      const shown = config.mixedCaseForPasswordChangeMessages ? message : message.toLocaleUpperCase(context.request.locales[0]);
      return send([
        { type: 'TextOutputCallback', message: shown, messageType: 'information' },
        { type: 'PasswordCallback', prompt: text('old') },
        { type: 'PasswordCallback', prompt: text('fresh') },
        { type: 'PasswordCallback', prompt: text('confirm') },
        { type: 'ConfirmationCallback', options: [text('submit'), text('cancel')], defaultOption: 1, selected: 1 },
      ]);
    };

    if (going !== undefined) {
      const result = await changePassword(context, going.personId, config.minimumPasswordLength);
      if (result.status === 'cancelled') return goTo('CANCELLED');
      if (result.status === 'locked') return goTo('LOCKED');
      if (result.status === 'again') return ask(text(result.why, { count: String(config.minimumPasswordLength) }));
      state.setTransient(password, result.password);
      return right(result.person);
    }
    const typed = state.get(password);
    if (typed === undefined) {
      throw new WaygateError('authoring', 'node.password_missing', 'There is no password to check. Put a password node before this one.');
    }
    const check = await ports.identities.verifyPassword(realm, name, typed, idempotencyKey);
    // Failures lock a name that nobody is called just the same, so this tells nothing.
    if (check.status === 'locked') return goTo('LOCKED');
    if (check.status === 'wrong') return goTo('FALSE', check.throttled === undefined ? {} : { audit: { throttled: check.throttled } });
    const person = check.identity;
    if (!person.active) return goTo('LOCKED');
    const standing = await ports.identities.passwordStanding(realm, person.id, now);
    if (standing === 'expired') return goTo('EXPIRED');
    if (standing === 'valid') return right(person);
    local.set({ personId: person.id });
    return ask(text('mustChange'));
  },
});

/** A person's name as AM writes it where realms matter. */
function universalId(name: string, realm: string): string {
  const units = realm
    .split('/')
    .filter((part) => part !== '')
    .reverse();
  return [
    `id=${name}`,
    'ou=user',
    ...units.map((part) => `o=${part}`),
    ...(units.length === 0 ? [] : ['ou=services']),
    'ou=am-config',
  ].join(',');
}
