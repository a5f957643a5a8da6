import { Button, CloseButton, Group, Text, TextInput, VisuallyHidden } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconCopy, IconSearch } from '@tabler/icons-react';
import { checkRows, compareConnections, connectionTable, writeCsvTable, writeMarkdownTable } from '@waygate/graph';
import { FAILURE_ID, START_ID } from '@waygate/schema';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { targetChoices } from '../canvas/target-choices.ts';
import { useCanvasUiStore } from '../canvas/use-canvas-ui.ts';
import { connect, disconnect } from '../document/connect.ts';
import { START_OUTCOME } from '../document/outcome-source.ts';
import { own } from '../document/own.ts';
import { childIds } from '../document/page-children.ts';
import { useDocument, useEditor, useEditorStore } from '../editor/use-editor.ts';
import { wireId } from '../editor/wire-id.ts';
import { CompareBar } from './compare-bar.tsx';
import { type ConnectionHandlers, ConnectionRowView } from './connection-row-view.tsx';
import classes from './connections.module.css';
import { t } from './messages.ts';
import { arrangeRows, type SortColumn, type Sorting, type TableRow, tableRows } from './table-rows.ts';
import { type CheckSource, useCheckTable } from './use-check-table.ts';
import { useDrawnRows } from './use-drawn-rows.ts';

const COLUMNS: readonly SortColumn[] = ['source', 'outcome', 'target'];

