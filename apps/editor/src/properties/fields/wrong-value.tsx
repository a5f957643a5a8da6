import { Button, Group } from '@mantine/core';
import type { Json } from '@waygate/schema';
import type { ConfigField } from '../config-field.ts';
import type { ValueShape } from '../config-value.ts';
import { convertValue, freshValue } from '../convert-value.ts';
import { t } from '../messages.ts';
import classes from '../properties.module.css';
import type { FieldEdit } from '../use-field-edit.ts';
import { FieldGroup } from './field-group.tsx';

const SAID = {
  text: 'wrongText',
  number: 'wrongNumber',
  flag: 'wrongFlag',
  texts: 'wrongTexts',
  'text-map': 'wrongMap',
  any: 'wrongText',
} as const;

/** A value that is of another kind than its field, as an import can bring along: it is shown and kept until the author replaces it. */
export function WrongValue({
  field,
  value,
  expected,
  edit,
}: {
  readonly field: ConfigField;
  readonly value: Json;
  readonly expected: ValueShape;
  readonly edit: FieldEdit;
}) {
  const converted = convertValue(value, expected);
  return (
    <FieldGroup field={field} error={`${t(SAID[expected])} ${t('wrongKept')}`}>
      {field.kind === 'secret' ? null : <pre className={classes.json}>{JSON.stringify(value, null, 2)}</pre>}
      <Group gap={6}>
        {converted === undefined ? null : (
          <Button size="xs" variant="default" disabled={edit.disabled} onClick={() => edit.set(converted)}>
            {t('wrongTake', { value: JSON.stringify(converted) })}
          </Button>
        )}
        <Button
          size="xs"
          variant="default"
          disabled={edit.disabled}
          aria-label={t('wrongReplaceField', { field: field.title })}
          onClick={() => edit.set(freshValue(field))}
        >
          {t('wrongReplace')}
        </Button>
      </Group>
    </FieldGroup>
  );
}
