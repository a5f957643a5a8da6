import { TagsInput, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { admin } from '../app/admin.tsx';
import { useEditor } from '../editor/use-editor.ts';
import { t } from './messages.ts';
import { useOptionProblems } from './option-problems.ts';
import { useOption } from './use-option.ts';

/** An option in words. */
export function OptionText({
  option,
  longest,
  lines = false,
  placeholder,
}: {
  readonly option: 'description' | 'identityResource' | 'themeId';
  readonly longest: number;
  /** Whether it may have several lines. */
  readonly lines?: boolean;
  readonly placeholder?: string;
}) {
  const { options, change, leave } = useOption();
  const problemOf = useOptionProblems();
  const readOnly = useEditor((state) => state.readOnly);
  const set = (text: string) =>
    change(t('setText', { option: t(option) }), option, { [option]: text === '' && option !== 'themeId' ? undefined : text });
  const common = {
    'data-field': option,
    label: t(option),
    description: t(`${option}Help`),
    error: problemOf(option),
    value: options[option] ?? '',
    maxLength: longest,
    readOnly,
    onBlur: leave,
    ...(placeholder === undefined ? {} : { placeholder }),
  };
  return lines ? (
    <Textarea {...common} autosize minRows={2} maxRows={8} data-panel-focus onChange={({ currentTarget }) => set(currentTarget.value)} />
  ) : (
    <TextInput {...common} onChange={({ currentTarget }) => set(currentTarget.value)} />
  );
}

/** Categories of the journey, with those that the realm has to choose from. */
export function OptionCategories() {
  const { options, change, leave } = useOption();
  const problemOf = useOptionProblems();
  const realm = useEditor((state) => state.realm);
  const readOnly = useEditor((state) => state.readOnly);
  const { data } = useQuery({ queryKey: ['journeys', realm], queryFn: () => admin.journeys(realm) });
  const known = [...new Set(data?.journeys.flatMap(({ categories }) => categories) ?? [])].sort();
  return (
    <TagsInput
      data-field="categories"
      label={t('categories')}
      description={t('categoriesHelp')}
      error={problemOf('categories')}
      data={known}
      value={[...options.categories]}
      readOnly={readOnly}
      acceptValueOnBlur
      onChange={(categories) => {
        change(t('setText', { option: t('categories') }), 'categories', { categories });
        leave();
      }}
    />
  );
}
