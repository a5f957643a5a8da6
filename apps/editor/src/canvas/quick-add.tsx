import { FocusTrap, Text, TextInput } from '@mantine/core';
import { useClickOutside } from '@mantine/hooks';
import { FAILURE_ID, SUCCESS_ID } from '@waygate/schema';
import { type KeyboardEvent, useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { connect } from '../document/connect.ts';
import type { Point } from '../document/point.ts';
import { useEditor, useEditorStore } from '../editor/use-editor.ts';
import { NodeIcon } from '../palette/node-icon.tsx';
import classes from './canvas.module.css';
import type { QuickAddPlace } from './canvas-ui.ts';
import { END_ICONS } from './end-icons.ts';
import { t } from './messages.ts';
import { nameOf } from './name-of.ts';
import { outcomeName } from './outcome-name.ts';
import { type QuickAddEntry, quickAddEntries } from './quick-add-entries.ts';
import { useAddNode } from './use-add-node.ts';
import { useCanvasUiStore } from './use-canvas-ui.ts';

/** Adds a node by typing a few letters of its name, where the pointer is, connected to the outcome that asked for it. */
export function QuickAdd({
  screen,
  place,
  close,
}: {
  readonly screen: Point;
  readonly place: QuickAddPlace;
  readonly close: (isChosen: boolean) => void;
}) {
  const store = useEditorStore();
  const ui = useCanvasUiStore();
  const history = useEditor((state) => state.history);
  const addNode = useAddNode();
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  // At once: who opened it with a key types on without looking.
  useLayoutEffect(() => field.current?.focus({ preventScroll: true }), []);
  const outside = useClickOutside<HTMLDivElement>(() => close(false));
  const { catalogue, outcomes } = store.getState();
  const found = useMemo(() => quickAddEntries({ history, catalogue, outcomes }, place, text), [history, catalogue, outcomes, place, text]);
  const firstTarget = found.find(({ kind }) => kind === 'target')?.key;
  const firstType = found.find(({ kind }) => kind === 'type')?.key;

  const choose = (entry: QuickAddEntry | undefined) => {
    if (entry === undefined) return;
    close(true);
    if (entry.kind === 'type') return addNode(entry.type, place);
    if (place.kind !== 'canvas' || place.source === undefined) return;
    const { source } = place;
    const label = t('connected', { from: nameOf(history.present, source.nodeId), to: entry.name });
    store.getState().change(label, (document) => connect(document, source, entry.id));
    ui.getState().say(label);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setActive((before) => Math.max(0, Math.min(found.length - 1, before + step)));
    else if (event.key === 'Enter') choose(found[active]);
    else if (event.key === 'Escape' || event.key === 'Tab') close(false);
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
        style={{
          left: Math.max(8, Math.min(screen.x, window.innerWidth - 316)),
          top: Math.max(8, Math.min(screen.y, window.innerHeight - 396)),
        }}
      >
        <Text size="xs" c="dimmed" id={`${id}-where`}>
          {whereText()}
        </Text>
        <TextInput
          ref={field}
          data-autofocus
          role="combobox"
          aria-expanded
          aria-controls={id}
          aria-activedescendant={found[active] === undefined ? undefined : `${id}-${active}`}
          aria-describedby={`${id}-where`}
          aria-label={t('quickAddSearch')}
          placeholder={t('quickAddSearch')}
          value={text}
          onChange={({ currentTarget }) => {
            setText(currentTarget.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
        {found.length === 0 ? (
          <Text size="sm" p="xs" role="status">
            {t('nothingFits')}
          </Text>
        ) : null}
        <div className={classes.options} role="listbox" id={id} aria-label={t('quickAdd')}>
          {found.map((entry, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field above takes the keys for all options.
            <div
              key={entry.key}
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              className={classes.option}
              data-first={firstTarget !== undefined && firstType !== undefined && [firstTarget, firstType].includes(entry.key) && index > 0}
              ref={(element) => {
                if (index === active) element?.scrollIntoView({ block: 'nearest' });
              }}
              onPointerMove={() => setActive(index)}
              onClick={() => choose(entry)}
            >
              <Entry entry={entry} isActive={index === active} />
            </div>
          ))}
        </div>
      </div>
    </FocusTrap>
  );

  function whereText(): string {
    if (place.kind === 'wire') return t('insertOnWire');
    if (place.kind === 'page') return t('addToPage', { name: nameOf(history.present, place.pageId) });
    const { source } = place;
    if (source === undefined) return t('quickAdd');
    return t('addAfter', { name: nameOf(history.present, source.nodeId), outcome: outcomeName(history.present, outcomes, source) });
  }
}

function Entry({ entry, isActive }: { readonly entry: QuickAddEntry; readonly isActive: boolean }) {
  const catalogue = useEditor((state) => state.catalogue);
  const document = useEditor((state) => state.history.present);
  if (entry.kind === 'type') {
    return (
      <>
        <NodeIcon name={entry.type.icon} />
        <span className={classes.optionText}>
          {entry.type.displayName}
          {isActive ? <small>{entry.type.summary}</small> : null}
        </span>
      </>
    );
  }
  const End = entry.id === SUCCESS_ID ? END_ICONS.success : entry.id === FAILURE_ID ? END_ICONS.failure : undefined;
  const node = document.nodes[entry.id];
  return (
    <>
      {End === undefined ? (
        <NodeIcon name={node === undefined ? undefined : catalogue.get(node.type)?.icon} />
      ) : (
        <End size={18} aria-hidden />
      )}
      <span className={classes.optionText}>{t('leadTo', { name: entry.name })}</span>
    </>
  );
}
