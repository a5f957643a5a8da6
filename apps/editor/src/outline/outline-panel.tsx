import { ActionIcon, Button, Group, Text, Tooltip } from '@mantine/core';
import { IconDots, IconFold, IconFoldDown, IconNote, IconPlus } from '@tabler/icons-react';
import { type KeyboardEvent, useCallback, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useCanvasUiStore } from '../canvas/use-canvas-ui.ts';
import { useDocument, useEditor, useEditorStore } from '../editor/use-editor.ts';
import { wireId } from '../editor/wire-id.ts';
import { addLooseNode, addLooseNote } from './loose-additions.ts';
import { t } from './messages.ts';
import { NoteDialog } from './note-dialog.tsx';
import classes from './outline.module.css';
import type { OutlineAction, OutlineContext } from './outline-action.ts';
import { actionsOf } from './outline-actions.ts';
import { outlineMemory } from './outline-memory.ts';
import { OutlineRowView, type RowHandlers } from './outline-row-view.tsx';
import { ancestorsOf, type OutlineRow, outlineOf, subjectOf, visibleRows } from './outline-rows.ts';
import { PickDialog, type PickRequest } from './pick-dialog.tsx';
import { countProblems, rowText } from './row-text.ts';

/** Within this time letters belong to one word that is looked for, milliseconds. */
const TYPING_MS = 700;

type Dialog =
  | { readonly kind: 'pick'; readonly request: PickRequest }
  | { readonly kind: 'note'; readonly text: string; readonly save: (text: string) => void };

/**
 * The journey as a tree that says and does without a mouse whatever the canvas says and does with one: WAI-ARIA's tree pattern, with the menu of each row on
 * Shift F10. Selection is the canvas's own.
 */
