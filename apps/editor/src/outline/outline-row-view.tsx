import { Menu, Text, VisuallyHidden } from '@mantine/core';
import {
  IconAlertTriangle,
  IconArrowRight,
  IconChevronDown,
  IconChevronRight,
  IconCornerUpLeft,
  IconDots,
  IconNote,
  IconXboxX,
} from '@tabler/icons-react';
import { type CSSProperties, type MouseEvent, memo } from 'react';
import { shortcutText } from '../commands/shortcut.ts';
import { NodeIcon } from '../palette/node-icon.tsx';
import { t } from './messages.ts';
import classes from './outline.module.css';
import type { OutlineAction } from './outline-action.ts';
import type { OutlineRow } from './outline-rows.ts';
import type { RowText } from './row-text.ts';

/** Levels that are drawn farther in; what lies deeper stands below them, so that a long journey stays readable. */
const DRAWN_LEVELS = 10;

/** What happens with rows, the same for all of them. */
export interface RowHandlers {
  readonly choose: (row: OutlineRow) => void;
  readonly open: (row: OutlineRow) => void;
  readonly toggle: (row: OutlineRow) => void;
  readonly setMenu: (opened: boolean) => void;
}

/** A row of the outline. The active row alone can be reached by Tab, and has the menu of what can be done with it. */
export const OutlineRowView = memo(function OutlineRowView({
  row,
  text,
  collapsed,
  active,
  selected,
  actions,
  menuOpened,
  handlers,
}: {
  readonly row: OutlineRow;
  readonly text: RowText;
  readonly collapsed: boolean;
  readonly active: boolean;
  readonly selected: boolean;
  /** Of the active row only. */
  readonly actions: readonly OutlineAction[] | undefined;
  readonly menuOpened: boolean;
  readonly handlers: RowHandlers;
}) {
  const level = { '--level': Math.min(row.level, DRAWN_LEVELS) - 1 } as CSSProperties;
  const Chevron = collapsed ? IconChevronRight : IconChevronDown;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree takes the keys for all rows.
    <div
      role="treeitem"
      aria-level={row.level}
      aria-posinset={row.position}
      aria-setsize={row.setSize}
      aria-selected={selected}
      {...(row.expandable ? { 'aria-expanded': !collapsed } : {})}
      tabIndex={active ? 0 : -1}
      className={classes.row}
      style={level}
      data-key={row.key}
      data-kind={row.kind === 'wire' ? row.leads : row.kind}
      {...(row.kind === 'wire' && row.lost ? { 'data-lost': true } : {})}
      {...(active ? { 'data-panel-focus': true } : {})}
      onClick={(event) => isIn(event) && handlers.choose(row)}
      onDoubleClick={(event) => isIn(event) && handlers.open(row)}
    >
      {row.expandable ? (
        // biome-ignore lint/a11y/useKeyWithClickEvents: arrow keys do this for all rows.
        // biome-ignore lint/a11y/noStaticElementInteractions: the row says itself whether it is expanded.
        <span
          className={classes.twisty}
          onClick={(event) => {
            event.stopPropagation();
            handlers.toggle(row);
          }}
        >
          <Chevron size={16} aria-hidden />
        </span>
      ) : (
        <span className={classes.twisty} />
      )}
      {row.kind !== 'wire' ? (
        <Subject row={row} text={text} name={text.first} />
      ) : (
        <>
          <span className={classes.outcome}>{text.first}</span>
          <IconArrowRight size={14} aria-hidden className={classes.arrow} />
          {text.target === undefined ? (
            <span className={classes.nowhere}>{t('leadsNowhere')}</span>
          ) : (
            <>
              <VisuallyHidden>{t('leadsTo')}</VisuallyHidden>
              <Subject row={row} text={text} name={text.target} />
            </>
          )}
        </>
      )}
      {row.kind === 'wire' && row.leads === 'link' ? <VisuallyHidden>{t('elsewhere')}</VisuallyHidden> : null}
      {text.remark === '' ? null : <span className={classes.remark}>{text.remark}</span>}
      {text.errors > 0 ? (
        <span className={classes.errors} role="img" aria-label={text.errors === 1 ? t('oneError') : t('errors', { count: text.errors })}>
          <IconXboxX size={14} aria-hidden />
          {text.errors}
        </span>
      ) : null}
      {text.warnings > 0 ? (
        <span
          className={classes.warnings}
          role="img"
          aria-label={text.warnings === 1 ? t('oneWarning') : t('warnings', { count: text.warnings })}
        >
          <IconAlertTriangle size={14} aria-hidden />
          {text.warnings}
        </span>
      ) : null}
      {active && actions !== undefined && actions.length > 0 ? (
        <RowMenu actions={actions} opened={menuOpened} setOpened={handlers.setMenu} />
      ) : null}
    </div>
  );
});

/** The menu of a row stands elsewhere on the page, but what happens in it passes through the row. */
function isIn({ target, currentTarget }: MouseEvent): boolean {
  return target instanceof Node && currentTarget.contains(target);
}

function Subject({ row, text, name }: { readonly row: OutlineRow; readonly text: RowText; readonly name: string }) {
  const isGroup = row.kind === 'unreachable' || row.kind === 'notes';
  return (
    <span className={isGroup ? classes.group : classes.subject}>
      {row.kind === 'note' ? <IconNote size={16} aria-hidden /> : null}
      {row.kind === 'wire' && row.leads === 'link' ? <IconCornerUpLeft size={16} aria-hidden /> : null}
      {text.icon === undefined ? null : <NodeIcon name={text.icon} size={16} />}
      <span>{name}</span>
    </span>
  );
}

function RowMenu({
  actions,
  opened,
  setOpened,
}: {
  readonly actions: readonly OutlineAction[];
  readonly opened: boolean;
  readonly setOpened: (opened: boolean) => void;
}) {
  return (
    <Menu
      opened={opened}
      onChange={setOpened}
      position="bottom-end"
      width={290}
      shadow="md"
      withinPortal
      returnFocus={false}
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        {/* For the mouse: the name of a row is made of what stands in it, and keys have Shift F10 and the button above the tree. */}
        <button
          type="button"
          tabIndex={-1}
          aria-hidden
          aria-label={t('actions')}
          className={classes.menu}
          onClick={(event) => event.stopPropagation()}
        >
          <IconDots size={16} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown mah="60vh" style={{ overflowY: 'auto' }}>
        {actions.map((action) => (
          <Menu.Item
            key={action.label}
            onClick={action.run}
            {...(action.id === 'delete' ? { color: 'red' } : {})}
            rightSection={
              action.keys === undefined ? null : (
                <Text size="xs" c="dimmed" component="kbd">
                  {shortcutText(action.keys)}
                </Text>
              )
            }
          >
            {action.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
