import {
  type Answers,
  type AttemptPermit,
  type AttemptTarget,
  type DirectoryEntry,
  type DirectoryPasswordState,
  defineNode,
  flagField,
  type NodeType,
  objectAttributes,
  password,
  username,
} from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { isOutage } from '../outage/is-outage.ts';
import { outageFields } from '../outage/outage-fields.ts';
import { reportsOutage } from '../outage/reports-outage.ts';
import { passwordChangeTexts } from '../password-change/password-change-texts.ts';
import { connectionFields, type DirectoryConfig } from './connection-fields.ts';
import { accountOf, aliasOf, attributesOf, searchOf, serverOf } from './sign-on-by-directory.ts';

/** What tells the two types apart. */
interface Kind {
  readonly type: string;
  readonly displayName: string;
  readonly summary: string;
  readonly isActiveDirectory: boolean;
}

const entry = z.object({ dn: z.string(), attributes: z.record(z.string(), z.array(z.string())) });

/** AM's decisions that try a password at a directory server. */
export function defineDirectoryDecision({ type, displayName, summary, isActiveDirectory }: Kind): NodeType {
  const node = defineNode({
    type,
    displayName,
    category: 'basic-authentication',
    tags: ['basic authn', 'basic authentication'],
    icon: 'address-book',
    summary,
    config: z.object({
      ...connectionFields,
      minimumPasswordLength: z
        .int()
        .min(0)
        .max(256)
        .default(8)
        .meta({ title: 'Minimum password length', help: 'Shortest password that is taken when one is changed here.' }),
      beheraEnabled: flagField(
        'Password policy control',
        'Asks the directory how things are with the password (Behera draft). Active Directory says it in its own way.',
        true,
      ),
      mixedCaseForPasswordChangeMessages: flagField(
        'Use mixed case for password change messages',
        'Shows messages about a change of password as they are written instead of in capitals.',
      ),
      ...outageFields,
    }),
    outcomes: { TRUE: 'True', FALSE: 'False', LOCKED: 'Locked', CANCELLED: 'Cancelled', EXPIRED: 'Expired' },
    callbacks: ['TextOutputCallback', 'PasswordCallback', 'ConfirmationCallback'],
    reads: [username, password, objectAttributes],
    writes: [username, password, objectAttributes],
    mayProvide: { TRUE: ['knowledge:password'] },
    // Who may or must choose another password, after the old one was right.
    local: z.object({ entry, mustChange: z.boolean(), isLast: z.boolean(), message: z.string() }),
    texts: {
      ...passwordChangeTexts,
      expiring: {
        en: 'Your password can be used for {{days}} more day(s). You can choose another one now.',
        de: 'Ihr Passwort gilt noch {{days}} Tag(e). Sie können jetzt ein anderes wählen.',
      },
      grace: {
        en: 'Your password has expired. You can sign on with it {{left}} more time(s).',
        de: 'Ihr Passwort ist abgelaufen. Sie können sich damit noch {{left}} Mal anmelden.',
      },
      lastGrace: {
        en: 'Your password has expired, and this is the last time that it works. Choose another one.',
        de: 'Ihr Passwort ist abgelaufen und gilt jetzt zum letzten Mal. Wählen Sie ein anderes.',
      },
    },
    run: async (context) => {
      const { config, realm, ports, state, local, answers, idempotencyKey, text, goTo, send } = context;
      const server = serverOf(config, isActiveDirectory ? 'active-directory' : config.beheraEnabled ? 'behera' : 'plain');
      // What the directory says here counts for an outage, too, if the realm has the same directory for that.
      const word = (dn: string | undefined, said: string) => ({
        addresses: server.addresses,
        isSecure: server.mode === 'LDAPS',
        dn,
        password: said,
      });
      const signedOn = async (found: DirectoryEntry) => {
        const { name, person } = await accountOf(realm, found, config, ports);
        await ports.offlineDirectory.capture(realm, word(found.dn, state.get(password) ?? ''), person);
        const alias = aliasOf(found);
        const audit = { dn: found.dn };
        if (person === undefined && name === undefined) {
          const message = `Somebody in the directory has no "${config.userProfileAttribute}". Choose a profile attribute that everybody has.`;
          throw new WaygateError('authoring', 'node.directory_attribute', message);
        }
        if (person?.active === false) return goTo('LOCKED', { audit });
        if (person !== undefined) {
          state.setShared(username, person.username);
          return goTo('TRUE', { identified: person, proves: ['knowledge:password'], nodeTypes: ['LDAP'], audit });
        }
        const called = name ?? found.dn;
        state.setShared(username, config.returnUserDn ? found.dn : called);
        state.setShared(objectAttributes, { ...state.get(objectAttributes), ...attributesOf(found, called, config) });
        const issuer = `ldap://${config.primaryServers[0] ?? ''}`;
        return goTo('TRUE', { vouched: { factor: 'knowledge:password', issuer, alias }, nodeTypes: ['LDAP'], audit });
      };
      const ask = (message: string, isLast: boolean) => {
        const shown = config.mixedCaseForPasswordChangeMessages ? message : message.toLocaleUpperCase(context.request.locales[0]);
        return send([
          { type: 'TextOutputCallback', message: shown, messageType: 'information' },
          { type: 'PasswordCallback', prompt: text('old') },
          { type: 'PasswordCallback', prompt: text('fresh') },
          { type: 'PasswordCallback', prompt: text('confirm') },
          isLast
            ? { type: 'ConfirmationCallback', options: [text('submit')], defaultOption: 0, selected: 0 }
            : { type: 'ConfirmationCallback', options: [text('submit'), text('cancel')], defaultOption: 1, selected: 1 },
        ]);
      };

      const going = local.get();
      if (going !== undefined) {
        if (!answers.submitted) return ask(going.message, going.isLast);
        const pressed = answers.first('ConfirmationCallback')?.index;
        if (pressed !== 0 && !going.isLast) return going.mustChange ? goTo('CANCELLED') : signedOn(going.entry);
        const wish = readWish(answers, config);
        if (wish.status === 'again') return ask(text(wish.why, { count: String(config.minimumPasswordLength) }), going.isLast);
        const { status } = await ports.directory.changePassword(server, going.entry.dn, wish);
        if (status !== 'changed') return ask(text(status === 'wrong' ? 'oldIsWrong' : 'refused'), going.isLast);
        state.setTransient(password, wish.fresh);
        return signedOn(going.entry);
      }
      const typed = state.get(password);
      if (typed === undefined) {
        throw new WaygateError('authoring', 'node.password_missing', 'There is no password to check. Put a password node before this one.');
      }
      return ports.offlineDirectory.admit(realm, async (enter) => {
        let target: AttemptTarget | undefined;
        let throttled: string | undefined;
        let begun: Promise<AttemptPermit> | undefined;
        let isOver = false;
        // Counted for whom the password belongs to, and not for the name that was typed: one person has many.
        let meant: string | undefined;
        const permit = async (found: DirectoryEntry | undefined) => {
          meant = found?.dn;
          const account = found === undefined ? undefined : await accountOf(realm, found, config, ports);
          // Who has stopped waiting tries no password any more.
          if (isOver) return false;
          // Nobody needs a place as well, so that a name says nothing about itself when there is none.
          enter();
          if (found === undefined) return false;
          const person = account?.person;
          target = { realm, subject: person ?? { nobody: aliasOf(found) }, authenticator: 'password' };
          begun = ports.attempts.begin(target, idempotencyKey);
          const answer = await begun;
          if (!answer.allowed) throttled = answer.reason;
          return answer.allowed && !isOver;
        };
        const cutOff = async (error: unknown): Promise<never> => {
          isOver = true;
          if (isOutage(error) && target !== undefined) {
            await begun;
            // It was not wrong: nobody has said so.
            await ports.attempts.undecided(target, idempotencyKey);
          }
          throw error;
        };
        const typedName = state.get(username) ?? '';
        const result = await ports.directory
          .authenticate(server, searchOf(config), { username: typedName, password: typed }, permit)
          .catch(cutOff);
        if (result.status !== 'right' && throttled === undefined) {
          await ports.offlineDirectory.refused(realm, word(meant, typed), result.status === 'wrong' ? 'password' : 'account');
        }
        if (result.status === 'wrong') return goTo('FALSE', throttled === undefined ? {} : { audit: { throttled } });
        if (result.status === 'locked') return goTo('LOCKED');
        if (result.status === 'expired') return goTo('EXPIRED');
        if (target !== undefined) await ports.attempts.succeeded(target, idempotencyKey);
        const notice = noticeOf(result.password);
        if (notice === undefined) return signedOn(result.entry);
        const message = text(notice.key, notice.values);
        if (notice.key === 'mustChange') await ports.offlineDirectory.refused(realm, word(meant, typed), 'account');
        const { dn, attributes } = result.entry;
        const kept = { dn, attributes: Object.fromEntries(Object.entries(attributes).map(([name, values]) => [name, [...values]])) };
        local.set({ entry: kept, mustChange: notice.key === 'mustChange', isLast: notice.key === 'lastGrace', message });
        return ask(message, notice.key === 'lastGrace');
      });
    },
  });
  return reportsOutage(node);
}