export function OutlinePanel() {
  const store = useEditorStore();
  const ui = useCanvasUiStore();
  const document = useDocument();
  const name = useEditor((state) => state.name);
  const catalogue = useEditor((state) => state.catalogue);
  const book = useEditor((state) => state.outcomes);
  const outcomesRevision = useEditor((state) => state.outcomesRevision);
  const problems = useEditor((state) => state.problems);
  const selection = useEditor((state) => state.selection);
  const selectedWires = useEditor((state) => state.selectedWires);
  const readOnly = useEditor((state) => state.readOnly);
  const memory = outlineMemory(store);
  const [collapsed, setCollapsed] = useState(memory.collapsed);
  const [activeKey, setActiveKey] = useState(memory.activeKey);
  const [menuOpened, setMenuOpened] = useState(false);
  const [dialog, setDialog] = useState<Dialog>();
  const [, draw] = useState(0);
  const tree = useRef<HTMLDivElement>(null);
  const wantsFocus = useRef(false);
  const hasFocus = useRef(false);
  const lastIndex = useRef(0);
  const typed = useRef({ text: '', at: 0 });
  const hintId = useId();

  const outline = useMemo(() => {
    // What the book of outcomes says changes without the book being another.
    void outcomesRevision;
    return outlineOf(document, book);
  }, [document, book, outcomesRevision]);
  const rows = useMemo(() => visibleRows(outline.rows, collapsed), [outline, collapsed]);
  const counts = useMemo(() => countProblems(problems), [problems]);
  const texts = useMemo(
    () => new Map(outline.rows.map((row) => [row.key, rowText(row, document, catalogue, counts)])),
    [outline, document, catalogue, counts],
  );
  const found = rows.findIndex(({ key }) => key === activeKey);
  // A row that is gone leaves its place to the one that comes after it.
  const index = found >= 0 ? found : Math.min(lastIndex.current, rows.length - 1);
  const active = rows[index];

  const selectRow = useCallback(
    (row: OutlineRow) => {
      const subject = subjectOf(row);
      const { select, selection: nodes, selectedWires: wires } = store.getState();
      const wanted = subject === undefined ? [] : [subject];
      const wantedWires = subject === undefined && row.kind === 'wire' && row.target !== undefined ? [wireId(row.source)] : [];
      const isSame = nodes.size === wanted.length && wires.size === wantedWires.length;
      if (isSame && wanted.every((id) => nodes.has(id)) && wantedWires.every((id) => wires.has(id))) return;
      select(wanted, wantedWires);
    },
    [store],
  );
  const activate = useCallback((key?: string) => {
    wantsFocus.current = true;
    if (key !== undefined) setActiveKey(key);
    draw((times) => times + 1);
  }, []);

  useLayoutEffect(() => {
    lastIndex.current = index;
    memory.activeKey = active?.key;
    memory.collapsed = collapsed;
    const isLost = hasFocus.current && window.document.activeElement === window.document.body;
    if (active === undefined || (!wantsFocus.current && !isLost)) return;
    const element = [...(tree.current?.children ?? [])].find((one) => one.getAttribute('data-key') === active.key);
    if (!(element instanceof HTMLElement)) return;
    wantsFocus.current = false;
    element.focus();
    selectRow(active);
  });

  // What is selected on the canvas is the active row here; rows around it open.
  useEffect(() => {
    // As it is now: what was just done here may have chosen another row since this was drawn.
    const { selection: nodes, selectedWires: wires } = store.getState();
    const [only] = nodes;
    const [wire] = wires;
    const key =
      only !== undefined && nodes.size === 1
        ? outline.placeOf.get(only)
        : nodes.size === 0 && wires.size === 1 && wire !== undefined
          ? `wire:${wire}`
          : undefined;
    if (key === undefined || key === memory.activeKey) return;
    if (tree.current?.contains(window.document.activeElement) === true) wantsFocus.current = true;
    setActiveKey(key);
  }, [store, memory, selection, selectedWires, outline]);
  useEffect(() => {
    if (activeKey === undefined) return;
    const around = ancestorsOf(outline.rows, activeKey).map(({ key }) => key);
    setCollapsed((before) =>
      around.some((key) => before.has(key)) ? new Set([...before].filter((key) => !around.includes(key))) : before,
    );
    const element = [...(tree.current?.children ?? [])].find((one) => one.getAttribute('data-key') === activeKey);
    element?.scrollIntoView({ block: 'nearest' });
  }, [activeKey, outline]);

  const context = useMemo(
    (): OutlineContext => ({
      store,
      ui,
      rowOf: (id) => outline.placeOf.get(id),
      ask: (request) => setDialog({ kind: 'pick', request }),
      askForNote: (text, save) => setDialog({ kind: 'note', text, save }),
      activate,
    }),
    [store, ui, outline, activate],
  );
  const actions = useMemo(() => {
    // Which outcomes are free follows from what the book says.
    void outcomesRevision;
    return active === undefined ? [] : actionsOf(active, context);
  }, [active, context, outcomesRevision]);

  const go = (row: OutlineRow | undefined) => {
    if (row === undefined) return;
    activate(row.key);
    selectRow(row);
  };
  const toggle = useCallback(
    (row: OutlineRow) => {
      setCollapsed((before) =>
        before.has(row.key) ? new Set([...before].filter((key) => key !== row.key)) : new Set([...before, row.key]),
      );
      activate(row.key);
    },
    [activate],
  );
  const open = (row: OutlineRow, its: readonly OutlineAction[]) => {
    const first = its.find(({ keys }) => keys === 'Enter') ?? its.find(({ id }) => id === 'connect' || id === 'reattach');
    if (first !== undefined) first.run();
    else if (row.expandable) toggle(row);
  };
  const handlers: RowHandlers = useMemo(
    () => ({
      choose: (row) => {
        activate(row.key);
        selectRow(row);
      },
      open: (row) => {
        const its = actionsOf(row, context);
        (its.find(({ keys }) => keys === 'Enter') ?? its.find(({ id }) => id === 'connect'))?.run();
      },
      toggle,
      setMenu: (opened) => {
        setMenuOpened(opened);
        if (!opened) activate();
      },
    }),
    [activate, selectRow, toggle, context],
  );

  const isTyping = () => Date.now() - typed.current.at < TYPING_MS;
  const find = (letter: string) => {
    const isSameWord = isTyping();
    const text = isSameWord ? typed.current.text + letter : letter;
    typed.current = { text, at: Date.now() };
    const wanted = text.toLowerCase();
    // A letter again goes on to the next that begins with it.
    const from = isSameWord && text.length > 1 ? index : index + 1;
    const order = [...rows.slice(from), ...rows.slice(0, from)];
    go(
      order.find(({ key }) => {
        const { first = '', target = '' } = texts.get(key) ?? {};
        return first.toLowerCase().startsWith(wanted) || target.toLowerCase().startsWith(wanted);
      }),
    );
  };

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    // What is typed in the menu of a row passes here too, because it belongs to the row.
    if (active === undefined || event.defaultPrevented || !(event.target instanceof Node) || tree.current?.contains(event.target) !== true)
      return;
    if (!handleKey(event, active)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const run = (...ids: readonly OutlineAction['id'][]) => {
    const action = actions.find(({ id }) => ids.includes(id));
    action?.run();
    return action !== undefined;
  };
  const handleKey = ({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent, row: OutlineRow): boolean => {
    const mod = ctrlKey || metaKey;
    if (key === 'ContextMenu' || (key === 'F10' && shiftKey)) {
      if (actions.length > 0) setMenuOpened(true);
      return true;
    }
    if (key === 'Enter') {
      if (mod) return false;
      if (shiftKey) run('add', 'page');
      else if (altKey) run('connect', 'reattach');
      else open(row, actions);
      return true;
    }
    if (mod || altKey) return false;
    if (key === 'Insert') return run('add', 'page');
    if (key === 'Delete' || key === 'Backspace') {
      actions.find(({ keys }) => keys === 'Delete')?.run();
      return true;
    }
    if (key === 'ArrowDown') go(rows[index + 1]);
    else if (key === 'ArrowUp') go(rows[index - 1]);
    else if (key === 'Home') go(rows[0]);
    else if (key === 'End') go(rows.at(-1));
    else if (key === 'ArrowRight') {
      if (row.expandable && collapsed.has(row.key)) toggle(row);
      else if (row.expandable) go(rows[index + 1]);
    } else if (key === 'ArrowLeft') {
      if (row.expandable && !collapsed.has(row.key)) toggle(row);
      else go(ancestorsOf(rows, row.key).at(-1));
    } else if (key === '*') {
      const parent = ancestorsOf(outline.rows, row.key).at(-1)?.key;
      const siblings = outline.rows.filter((one) => one.level === row.level && ancestorsOf(outline.rows, one.key).at(-1)?.key === parent);
      setCollapsed((before) => new Set([...before].filter((one) => !siblings.some((sibling) => sibling.key === one))));
    } else if (key === ' ' && !isTyping()) run('show', 'go');
    else if (key.length === 1) find(key);
    else return false;
    return true;
  };

  const closeDialog = () => {
    setDialog(undefined);
    activate();
  };
  const expandable = outline.rows.filter((row) => row.expandable);
  return (
    <section className={classes.panel} aria-label={t('title')}>
      <div className={classes.head}>
        <Group gap="xs" justify="space-between">
          <Group gap="xs">
            <Button
              size="compact-sm"
              variant="default"
              disabled={readOnly}
              leftSection={<IconPlus size={16} aria-hidden />}
              onClick={() => addLooseNode(context)}
            >
              {t('addNode')}
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              disabled={readOnly}
              leftSection={<IconNote size={16} aria-hidden />}
              onClick={() => addLooseNote(context)}
            >
              {t('addNote')}
            </Button>
          </Group>
          <Group gap={4}>
            <Tooltip label={t('actions')}>
              <ActionIcon
                variant="subtle"
                aria-label={t('actions')}
                aria-haspopup="menu"
                disabled={actions.length === 0}
                onClick={() => {
                  activate();
                  setMenuOpened(true);
                }}
              >
                <IconDots size={18} aria-hidden />
              </ActionIcon>
            </Tooltip>
            <Tooltip label={t('expandAll')}>
              <ActionIcon variant="subtle" aria-label={t('expandAll')} onClick={() => setCollapsed(new Set())}>
                <IconFoldDown size={18} aria-hidden />
              </ActionIcon>
            </Tooltip>
            <Tooltip label={t('collapseAll')}>
              <ActionIcon
                variant="subtle"
                aria-label={t('collapseAll')}
                onClick={() => {
                  setActiveKey(outline.rows[0]?.key);
                  setCollapsed(new Set(expandable.map(({ key }) => key)));
                }}
              >
                <IconFold size={18} aria-hidden />
              </ActionIcon>
            </Tooltip>
          </Group>
        </Group>
        <Text size="xs" c="dimmed" id={hintId} className={classes.hint ?? ''}>
          {t('hint')}
        </Text>
      </div>
      <div
        ref={tree}
        role="tree"
        aria-label={t('tree', { name })}
        aria-describedby={hintId}
        className={classes.tree}
        onKeyDown={onKeyDown}
        onFocus={() => {
          hasFocus.current = true;
        }}
        onBlur={({ relatedTarget }) => {
          if (relatedTarget !== null && tree.current?.contains(relatedTarget) !== true) hasFocus.current = false;
        }}
      >
        {rows.map((row) => {
          const text = texts.get(row.key);
          if (text === undefined) return null;
          const subject = subjectOf(row);
          const isActive = row === active;
          const isSelected = subject === undefined ? row.kind === 'wire' && selectedWires.has(wireId(row.source)) : selection.has(subject);
          return (
            <OutlineRowView
              key={row.key}
              row={row}
              text={text}
              collapsed={row.expandable && collapsed.has(row.key)}
              active={isActive}
              selected={isSelected}
              actions={isActive ? actions : undefined}
              menuOpened={isActive && menuOpened}
              handlers={handlers}
            />
          );
        })}
      </div>
      {dialog?.kind === 'pick' ? <PickDialog request={dialog.request} close={closeDialog} /> : null}
      {dialog?.kind === 'note' ? <NoteDialog text={dialog.text} save={dialog.save} close={closeDialog} /> : null}
    </section>
  );
}
