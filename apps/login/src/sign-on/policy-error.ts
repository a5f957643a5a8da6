import { listOutput } from '@waygate/client';
import type { WireCallback } from '@waygate/schema';
import { t } from '../messages.ts';

type Params = Readonly<Record<string, unknown>>;

/** What is wrong with the value of a field, in the words of the rules that it breaks; undefined when nothing is. */
export function policyError(callback: WireCallback): string | undefined {
  const failed = listOutput(callback, 'failedPolicies');
  return failed.length === 0 ? undefined : [...new Set(failed.map(textOf))].join(' ');
}

function textOf(failed: string): string {
  const { policyRequirement, params } = read(failed);
  const list = (name: string) => [params[name]].flat().join(' ');
  const number = (name: string) => Number(params[name]);
  switch (policyRequirement) {
    case 'REQUIRED':
      return t('mustBeFilled');
    case 'UNIQUE':
      return t('mustBeUnique');
    case 'MIN_LENGTH':
      return t('mustBeLonger', { count: number('minLength') });
    case 'MAX_LENGTH':
      return t('mustBeShorter', { count: number('maxLength') });
    case 'AT_LEAST_X_CAPITAL_LETTERS':
      return t('needsCapitals', { count: number('numCaps') });
    case 'AT_LEAST_X_NUMBERS':
      return t('needsDigits', { count: number('numNums') });
    case 'VALID_EMAIL_ADDRESS_FORMAT':
      return t('mustBeEmail');
    case 'VALID_PHONE_FORMAT':
      return t('mustBePhone');
    case 'VALID_DATE':
      return t('mustBeDate');
    case 'VALID_NUMBER':
      return t('mustBeNumber');
    case 'MINIMUM_NUMBER_VALUE':
      return t('mustBeAtLeast', { count: number('minimum') });
    case 'MAXIMUM_NUMBER_VALUE':
      return t('mustBeAtMost', { count: number('maximum') });
    case 'CANNOT_CONTAIN_CHARACTERS':
      return t('mustNotContain', { signs: list('forbiddenChars') });
    case 'CANNOT_CONTAIN_OTHERS':
      return t('mustNotContainOthers');
    case 'CANNOT_BE_WELL_KNOWN':
      return t('mustNotBeWellKnown');
    case 'VALID_USERNAME':
      return t('mustBeName');
    default:
      return t('again');
  }
}

function read(failed: string): { readonly policyRequirement: string; readonly params: Params } {
  try {
    const { policyRequirement, params } = JSON.parse(failed) as { policyRequirement?: unknown; params?: unknown };
    return {
      policyRequirement: String(policyRequirement),
      params: typeof params === 'object' && params !== null ? (params as Params) : {},
    };
  } catch {
    return { policyRequirement: '', params: {} };
  }
}
