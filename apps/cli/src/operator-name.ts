import { userInfo } from 'node:os';

/**
 * Who runs commands, for the record of them: the name of the account, or its number where nothing names it, as for the user of a container.
 * @param account as the system knows it
 */
export function operatorName(account: () => { readonly username: string } = userInfo): string {
  try {
    return account().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