const DAY_SECONDS = 86_400;

/** What a person is told of a password that was right; undefined when there is nothing to tell. */
function noticeOf(found: DirectoryPasswordState) {
  switch (found.state) {
    case 'valid':
      return undefined;
    case 'mustChange':
      return { key: 'mustChange', values: {} } as const;
    case 'expiring':
      return { key: 'expiring', values: { days: String(Math.max(1, Math.floor(found.seconds / DAY_SECONDS))) } } as const;
    case 'grace':
      return found.left === 0
        ? ({ key: 'lastGrace', values: {} } as const)
        : ({ key: 'grace', values: { left: String(found.left) } } as const);
  }
}

type Wish =
  | { readonly status: 'wish'; readonly old: string; readonly fresh: string }
  | { readonly status: 'again'; readonly why: 'same' | 'short' | 'different' };

/** The old password, the new one and the new one again. */
function readWish(answers: Answers, { minimumPasswordLength }: DirectoryConfig & { readonly minimumPasswordLength: number }): Wish {
  const [old = '', fresh = '', again = ''] = answers.all().flatMap((answer) => (answer.type === 'PasswordCallback' ? [answer.value] : []));
  if (fresh !== again) return { status: 'again', why: 'different' };
  if ([...fresh].length < Math.max(minimumPasswordLength, 1)) return { status: 'again', why: 'short' };
  return fresh === old ? { status: 'again', why: 'same' } : { status: 'wish', old, fresh };
}
