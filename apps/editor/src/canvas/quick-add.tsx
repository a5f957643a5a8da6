import { FocusTrap, TextInput } from '@mantine/core';
import { useClickOutside } from '@mantine/hooks';
import { type KeyboardEvent, useId, useState } from 'react';
import type { OutcomeSource } from '../document/outcome-source.ts';
import type { Point } from '../document/point.ts';
import { useEditor } from '../editor/use-editor.ts';
import { NodeIcon } from '../palette/node-icon.tsx';
import { searchNodeTypes } from '../palette/search-node-types.ts';
import classes from './canvas.module.css';
import { t } from './messages.ts';
import { useAddNode } from './use-add-node.ts';

/** Adds a node by typing a few letters of its name, where the pointer is, connected to the outcome that asked for it. */
export function QuickAdd({
  screen,
  at,
  source,
  close,
}: {
  readonly screen: Point;
  readonly at: Point;
  readonly source?: OutcomeSource;
  readonly close: () => void;
}) {
  const catalogue = useEditor((state) => state.catalogue);
  const addNode = useAddNode();
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const id = useId();
  const outside = useClickOutside<HTMLDivElement>(close);
  const found = searchNodeTypes(catalogue.values(), text);
  const choose = (index: number) => {
    const type = found[index];
    if (type === undefined) return;
    close();
    addNode(type, { kind: 'canvas', at, source });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setActive((before) => Math.max(0, Math.min(found.length - 1, before + step)));
    else if (event.key === 'Enter') choose(active);
    else if (event.key === 'Escape' || event.key === 'Tab') close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <FocusTrap active>
      <div
        ref={outside}
        role="dialog"
        aria-label={t('quickAdd')}
        className={classes.quickAdd}
        style={{ left: Math.min(screen.x, window.innerWidth - 316), top: Math.min(screen.y, Math.max(8, window.innerHeight - 396)) }}
      >
        <TextInput
          data-autofocus
          role="combobox"
          aria-expanded
          aria-controls={id}
          aria-activedescendant={found[active] === undefined ? undefined : `${id}-${active}`}
          aria-label={t('quickAddSearch')}
          placeholder={t('quickAddSearch')}
          value={text}
          onChange={({ currentTarget }) => {
            setText(currentTarget.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
        <div className={classes.options} role="listbox" id={id} aria-label={t('quickAdd')}>
          {found.length === 0 ? <div className={classes.option}>{t('nothingFits')}</div> : null}
          {found.map((type, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field above takes the keys for all options.
            <div
              key={type.type}
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              className={classes.option}
              ref={(element) => {
                if (index === active) element?.scrollIntoView({ block: 'nearest' });
              }}
              onPointerMove={() => setActive(index)}
              onClick={() => choose(index)}
            >
              <NodeIcon name={type.icon} />
              {type.displayName}
            </div>
          ))}
        </div>
      </div>
    </FocusTrap>
  );
}
