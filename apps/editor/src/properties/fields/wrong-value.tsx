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
  replaced,
}: {
  readonly field: ConfigField;
  readonly value: Json;
  readonly expected: ValueShape;
  readonly edit: FieldEdit;
  /** Called when the field is itself again. */
  readonly replaced: () => void;
}) {
  // A secret is sealed before it enters the journey, never written over.
  const converted = field.kind === 'secret' ? undefined : convertValue(value, expected);
  const replace = (next: Json) => {
    edit.set(next);
    replaced();
  };
  return (
    <FieldGroup field={field} error={`${t(SAID[expected])} ${t('wrongKept')}`}>
      {field.kind === 'secret' ? null : <pre className={classes.json}>{JSON.stringify(value, null, 2)}</pre>}
      <Group gap={6}>
        {converted === undefined ? null : (
          <Button size="xs" variant="default" disabled={edit.disabled} onClick={() => replace(converted)}>
            {t('wrongTake', { value: JSON.stringify(converted) })}
          </Button>
        )}
        <Button
          size="xs"
          variant="default"
          disabled={edit.disabled}
          aria-label={t('wrongReplaceField', { field: field.title })}
          onClick={() => replace(freshValue(field))}
        >
          {t('wrongReplace')}
        </Button>
      </Group>
    </FieldGroup>
  );
}
