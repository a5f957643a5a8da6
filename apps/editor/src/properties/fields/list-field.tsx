import { Button, Text, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { type ClipboardEvent, useRef, useState } from 'react';
import { textsOf } from '../config-value.ts';
import { IconButton } from '../icon-button.tsx';
import { t } from '../messages.ts';
import classes from '../properties.module.css';
import { FieldGroup } from './field-group.tsx';
import type { FieldProps } from './field-props.ts';

/** A list of texts in an order. */
export function ListField({ field, value, error, wrongMembers, edit }: FieldProps<'list'>) {
  const items = textsOf(value);
  const [added, setAdded] = useState('');
  const adding = useRef<HTMLInputElement>(null);
  const isTwice = added.trim() !== '' && items.includes(added.trim());
  const nameOfItem = (index: number) => t('item', { field: field.title, number: index + 1 });
  const addAll = (texts: readonly string[]) => {
    const fresh = texts
      .map((text) => text.trim())
      .filter((text, index, all) => text !== '' && !items.includes(text) && all.indexOf(text) === index);
    if (fresh.length > 0) edit.set([...items, ...fresh]);
    if (fresh.length > 0 || added.trim() === '') setAdded('');
  };
  const paste = (event: ClipboardEvent) => {
    const lines = event.clipboardData.getData('text/plain').split(/\r?\n/);
    if (lines.length < 2 || added !== '') return;
    event.preventDefault();
    addAll(lines);
  };
  const move = (index: number, to: number) => {
    const [item] = items.slice(index, index + 1);
    if (item !== undefined) edit.set(items.toSpliced(index, 1).toSpliced(to, 0, item));
  };
  return (
    <FieldGroup field={field} error={error}>
      {items.length === 0 ? (
        <Text size="xs" c="dimmed">
          {t('itemsNone')}
        </Text>
      ) : (
        <ol className={classes.rows}>
          {items.map((item, index) => (
            <li key={index} className={classes.row}>
              <TextInput
                className={classes.grow}
                size="xs"
                aria-label={nameOfItem(index)}
                value={item}
                error={wrongMembers.has(String(index))}
                disabled={edit.disabled}
                onChange={({ currentTarget }) => edit.type(items.with(index, currentTarget.value), String(index))}
                onBlur={edit.done}
              />
              <IconButton
                label={t('itemUp', { item: nameOfItem(index) })}
                disabled={index === 0 || edit.disabled}
                onClick={() => move(index, index - 1)}
              >
                <IconArrowUp size={16} aria-hidden />
              </IconButton>
              <IconButton
                label={t('itemDown', { item: nameOfItem(index) })}
                disabled={index === items.length - 1 || edit.disabled}
                onClick={() => move(index, index + 1)}
              >
                <IconArrowDown size={16} aria-hidden />
              </IconButton>
              <IconButton
                danger
                label={t('itemRemove', { item: nameOfItem(index) })}
                disabled={edit.disabled}
                onClick={() => {
                  edit.set(items.toSpliced(index, 1));
                  adding.current?.focus();
                }}
              >
                <IconTrash size={16} aria-hidden />
              </IconButton>
            </li>
          ))}
        </ol>
      )}
      <div className={classes.row}>
        <TextInput
          ref={adding}
          className={classes.grow}
          size="xs"
          aria-label={t('itemAdd', { field: field.title })}
          value={added}
          error={isTwice ? t('twice') : undefined}
          disabled={edit.disabled}
          onChange={({ currentTarget }) => setAdded(currentTarget.value)}
          onPaste={paste}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            addAll([added]);
          }}
          // Whoever goes on without pressing Add has typed it all the same.
          onBlur={() => addAll([added])}
        />
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          disabled={edit.disabled}
          onClick={() => adding.current?.focus()}
        >
          {t('add')}
        </Button>
      </div>
    </FieldGroup>
  );
}
