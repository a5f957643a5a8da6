import { Button, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { textEntriesOf } from '../config-value.ts';
import { IconButton } from '../icon-button.tsx';
import { t } from '../messages.ts';
import classes from '../properties.module.css';
import { FieldGroup } from './field-group.tsx';
import type { FieldProps } from './field-props.ts';

/** Texts by name, such as headers. */
export function KeyValueField({ field, value, error, wrongMembers, edit }: FieldProps<'key-value'>) {
  const entries = textEntriesOf(value);
  const nameInput = useRef<HTMLInputElement>(null);
  const [name, setName] = useState('');
  const [text, setText] = useState('');
  const refused = name === '' && text === '' ? undefined : refusalOf(name.trim(), entries);
  const add = () => {
    if ((name === '' && text === '') || refused !== undefined) return;
    edit.set(Object.fromEntries([...entries, [name.trim(), text]]));
    setName('');
    setText('');
    nameInput.current?.focus();
  };
  return (
    <FieldGroup field={field} error={error}>
      {entries.length === 0 ? (
        <Text size="xs" c="dimmed">
          {t('itemsNone')}
        </Text>
      ) : (
        <ul className={classes.rows}>
          {entries.map((_, index) => (
            <Pair
              key={index}
              field={field}
              index={index}
              isWrong={wrongMembers.has(entries[index]?.[0] ?? '')}
              entries={entries}
              edit={edit}
              removed={() => nameInput.current?.focus()}
            />
          ))}
        </ul>
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: it stands inside a fieldset and has its name from it. */}
      <div
        role="group"
        aria-label={t('itemAdd', { field: field.title })}
        className={classes.pair}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return;
          event.preventDefault();
          add();
        }}
      >
        <TextInput
          ref={nameInput}
          size="xs"
          aria-label={t('pairNewName', { field: field.title })}
          placeholder={t('pairName')}
          value={name}
          error={refused}
          disabled={edit.disabled}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <TextInput
          size="xs"
          aria-label={t('pairNewValue', { field: field.title })}
          placeholder={t('pairValue')}
          value={text}
          disabled={edit.disabled}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
        <Button size="xs" px={8} variant="default" leftSection={<IconPlus size={14} aria-hidden />} disabled={edit.disabled} onClick={add}>
          {t('add')}
        </Button>
      </div>
    </FieldGroup>
  );
}

type Entries = readonly (readonly [string, string])[];

function Pair({
  field,
  index,
  entries,
  edit,
  isWrong,
  removed,
}: Pick<FieldProps<'key-value'>, 'field' | 'edit'> & {
  readonly index: number;
  readonly isWrong: boolean;
  readonly entries: Entries;
  readonly removed: () => void;
}) {
  const [name = '', text = ''] = entries[index] ?? [];
  // A name that cannot be taken yet stays here until it can.
  const [typed, setTyped] = useState<string>();
  const others = entries.toSpliced(index, 1);
  const refused = typed === undefined ? undefined : refusalOf(typed, others);
  const changed = (entry: readonly [string, string]) => Object.fromEntries(entries.with(index, entry));
  return (
    <li className={classes.pair}>
      <TextInput
        size="xs"
        aria-label={t('pairNameOf', { field: field.title, number: index + 1 })}
        value={typed ?? name}
        error={refused}
        disabled={edit.disabled}
        onChange={({ currentTarget: { value } }) => {
          setTyped(value);
          if (refusalOf(value, others) === undefined) edit.type(changed([value, text]), `name ${index}`);
        }}
        onBlur={() => {
          setTyped(undefined);
          edit.done();
        }}
      />
      <TextInput
        size="xs"
        aria-label={t('pairValueOf', { field: field.title, name })}
        value={text}
        error={isWrong}
        disabled={edit.disabled}
        onChange={({ currentTarget }) => edit.type(changed([name, currentTarget.value]), `value ${index}`)}
        onBlur={edit.done}
      />
      <IconButton
        danger
        label={t('itemRemove', { item: name })}
        disabled={edit.disabled}
        onClick={() => {
          edit.set(Object.fromEntries(others));
          removed();
        }}
      >
        <IconTrash size={16} aria-hidden />
      </IconButton>
    </li>
  );
}

function refusalOf(name: string, others: Entries): string | undefined {
  if (name === '') return t('pairNoName');
  if (['__proto__', 'constructor', 'prototype'].includes(name)) return t('pairUnsafe');
  return others.some(([other]) => other === name) ? t('pairTwice') : undefined;
}
