import type { Identity } from '@waygate/node-kit';
import { subjectOf } from './subject.ts';

/** Claims by the scope that asks for them. */
export const CLAIMS = {
  openid: ['sub', 'subname', 'acr', 'amr', 'auth_time', 'sid'],
  profile: ['name', 'given_name', 'family_name', 'preferred_username', 'locale', 'zoneinfo'],
  email: ['email'],
  phone: ['phone_number'],
  address: ['address'],
} as const;

/** Directory attributes by the claim that they fill; of several the first that is there. */
const ATTRIBUTES = {
  name: ['cn', 'displayName'],
  given_name: ['givenName'],
  family_name: ['sn'],
  locale: ['preferredLocale', 'preferredLanguage'],
  zoneinfo: ['preferredTimezone'],
  email: ['mail'],
  phone_number: ['telephoneNumber'],
} as const;

const ADDRESS = {
  formatted: ['postalAddress'],
  locality: ['city', 'l'],
  region: ['stateProvince', 'st'],
  postal_code: ['postalCode'],
  country: ['country', 'c'],
} as const;

/** What may be told of a person; the scopes decide what is. */
export function claimsOf({ username, attributes }: Identity) {
  const filled = (sources: Readonly<Record<string, readonly string[]>>) =>
    Object.fromEntries(
      Object.entries(sources).flatMap(([claim, names]) => {
        const value = names.map((name) => attributes[name]?.[0]).find((found) => found !== undefined && found !== '');
        return value === undefined ? [] : [[claim, value]];
      }),
    );
  const address = filled(ADDRESS);
  return {
    sub: subjectOf(username),
    subname: username,
    preferred_username: username,
    ...filled(ATTRIBUTES),
    ...(Object.keys(address).length === 0 ? {} : { address }),
  };
}
