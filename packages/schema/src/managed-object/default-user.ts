import type { LocalizedText } from '../localized-text.ts';
import type { ManagedProperty, PropertyPolicy, PropertyType } from './managed-property.ts';

const MAX_255 = { policyId: 'maximum-length', params: { maxLength: 255 } };

function property(type: PropertyType, title: string | LocalizedText, more: Partial<ManagedProperty> = {}): ManagedProperty {
  return { type, title, userEditable: true, viewable: true, scope: 'public', policies: [], ...more };
}

function text(en: string, de: string, ...policies: readonly PropertyPolicy[]): ManagedProperty {
  return property('string', { en, de }, { policies: [...policies, MAX_255] });
}

/** The general purpose attributes that every user has in Advanced Identity Cloud. */
function generalPurpose(): Record<string, ManagedProperty> {
  // Not for the person to edit: otherwise nobody's profile would ever count as complete.
  const hidden = { userEditable: false } as const;
  const entries: [string, ManagedProperty][] = [];
  for (const [prefix, words] of [
    ['frIndexed', 'Generic Indexed'],
    ['frUnindexed', 'Generic Unindexed'],
  ] as const) {
    for (const number of [1, 2, 3, 4, 5]) {
      entries.push([`${prefix}String${number}`, property('string', `${words} String ${number}`, hidden)]);
      entries.push([`${prefix}Date${number}`, property('string', `${words} Date ${number}`, hidden)]);
      entries.push([`${prefix}Integer${number}`, property('number', `${words} Integer ${number}`, hidden)]);
      entries.push([
        `${prefix}Multivalued${number}`,
        property('array', `${words} Multivalue ${number}`, { ...hidden, items: { type: 'string' } }),
      ]);
    }
  }
  return Object.fromEntries(entries);
}

/** Properties of a user as Advanced Identity Cloud ships them. Shortest password as NIST SP 800-63B-4 has it for a second of two factors. */
export const DEFAULT_USER_PROPERTIES: Readonly<Record<string, ManagedProperty>> = {
  userName: text(
    'Username',
    'Benutzername',
    { policyId: 'unique' },
    { policyId: 'valid-username' },
    { policyId: 'cannot-contain-characters', params: { forbiddenChars: ['/'] } },
    { policyId: 'minimum-length', params: { minLength: 1 } },
  ),
  password: property(
    'string',
    { en: 'Password', de: 'Passwort' },
    {
      viewable: false,
      scope: 'private',
      policies: [
        { policyId: 'minimum-length', params: { minLength: 8 } },
        { policyId: 'cannot-contain-others', params: { disallowedFields: ['userName', 'givenName', 'sn'] } },
        // Ours beyond IDM: passwords that everybody tries, and those that are little more than one of these words.
        { policyId: 'cannot-be-well-known', params: { words: ['waygate'] } },
      ],
    },
  ),
  givenName: text('First Name', 'Vorname'),
  sn: text('Last Name', 'Nachname'),
  mail: text('Email Address', 'E-Mail-Adresse', { policyId: 'valid-email-address-format' }),
  cn: property('string', { en: 'Common Name', de: 'Voller Name' }, { userEditable: false }),
  displayName: text('Display Name', 'Anzeigename'),
  description: text('Description', 'Beschreibung'),
  telephoneNumber: text('Telephone Number', 'Telefonnummer', { policyId: 'valid-phone-format' }),
  postalAddress: text('Address 1', 'Adresse'),
  city: text('City', 'Ort'),
  postalCode: text('Postal Code', 'Postleitzahl'),
  country: text('Country', 'Land'),
  stateProvince: text('State/Province', 'Bundesland'),
  accountStatus: property('string', { en: 'Status', de: 'Status' }, { userEditable: false }),
  preferences: property(
    'object',
    { en: 'Preferences', de: 'Einstellungen' },
    {
      properties: {
        updates: property('boolean', { en: 'Send me news and updates', de: 'Neuigkeiten zusenden' }),
        marketing: property('boolean', { en: 'Send me special offers and services', de: 'Besondere Angebote zusenden' }),
      },
    },
  ),
  kbaInfo: property(
    'array',
    { en: 'Security Questions', de: 'Sicherheitsfragen' },
    { viewable: false, scope: 'private', items: { type: 'object' } },
  ),
  // Who signs on elsewhere is found by it, so two people cannot have one.
  aliasList: property(
    'array',
    { en: 'User Alias Names List', de: 'Weitere Namen' },
    { viewable: false, items: { type: 'string' }, policies: [{ policyId: 'unique' }] },
  ),
  consentedMappings: property('array', { en: 'Consented Mappings', de: 'Einwilligungen' }, { viewable: false, items: { type: 'object' } }),
  profileImage: property('string', { en: 'Profile Image', de: 'Profilbild' }),
  ...generalPurpose(),
};

export const DEFAULT_REQUIRED: readonly string[] = ['userName', 'givenName', 'sn', 'mail'];
