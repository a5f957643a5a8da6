import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { WaygateError } from '@waygate/schema';
import { attemptsOf, FIRST_PASSWORD_DAYS, firstPassword, isWellKnownPassword, passwordTime } from '@waygate/server/administration';
import { Command } from 'commander';
import type { Environment } from '../environment.ts';
import { existingRealm, existingUser, print, withWorkspace } from '../with-workspace.ts';
import { endSessions } from './sessions.ts';
import { userDevicesCommand } from './user-devices.ts';

const SHORTEST_PASSWORD = 8;
const LONGEST_NAME = 256;

interface Named {
  readonly realm: string;
  readonly username: string;
  readonly json?: boolean;
}

/** `waygate users`: people of a realm. */
export function usersCommand(environment: Environment): Command {
  const users = new Command('users').description('People of a realm.');
  const named = (name: string, description: string) =>
    users
      .command(name)
      .description(description)
      .requiredOption('--realm <realm>', 'realm, such as alpha or /')
      .requiredOption('--username <name>', 'user name')
      .option('--json', 'print JSON');

  named('create', 'Makes a user.')
    .requiredOption('--password <password>', 'password; - reads it from standard input')
    .option('--attribute <name=value>', 'attribute; may be repeated', collect, [])
    .action(async (options: Named & { password: string; attribute: string[] }) => {
      const password = await passwordOf(options.password);
      const attributes = attributesOf(options.attribute);
      if (options.username.trim() === '' || options.username.length > LONGEST_NAME) {
        throw new WaygateError('input', 'identity.name', `A user name has 1 to ${LONGEST_NAME} characters.`);
      }
      await withWorkspace(environment, async (workspace) => {
        const realm = await existingRealm(workspace, options.realm);
        const id = randomUUID();
        await workspace.stores.identities.create({
          id,
          realm,
          username: options.username,
          active: true,
          attributes,
          passwordHash: await workspace.hasher.hash(password),
          createdAt: Date.now(),
        });
        print(options.json, { id, realm, username: options.username }, [`Made user ${options.username} in realm ${realm}.`]);
      });
    });

  users
    .command('list')
    .description('Lists the users of a realm.')
    .requiredOption('--realm <realm>', 'realm, such as alpha or /')
    .option('--json', 'print JSON')
    .action(async (options: { realm: string; json?: boolean }) => {
      await withWorkspace(environment, async (workspace) => {
        const realm = await existingRealm(workspace, options.realm);
        const people = (await workspace.stores.identities.list(realm)).map(
          ({ passwordHash: _, passwordChangedAt: __, privateAttributes: ___, createdBy: ____, ...person }) => person,
        );
        print(
          options.json,
          people,
          people.map(({ username, active, id }) => `${username}\t${active ? 'active' : 'disabled'}\t${id}`),
        );
      });
    });

  for (const [name, active] of [
    ['disable', false],
    ['enable', true],
  ] as const) {
    named(name, active ? 'Lets a user sign on again.' : 'Keeps a user from signing on and ends their sessions.').action(
      async (options: Named) => {
        await withWorkspace(environment, async (workspace) => {
          const person = await existingUser(workspace, options);
          await workspace.stores.identities.update(person.realm, person.id, (record) => ({ ...record, active }));
          if (!active) await endSessions(workspace, person);
          print(options.json, { username: person.username, active }, [`User ${person.username} is ${active ? 'active' : 'disabled'}.`]);
        });
      },
    );
  }

  named('passwd', 'Sets a password and ends the sessions that were made with the old one.')
    .requiredOption('--password <password>', 'new password; - reads it from standard input')
    .option(
      '--must-change',
      `let the person choose another at the next sign-on, within ${FIRST_PASSWORD_DAYS} days, where the journey has an Identity Store Decision`,
    )
    .action(async (options: Named & { password: string; mustChange?: boolean }) => {
      const password = await passwordOf(options.password);
      await withWorkspace(environment, async (workspace) => {
        const person = await existingUser(workspace, options);
        const passwordHash = await workspace.hasher.hash(password);
        await workspace.stores.identities.update(person.realm, person.id, ({ mustChangePassword: _, passwordEndsAt: __, ...record }) => ({
          ...record,
          passwordHash,
          passwordChangedAt: passwordTime(record, Date.now()),
          ...(options.mustChange === true ? firstPassword(Date.now()) : {}),
        }));
        await attemptsOf(workspace).reset(person.realm, person.id, 'password');
        await endSessions(workspace, person);
        print(options.json, { username: person.username }, [`The password of ${person.username} is set.`]);
      });
    });

  named('attempts', 'Shows which authenticators of a user failed of late, and whether the account is locked.').action(
    async (options: Named) => {
      await withWorkspace(environment, async (workspace) => {
        const person = await existingUser(workspace, options);
        const { lock, authenticators } = await attemptsOf(workspace).standing(person.realm, person.id);
        const until = lock?.until === undefined ? 'until somebody unlocks it' : `until ${new Date(lock.until).toISOString()}`;
        print(options.json, { username: person.username, lock: lock ?? null, authenticators }, [
          lock === undefined ? 'The account is not locked.' : `The account is locked ${until}.`,
          ...authenticators.map(({ name, failures, disabled, waitsUntil }) => {
            const rests = waitsUntil === undefined ? '' : `rests until ${new Date(waitsUntil).toISOString()}`;
            return `${name}\t${failures} failed\t${disabled ? 'disabled' : rests}`.trimEnd();
          }),
        ]);
      });
    },
  );

  named('unlock', 'Unlocks an account that failures locked, and lets every authenticator be tried again.').action(
    async (options: Named) => {
      await withWorkspace(environment, async (workspace) => {
        const person = await existingUser(workspace, options);
        const attempts = attemptsOf(workspace);
        await attempts.reset(person.realm, person.id);
        await attempts.unlock(person.realm, person.id);
        print(options.json, { username: person.username }, [`User ${person.username} may try again.`]);
      });
    },
  );
  users.addCommand(userDevicesCommand(environment));
  return users;
}

async function passwordOf(option: string): Promise<string> {
  const password = option === '-' ? (await text(process.stdin)).replace(/\r?\n$/, '') : option;
  if (password.length < SHORTEST_PASSWORD) {
    throw new WaygateError('input', 'identity.password_short', `A password has at least ${SHORTEST_PASSWORD} characters.`);
  }
  if (await isWellKnownPassword(password)) {
    throw new WaygateError('input', 'identity.password_known', 'Many people use this password, so it is tried first. Take another.');
  }
  return password;
}

function attributesOf(pairs: readonly string[]): Record<string, string[]> {
  const attributes = new Map<string, string[]>();
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    const name = pair.slice(0, at);
    if (at < 1 || !/^[A-Za-z][\w.-]{0,127}$/.test(name)) {
      throw new WaygateError('input', 'identity.attribute', `${pair} is no attribute. Write it as name=value.`);
    }
    attributes.set(name, [...(attributes.get(name) ?? []), pair.slice(at + 1)]);
  }
  return Object.fromEntries(attributes);
}

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}
