import {
  importOathKey,
  importPushKey,
  type OathLink,
  phoneSystem,
  readOathLink,
  readRegistrationLink,
  registrationMessage,
} from '@waygate/mfa';
import { inboxAddress, inboxKey } from './inbox.ts';
import { offlineFactsOf, offlineHalfOf, pinned } from './offline-half.ts';
import type { Account, Vault } from './vault.ts';

/** How adding an account ended. */
export type Enrolment =
  | { readonly result: 'added'; readonly account: Pick<Account, 'issuer' | 'account'> }
  | { readonly result: 'linkWrong' | 'addFailed' | 'offline' | 'policiesUnknown' };

/**
 * Adds what a link offers: codes, which need no server, or push, or both. Where both are offered the codes stay when the server refuses the other half. A link with rules
 * is refused, because a page cannot enforce them.
 */
export async function enrol(vault: Vault, text: string): Promise<Enrolment> {
  let link: OathLink | undefined;
  try {
    link = readOathLink(text);
  } catch {
    return { result: 'linkWrong' };
  }
  if (link === undefined) return enrolPush(vault, text);
  if (link.hasPolicies) return { result: 'policiesUnknown' };
  await saveCodes(vault, link);
  return link.pushLink === undefined ? { result: 'added', account: link } : enrolPush(vault, link.pushLink);
}

async function saveCodes(vault: Vault, { secret, hash, issuer, account, algorithm, digits, period, counter }: OathLink): Promise<void> {
  const key = await importOathKey(secret, hash);
  secret.fill(0);
  const id = crypto.randomUUID();
  await vault.saveCodes({ id, issuer, account, algorithm, digits, period, counter, key, createdAt: Date.now() });
}

/**
 * Registers with the server that a link names, and keeps the account once the server has taken it. The secret of the link is made a key that cannot be read out, and
 * forgotten.
 */
async function enrolPush(vault: Vault, text: string): Promise<Enrolment> {
  let link: ReturnType<typeof readRegistrationLink>;
  try {
    link = readRegistrationLink(text);
  } catch {
    return { result: 'linkWrong' };
  }
  const key = await importPushKey(link.secret);
  link.secret.fill(0);
  const id = crypto.randomUUID();
  const system = await phoneSystem(navigator);
  const half = await offlineHalfOf(undefined);
  const message = await registrationMessage(key, link, {
    mechanismUid: id,
    deviceId: await inboxAddress(await inboxKey(vault)),
    deviceName: deviceName(navigator.userAgent),
    deviceType: 'web',
    communicationType: 'local',
    capabilities: ['code-entry'],
    ...(await offlineFactsOf(half)),
    ...(system === undefined ? {} : { system }),
  });
  const account: Account = {
    id,
    name: link.issuer,
    issuer: link.issuer,
    account: link.account,
    color: link.backgroundColor,
    authenticateUrl: link.authenticateUrl,
    key,
    createdAt: Date.now(),
  };
  const reply = await post(link.registerUrl, message);
  if (reply === undefined) return { result: 'offline' };
  if (reply.status !== 200) return { result: 'addFailed' };
  const offline = await pinned(half, reply.offline);
  await vault.saveAccount(offline === undefined ? account : { ...account, offline });
  return { result: 'added', account };
}

/** What a server answered to a message of the phone; `offline` is what it says of codes without a network, unchecked. */
export interface Reply {
  readonly status: number;
  readonly offline?: unknown;
}

/** Posts a message of the phone. @returns undefined when nobody answered */
export async function post(url: string, message: object): Promise<Reply | undefined> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      credentials: 'omit',
      headers: { 'Content-Type': 'application/json', 'Accept-API-Version': 'resource=1.0, protocol=1.0' },
      body: JSON.stringify(message),
    });
    // A server that knows nothing of this answers with whatever it likes.
    const body: unknown = await response.json().catch(() => undefined);
    const offline = typeof body === 'object' && body !== null && 'offline' in body ? body.offline : undefined;
    return { status: response.status, offline };
  } catch {
    return undefined;
  }
}

function deviceName(userAgent: string): string {
  const browser = ['Edg', 'Firefox', 'Chrome', 'Safari'].find((name) => userAgent.includes(name)) ?? 'Browser';
  const system = ['Android', 'iPhone', 'Windows', 'Mac', 'Linux'].find((name) => userAgent.includes(name)) ?? '';
  return `Web authenticator (${[browser === 'Edg' ? 'Edge' : browser, system].filter((part) => part !== '').join(', ')})`;
}
