import { WaygateError } from '@waygate/schema';
import { type Command, InvalidArgumentError } from 'commander';
import type { Environment } from '../../environment.ts';
import { print } from '../../with-workspace.ts';
import { type PersonOptions, type PersonWork, personCommand, withPerson } from './person-command.ts';

interface Changes extends PersonOptions {
  readonly rename?: string;
  readonly expire?: true | number;
  readonly regenerateBackupCode?: true;
  readonly reminder?: number | 'realm';
  readonly unlock?: true;
}

const LONGEST_NAME = 256;
/** A server tells the owner. */
const BY_OPERATOR = { newsBy: 'operator' } as const;

/** `waygate offline-mfa modify` */
export function modifyCommand(environment: Environment): Command {
  const command = personCommand('modify', 'Changes the offline code of a person, who is told of it by mail.')
    .option('--rename <name>', 'what the app is called', nameOf)
    .option('--expire [when]', 'from when on its codes are worth nothing, such as 2026-12-24T18:00:00Z; now, when left out', timeOf)
    .option('--regenerate-backup-code', 'makes a new backup code and prints it, once')
    .option('--reminder <days>', 'days between reminders, 0 for never, or "realm" for what the realm says', daysOf)
    .option('--unlock', 'forgets wrong codes and locks, of phones as well');
  return command.action(async (options: Changes) => {
    const { rename, expire, regenerateBackupCode, reminder, unlock } = options;
    if ([rename, expire, regenerateBackupCode, reminder, unlock].every((one) => one === undefined)) {
      command.error('error: say what is to be changed: --rename, --expire, --regenerate-backup-code, --reminder or --unlock');
    }
    await withPerson(environment, options, (given) => modify(given, options));
  });
}

async function modify({ desk, person: { id, realm, username } }: PersonWork, options: Changes): Promise<void> {
  const { rename, expire, regenerateBackupCode, reminder, unlock } = options;
  const done: string[] = [];
  const there = <T>(result: T | undefined | false): T => {
    if (result === undefined || result === false) {
      throw new WaygateError('notFound', 'offline.no_code', `${username} has no offline code.`);
    }
    return result;
  };
  if (unlock === true) {
    await desk.unlock(realm, id);
    done.push('Wrong codes and locks are forgotten.');
  }
  if (reminder !== undefined) {
    await desk.setReminder(realm, id, reminder === 'realm' ? undefined : reminder);
    done.push(
      reminder === 'realm' ? 'Reminded as the realm says.' : reminder === 0 ? 'Never reminded.' : `Reminded every ${reminder} days.`,
    );
  }
  if (rename !== undefined) {
    there(await desk.rename(realm, id, rename, BY_OPERATOR));
    done.push(`The app is called ${rename}.`);
  }
  const backupCode = regenerateBackupCode === true ? there(await desk.renewBackupCode(realm, id, BY_OPERATOR)) : undefined;
  if (backupCode !== undefined) done.push(`Backup code (shown only now): ${backupCode}`);
  if (expire !== undefined) {
    const at = expire === true ? Date.now() : expire;
    there(await desk.expire(realm, id, at, BY_OPERATOR));
    done.push(`Its codes are worth nothing from ${new Date(at).toISOString()} on.`);
  }
  const code = await desk.find(realm, id);
  print(options.json, { user: username, realm, code, ...(backupCode === undefined ? {} : { backupCode }) }, done);
}

function nameOf(text: string): string {
  const name = text.trim();
  if (name !== '' && name.length <= LONGEST_NAME) return name;
  throw new InvalidArgumentError(`A name has 1 to ${LONGEST_NAME} characters.`);
}

function timeOf(text: string): number {
  const at = Date.parse(text);
  if (/^\d{4}-\d{2}-\d{2}/.test(text) && !Number.isNaN(at)) return at;
  throw new InvalidArgumentError('Write a time such as 2026-12-24T18:00:00Z.');
}

function daysOf(text: string): number | 'realm' {
  const days = Number(text);
  if (text === 'realm') return text;
  if (/^\d+$/.test(text) && days <= 365) return days;
  throw new InvalidArgumentError('Days are a whole number from 0 to 365, or "realm".');
}
