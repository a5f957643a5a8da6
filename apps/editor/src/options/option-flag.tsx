import { Switch } from '@mantine/core';
import { useEditor } from '../editor/use-editor.ts';
import { t } from './messages.ts';
import { useOptionProblems } from './option-problems.ts';
import { useOption } from './use-option.ts';

/** An option that is on or off. */
export function OptionFlag({ option }: { readonly option: 'enabled' | 'innerTreeOnly' | 'mustRun' | 'noSession' | 'transactionalOnly' }) {
  const { options, change, leave } = useOption();
  const problemOf = useOptionProblems();
  const readOnly = useEditor((state) => state.readOnly);
  return (
    <Switch
      data-field={option}
      label={t(option)}
      description={t(`${option}Help`)}
      error={problemOf(option)}
      checked={options[option]}
      disabled={readOnly}
      onChange={({ currentTarget: { checked } }) => {
        change(t(checked ? 'switchedOn' : 'switchedOff', { option: t(option) }), option, { [option]: checked });
        leave();
      }}
    />
  );
}
