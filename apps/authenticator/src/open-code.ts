import { importOfflineKey, type OpenedOfflineQr, offlineKeyOf, openOfflineQr } from '@waygate/mfa';
import type { Account, Vault } from './vault.ts';

/** What a scanned code gave: the code with all that it is for, and the account that could open it. */
export type OpenedCode = OpenedOfflineQr<Awaited<ReturnType<typeof openable>>[number]>;

/** Opens a code of a sign-on page. It needs no network, and remembers what it has opened. */
export async function openCode(vault: Vault, text: string): Promise<OpenedCode> {
  const accounts = (await Promise.all((await vault.accounts()).map(openable))).flat();
  return openOfflineQr(text, { accounts, now: Date.now(), remember: (id, until) => vault.remember(id, until, Date.now()) });
}

/** An account once for each key of its server that it trusts. */
async function openable({ name, offline }: Account) {
  if (offline === undefined) return [];
  const device = { privateKey: offline.privateKey, ...(await offlineKeyOf(offline.publicKey)) };
  const issuers = await Promise.all(offline.issuers.map(importOfflineKey));
  return issuers.flatMap((issuer) => (issuer === undefined ? [] : [{ name, device, issuer }]));
}
