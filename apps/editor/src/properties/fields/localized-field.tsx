import { Badge, type ComboboxParsedItem, Group, Select, Text, Textarea, UnstyledButton } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useEditor } from '../../editor/use-editor.ts';
import { textEntriesOf } from '../config-value.ts';
import { focusWhenDrawn } from '../focus-panel.ts';
import { IconButton } from '../icon-button.tsx';
import { COMMON_LANGUAGES, fallbackLanguage, languageName, languagesOf, languageTag, missingLanguages } from '../languages.ts';
import { t } from '../messages.ts';
import classes from '../properties.module.css';
import { FieldGroup } from './field-group.tsx';
import type { FieldProps } from './field-props.ts';

/** Texts by language: one row each, with what is missing said. */
export function LocalizedField({ field, value, error, edit }: FieldProps<'localized'>) {
  const document = useEditor((state) => state.history.present);
  const catalogue = useEditor((state) => state.catalogue);
  const used = languagesOf(document, catalogue);
  const entries = textEntriesOf(value);
  const texts = Object.fromEntries(entries);
  const fallback = fallbackLanguage(texts);
  const missing = missingLanguages(texts, used).filter((tag) => !Object.hasOwn(texts, tag));
  const rows = useRef<HTMLUListElement>(null);
  const [added, setAdded] = useState<string>();

  // A language that was just added is what is typed next.
  useEffect(() => {
    if (added === undefined) return;
    rows.current?.querySelector<HTMLTextAreaElement>(`[data-language="${CSS.escape(added)}"] textarea`)?.focus();
    setAdded(undefined);
  }, [added]);

  const add = (tag: string) => {
    const step = t('languageAdded', { language: languageName(tag, t.language), field: field.title, name: edit.nodeName() });
    if (!Object.hasOwn(texts, tag)) edit.set({ ...texts, [tag]: '' }, step);
    setAdded(tag);
  };
  return (
    <FieldGroup field={field} error={error}>
      {entries.length === 0 ? (
        <Text size="xs" c="dimmed">
          {t('languageEmpty')}
        </Text>
      ) : (
        <ul className={classes.rows} ref={rows}>
          {entries.map(([tag, text]) => {
            const language = languageName(tag, t.language);
            return (
              <li key={tag} className={classes.language} data-language={tag}>
                <Group justify="space-between" gap={4} wrap="nowrap">
                  <Group gap={6}>
                    <Text size="xs" fw={500}>
                      {language}
                    </Text>
                    <Text size="xs" c="dimmed" ff="monospace">
                      {tag}
                    </Text>
                    {tag === fallback ? (
                      <Badge size="xs" variant="light" color="gray" c="var(--text)" tt="none">
                        {t('languageFallback')}
                      </Badge>
                    ) : null}
                  </Group>
                  <IconButton
                    danger
                    label={t('languageRemove', { language, field: field.title })}
                    disabled={edit.disabled}
                    onClick={() => {
                      const { [tag]: _, ...rest } = texts;
                      edit.set(rest, t('languageRemoved', { language, field: field.title, name: edit.nodeName() }));
                      focusWhenDrawn(rows.current, `[data-field="${CSS.escape(field.key)}"] [data-add-language]`);
                    }}
                  >
                    <IconTrash size={14} aria-hidden />
                  </IconButton>
                </Group>
                <Textarea
                  size="xs"
                  lang={languageTag(tag)}
                  dir="auto"
                  aria-label={t('languageOf', { field: field.title, language })}
                  autosize
                  minRows={1}
                  maxRows={10}
                  disabled={edit.disabled}
                  value={text}
                  onChange={({ currentTarget }) => edit.type({ ...texts, [tag]: currentTarget.value }, tag)}
                  onBlur={edit.done}
                />
              </li>
            );
          })}
        </ul>
      )}
      {missing.length === 0 ? null : (
        <p className={classes.warning}>
          {t('languageMissing')}{' '}
          {missing.map((tag, index) => (
            <span key={tag}>
              {index === 0 ? '' : ', '}
              <UnstyledButton
                className={classes.link}
                disabled={edit.disabled}
                aria-label={`${t('languageAdd', { field: field.title })}: ${languageName(tag, t.language)}`}
                onClick={() => add(tag)}
              >
                {languageName(tag, t.language)}
              </UnstyledButton>
            </span>
          ))}
        </p>
      )}
      <LanguagePicker
        label={t('languageAdd', { field: field.title })}
        used={used}
        present={Object.keys(texts)}
        disabled={edit.disabled}
        add={add}
      />
    </FieldGroup>
  );
}

/** Offers languages by name: those of the journey, many others, and any tag that is typed. */
function LanguagePicker({
  label,
  used,
  present,
  disabled,
  add,
}: {
  readonly label: string;
  readonly used: readonly string[];
  readonly present: readonly string[];
  readonly disabled: boolean;
  readonly add: (tag: string) => void;
}) {
  const [search, setSearch] = useState('');
  const option = (tag: string) => ({ value: tag, label: `${languageName(tag, t.language)} (${tag})` });
  const free = (tags: readonly string[]) => tags.filter((tag) => !present.includes(tag)).map(option);
  const first = free(used);
  const others = free(COMMON_LANGUAGES.filter((tag) => !used.includes(tag)));
  const typed = languageTag(search);
  const isNew =
    typed !== undefined &&
    !present.includes(typed) &&
    ![...first, ...others].some(({ value, label: text }) => value === typed || matches(text, search));
  const groups = [
    { group: t('languageUsed'), items: first },
    { group: t('languageOther'), items: isNew ? [...others, { value: typed, label: t('languageTyped', { tag: typed }) }] : others },
  ];
  return (
    <Select
      size="xs"
      aria-label={label}
      data-add-language
      placeholder={t('languageAddShort')}
      data={groups.filter(({ items }) => items.length > 0)}
      value={null}
      searchable
      searchValue={search}
      onSearchChange={setSearch}
      filter={({ options }) =>
        options.flatMap((one): ComboboxParsedItem[] => {
          if (!('group' in one)) return matches(one.label, search) ? [one] : [];
          const items = one.items.filter((item) => item.value === typed || matches(item.label, search));
          return items.length === 0 ? [] : [{ ...one, items }];
        })
      }
      nothingFoundMessage={t('languageNone')}
      disabled={disabled}
      onChange={(tag) => {
        if (tag === null) return;
        setSearch('');
        add(tag);
      }}
    />
  );
}

function matches(text: string, search: string): boolean {
  return text.toLowerCase().includes(search.trim().toLowerCase());
}
