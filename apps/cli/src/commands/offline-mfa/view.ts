import type { Command } from 'commander';
import type { Environment } from '../../environment.ts';
import { print } from '../../with-workspace.ts';
import { type PersonOptions, personCommand, withPerson } from './person-command.ts';

/** `waygate offline-mfa view` */
export function viewCommand(environment: Environment): Command {
  return personCommand('view', 'Shows the offline code and the phones of a person, and what was tried in vain.').action(
    (options: PersonOptions) =>
      withPerson(environment, options, async ({ desk, person: { id, realm, username } }) => {
        const [code, devices] = await Promise.all([desk.find(realm, id), desk.phones(realm, id)]);
        const { deviceName, enrolledAt, lastUsedAt, expiresAt, hasBackupCode, reminderDays, lastReminder } = code;
        const known = (label: string, at: number | undefined) => (at === undefined ? [] : [`${label}\t${dateOf(at)}`]);
        print(options.json, { user: username, realm, code, devices }, [
          `offline code\t${code.status}${deviceName === undefined ? '' : `\t${deviceName}`}`,
          ...known('set up', enrolledAt),
          ...known('last used', lastUsedAt),
          ...known('expires', expiresAt),
          ...(code.status === 'none' ? [] : [`backup code\t${hasBackupCode ? 'kept' : 'none'}`]),
          ...triedLines(code),
          ...(reminderDays === undefined ? [] : [`reminder\t${reminderDays === 0 ? 'never' : `every ${reminderDays} days`}`]),
          ...known('reminder put off', lastReminder),
          ...(code.unsentEvents === 0 ? [] : [`events to deliver\t${code.unsentEvents}`]),
          ...devices.phones.map((phone) => `phone\t${phone.uuid}\t${phone.deviceName}\tlast online ${dateOf(phone.capturedAt)}`),
          ...(devices.phones.length === 0 ? ['phones\tnone'] : []),
          ...triedLines(devices),
        ]);
      }),
  );
}

function triedLines({ wrong, lockedUntil }: { readonly wrong: number; readonly lockedUntil?: number }): string[] {
  return [
    ...(wrong === 0 ? [] : [`wrong codes in a row\t${wrong}`]),
    ...(lockedUntil === undefined ? [] : [`locked until\t${dateOf(lockedUntil)}`]),
  ];
}

function dateOf(at: number): string {
  return new Date(at).toISOString();
}
