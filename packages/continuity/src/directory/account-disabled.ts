import type { RawEntry } from './directory-reader.ts';

/** Attributes that say whether an account may be used. */
export const ACCOUNT_ATTRIBUTES = ['userAccountControl', 'accountExpires', 'pwdAccountLockedTime', 'nsAccountLock'];

/** Bit of `userAccountControl` of an account that is switched off. */
const ACCOUNT_DISABLE = 0x2;
/** When an account of OpenLDAP is locked for good (Behera draft, 5.3.3). */
const FOR_GOOD = '000001010000Z';
/** What `accountExpires` says of an account that never does. */
const NEVER = new Set(['', '0', '9223372036854775807']);
/** From 1601, in tenths of a microsecond, to 1970, in milliseconds. */
const WINDOWS_EPOCH_MS = 11_644_473_600_000;

/** Whether the directory says that an account may not be used: switched off, locked for good, or expired. @param now epoch milliseconds */
export function isDisabled({ values }: RawEntry, now: number): boolean {
  const first = (name: string) => values[name.toLowerCase()]?.[0] ?? '';
  const expires = first('accountExpires');
  return (
    (Number.parseInt(first('userAccountControl') || '0', 10) & ACCOUNT_DISABLE) !== 0 ||
    first('pwdAccountLockedTime') === FOR_GOOD ||
    first('nsAccountLock').toLowerCase() === 'true' ||
    (!NEVER.has(expires) && Number(expires) / 10_000 - WINDOWS_EPOCH_MS <= now)
  );
}
