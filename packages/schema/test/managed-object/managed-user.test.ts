import { describe, expect, it } from 'vitest';
import {
  checkPolicies,
  describePolicies,
  fromDirectory,
  type Json,
  type JsonObject,
  managedUserOf,
  managedUserService,
  policiesFor,
  propertyAt,
  toDirectoryValues,
} from '../../src/index.ts';

const fails = (policyId: string, value: Json, params?: JsonObject, object: JsonObject = {}) =>
  checkPolicies([{ policyId, ...(params === undefined ? {} : { params }) }], value, object).map(
    ({ policyRequirement }) => policyRequirement,
  )[0];

describe('a rule', () => {
  it.each<[string, JsonObject | undefined, Json, Json, string]>([
    ['valid-type', { types: ['string'] }, 'a', 1, 'VALID_TYPE'],
    ['valid-type', { types: ['number', 'array'] }, [1], true, 'VALID_TYPE'],
    ['valid-username', undefined, 'mia m', ' mia', 'VALID_USERNAME'],
    ['valid-username', undefined, 'mia', 'mi\u0000a', 'VALID_USERNAME'],
    ['minimum-length', { minLength: 2 }, '🐴🐴', '🐴', 'MIN_LENGTH'],
    ['maximum-length', { maxLength: 1 }, '🐴', 'ab', 'MAX_LENGTH'],
    ['at-least-X-capitals', { numCaps: 2 }, 'aÄB', 'aÄb', 'AT_LEAST_X_CAPITAL_LETTERS'],
    ['at-least-X-numbers', { numNums: 2 }, 'a1b2', 'a1', 'AT_LEAST_X_NUMBERS'],
    ['valid-email-address-format', undefined, 'a.b+c@d-e.example', 'a@b@c', 'VALID_EMAIL_ADDRESS_FORMAT'],
    ['valid-email-address', undefined, 'a@b', 'a@b.', 'VALID_EMAIL_ADDRESS_FORMAT'],
    ['valid-phone-format', undefined, '+41 (0)31-1', 'call me', 'VALID_PHONE_FORMAT'],
    ['valid-name-format', undefined, "D'Arcy-Müller", 'a<b', 'VALID_NAME_FORMAT'],
    ['valid-date', undefined, '2026-02-28', '2026-13-01', 'VALID_DATE'],
    ['valid-number', undefined, 1, '1', 'VALID_NUMBER'],
    ['minimum-number-value', { minimum: 18 }, 18, 17, 'MINIMUM_NUMBER_VALUE'],
    ['maximum-number-value', { maximum: 18 }, 18, 19, 'MAXIMUM_NUMBER_VALUE'],
    ['valid-enum-value', { enumValues: ['a', 'b'] }, 'b', 'c', 'VALID_ENUM_VALUE'],
    ['cannot-contain-characters', { forbiddenChars: ['/', '"'] }, 'a', 'a/', 'CANNOT_CONTAIN_CHARACTERS'],
    ['cannot-contain-duplicates', undefined, ['a', 'b'], ['a', 'a'], 'CANNOT_CONTAIN_DUPLICATES'],
  ])('%s (%j) takes %j and not %j', (policyId, params, good, bad, requirement) => {
    expect([fails(policyId, good, params), fails(policyId, bad, params)]).toEqual([undefined, requirement]);
  });

  it('about others looks at them, in whatever letter case, and minds no empty one', () => {
    const object = { userName: 'Mia', sn: '', givenName: 7 };
    const rule = { disallowedFields: ['userName', 'sn', 'givenName', 'constructor'] };
    expect(fails('cannot-contain-others', 'my MIA password', rule, object)).toBe('CANNOT_CONTAIN_OTHERS');
    expect(fails('cannot-contain-others', 'no 7 name', rule, object)).toBeUndefined();
    expect(checkPolicies([{ policyId: 'cannot-contain-others', params: { disallowedFields: 'sn,userName' } }], 'mia1', object)).toEqual([
      { policyRequirement: 'CANNOT_CONTAIN_OTHERS', params: { disallowedFields: 'userName' } },
    ]);
  });

  it('minds a missing value only when one is required', () => {
    for (const missing of [undefined, null, '', '  ']) {
      expect(checkPolicies([{ policyId: 'required' }, { policyId: 'minimum-length', params: { minLength: 3 } }], missing, {})).toEqual([
        { policyRequirement: 'REQUIRED' },
      ]);
      expect(checkPolicies([{ policyId: 'minimum-length', params: { minLength: 3 } }], missing, {})).toEqual([]);
    }
    expect(fails('required', false)).toBeUndefined();
  });

  it('that this server does not know is not checked, and not said to be', () => {
    expect(fails('of-the-moon', 'x')).toBeUndefined();
    expect(describePolicies('sn', [{ policyId: 'of-the-moon' }, { policyId: 'required' }])).toEqual({
      name: 'sn',
      policyRequirements: ['REQUIRED'],
      policies: [{ policyId: 'required', policyRequirements: ['REQUIRED'] }],
      fallbackPolicies: null,
      conditionalPolicies: null,
    });
  });
});

describe('the users of a realm', () => {
  it('have the properties of Advanced Identity Cloud', () => {
    const user = managedUserOf();
    expect(propertyAt(user, 'mail')).toMatchObject({ required: true, property: { type: 'string' } });
    expect(propertyAt(user, '/preferences/updates')).toMatchObject({ path: ['preferences', 'updates'], property: { type: 'boolean' } });
    expect(policiesFor({ property: user.properties['sn'] ?? expect.fail(), required: true }).map(({ policyId }) => policyId)).toEqual([
      'required',
      'valid-type',
      'maximum-length',
    ]);
    for (const unknown of ['shoeSize', 'preferences/x', 'mail/x', 'constructor', '', '__proto__/x']) {
      expect(propertyAt(user, unknown)).toBeUndefined();
    }
  });

  it('have those of an operator besides, who can also take the place of one', () => {
    const user = managedUserOf(
      managedUserService.parse({ properties: { sn: { type: 'string', title: 'Surname' }, shoe: { type: 'number' } } }),
    );
    expect([user.properties['sn']?.title, user.properties['shoe']?.type, user.properties['mail']?.type]).toEqual([
      'Surname',
      'number',
      'string',
    ]);
    expect(managedUserService.safeParse({ properties: { 'a b': { type: 'string' } } }).success).toBe(false);
  });
});

it('values come back from the directory as the schema has them, without what is private', () => {
  const user = managedUserOf(managedUserService.parse({ properties: { shoe: { type: 'number' }, tags: { type: 'array' } } }));
  const object: JsonObject = {
    sn: '41',
    shoe: 41,
    tags: ['1', 'b'],
    preferences: { updates: true, marketing: false },
    consentedMappings: [{ mapping: 'crm' }],
    cn: 'Demo',
  };
  const attributes = Object.fromEntries(Object.entries(object).map(([name, value]) => [name, toDirectoryValues(value)]));
  expect(attributes).toMatchObject({ shoe: ['41'], tags: ['1', 'b'], preferences: ['{"updates":true,"marketing":false}'] });
  expect(fromDirectory({ ...attributes, kbaInfo: ['{"answer":"x"}'], password: ['x'], gone: [] }, user)).toEqual(object);
  expect(fromDirectory({ shoe: ['large'], preferences: ['yes'], other: ['a', 'b'] }, user)).toEqual({
    shoe: 'large',
    preferences: 'yes',
    other: ['a', 'b'],
  });
});
