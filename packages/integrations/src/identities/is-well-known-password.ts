let known: Promise<ReadonlySet<string>> | undefined;

/**
 * Whether a password is among the nearly fifty thousand that were found most often in lists of stolen ones, in whatever letter case. The list is loaded when it is first asked for.
 * @see https://github.com/zxcvbn-ts/zxcvbn (`passwords-common`)
 */
export async function isWellKnownPassword(password: string): Promise<boolean> {
  known ??= import('@zxcvbn-ts/language-common').then(({ dictionary }) => new Set(dictionary['passwords-common']));
  return (await known).has(password.toLowerCase());
}