/** Every connection of the journey as a row of a check table: sorted, filtered, changed, copied, and compared with another. */
export function ConnectionsPanel() {
  const store = useEditorStore();
  const ui = useCanvasUiStore();
  const document = useDocument();
  const realm = useEditor((state) => state.realm);
  const book = useEditor((state) => state.outcomes);
  const outcomesRevision = useEditor((state) => state.outcomesRevision);
  const readOnly = useEditor((state) => state.readOnly);
  const [filter, setFilter] = useState('');
  const [sorting, setSorting] = useState<Sorting>();
  const [editing, setEditing] = useState<string>();
  const [source, setSource] = useState<CheckSource>();
  const [onlyDifferences, setOnlyDifferences] = useState(false);
  const table = useRef<HTMLTableElement>(null);
  const backTo = useRef<string>(undefined);
  const check = useCheckTable(realm, source);

  const connections = useMemo(() => {
    // What the book of outcomes says changes without the book being another.
    void outcomesRevision;
    return connectionTable(document, (id) => {
      // What is put on an empty page gives it its outcomes: until then nobody can tell them.
      const isOpen = own(document.nodes, id)?.type === 'PageNode' && childIds(document, id).length === 0;
      return isOpen ? undefined : book.outcomesOf(document, id);
    });
  }, [document, book, outcomesRevision]);
  const comparison = useMemo(
    () => (source === undefined || check.data === undefined ? undefined : compareConnections(connections, check.data)),
    [connections, source, check.data],
  );
  const all = useMemo(() => tableRows(document, connections, comparison), [document, connections, comparison]);
  const rows = useMemo(
    () => arrangeRows(all, filter, sorting, onlyDifferences && comparison !== undefined),
    [all, filter, sorting, onlyDifferences, comparison],
  );
  const drawn = useDrawnRows(table, rows.length);
  const choices = useMemo(() => targetChoices(document), [document]);
  const idOf = useMemo(() => new Map(choices.map(({ value, label }) => [label, value])), [choices]);
  const count = connections.filter(({ targetId }) => targetId !== undefined).length;

  const handlers = useMemo((): ConnectionHandlers => {
    const named = (row: TableRow) => ({ outcome: row.outcome, source: row.source });
    const lead = (row: TableRow, target: string, to: string) => {
      if (row.row === undefined) return;
      const { nodeId, outcomeId } = row.row;
      const label = t('connected', { ...named(row), target: to });
      store.getState().change(label, (before) => connect(before, { nodeId, outcome: outcomeId }, target));
      ui.getState().say(label);
    };
    return {
      show: ({ row }) => {
        if (row === undefined) return;
        store.getState().jumpTo(row.nodeId);
        if (row.targetId !== undefined) store.getState().select([row.nodeId], [wireId({ nodeId: row.nodeId, outcome: row.outcomeId })]);
      },
      edit: (key) => {
        setEditing((before) => {
          if (key === undefined) backTo.current = before;
          return key;
        });
      },
      connect: (row, target) => lead(row, target, choices.find(({ value }) => value === target)?.label ?? target),
      disconnect: (row) => {
        if (row.row === undefined) return;
        const { nodeId, outcomeId } = row.row;
        const label = t('removed', named(row));
        store.getState().change(label, (before) => disconnect(before, { nodeId, outcome: outcomeId }));
        ui.getState().say(label);
        backTo.current = row.key;
      },
      reattach: ({ row }) => {
        if (row !== undefined) ui.setState({ reattaching: { nodeId: row.nodeId, outcome: row.outcomeId } });
      },
      mend: (row) => {
        const target = row.wanted === undefined ? undefined : idOf.get(row.wanted);
        if (target === undefined || row.wanted === undefined) return;
        lead(row, target, row.wanted);
        backTo.current = row.key;
      },
    };
  }, [store, ui, choices, idOf]);

  // Whoever chose a target or removed one goes on at the same row.
  useEffect(() => {
    const key = backTo.current;
    if (key === undefined || editing !== undefined) return;
    backTo.current = undefined;
    const element = [...(table.current?.querySelectorAll('[data-row]') ?? [])].find((one) => one.getAttribute('data-row') === key);
    const isElsewhere = window.document.activeElement !== window.document.body && !table.current?.contains(window.document.activeElement);
    if (!isElsewhere) element?.querySelector<HTMLElement>('[data-column="target"]')?.focus();
  });

  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const from = event.target instanceof HTMLElement ? event.target : undefined;
    const column = from?.dataset['column'];
    if (step === undefined || column === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    const cells = [...(table.current?.querySelectorAll<HTMLElement>(`[data-column="${column}"]`) ?? [])];
    const next = from === undefined ? undefined : cells[cells.indexOf(from) + step];
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  };

  const copy = (write: typeof writeCsvTable) => {
    void navigator.clipboard.writeText(write(checkRows(connections))).then(
      () => ui.getState().say(t('copied', { count })),
      () => ui.getState().refuse(t('refused')),
    );
  };
  const sort = (column: SortColumn) =>
    setSorting((before) => {
      if (before?.column !== column) return { column, descending: false };
      return before.descending ? undefined : { column, descending: true };
    });
  const isFresh = count === 1 && own(document.nodes, document.entryNodeId) === undefined && document.entryNodeId === FAILURE_ID;
  return (
    <section className={classes.panel} aria-label={t('title')}>
      <CompareBar
        source={source}
        setSource={setSource}
        comparison={comparison}
        error={check.error}
        isLoading={check.isFetching}
        onlyDifferences={onlyDifferences}
        setOnlyDifferences={setOnlyDifferences}
      />
      <TextInput
        type="search"
        size="xs"
        data-panel-focus
        aria-label={t('filter')}
        placeholder={t('filter')}
        value={filter}
        onChange={({ currentTarget }) => setFilter(currentTarget.value)}
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={filter === '' ? null : <CloseButton size="sm" onClick={() => setFilter('')} aria-label={t('filter')} />}
      />
      <Group justify="space-between" gap="xs">
        <Text size="xs" c="dimmed">
          {counted(isFresh ? 0 : count, connections.length - count)}
        </Text>
        <Group gap={4}>
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<IconCopy size={14} aria-hidden />}
            onClick={() => copy(writeMarkdownTable)}
          >
            {t('copyMarkdown')}
          </Button>
          <Button size="compact-xs" variant="subtle" leftSection={<IconCopy size={14} aria-hidden />} onClick={() => copy(writeCsvTable)}>
            {t('copyCsv')}
          </Button>
        </Group>
      </Group>
      {rows.length === 0 ? <Text size="sm">{t('noneFound')}</Text> : null}
      <table ref={table} aria-label={t('table')} aria-rowcount={rows.length + 1} className={classes.table} onKeyDown={onKeyDown}>
        <thead>
          <tr aria-rowindex={1}>
            {COLUMNS.map((column) => (
              <th key={column} scope="col" aria-sort={ariaSort(sorting, column)}>
                <button type="button" className={classes.sort} onClick={() => sort(column)}>
                  {t(column)}
                  {sorting?.column !== column ? null : sorting.descending ? (
                    <IconArrowDown size={14} aria-hidden />
                  ) : (
                    <IconArrowUp size={14} aria-hidden />
                  )}
                </button>
              </th>
            ))}
            <th scope="col">
              <VisuallyHidden>{t('actions')}</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody>
          <Room height={drawn.above} />
          {drawn.indexes.map((index) => {
            const row = rows[index];
            if (row === undefined) return null;
            const isStart = row.row?.nodeId === START_ID && row.row.outcomeId === START_OUTCOME && row.row.targetId === FAILURE_ID;
            return (
              <ConnectionRowView
                key={row.key}
                row={row}
                index={index}
                measure={drawn.measure}
                editing={editing === row.key}
                readOnly={readOnly}
                canMend={row.wanted !== undefined && idOf.has(row.wanted)}
                canRemove={!isStart}
                choices={editing === row.key ? choices : undefined}
                handlers={handlers}
              />
            );
          })}
          <Room height={drawn.below} />
        </tbody>
      </table>
    </section>
  );
}

/** Stands for the rows that are not drawn. */
function Room({ height }: { readonly height: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden>
      <td colSpan={COLUMNS.length + 1} style={{ height }} />
    </tr>
  );
}

function counted(count: number, open: number): string {
  const connections = count === 1 ? t('oneConnection') : t('connections', { count });
  const outcomes = open === 1 ? t('oneOpen') : t('open', { count: open });
  return open === 0 ? connections : `${connections}, ${outcomes}`;
}

function ariaSort(sorting: Sorting | undefined, column: SortColumn): 'ascending' | 'descending' | 'none' {
  if (sorting?.column !== column) return 'none';
  return sorting.descending ? 'descending' : 'ascending';
}
