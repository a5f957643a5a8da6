import { Modal, TextInput, VisuallyHidden } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, useId, useState } from 'react';
import { t } from './messages.ts';
import classes from './outline.module.css';

/** Something to choose. */
export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly icon?: ReactNode;
  /** A few words that are shown beside it. */
  readonly note?: string;
}

/** What is asked for. */
export interface PickRequest {
  readonly title: string;
  readonly question: string;
  /** Those that all words of a search are found in, best first. */
  readonly search: (text: string) => readonly Choice[];
  readonly pick: (value: string) => void;
}

/** Asks for one of many: a few letters, arrow keys, Enter. */
export function PickDialog({ request, close }: { readonly request: PickRequest; readonly close: () => void }) {
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const id = useId();
  const found = request.search(text);
  const choose = (index: number) => {
    const choice = found[index];
    if (choice === undefined) return;
    close();
    request.pick(choice.value);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const last = found.length - 1;
    const next = {
      ArrowDown: Math.min(last, active + 1),
      ArrowUp: Math.max(0, active - 1),
      PageDown: Math.min(last, active + 8),
      PageUp: Math.max(0, active - 8),
    }[event.key];
    if (next !== undefined) setActive(next);
    else if (event.key === 'Enter') choose(active);
    else return;
    event.preventDefault();
  };
  return (
    <Modal opened onClose={close} title={request.title} returnFocus={false} transitionProps={{ duration: 0 }}>
      <TextInput
        data-autofocus
        role="combobox"
        aria-expanded
        aria-controls={id}
        aria-autocomplete="list"
        aria-activedescendant={found[active] === undefined ? undefined : `${id}-${active}`}
        aria-label={request.question}
        placeholder={request.question}
        value={text}
        onChange={({ currentTarget }) => {
          setText(currentTarget.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
      />
      <VisuallyHidden role="status">{t('found', { count: found.length })}</VisuallyHidden>
      <div className={classes.choices} role="listbox" id={id} aria-label={request.question}>
        {found.length === 0 ? <div className={classes.choice}>{t('nothingFits')}</div> : null}
        {found.map(({ value, label, icon, note }, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above takes the keys for all choices.
          <div
            key={value}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            className={classes.choice}
            ref={(element) => {
              if (index === active) element?.scrollIntoView({ block: 'nearest' });
            }}
            onPointerMove={() => setActive(index)}
            onClick={() => choose(index)}
          >
            {icon}
            <span>{label}</span>
            {note === undefined ? null : <span className={classes.quiet}>{note}</span>}
          </div>
        ))}
      </div>
    </Modal>
  );
}
