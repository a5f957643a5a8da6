import type { Json, JsonObject } from '../json.ts';
import { readFieldPath } from '../query-filter/field-path.ts';
import { valuesAt } from '../query-filter/matches-query-filter.ts';
import type { PropertyPolicy } from './managed-property.ts';

/** What a value fails, in the words that AM's SDKs have texts for. */
export interface FailedPolicy {
  readonly policyRequirement: string;
  readonly params?: JsonObject | undefined;
}

interface PolicyWord {
  readonly requirement: string;
  /** Whether a value that is there breaks the rule, and the parameters to tell. Nothing where a value is missing: `required` alone minds that. */
  readonly breaks: (value: Json, params: JsonObject, object: JsonObject) => boolean | JsonObject;
}

/** As browsers check addresses. */
const EMAIL =
  /^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?){0,10}$/;
const PHONE = /^\+?[0-9\- ()]{0,64}$/;
const DATE = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:T[\d:.]{5,15}(?:Z|[+-]\d\d:?\d\d))?$/;
const NAME_SIGNS = /[&<>"{}[\]\\|^%$#@!*=+;]/;

const length = (value: Json) => (typeof value === 'string' ? [...value].length : 0);
const number = (params: JsonObject, key: string) => (typeof params[key] === 'number' ? params[key] : undefined);
const count = (value: Json, sign: RegExp) => (typeof value === 'string' ? (value.match(sign)?.length ?? 0) : 0);
const texts = (value: Json | undefined) => (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === 'string');
const isText = (value: Json): value is string => typeof value === 'string' && value !== '';

/** Rules by IDM's ids. What is not here is not checked, and said so by `knownPolicy`. */
const POLICIES: Readonly<Record<string, PolicyWord>> = {
  required: { requirement: 'REQUIRED', breaks: () => false },
  'not-empty': { requirement: 'REQUIRED', breaks: () => false },
  unique: { requirement: 'UNIQUE', breaks: () => false },
  'valid-type': {
    requirement: 'VALID_TYPE',
    breaks: (value, params) => !texts(params['types']).some((type) => typeOf(value) === type),
  },
  'valid-username': {
    requirement: 'VALID_USERNAME',
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what a name must not have.
    breaks: (value) => typeof value === 'string' && (value !== value.trim() || /[\u0000-\u001f\u007f]/.test(value)),
  },
  'minimum-length': {
    requirement: 'MIN_LENGTH',
    breaks: (value, params) => length(value) < (number(params, 'minLength') ?? 0),
  },
  'maximum-length': {
    requirement: 'MAX_LENGTH',
    breaks: (value, params) => length(value) > (number(params, 'maxLength') ?? Number.POSITIVE_INFINITY),
  },
  'at-least-X-capitals': {
    requirement: 'AT_LEAST_X_CAPITAL_LETTERS',
    breaks: (value, params) => count(value, /\p{Lu}/gu) < (number(params, 'numCaps') ?? 1),
  },
  'at-least-X-numbers': {
    requirement: 'AT_LEAST_X_NUMBERS',
    breaks: (value, params) => count(value, /\p{Nd}/gu) < (number(params, 'numNums') ?? 1),
  },
  'valid-email-address-format': {
    requirement: 'VALID_EMAIL_ADDRESS_FORMAT',
    breaks: (value) => isText(value) && !EMAIL.test(value),
  },
  'valid-phone-format': { requirement: 'VALID_PHONE_FORMAT', breaks: (value) => isText(value) && !PHONE.test(value) },
  'valid-name-format': { requirement: 'VALID_NAME_FORMAT', breaks: (value) => isText(value) && NAME_SIGNS.test(value) },
  'valid-date': { requirement: 'VALID_DATE', breaks: (value) => isText(value) && !(DATE.test(value) && !Number.isNaN(Date.parse(value))) },
  'valid-number': { requirement: 'VALID_NUMBER', breaks: (value) => typeof value !== 'number' },
  'minimum-number-value': {
    requirement: 'MINIMUM_NUMBER_VALUE',
    breaks: (value, params) => typeof value === 'number' && value < (number(params, 'minimum') ?? Number.NEGATIVE_INFINITY),
  },
  'maximum-number-value': {
    requirement: 'MAXIMUM_NUMBER_VALUE',
    breaks: (value, params) => typeof value === 'number' && value > (number(params, 'maximum') ?? Number.POSITIVE_INFINITY),
  },
  'valid-enum-value': {
    requirement: 'VALID_ENUM_VALUE',
    breaks: (value, params) => !(Array.isArray(params['enumValues']) && params['enumValues'].includes(value)),
  },
  'cannot-contain-characters': {
    requirement: 'CANNOT_CONTAIN_CHARACTERS',
    breaks: (value, params) => {
      const found = texts(params['forbiddenChars']).filter((sign) => typeof value === 'string' && value.includes(sign));
      return found.length > 0 && { forbiddenChars: found };
    },
  },
  'cannot-contain-others': {
    requirement: 'CANNOT_CONTAIN_OTHERS',
    breaks: (value, params, object) => {
      const fields = texts(params['disallowedFields']).flatMap((field) => field.split(','));
      const found = fields.filter((field) => {
        const path = readFieldPath(field.trim());
        const [other] = path === undefined ? [] : valuesAt(object, path);
        return isText(value) && other !== undefined && isText(other) && value.toLowerCase().includes(other.toLowerCase());
      });
      return found.length > 0 && { disallowedFields: found.join(',') };
    },
  },
  'cannot-be-well-known': {
    requirement: 'CANNOT_BE_WELL_KNOWN',
    breaks: (value, params) => typeof value === 'string' && texts(params['words']).some((word) => isLittleMoreThan(value, word)) && {},
  },
  'cannot-contain-duplicates': {
    requirement: 'CANNOT_CONTAIN_DUPLICATES',
    breaks: (value) => {
      const twice = Array.isArray(value) ? value.find((one, index) => value.indexOf(one) !== index) : undefined;
      return twice !== undefined && { duplicateValue: twice };
    },
  },
};

/** Letters and signs beside a word that make a password of their own. */
const ENOUGH_BESIDE = 8;

function isLittleMoreThan(value: string, word: string): boolean {
  const lower = value.toLowerCase();
  return word !== '' && lower.includes(word.toLowerCase()) && length(lower.replaceAll(word.toLowerCase(), '')) < ENOUGH_BESIDE;
}

/** Older ids of the same rules. */
const ALIASES: Readonly<Record<string, string>> = { 'valid-email-address': 'valid-email-address-format', 'not-null': 'required' };

function wordOf({ policyId }: PropertyPolicy): PolicyWord | undefined {
  const id = ALIASES[policyId] ?? policyId;
  return Object.hasOwn(POLICIES, id) ? POLICIES[id] : undefined;
}

/** Requirement that a rule stands for; undefined for one that this server does not know and therefore does not check. */
export function requirementOf(policy: PropertyPolicy): string | undefined {
  return wordOf(policy)?.requirement;
}

/**
 * Holds a value to rules, except whether it is unique, which only a store can tell, and whether it is among the passwords that everybody tries, of which only a server has a list.
 * @param value undefined when there is none; an empty text counts as none
 * @param object what the value will be part of, for rules about other members
 */
export function checkPolicies(policies: readonly PropertyPolicy[], value: Json | undefined, object: JsonObject): FailedPolicy[] {
  const isMissing = value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
  const isRequired = policies.some((policy) => requirementOf(policy) === 'REQUIRED');
  if (isMissing) return isRequired ? [{ policyRequirement: 'REQUIRED' }] : [];
  return policies.flatMap((policy) => {
    const word = wordOf(policy);
    const broken = word?.breaks(value, policy.params ?? {}, object) ?? false;
    if (word === undefined || broken === false) return [];
    const params = broken === true ? policy.params : broken;
    return [{ policyRequirement: word.requirement, ...(params === undefined ? {} : { params }) }];
  });
}

/** What a validated callback says it will check, so that a page can say it before anything is typed (AM's form). */
export function describePolicies(attribute: string, policies: readonly PropertyPolicy[]): JsonObject {
  const known = policies.flatMap(({ policyId, params }) => {
    const requirement = requirementOf({ policyId });
    return requirement === undefined ? [] : [{ policyId, policyRequirements: [requirement], ...(params === undefined ? {} : { params }) }];
  });
  return {
    name: attribute,
    policyRequirements: [...new Set(known.flatMap(({ policyRequirements }) => policyRequirements))],
    policies: known,
    fallbackPolicies: null,
    conditionalPolicies: null,
  };
}

function typeOf(value: Json): string {
  return Array.isArray(value) ? 'array' : typeof value;
}
