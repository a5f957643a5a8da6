import { NumberInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useEditor } from '../editor/use-editor.ts';
import { t } from './messages.ts';
import { useOptionProblems } from './option-problems.ts';
import { useOption } from './use-option.ts';

/** A year: longer is a slip of the hand. */
const MOST = 525_600;

/** A time in minutes that may be left to the realm. What is no such time stays in the field, with the reason, and out of the journey. */
export function OptionMinutes({ option }: { readonly option: 'maximumSessionTime' | 'maximumIdleTime' | 'treeTimeout' }) {
  const { options, change, leave } = useOption();
  const problemOf = useOptionProblems();
  const readOnly = useEditor((state) => state.readOnly);
  const kept = options[option];
  const [typed, setTyped] = useState<number | string>(kept ?? '');
  // Undo and whoever else changes the journey change the field, too.
  useEffect(() => setTyped(kept ?? ''), [kept]);
  const refused = typed !== '' && !isMinutes(typed);
  return (
    <NumberInput
      data-field={option}
      label={t(option)}
      description={t(`${option}Help`)}
      error={refused ? t('wholeMinutes', { most: MOST }) : problemOf(option)}
      value={typed}
      readOnly={readOnly}
      min={1}
      max={MOST}
      clampBehavior="none"
      inputMode="numeric"
      onBlur={leave}
      onChange={(next) => {
        setTyped(next);
        if (next === '') change(t('setText', { option: t(option) }), option, { [option]: undefined });
        else if (isMinutes(next)) change(t('setText', { option: t(option) }), option, { [option]: next });
      }}
    />
  );
}

function isMinutes(value: number | string): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MOST;
}
