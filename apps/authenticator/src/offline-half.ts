import {
  enrolledUserOf,
  importOfflineKey,
  makeDeviceOfflineKey,
  OFFLINE_PROFILES,
  offlineJwkOf,
  offlineKeyOf,
  type PhoneOffline,
  pinnedIssuerOf,
  toBase64Url,
} from '@waygate/mfa';
import type { OfflineHalf } from './vault.ts';

/** How many keys of a server are trusted: the newest, and those before it that may still be in use. */
const PINNED = 3;

/** The key that an account has, or one that it shall have. */
export async function offlineHalfOf(before: OfflineHalf | undefined): Promise<OfflineHalf> {
  return before ?? { ...(await makeDeviceOfflineKey()), issuers: [] };
}

/** What the server is told: the key, which server is trusted, and by what it can ask. */
export async function offlineFactsOf({ publicKey, issuers }: OfflineHalf): Promise<PhoneOffline> {
  const newest = issuers[0] === undefined ? undefined : await importOfflineKey(issuers[0]);
  return {
    offlineKey: offlineJwkOf(await offlineKeyOf(publicKey)),
    offlineProfiles: OFFLINE_PROFILES,
    ...(newest === undefined ? {} : { offlineIssuer: toBase64Url(newest.issuerId) }),
  };
}

/** The account's half after the server's answer. @returns undefined when the server does not do this: then there is nothing to keep */
export async function pinned(half: OfflineHalf, enrolment: unknown): Promise<OfflineHalf | undefined> {
  const issuer = await pinnedIssuerOf(enrolment);
  if (issuer === undefined) return undefined;
  const jwk = offlineJwkOf(issuer);
  const others = half.issuers.filter(({ x, y }) => x !== jwk.x || y !== jwk.y);
  const user = enrolledUserOf(enrolment);
  return { ...half, ...(user === undefined ? {} : { user }), issuers: [jwk, ...others].slice(0, PINNED) };
}
