import { outputOf, textOutput } from '@waygate/client';
import type { WireCallback } from '@waygate/schema';
import { TextField } from '@waygate/ui';
import { t } from '../messages.ts';
import { CheckField } from './check-field.tsx';
import { policyError } from './policy-error.ts';

/** What browsers know of a person, by attribute (WCAG 1.3.5). */
const AUTOCOMPLETE: Readonly<Record<string, string>> = {
  userName: 'username',
  givenName: 'given-name',
  sn: 'family-name',
  mail: 'email',
  telephoneNumber: 'tel',
  postalAddress: 'street-address',
  city: 'address-level2',
  stateProvince: 'address-level1',
  postalCode: 'postal-code',
  country: 'country-name',
};

interface AttributeFieldProps {
  readonly callback: WireCallback;
  readonly name: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
}

/** Asks for an attribute of the person: a text, a number, or yes or no. */
export function AttributeField({ callback, name, value, onInput }: AttributeFieldProps) {
  const label = textOutput(callback, 'prompt');
  const required = outputOf(callback, 'required') === true;
  const error = policyError(callback);
  if (callback.type === 'BooleanAttributeInputCallback') {
    return (
      <CheckField name={name} checked={value === 'true'} onChange={(checked) => onInput(String(checked))} error={error}>
        {label}
      </CheckField>
    );
  }
  const autoComplete = AUTOCOMPLETE[textOutput(callback, 'name')];
  return (
    <TextField
      name={name}
      label={required ? label : t('optional', { label })}
      value={value}
      onInput={onInput}
      error={error}
      required={required}
      {...(autoComplete === undefined ? {} : { autoComplete })}
      {...(callback.type === 'NumberAttributeInputCallback' ? { inputMode: 'numeric' as const } : {})}
    />
  );
}
