import type { Json, JsonObject } from '@waygate/schema';

/** Claims of OpenID Connect by AM's words for them, best first. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  id: ['sub'],
  displayName: ['name', 'nickname'],
  givenName: ['given_name'],
  familyName: ['family_name'],
  photoUrl: ['picture'],
  email: ['email'],
  username: ['preferred_username', 'email', 'sub'],
  locale: ['locale'],
  phone: ['phone_number'],
};
const ADDRESS: Readonly<Record<string, string>> = {
  postalAddress: 'street_address',
  addressLocality: 'locality',
  addressRegion: 'region',
  postalCode: 'postal_code',
  country: 'country',
};

/**
 * A profile of plain OpenID Connect in AM's words, for providers without a script of their own. What is missing stays away, and so does an address for mail that the provider
 * has not checked: anybody can say that somebody else's is theirs.
 */
export function standardProfile({ email, ...rest }: JsonObject): JsonObject {
  // Apple sends a text.
  const isChecked = [true, 'true'].some((yes) => rest['email_verified'] === yes);
  const claims = isChecked && email !== undefined ? { ...rest, email } : rest;
  const address = objectIn(claims['address']);
  return {
    ...named(Object.entries(WORDS).map(([to, from]) => [to, from.map((name) => claims[name]).find(isText)])),
    ...named(Object.entries(ADDRESS).map(([to, from]) => [to, address[from]])),
  };
}

/** Attributes of a user by AM's words for a profile. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  givenName: 'givenName',
  sn: 'familyName',
  mail: 'email',
  userName: 'username',
  postalAddress: 'postalAddress',
  city: 'addressLocality',
  stateProvince: 'addressRegion',
  postalCode: 'postalCode',
  country: 'country',
  telephoneNumber: 'phone',
};

/** A profile in AM's words as attributes of a user, for nodes without a script of their own. */
export function managedAttributes(profile: JsonObject): JsonObject {
  return named(Object.entries(ATTRIBUTES).map(([to, from]) => [to, profile[from]]));
}

function named(pairs: readonly (readonly [string, Json | undefined])[]): JsonObject {
  return Object.fromEntries(pairs.flatMap(([name, value]) => (isText(value) ? [[name, value]] : [])));
}

function isText(value: Json | undefined): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function objectIn(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}
