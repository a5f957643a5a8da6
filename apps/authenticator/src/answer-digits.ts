import { importOfflineKey, manualCode, offlineKeyOf } from '@waygate/mfa';
import type { Account } from './vault.ts';

/** Whether an account can answer twelve digits. */
export function answersDigits({ offline }: Account): boolean {
  return offline !== undefined && offline.issuers.length > 0;
}

/** The code that answers twelve digits of the account's server, worked out here alone. @returns undefined when they are not twelve */
export async function answerDigits({ account, offline }: Account, digits: string): Promise<string | undefined> {
  const issuer = await importOfflineKey(offline?.issuers[0]);
  if (offline === undefined || issuer === undefined) return undefined;
  const device = { privateKey: offline.privateKey, ...(await offlineKeyOf(offline.publicKey)) };
  return manualCode({ issuer, device }, offline.user ?? account, digits);
}
